"""Inverses, linear equations and determinants: values, singular matrices, refusals."""

import numpy as np
import pytest

import engine
from engine import linalg
from engine.errors import ArgumentError, RangeError, ShapeError
from engine.functions.systems import cholesky_solve, pinverse, triangular_solve
from tests.engine.refusals import refused

GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
SQUARE = engine.tensor([[1.0, 2.0], [3.0, 4.0]])
REFUSED = {
    "a vector on the right": (
        lambda: linalg.solve(SQUARE, engine.ones(2), left=False),
        ShapeError,
        "linalg.solve: left=False of a vector",
        "unsqueeze it to a matrix",
    ),
    "too many tolerances": (
        lambda: linalg.pinv(SQUARE, 0.1, False, 0.1),
        ArgumentError,
        "linalg.pinv: too many arguments",
        "name atol and rtol",
    ),
    "a driver that is not known": (
        lambda: linalg.lstsq(SQUARE, SQUARE, driver="fast"),
        RangeError,
        "linalg.lstsq: driver 'fast' is not known",
        "use gels, gelsy, gelsd or gelss",
    ),
    "rows that do not match": (
        lambda: linalg.lstsq(SQUARE, GRID.t()),
        ShapeError,
        "linalg.lstsq: A (2, 2), B (3, 2): rows must match",
        "give one row of B per row of A",
    ),
    "no dimensions in front": (
        lambda: linalg.tensorinv(SQUARE, ind=0),
        ShapeError,
        "linalg.tensorinv: ind is 0",
        "give 1 or more",
    ),
    "sizes whose products differ": (
        lambda: linalg.tensorinv(GRID, ind=1),
        ShapeError,
        "linalg.tensorinv: sizes (2,) and (3,) differ in their products",
        "choose ind so that they agree",
    ),
    "no square system": (
        lambda: linalg.tensorsolve(GRID, engine.ones(2)),
        ShapeError,
        "linalg.tensorsolve: A (2, 3), B (2,) make no square system",
        "the first sizes of A must be those of B, and the others have the same product",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


SINGULAR = engine.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=engine.float64)


def matrices(*shape):
    rng = np.random.default_rng(2)
    return engine.tensor(rng.standard_normal(shape) + np.eye(*shape[-2:]) * 3)


def same(a, b, atol=1e-11):
    np.testing.assert_allclose(np.asarray(a), np.asarray(b), atol=atol)


@pytest.mark.parametrize("shape", [(3,), (3, 2), (2, 3, 1)], ids=str)
def test_a_solution_solves_its_system(shape):
    a, b = matrices(3, 3), engine.tensor(np.random.default_rng(3).standard_normal(shape))

    same(a @ linalg.solve(a, b), b)


def test_a_system_can_be_solved_from_the_right():
    a, b = matrices(3, 3), matrices(2, 3)

    same(linalg.solve(a, b, left=False) @ a, b)


def test_factors_solve_the_system_of_their_matrix():
    a, b = matrices(3, 3), matrices(3, 2)
    positive = a @ a.transpose(-2, -1)

    lu, pivots = linalg.lu_factor(a)
    lower = linalg.cholesky(positive)

    same(a @ linalg.lu_solve(lu, pivots, b), b)
    same(a.transpose(-2, -1) @ linalg.lu_solve(lu, pivots, b, adjoint=True), b)
    same(positive @ cholesky_solve(b, lower), b)
    same(lower @ triangular_solve(b, lower, upper=False).solution, b)


def test_singular_matrices_are_refused_with_a_remedy():
    for call in (linalg.inv, lambda x: linalg.solve(x, engine.ones(2, dtype=engine.float64))):
        with pytest.raises(linalg.LinAlgError, match="pinv or lstsq"):
            call(SINGULAR)


def test_info_names_the_pivot_that_is_zero():
    stack = engine.tensor(np.stack([np.eye(2), SINGULAR.numpy()]))

    assert linalg.inv_ex(stack).info.tolist() == [0, 2]
    with pytest.raises(linalg.LinAlgError):
        linalg.inv_ex(stack, check_errors=True)


def test_the_determinant_of_a_singular_matrix_has_its_cofactors_for_gradient():
    x = SINGULAR.clone().requires_grad_()

    linalg.det(x).backward()

    same(x.grad, [[4, -2], [-2, 1]])


def test_the_logarithm_of_a_determinant_and_its_sign():
    sign, size = linalg.slogdet(engine.tensor([[0.0, 2.0], [3.0, 0.0]]))

    assert (sign.item(), round(size.exp().item(), 5)) == (-1, 6)


def test_the_pseudoinverse_of_a_singular_matrix():
    inverse = linalg.pinv(SINGULAR)

    same(SINGULAR @ inverse @ SINGULAR, SINGULAR)
    same(pinverse(SINGULAR), inverse)


def test_least_squares_leave_residuals_orthogonal_to_the_columns():
    a, b = matrices(4, 2), matrices(4, 3)

    found = linalg.lstsq(a, b)

    same(a.transpose(-2, -1) @ (a @ found.solution - b), np.zeros((2, 3)))
    same(found.residuals, ((a @ found.solution - b) ** 2).sum(0))
    assert found.rank.item() == 2


def test_inverses_of_tensors():
    a = engine.tensor(np.random.default_rng(4).standard_normal((2, 3, 6)))
    b = engine.tensor(np.random.default_rng(5).standard_normal((2, 3)))

    x = linalg.tensorsolve(a, b)

    same(np.tensordot(a.numpy(), x.numpy(), 1), b)
    same(np.tensordot(linalg.tensorinv(a, ind=2).numpy(), b.numpy(), 2), x)


def test_a_matrix_that_is_not_square_has_no_inverse():
    with pytest.raises(ShapeError, match=r"linalg.inv: shape \(2, 3\).*pinv"):
        linalg.inv(engine.ones(2, 3))


def test_the_tolerance_of_pinv_may_come_by_place():
    matrix = engine.tensor([[2.0, 0.0], [0.0, 0.5]])

    assert linalg.pinv(matrix, 0.3).tolist() == [[0.5, 0], [0, 0]]
    assert linalg.pinv(matrix, 0.1, True).tolist() == [[0.5, 0], [0, 2]]
