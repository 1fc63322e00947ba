"""Tensors as matrices: refusals and rare calls."""

import pytest

import engine
from engine.errors import ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
CUBE = engine.ones(2, 2, 2)
REFUSED = {
    "a cube transposed as a matrix": (
        lambda: CUBE.H,
        ShapeError,
        "H: a tensor of 3 dimensions is no matrix",
        "use mH",
    ),
    "the diagonal of a cube": (
        lambda: engine.diag(CUBE),
        ShapeError,
        "diag: a tensor of 3 dimensions",
        "give a vector or a matrix, or use diagonal()",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_the_adjoint_of_real_matrices_is_the_transpose():
    assert engine.adjoint(GRID).tolist() == GRID.t().tolist()


def test_several_tensors_gain_a_dimension_together():
    assert [x.shape for x in engine.atleast_2d(LINE, NUMBER)] == [(1, 3), (1, 1)]
    assert [x.shape for x in engine.atleast_1d([NUMBER, LINE])] == [(1,), (3,)]
