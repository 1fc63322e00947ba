"""Products under torch's names, and einsum: values against numpy, and refusals."""

import numpy as np
import pytest

import engine
from engine import linalg
from engine.errors import DtypeError, RangeError, ShapeError
from engine.functions import products
from engine.functions.einsum import einsum
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
SQUARE = engine.tensor([[1.0, 2.0], [3.0, 4.0]])
WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "an inner product of unequal lengths": (
        lambda: engine.inner(LINE, engine.ones(2)),
        ShapeError,
        "inner: shapes (3,) and (2,): the last sizes differ",
        "transpose one of them",
    ),
    "more dimensions than there are": (
        lambda: engine.tensordot(LINE, LINE, 2),
        ShapeError,
        "tensordot: 2 dimensions of (3,) and (3,)",
        "give as many as both have",
    ),
    "a negative number of dimensions": (
        lambda: engine.tensordot(LINE, LINE, -1),
        ShapeError,
        "tensordot: -1 dimensions of (3,) and (3,)",
        "give as many as both have",
    ),
    "lists of unequal lengths": (
        lambda: engine.tensordot(GRID, GRID, ([0, 1], [0])),
        RangeError,
        "tensordot: 2 dimensions of one, 1 of the other",
        "name as many",
    ),
    "a vector across a matrix": (
        lambda: linalg.cross(LINE, LINE.reshape(1, 3)),
        ShapeError,
        "linalg.cross: 1 and 2 dimensions",
        "unsqueeze one of them",
    ),
    "nothing of size 3": (
        lambda: engine.cross(SQUARE, SQUARE),
        ShapeError,
        "cross: shape (2, 2) has no size 3",
        "give dim",
    ),
    "an addend that does not expand": (
        lambda: engine.addmm(LINE, SQUARE, SQUARE),
        ShapeError,
        "addmm: the added (3,) does not expand to the product (2, 2)",
        "sizes must be equal or 1",
    ),
    "a fraction of whole numbers": (
        lambda: engine.addmm(WHOLE[:2], WHOLE[:2].diag(), WHOLE[:2].diag(), beta=0.5),
        DtypeError,
        "addmm: a factor of 0.5 for whole numbers",
        "convert them with .float()",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def sample(*shape):
    return engine.tensor(np.random.default_rng(len(shape)).standard_normal(shape))


def same(found, expected):
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), atol=1e-12)


@pytest.mark.parametrize(
    ("equation", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("ij,jk", [(2, 3), (3, 4)]),
        ("ba,ca", [(2, 3), (4, 3)]),
        ("ii->i", [(3, 3)]),
        ("ii", [(3, 3)]),
        ("i,j,k->kji", [(2,), (3,), (4,)]),
        ("b...j,...jk->b...k", [(5, 2, 3), (2, 3, 4)]),
        ("...", [(2, 3)]),
        ("bhid, bhjd -> bhij", [(2, 2, 3, 4), (2, 2, 5, 4)]),
    ],
    ids=str,
)
def test_einsum_is_numpys(equation, shapes):
    operands = [sample(*s) for s in shapes]

    found = einsum(equation, *operands)

    same(found, np.einsum(equation, *(x.numpy() for x in operands)))


def test_einsum_takes_lists_of_numbers_and_broadcasts_ones():
    x, y = sample(2, 3), sample(1, 4)

    same(einsum(x, [0, 1], y, [0, 2], [1, 2]), x.numpy().sum(0)[:, None] * y.numpy())


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("ij,jk->ik", (2, 3)), RangeError, "2 terms in the equation, 1 tensors"),
        (("ij->k", (2, 3)), RangeError, "'k' in the result"),
        (("ij->ii", (2, 3)), RangeError, "'i' in the result is repeated"),
        (("i1->i", (2, 3)), RangeError, "'1' in 'i1->i'"),
        (("ijk->i", (2, 3)), ShapeError, r"3 subscripts for a tensor of shape \(2, 3\)"),
        (("ij,jk->ik", (2, 3), (4, 2)), ShapeError, "sizes 3 and 4"),
        (("ii->i", (2, 3)), ShapeError, "repeated for sizes 2 and 3"),
    ],
)
def test_an_equation_that_does_not_fit_is_refused(arguments, error, words):
    equation, *shapes = arguments

    with pytest.raises(error, match=words):
        einsum(equation, *(sample(*s) for s in shapes))


def test_products_are_numpys():
    a, b, v = sample(2, 3), sample(3, 4), sample(3)

    same(products.mm(a, b), a.numpy() @ b.numpy())
    same(products.mv(a, v), a.numpy() @ v.numpy())
    same(products.kron(a, b), np.kron(a.numpy(), b.numpy()))
    same(products.inner(a, v), np.inner(a.numpy(), v.numpy()))
    same(products.tensordot(a, b, 1), np.tensordot(a.numpy(), b.numpy(), 1))
    same(products.trace(b), np.trace(b.numpy()))
    same(linalg.multi_dot([v, b, b.transpose(0, 1), a.transpose(0, 1)]), v @ b @ b.T @ a.T)
    same(linalg.cross(v, b[:, 0]), np.cross(v.numpy(), b.numpy()[:, 0]))


def test_a_chain_of_matrices_is_multiplied_in_the_cheapest_order():
    cut = products._cheapest([10, 100, 5, 50])

    assert cut[0, 2] == 1


def test_with_beta_zero_what_is_added_does_not_count():
    added = engine.full((2, 2), float("nan"))

    found = products.addmm(added, engine.ones(2, 3), engine.ones(3, 2), beta=0, alpha=2)

    assert found.tolist() == [[6, 6], [6, 6]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: products.mm(sample(3), sample(3, 2)), ShapeError, r"mm: shape \(3,\)"),
        (lambda: products.matmul(sample(3), engine.arange(3)), DtypeError, "same dtype"),
        (lambda: products.bmm(sample(2, 3, 3), sample(1, 3, 3)), ShapeError, "2 and 1 matrices"),
        (lambda: linalg.cross(sample(2), sample(2)), ShapeError, "must have size 3"),
        (lambda: linalg.multi_dot([sample(2)]), ShapeError, "at least two"),
        (lambda: products.tensordot(sample(2), sample(3), 1), ShapeError, "2 and 3 differ"),
    ],
)
def test_what_does_not_fit_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_ger_is_outer():
    assert engine.ger(LINE, LINE).tolist() == engine.outer(LINE, LINE).tolist()


def test_the_dimensions_of_tensordot_may_be_a_tensor():
    dims = engine.tensor([[0, 1], [0, 1]])

    assert engine.tensordot(GRID, GRID, dims).item() == 91


def test_a_size_of_1_meets_any_size_in_tensordot():
    column = engine.ones(3, 1)

    assert engine.tensordot(GRID, column, ([1], [1])).tolist() == [[6, 6, 6], [15, 15, 15]]


def test_the_cross_product_is_along_the_first_size_of_3():
    x, y = engine.eye(3)[:2].t(), engine.eye(3)[1:].t()

    assert engine.cross(x, y).tolist() == [[0, 1], [0, 0], [1, 0]]


def test_a_chain_of_matrices_may_end_in_a_vector():
    product = linalg.multi_dot([SQUARE, SQUARE, LINE[:2]])

    assert product.tolist() == (SQUARE @ SQUARE @ LINE[:2]).tolist()
    assert engine.chain_matmul(SQUARE, SQUARE).tolist() == (SQUARE @ SQUARE).tolist()
