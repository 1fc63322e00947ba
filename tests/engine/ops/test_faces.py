"""What the app shows of each op: symbol, formula, local derivatives, docstring with its source."""

import numpy as np
import pytest

import engine
from engine.nn import functional as F
from engine.op import OPS
from tests.engine import cases_algebra
from tests.engine.cases import DIFFERENTIABLE as TABLE
from tests.engine.cases_neural import NEURAL
from tests.engine.differences import leaves

DIFFERENTIABLE = [*TABLE, *NEURAL, *cases_algebra.DIFFERENTIABLE]

LISTED = [op for op in OPS.values() if op.listed]


@pytest.mark.parametrize("op", LISTED, ids=lambda op: op.name)
def test_a_listed_op_has_a_symbol_a_formula_and_a_family(op):
    assert 0 < len(op.symbol) <= 12
    assert op.formula
    assert op.family


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_braces_of_a_formula_are_balanced(op):
    for latex in (op.formula, *op.local):
        depth = np.cumsum([(c == "{") - (c == "}") for c in latex] or [0])
        assert depth.min() >= 0
        assert depth[-1] == 0
        assert latex.count(r"\left") == latex.count(r"\right")


@pytest.mark.parametrize("op", LISTED, ids=lambda op: op.name)
def test_the_docstring_is_a_sentence_and_names_its_source(op):
    assert op.__doc__ is not None
    assert "Source: torch" in op.__doc__
    assert op.__doc__.splitlines()[0].endswith((".", ":"))


@pytest.mark.parametrize(
    "name", sorted({case.op for case in DIFFERENTIABLE if OPS[case.op].listed})
)
def test_each_input_that_receives_a_gradient_shows_a_local_derivative(name):
    op = OPS[name]
    case = next(case for case in DIFFERENTIABLE if case.op == name)
    z = case.call(leaves(case.arrays()))

    parts = z.grad_fn.contributions(np.ones(z.shape), False)

    ports = [i for i, part in enumerate(parts) if part is not None]
    assert len(op.local) > (0 if op.variadic else max(ports))
    assert all(op.local)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_there_is_a_domain_per_input_and_its_samples_lie_inside(op):
    assert len(op.domains) == op.arity
    for domain in op.domains:
        assert domain.contains(np.linspace(*domain.sample, 9)).all()


def test_the_signature_names_inputs_and_defaults():
    assert OPS["sum"].signature() == "sum(input, dim=None, keepdim=False)"
    assert OPS["add"].signature() == "add(input, other, alpha=1)"
    assert repr(OPS["cat"]) == "<op cat(tensors, dim=0)>"


@pytest.mark.parametrize(
    ("z", "name"),
    [
        (lambda x: x.log1p(), "Log1PBackward0"),
        (lambda x: x.square(), "PowBackward0"),
        (lambda x: x**3, "PowBackward0"),
        (lambda x: x**x, "PowBackward1"),
        (lambda x: 2**x, "PowBackward2"),
        (lambda x: x.norm(), "LinalgVectorNormBackward0"),
        (lambda x: engine.outer(x, x), "MulBackward0"),
        (lambda x: F.celu(x), "CeluBackward0"),
        (lambda x: x @ x, "DotBackward0"),
        (lambda x: engine.ones(2, len(x)) @ x, "MvBackward0"),
        (lambda x: engine.ones(2, 1) @ x[None], "MmBackward0"),
        (lambda x: engine.ones(2, len(x)).mv(x), "MvBackward0"),
        (lambda x: x[None, None].bmm(x[None, :, None]), "BmmBackward0"),
        (lambda x: engine.zeros(len(x)).copy_(x), "torch::autograd::CopyBackwards"),
        (lambda x: F.logsigmoid(x), "LogSigmoidBackward0"),
        (lambda x: F.linear(x[None], engine.ones(1, 2)), "MmBackward0"),
        (lambda x: F.linear(x[None], engine.ones(1, 2), engine.ones(1)), "AddmmBackward0"),
    ],
)
def test_nodes_have_the_names_torch_prints(z, name):
    x = engine.tensor([1.0, 2.0], requires_grad=True)

    assert z(x).grad_fn.name() == name
