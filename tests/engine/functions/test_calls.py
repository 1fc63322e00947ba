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


NAMED = """
    add mul exp sum mean std var argmax matmul cat clamp zeros rand arange sort topk tril norm abs
    pow logsumexp outer kthvalue any histc det lerp cummax square roll where index_select
"""


@pytest.mark.parametrize("name", NAMED.split())
def test_a_result_to_write_to_is_refused_in_one_sentence(name):
    f = getattr(engine, name)
    arguments = {
        "cat": ([GRID],), "matmul": (GRID, GRID), "zeros": (2,), "rand": (2,), "arange": (2,),
        "add": (GRID, GRID), "mul": (GRID, GRID), "pow": (GRID, 2), "topk": (GRID, 1),
        "clamp": (GRID, 0), "outer": (GRID[0], GRID[0]), "kthvalue": (GRID, 1),
        "lerp": (GRID, GRID, 0.5), "cummax": (GRID, 0), "logsumexp": (GRID, 0), "roll": (GRID, 1),
        "where": (GRID > 0, GRID, GRID), "index_select": (GRID, 0, engine.tensor([0])),
    }  # fmt: skip

    with pytest.raises(ArgumentError) as caught:
        f(*arguments.get(name, (GRID,)), out=GRID)

    assert str(caught.value) == f"{name}(): out= is not supported; assign the result instead"
