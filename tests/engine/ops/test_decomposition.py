"""Decompositions: their factors, their refusals, and the modes that have no derivative."""

import numpy as np
import pytest

import engine
from engine import linalg
from engine.errors import ArgumentError, DtypeError, GradientError, RangeError, ShapeError

SHAPES = [(3, 3), (4, 2), (2, 4), (2, 3, 3), (0, 3, 2), (3, 0)]


def matrices(*shape, dtype=np.float64):
    x = np.random.default_rng(1).standard_normal(shape).astype(dtype)
    return engine.tensor(x)


def positive(n):
    x = matrices(n, n)
    return x @ x.transpose(-2, -1) + engine.eye(n, dtype=engine.float64)


def same(a, b, atol=1e-12):
    np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), atol=atol)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_qr_and_svd_and_lu_multiply_to_the_matrix(shape):
    x = matrices(*shape)

    q, r = linalg.qr(x)
    u, s, vh = linalg.svd(x, full_matrices=False)
    p, lower, upper = linalg.lu(x)

    same(q @ r, x)
    same(u * s.unsqueeze(-2) @ vh, x)
    same(p @ lower @ upper, x)


def test_full_factors_are_square():
    x = matrices(4, 2)

    assert linalg.qr(x, "complete").Q.shape == (4, 4)
    assert linalg.svd(x).U.shape == (4, 4)


def test_the_cholesky_factor_is_lower_or_upper():
    x = positive(3)

    lower, upper = linalg.cholesky(x), linalg.cholesky(x, upper=True)

    same(lower @ upper, x)
    assert lower[0, 1].item() == upper[1, 0].item() == 0


def test_eigenvectors_are_scaled_by_their_eigenvalues():
    x = positive(3)

    values, vectors = linalg.eigh(x)
    others = linalg.eig(x)

    same(x @ vectors, vectors * values)
    same(x @ others.eigenvectors, others.eigenvectors * others.eigenvalues)


def test_complex_eigenvalues_are_refused():
    with pytest.raises(ArgumentError, match=r"some eigenvalues are complex.*eigh"):
        linalg.eig(engine.tensor([[0.0, -1.0], [1.0, 0.0]]))


def test_a_matrix_that_is_not_positive_definite_has_no_cholesky_factor():
    x = engine.tensor([[1.0, 2.0], [2.0, 1.0]])

    assert linalg.cholesky_ex(x).info.item() == 2
    with pytest.raises(linalg.LinAlgError, match="symmetric and positive definite"):
        linalg.cholesky(x)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: linalg.cholesky(engine.ones(2, 3)), ShapeError, "must be square"),
        (lambda: linalg.qr(engine.ones(3)), ShapeError, r"shape \(3,\): matrices"),
        (lambda: linalg.svd(engine.ones(2, 2).long()), DtypeError, "floating point"),
        (lambda: linalg.qr(engine.ones(2, 2), "full"), RangeError, "mode 'full'"),
        (lambda: linalg.eigh(engine.ones(2, 2), "X"), RangeError, "UPLO is 'X'"),
    ],
)
def test_what_does_not_fit_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("mode", ["r", "complete"])
def test_modes_of_qr_without_a_derivative_say_so(mode):
    x = matrices(4, 2).requires_grad_()

    with pytest.raises(GradientError, match="use mode='reduced'"):
        linalg.qr(x, mode).R.sum().backward()


def test_the_gradient_of_the_sum_of_singular_values_is_the_polar_factor():
    x = matrices(3, 2).requires_grad_()
    u, _, vh = linalg.svd(x.detach(), full_matrices=False)

    linalg.svdvals(x).sum().backward()

    same(x.grad, u @ vh)


def test_single_precision_stays_single():
    x = matrices(3, 3, dtype=np.float32)

    for results in (linalg.qr(x), linalg.svd(x), linalg.lu(x), linalg.eigh(x)):
        assert {part.dtype for part in results} == {engine.float32}
