"""Comparisons: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, DtypeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
REFUSED = {
    "near a number": (
        lambda: engine.isclose(LINE, 1.0),
        ArgumentError,
        "isclose: other must be a Tensor",
        "wrap it: torch.tensor(...)",
    ),
    "near another dtype": (
        lambda: engine.isclose(LINE, LINE.double()),
        DtypeError,
        "isclose: torch.float32 and torch.float64 differ",
        "convert one with .to()",
    ),
    "a negative tolerance": (
        lambda: engine.isclose(LINE, LINE, rtol=-1.0),
        DtypeError,
        "isclose: rtol=-1.0, atol=1e-08",
        "give tolerances of at least 0",
    ),
    "a number among numbers": (
        lambda: engine.isin(1, 2),
        ArgumentError,
        "isin: neither argument is a tensor",
        "wrap one: torch.tensor(...)",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_one_and_one_are_equal_in_any_dtypes():
    assert engine.equal(LINE, LINE.double())
    assert engine.equal(LINE.int(), LINE)
    assert not engine.equal(LINE, LINE[:2].double())
    assert not engine.equal(engine.tensor([1.5]), engine.tensor([1]))
    assert not engine.equal(engine.tensor([0.1]), engine.tensor([0.1], dtype=engine.float64))


def test_nan_is_near_nan_only_where_it_is_asked_for():
    x = engine.tensor([float("nan"), 1.0])

    assert engine.isclose(x, x).tolist() == [False, True]
    assert engine.isclose(x, x, equal_nan=True).tolist() == [True, True]
