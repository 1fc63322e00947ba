"""Diagonals and triangles: refusals and rare calls."""

import numpy as np
import pytest

import engine
from engine.errors import ShapeError
from engine.op import OPS
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "one dimension twice": (
        lambda: engine.diagonal(GRID, 0, 1, 1),
        ShapeError,
        "diagonal: dimensions 1 and 1 are the same",
        "name two",
    ),
    "the triangle of a vector": (
        lambda: engine.tril(LINE),
        ShapeError,
        "tril: a tensor of 1 dimensions is no matrix",
        "give at least two",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_the_diagonal_of_what_cannot_be_written_cannot_be_written():
    fixed = np.broadcast_to(np.float64(1), (2, 2))

    assert not OPS["diagonal"](fixed).flags.writeable
