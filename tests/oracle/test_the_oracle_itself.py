"""The oracle sees what is wrong: values, shapes, dtypes, gradients, and calls not refused."""

import numpy as np
import pytest
import torch

import engine
from tests.oracle import comparison, conversion, judge, op_db

pytestmark = pytest.mark.oracle


def kinds_for(name, wrong, monkeypatch, part="float64"):
    """The kinds of disagreement of an entry whose engine callable is replaced."""
    monkeypatch.setattr(judge, "engine_callable", lambda entry: wrong)
    (index,) = (i for i in op_db.chosen([name]) if op_db.name_of(op_db.ENTRIES[i]) == name)
    return {d.kind for d in judge.judge(index, part).disagreements}


WRONG = {
    "value": lambda x: engine.sin(x) * (1 + 1e-5),
    "shape or dtype": lambda x: engine.sin(x).to(engine.float32),
    "structure": lambda x: (engine.sin(x), x),
    "gradient": lambda x: x * 0 + engine.sin(x.detach()),
    "raises in value": lambda x: x.sinus(),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_sine_is_seen(kind, monkeypatch):
    assert kinds_for("sin", WRONG[kind], monkeypatch) == {kind}


def test_a_wrong_second_derivative_is_seen(monkeypatch):
    def sine(x):
        slope = engine.cos(x).detach()
        return slope * (x - x.detach()) + engine.sin(x.detach())

    assert kinds_for("sin", sine, monkeypatch) == {"second derivative"}


def test_a_right_sine_passes(monkeypatch):
    assert kinds_for("sin", engine.sin, monkeypatch) == set()


def test_a_wrong_call_that_is_not_refused_is_seen(monkeypatch):
    accepts_all = kinds_for("dot", lambda *args: None, monkeypatch, part="errors")

    assert accepts_all == {"does not refuse"}


def test_a_float32_answer_as_near_to_the_exact_one_as_torchs_is_right():
    theirs, ours, exact = (comparison.Outcome(values=[np.array(v)]) for v in (1.1, 0.9, 1.0))
    theirs.values[0], ours.values[0] = np.float32([1.001]), np.float32([0.999])
    exact.values[0] = np.array([1.0])

    assert comparison.complaints(ours, theirs)[0][0] == "value"
    assert comparison.complaints(ours, theirs, lambda: exact) == []


def test_a_lambda_of_torchs_tests_runs_on_the_engine():
    entry = next(e for e in op_db.ENTRIES if e.name == "T")

    found = op_db.engine_callable(entry)(engine.tensor([[1.0, 2.0]]))

    assert found.tolist() == [[1.0], [2.0]]


def test_the_same_tensor_given_twice_stays_one():
    x = torch.ones(2, requires_grad=True)
    convert = conversion.Conversion()

    a, b = convert((x, x))

    assert a is b
    assert len(convert.leaves) == 1
