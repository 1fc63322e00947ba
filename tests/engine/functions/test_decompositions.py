"""Decompositions of matrices: refusals and rare calls."""

import pytest

import engine
from engine import linalg
from engine.errors import ArgumentError, LinAlgError, RangeError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
SQUARE = engine.tensor([[1.0, 2.0], [3.0, 4.0]])
REFUSED = {
    "an indefinite matrix whose errors are checked": (
        lambda: linalg.cholesky_ex(SQUARE - 9, check_errors=True),
        LinAlgError,
        "linalg.cholesky_ex: not positive definite",
        "add to its diagonal",
    ),
    "a driver": (
        lambda: linalg.svd(SQUARE, driver="gesvd"),
        ArgumentError,
        "linalg.svd: driver 'gesvd' is one of CUDA",
        "leave it out",
    ),
    "elimination without pivots": (
        lambda: linalg.lu_factor_ex(SQUARE, pivot=False),
        RangeError,
        "linalg.lu_factor_ex: pivot=False serves on CUDA only",
        "leave it out",
    ),
    "a singular matrix whose errors are checked": (
        lambda: linalg.lu_factor_ex(SQUARE * 0, check_errors=True),
        LinAlgError,
        "linalg.lu_factor_ex: the matrix is singular",
        "check info instead",
    ),
    "pivots of int64": (
        lambda: engine.lu_unpack(SQUARE, engine.tensor([1, 2])),
        RangeError,
        "lu_unpack: pivots of torch.int64",
        "give them as int32",
    ),
    "more columns than rows": (
        lambda: linalg.householder_product(GRID, LINE),
        ShapeError,
        "linalg.householder_product: A (2, 3), tau (3,)",
        "A needs no more columns than rows, tau one factor per column",
    ),
    "rows that do not fit the reflections": (
        lambda: engine.ormqr(SQUARE, engine.ones(2), GRID.t()),
        ShapeError,
        "ormqr: input (2, 2), tau (2,), other (3, 2) do not fit together",
        "Q has as many rows as input, and one reflection per element of tau",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_info_tells_the_first_leading_part_that_is_not_positive_definite():
    matrices = engine.tensor([[[2.0, 0], [0, 2]], [[-1, 0], [0, 1]], [[1, 2], [2, 1]]])

    found = linalg.cholesky_ex(matrices)

    assert found.info.tolist() == [0, 1, 2]
    assert found.L[0].tolist() == engine.sqrt(matrices[0]).tolist()


def test_svd_without_vectors_gives_zeros_for_them():
    u, s, v = engine.svd(engine.tensor([[3.0, 0], [0, 4], [0, 0]]), compute_uv=False)

    assert u.tolist() == engine.zeros(3, 3).tolist()
    assert s.tolist() == [4, 3]
    assert v.tolist() == engine.zeros(2, 2).tolist()


def test_eigenvalues_of_a_triangular_matrix_are_its_diagonal():
    found = linalg.eigvals(engine.tensor([[1.0, 5.0], [0.0, 2.0]]))

    assert sorted(found.tolist()) == [1, 2]


def test_lu_is_unpacked_only_as_far_as_it_is_asked_for():
    factors = linalg.lu_factor(engine.tensor([[1.0, 2.0], [4.0, 2.0]]))

    without_pivots = engine.lu_unpack(*factors, unpack_pivots=False)
    without_data = engine.lu_unpack(*factors, unpack_data=False)

    assert without_pivots.P.shape == (0,)
    assert without_pivots.L.tolist() == [[1, 0], [0.25, 1]]
    assert without_data.P.tolist() == [[0, 1], [1, 0]]
    assert without_data.L.shape == without_data.U.shape == (0,)
