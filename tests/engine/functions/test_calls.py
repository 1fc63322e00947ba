"""Calls of functions in numpy's words, and the errors of calls that do not fit the signature."""

import pytest

import engine
from engine.errors import ArgumentError
from tests.engine.refusals import refused

GRID = engine.tensor([[1.0, 2.0], [3.0, 4.0]])
REFUSED = {
    "a result to write to": (
        lambda: engine.trapezoid(GRID, out=GRID),
        ArgumentError,
        "trapezoid(): out= is not supported",
        "assign the result instead",
    ),
    "a word that is not there": (
        lambda: engine.fliplr(GRID, across=1),
        ArgumentError,
        "fliplr(): got an unexpected keyword argument 'across'",
        "call it as fliplr(input)",
    ),
    "a word for a number": (
        lambda: GRID.unflatten(0, 2),
        ArgumentError,
        "unflatten(): 'int' object is not iterable",
        "call it as unflatten(input, dim, sizes)",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_functions_take_numpys_names():
    assert engine.nansum(GRID, axis=0, keepdims=True).tolist() == [[4, 6]]
    assert engine.trapezoid(GRID, axis=0).tolist() == [2, 3]
