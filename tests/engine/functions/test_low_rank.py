"""Singular values of large matrices of low rank: refusals and rare calls."""

import pytest

import engine
from engine.errors import RangeError, ShapeError
from tests.engine.refusals import refused

GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "fewer than no singular values": (
        lambda: engine.svd_lowrank(GRID, -1),
        ShapeError,
        "svd_lowrank: q is -1",
        "give 0 or more",
    ),
    "more components than there are": (
        lambda: engine.pca_lowrank(GRID, 5),
        RangeError,
        "pca_lowrank: q is 5 for matrices of (2, 3)",
        "give at most the lesser of the two sizes",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def rebuilt(u, s, v):
    return (u * s) @ v.t()


def test_all_singular_values_rebuild_the_matrix():
    for matrix in (GRID, GRID.t()):
        u, s, v = engine.svd_lowrank(matrix, 6)

        assert s.shape == (2,)
        assert engine.allclose(rebuilt(u, s, v), matrix, atol=1e-5)


def test_what_is_subtracted_first_is_left_out():
    u, s, v = engine.svd_lowrank(GRID, 2, M=GRID / 2)

    assert engine.allclose(rebuilt(u, s, v), GRID / 2, atol=1e-5)


def test_principal_components_are_those_of_the_centred_rows():
    u, s, v = engine.pca_lowrank(GRID.t())

    assert engine.allclose(rebuilt(u, s, v), GRID.t() - GRID.mean(1), atol=1e-5)
