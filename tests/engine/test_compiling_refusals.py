"""compile: what cannot be compiled runs as it is, and errors are those of the function."""

import pytest

import engine
from engine import nn
from engine.errors import EngineError
from engine.plan.lowering import Uncompilable


def leaf(*numbers):
    return engine.tensor(numbers, dtype=engine.float64, requires_grad=True)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: x * 2 if x.sum() > 0 else x, ""),
        (lambda x: x[x > 0] * 2, "getitem"),
        (lambda x: engine.nonzero(x), "depends on the numbers"),
        (lambda x: engine.unique(x), "depends on the numbers"),
        (lambda x: engine.repeat_interleave(x, engine.tensor([1, 2, 0])), ""),
        (lambda x: x * float(x[0]), ""),
        (lambda x: x * x.tolist()[0], ""),
        (lambda x: (y := x * 1, y.add_(1.0))[1], ""),
    ],
)
def test_what_depends_on_numbers_or_changes_in_place_runs_as_it_is(function, words):
    compiled = engine.compile(function)

    for numbers in ((1.0, -2.0, 3.0), (-1.0, -2.0, -3.0), (1.0, 2.0, 2.0)):
        x = engine.tensor(numbers)
        assert compiled(x).tolist() == function(engine.tensor(numbers)).tolist()

    assert compiled.reason is None or words in compiled.reason


def test_a_branch_is_told_by_its_reason():
    compiled = engine.compile(lambda x: x if x > 0 else -x)

    compiled(leaf(1.0))

    assert "not known while a plan is compiled" in compiled.reason
    assert compiled.compiled is None


def test_fullgraph_refuses_what_cannot_be_compiled():
    compiled = engine.compile(lambda x: x if x > 0 else -x, fullgraph=True)

    with pytest.raises(Uncompilable):
        compiled(leaf(1.0))


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda x: engine.matmul(x, engine.ones(7, 7)), EngineError),
        (lambda x: x.reshape(5), EngineError),
        (lambda x: {}["missing"], KeyError),
        (lambda x: x.no_such_method(), AttributeError),
        (lambda x: 1 / 0, ZeroDivisionError),
        (lambda x, y: x, TypeError),
    ],
)
def test_errors_are_those_of_the_function(function, kind):
    x = engine.ones(3)
    with pytest.raises(kind) as expected:
        function(x)

    for _ in range(2):
        with pytest.raises(kind) as found:
            engine.compile(function)(x)

        assert type(found.value) is type(expected.value)
        assert str(found.value) == str(expected.value)


def test_a_failed_compilation_leaves_parameters_as_they_are():
    module = nn.Linear(2, 1)
    before = [p.tolist() for p in module.parameters()]

    def function(x):
        if module(x).sum() > 0:
            return module(x)
        return -module(x)

    engine.compile(function)(engine.ones(1, 2))

    assert [p.tolist() for p in module.parameters()] == before


TARGETS = {
    "a class that is not there": [0, 2],
    "a class below 0": [5, -3],
    "truth values": [True, False],
    "parts of classes": [0.5, 1.0],
    "too many targets": [0, 1, 1],
}


@pytest.mark.parametrize("is_fixed", [False, True], ids=["given", "fixed"])
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_targets_that_name_no_class_are_refused_as_by_the_function(target, is_fixed):
    logits, numbers = engine.randn(2, 2), engine.tensor(target)
    with pytest.raises(EngineError) as expected:
        nn.functional.cross_entropy(logits, numbers)
    compiled = engine.compile(
        (lambda x: nn.functional.cross_entropy(x, numbers))
        if is_fixed
        else nn.functional.cross_entropy
    )

    with pytest.raises(EngineError) as found:
        compiled(*(logits, numbers)[: 2 - is_fixed])

    assert type(found.value) is type(expected.value)
    assert str(found.value) == str(expected.value)
