"""Tensors combined: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, RangeError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
CUBE = engine.ones(2, 2, 2)
REFUSED = {
    "a block that is a number": (
        lambda: engine.block_diag(1.0),
        ArgumentError,
        "block_diag: float is no tensor",
        "write block_diag(x, y) with tensors",
    ),
    "a block of three dimensions": (
        lambda: engine.block_diag(CUBE),
        ShapeError,
        "block_diag: shape (2, 2, 2): at most two dimensions",
        "reshape it",
    ),
    "a list for the vectors": (
        lambda: engine.cartesian_prod([LINE, LINE]),
        ArgumentError,
        "cartesian_prod: list is no tensor",
        "write cartesian_prod(x, y) with tensors",
    ),
    "the product of matrices": (
        lambda: engine.cartesian_prod(GRID, GRID),
        ShapeError,
        "cartesian_prod: shape (2, 3) is no vector",
        "flatten it",
    ),
    "choices from a matrix": (
        lambda: engine.combinations(GRID),
        ShapeError,
        "combinations: shape (2, 3) is no vector",
        "flatten it",
    ),
    "a choice of −1": (
        lambda: engine.combinations(LINE, -1),
        RangeError,
        "combinations: r is -1",
        "give 0 or more",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_no_blocks_make_one_empty_row():
    assert engine.block_diag().shape == (1, 0)


def test_the_tuples_of_one_vector_are_the_vector():
    assert engine.cartesian_prod(LINE) is LINE


def test_there_is_nothing_in_a_choice_of_none():
    assert engine.combinations(LINE, 0).shape == (0,)
