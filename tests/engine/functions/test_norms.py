"""Norms, distances, condition, rank, covariance and integrals, against numpy."""

import math

import numpy as np
import pytest

import engine
from engine import linalg
from engine.errors import DtypeError, RangeError, ShapeError
from engine.functions import combining, covariance, integration, matrix_functions, norms
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
CUBE = engine.ones(2, 2, 2)
REFUSED = {
    "a narrower dtype": (
        lambda: linalg.vector_norm(LINE.double(), dtype=engine.float32),
        DtypeError,
        "linalg.vector_norm: torch.float64 does not fit into torch.float32",
        "give a dtype at least as wide",
    ),
    "a matrix norm of a vector": (
        lambda: linalg.matrix_norm(LINE),
        ShapeError,
        "linalg.matrix_norm: shape (3,), dim=(-2, -1): a matrix has two dimensions",
        "use vector_norm for vectors",
    ),
    "a matrix norm of a cube": (
        lambda: linalg.norm(CUBE, 2),
        ShapeError,
        "linalg.norm: shape (2, 2, 2) with ord=2",
        "give dim, or no ord",
    ),
    "a matrix norm along one dimension": (
        lambda: linalg.norm(GRID, "fro", dim=0),
        ShapeError,
        "linalg.norm: ord='fro' over 1 dimension(s)",
        "a matrix has two",
    ),
    "a norm over three dimensions": (
        lambda: linalg.norm(CUBE, 2, dim=(0, 1, 2)),
        ShapeError,
        "linalg.norm: ord=2 over 3 dimension(s)",
        "a matrix has two",
    ),
    "the nuclear norm of a cube": (
        lambda: engine.norm(CUBE, "nuc"),
        ShapeError,
        "norm: 'nuc' of shape (2, 2, 2)",
        "give two dimensions",
    ),
    "an order that is not known": (
        lambda: engine.norm(LINE, "far"),
        RangeError,
        "norm: order 'far' is not known",
        "use a number, 'fro' or 'nuc'",
    ),
    "a negative order of distance": (
        lambda: engine.cdist(GRID, GRID, -1.0),
        RangeError,
        "cdist: p is -1.0",
        "give 0 or more",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


X = engine.tensor(np.random.default_rng(6).standard_normal((3, 4)))


def same(found, expected):
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), atol=1e-12)


@pytest.mark.parametrize("order", ["fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf])
def test_matrix_norms_are_numpys(order):
    same(linalg.matrix_norm(X, order), np.linalg.norm(X.numpy(), order))
    same(linalg.norm(X, order, keepdim=True), np.linalg.norm(X.numpy(), order, keepdims=True))


@pytest.mark.parametrize("order", [0, 0.5, 1, 2, 3, -1, math.inf, -math.inf])
def test_vector_norms_are_numpys(order):
    same(linalg.vector_norm(X, order, dim=1), np.linalg.norm(X.numpy(), order, axis=1))


@pytest.mark.parametrize("order", [0.5, 1, 1.5, 2, 3, math.inf, -math.inf])
def test_every_norm_is_flat_at_the_zero_vector(order):
    x = engine.zeros(3, requires_grad=True)

    linalg.vector_norm(x, order).backward()

    assert x.grad.tolist() == [0, 0, 0]


@pytest.mark.parametrize("p", [None, 1, -1, 2, -2, "fro", "nuc", math.inf])
def test_the_condition_number_is_numpys(p):
    x = X[:, :3]

    same(linalg.cond(x, p), np.linalg.cond(x.numpy(), p))


def test_a_singular_matrix_has_an_infinite_condition_number():
    assert linalg.cond(engine.ones(2, 2), 1).item() == math.inf


def test_rank_counts_singular_values_above_the_tolerance():
    assert linalg.matrix_rank(engine.ones(3, 3)).item() == 1
    assert linalg.matrix_rank(engine.eye(3) * engine.tensor([1.0, 0.1, 0.01]), 0.05).item() == 2


def test_distances_of_all_pairs_are_flat_where_two_rows_agree():
    x = engine.tensor([[0.0, 0.0], [3.0, 4.0]], requires_grad=True)

    distances = norms.cdist(x, x.detach())
    distances.sum().backward()

    assert distances.tolist() == [[0, 5], [5, 0]]
    same(x.grad, [[-0.6, -0.8], [0.6, 0.8]])


def test_covariance_and_correlation_are_numpys():
    weights = np.array([1, 2, 3, 1])

    same(covariance.cov(X), np.cov(X.numpy()))
    same(covariance.corrcoef(X), np.corrcoef(X.numpy()))
    same(
        covariance.cov(X, correction=0, fweights=engine.tensor(weights)),
        np.cov(X.numpy(), ddof=0, fweights=weights),
    )


def test_powers_of_matrices():
    x = X[:, :3]

    same(matrix_functions.matrix_power(x, 5), np.linalg.matrix_power(x.numpy(), 5))
    same(matrix_functions.matrix_power(x, -2), np.linalg.matrix_power(x.numpy(), -2))
    same(matrix_functions.matrix_power(x, 0), np.eye(3))
    same(linalg.matrix_exp(x) @ linalg.matrix_exp(-x), np.eye(3))


def test_vandermonde_matrices():
    x = engine.tensor([2.0, 3.0])

    assert linalg.vander(x, N=3).tolist() == [[1, 2, 4], [1, 3, 9]]
    assert matrix_functions.vander(x, 3).tolist() == [[4, 2, 1], [9, 3, 1]]


def test_the_trapezoidal_rule():
    y = engine.tensor([1.0, 2.0, 4.0])

    assert integration.trapezoid(y).item() == 4.5
    assert integration.trapezoid(y, engine.tensor([0.0, 1.0, 3.0])).item() == 7.5
    assert integration.trapz(y, dx=2).item() == 9


def test_blocks_and_tuples():
    x, y = engine.tensor([1, 2]), engine.tensor([[3], [4]])

    assert combining.block_diag(x, y).tolist() == [[1, 2, 0], [0, 0, 3], [0, 0, 4]]
    assert combining.cartesian_prod(x, x).tolist() == [[1, 1], [1, 2], [2, 1], [2, 2]]
    assert combining.combinations(engine.arange(3)).tolist() == [[0, 1], [0, 2], [1, 2]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: linalg.vector_norm(engine.arange(3)), DtypeError, "floating point"),
        (lambda: linalg.vector_norm(engine.zeros(0), -1), ShapeError, "of no element"),
        (lambda: linalg.matrix_norm(X, 3), RangeError, "order 3 is not supported"),
        (lambda: linalg.matrix_norm(X, "one"), RangeError, "order 'one'"),
        (lambda: norms.cdist(X, engine.ones(2, 3)), ShapeError, "rows of one length"),
        (lambda: covariance.cov(engine.ones(1, 1, 1)), ShapeError, "at most two dimensions"),
    ],
)
def test_what_does_not_fit_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_norm_can_be_taken_in_a_wider_dtype():
    assert linalg.vector_norm(LINE, dtype=engine.float64).dtype == engine.float64
    assert engine.norm(LINE, dtype=engine.float64).dtype == engine.float64


def test_an_empty_matrix_has_condition_0():
    assert linalg.cond(engine.zeros(2, 0, 0)).tolist() == [0, 0]
