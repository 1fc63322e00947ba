"""Spread and order: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
EMPTY = engine.zeros(0)
REFUSED = {
    "an argument that is not there": (
        lambda: engine.std(LINE, ddof=1),
        ArgumentError,
        "std(): ddof",
        "call it as std(input, dim=None, *, correction=1, keepdim=False)",
    ),
    "four arguments": (
        lambda: engine.var(LINE, 0, True, True, 1),
        ArgumentError,
        "var(): too many arguments",
        "call it as var(input, dim=None, *, correction=1, keepdim=False)",
    ),
    "q of another dtype": (
        lambda: engine.quantile(LINE, engine.tensor(0.5).double()),
        DtypeError,
        "quantile: the input is of torch.float32, q of torch.float64",
        "give both as float32 or both as float64",
    ),
    "an empty input": (
        lambda: engine.quantile(EMPTY, 0.5),
        ShapeError,
        "quantile: the input is empty",
        "give at least one element",
    ),
    "an interpolation that is not known": (
        lambda: engine.quantile(LINE, 0.5, interpolation="cubic"),
        RangeError,
        "quantile: interpolation='cubic'",
        "write linear, lower, higher, midpoint or nearest",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_quantiles_of_everything_keep_the_dimensions_on_demand():
    found = engine.quantile(GRID, engine.tensor([0.0, 0.5]), keepdim=True)

    assert found.tolist() == [[[1]], [[3.5]]]
