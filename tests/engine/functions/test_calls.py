"""Calls of functions in numpy's words, and the errors of calls that do not fit the signature."""

import pytest

import engine
from engine.errors import ArgumentError, DtypeError, GradientError, ShapeError
from tests.engine.refusals import refused

GRID = engine.tensor([[1.0, 2.0], [3.0, 4.0]])
REFUSED = {
    "one tensor for two results": (
        lambda: engine.topk(GRID, 1, out=GRID),
        ArgumentError,
        "topk(): out= takes one tensor here",
        "assign the result instead",
    ),
    "a result that would lose its gradient": (
        lambda: engine.exp(engine.ones(2, requires_grad=True), out=engine.zeros(2)),
        GradientError,
        "exp(): functions with out=... arguments don't support automatic differentiation",
        "assign the result instead, or call it inside `with no_grad():`",
    ),
    "a result into whole numbers": (
        lambda: engine.add(GRID, GRID, out=engine.zeros(2, 2, dtype=engine.int64)),
        DtypeError,
        "add(): out is torch.int64, which cannot hold a result of torch.float32",
        "make out with dtype=torch.float32",
    ),
    "a result of another shape": (
        lambda: engine.add(GRID, GRID, out=engine.zeros(3)),
        ShapeError,
        "add(): out has shape (3,), the result (2, 2)",
        "give a tensor of that shape, or an empty one",
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


ARGUMENTS = {
    "add": (GRID, GRID), "mul": (GRID, GRID), "exp": (GRID,), "sum": (GRID,), "mean": (GRID, 0),
    "argmax": (GRID,), "matmul": (GRID, GRID), "cat": ([GRID, GRID],), "clamp": (GRID, 2),
    "tril": (GRID,), "norm": (GRID,), "pow": (GRID, 2), "logsumexp": (GRID, 0), "det": (GRID,),
    "outer": (GRID[0], GRID[0]), "lerp": (GRID, GRID, 0.5), "square": (GRID,), "roll": (GRID, 1),
    "where": (GRID > 2, GRID, GRID), "index_select": (GRID, 0, engine.tensor([0])),
}  # fmt: skip


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_result_is_written_where_it_is_wanted(name):
    f = getattr(engine, name)
    expected = f(*ARGUMENTS[name])
    place, empty = engine.zeros_like(expected), engine.empty(0, dtype=expected.dtype)

    assert f(*ARGUMENTS[name], out=place) is place
    assert f(*ARGUMENTS[name], out=empty) is empty
    assert place.equal(expected)
    assert empty.equal(expected)


def test_new_numbers_are_written_where_they_are_wanted():
    place = engine.empty(3)

    assert engine.arange(3, out=place) is place
    assert place.tolist() == [0, 1, 2]
    assert engine.zeros(3, out=place).tolist() == [0, 0, 0]
