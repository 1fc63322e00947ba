"""Inverses, linear equations and determinants: values, singular matrices, refusals."""

import numpy as np
import pytest

import engine
from engine import linalg
from engine.errors import ShapeError
from engine.functions.systems import cholesky_solve, pinverse, triangular_solve

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
