"""Picking, filling and scattering by index, as torch does."""

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, AxisError, DtypeError, RangeError, ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
WHOLE = engine.tensor([0, 1, 2])
TRUTHS = engine.tensor([True, False, True])
REFUSED = {
    "a condition that is no tensor": (
        lambda: engine.where(True, LINE, LINE),
        ArgumentError,
        "where: the condition must be a Tensor",
        "compare tensors for it",
    ),
    "places with a point": (
        lambda: engine.unravel_index(LINE, (2, 3)),
        ArgumentError,
        "unravel_index: indices of torch.float32",
        "convert with .long()",
    ),
    "places outside the shape": (
        lambda: engine.unravel_index(WHOLE + 5, (2, 3)),
        ShapeError,
        "unravel_index: index 6 is out of bounds for array with size 6",
        "give places inside (2, 3)",
    ),
    "an index with a point": (
        lambda: engine.index_select(GRID, 0, LINE),
        DtypeError,
        "index_select: index must be a tensor of int64",
        "convert with .long()",
    ),
    "a matrix of indices": (
        lambda: engine.index_select(GRID, 0, WHOLE.reshape(1, 3)),
        AxisError,
        "index_select: index has 2 dimensions",
        "give a vector",
    ),
    "an index out of range": (
        lambda: engine.index_select(GRID, 0, WHOLE),
        AxisError,
        "index_select: index out of range for dimension 0 of size 2",
        "give indices from 0 to 1",
    ),
    "a negative index": (
        lambda: engine.index_select(GRID, 1, -WHOLE),
        AxisError,
        "index_select: a negative index",
        "count from 0",
    ),
    "slices of another dtype": (
        lambda: GRID.index_add(1, WHOLE, GRID.double()),
        DtypeError,
        "index_add: source has torch.float64, the tensor torch.float32",
        "convert one",
    ),
    "a vector to fill with": (
        lambda: GRID.index_fill(1, WHOLE, LINE),
        ShapeError,
        "index_fill: a value of shape (3,)",
        "give one number",
    ),
    "values of another dtype": (
        lambda: LINE.index_put((WHOLE,), LINE.double()),
        DtypeError,
        "index_put: values of torch.float64 into torch.float32",
        "convert with .to()",
    ),
    "flat places of int32": (
        lambda: engine.take(LINE, WHOLE.int()),
        DtypeError,
        "take: index has torch.int32, not int64",
        "convert with .long()",
    ),
    "too few values for the places": (
        lambda: LINE.clone().put(WHOLE, engine.ones(2)),
        ShapeError,
        "put: 2 values of torch.float32 for 3 places in torch.float32",
        "give one for each place, of the same dtype",
    ),
    "indices of fewer dimensions": (
        lambda: engine.take_along_dim(GRID, WHOLE, 1),
        ShapeError,
        "take_along_dim: 1 dimensions of indices for 2",
        "give them as many",
    ),
    "a vector in place of what is masked": (
        lambda: LINE.masked_fill(TRUTHS, LINE),
        ShapeError,
        "masked_fill: a value of shape (3,)",
        "give one number",
    ),
    "no number among whole numbers": (
        lambda: WHOLE.masked_fill(TRUTHS, float("nan")),
        DtypeError,
        "masked_fill: nan does not fit into torch.int64",
        "convert the tensor with .float()",
    ),
    "a source of another dtype": (
        lambda: LINE.masked_scatter(TRUTHS, LINE.double()),
        DtypeError,
        "masked_scatter: torch.float64 into torch.float32",
        "convert the source",
    ),
    "too few elements for the mask": (
        lambda: LINE.masked_scatter(TRUTHS, engine.ones(1)),
        ShapeError,
        "masked_scatter: 1 values for 2 places",
        "give as many",
    ),
    "a slice of another shape": (
        lambda: engine.select_scatter(GRID, LINE, 1, 0),
        ShapeError,
        "select_scatter: src has shape (3,), the slice (2,)",
        "make them equal",
    ),
    "a strided part of another shape": (
        lambda: engine.as_strided_scatter(GRID, LINE, (2,), (1,)),
        ShapeError,
        "as_strided_scatter: src has shape (3,), not (2,)",
        "give one value per element of the view",
    ),
    "a diagonal of another length": (
        lambda: engine.diagonal_scatter(GRID, LINE),
        ShapeError,
        "diagonal_scatter: src of shape (3,) is no diagonal of (2, 3)",
        "give one value per element of the diagonal",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


X = [[0.0, 1, 2], [3, 4, 5]]


def x():
    return engine.tensor(X, requires_grad=True)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ([[0, 1], [0, 1]], [0, 4]),
        ((0, engine.tensor([2, 2])), [2, 2]),
        ((engine.tensor([1, 0]), None), [[[3, 4, 5]], [[0, 1, 2]]]),
        (engine.tensor([1, 0], dtype=engine.uint8), [[0, 1, 2]]),
        ((..., [True, False, True]), [[0, 2], [3, 5]]),
        (range(1), [[0, 1, 2]]),
        ([], []),
    ],
)
def test_keys_are_read_as_torch_reads_them(key, expected):
    assert x()[key].tolist() == expected


def test_an_integer_beside_an_index_array_keeps_the_place_of_the_array():
    cube = engine.zeros(2, 3, 4)

    assert cube[0, :, engine.tensor([1, 1])].shape == (3, 2)
    assert cube[engine.tensor([1, 1]), :, engine.tensor([1, 1])].shape == (2, 3)


def test_slices_that_go_backwards_are_refused():
    with pytest.raises(AxisError, match=r"step -1; use flip"):
        x()[:, ::-1]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda t, i: t.index_select(1, i), [[2, 0], [5, 3]]),
        (lambda t, i: t.index_fill(1, i, 9.0), [[9, 1, 9], [9, 4, 9]]),
        (lambda t, i: t.index_add(1, i, engine.ones(2, 2), alpha=2), [[2, 1, 4], [5, 4, 7]]),
        (lambda t, i: t.index_copy(1, i, engine.ones(2, 2)), [[1, 1, 1], [1, 4, 1]]),
        (lambda t, i: t.take(i), [2, 0]),
        (lambda t, i: t.put(i, engine.tensor([7.0, 8])), [[8, 1, 7], [3, 4, 5]]),
        (lambda t, i: t.gather(1, engine.tensor([[2], [0]])), [[2], [3]]),
        (lambda t, i: t.scatter(1, engine.tensor([[2], [0]]), 9.0), [[0, 1, 9], [9, 4, 5]]),
        (lambda t, i: t.masked_fill(t > 3, -1), [[0, 1, 2], [3, -1, -1]]),
        (lambda t, i: t.masked_select(t > 3), [4, 5]),
        (lambda t, i: t.masked_scatter(t > 3, engine.tensor([7.0, 8, 9])), [[0, 1, 2], [3, 7, 8]]),
        (lambda t, i: t.slice_scatter(engine.ones(2, 1), 1, 0, 1), [[1, 1, 2], [1, 4, 5]]),
        (lambda t, i: t.diagonal_scatter(engine.ones(2)), [[1, 1, 2], [3, 1, 5]]),
        (lambda t, i: t.diff(), [[1, 1], [1, 1]]),
        (lambda t, i: t.repeat_interleave(i, 0), [[0, 1, 2], [0, 1, 2]]),
        (lambda t, i: engine.gradient(t)[1], [[1, 1, 1], [1, 1, 1]]),
    ],
)
def test_values_are_torchs(call, expected):
    assert call(x(), engine.tensor([2, 0])).tolist() == expected


def test_scattering_meets_each_place_with_its_own_reduction():
    start, index = engine.tensor([2.0, 3, 4]), engine.tensor([0, 0, 1])
    source = engine.tensor([5.0, 0, -1])

    found = {
        (how, own): start.scatter_reduce(0, index, source, how, include_self=own).tolist()
        for how in ("sum", "prod", "mean", "amax", "amin")
        for own in (True, False)
    }

    assert found == {
        ("sum", True): [7, 2, 4],
        ("sum", False): [5, -1, 4],
        ("prod", True): [0, -3, 4],
        ("prod", False): [0, -1, 4],
        ("mean", True): [pytest.approx(7 / 3), 1, 4],
        ("mean", False): [2.5, -1, 4],
        ("amax", True): [5, 3, 4],
        ("amax", False): [5, -1, 4],
        ("amin", True): [0, -1, 4],
        ("amin", False): [0, -1, 4],
    }


def test_a_scattered_product_has_finite_slopes_at_zeros():
    start = engine.tensor([2.0], requires_grad=True)
    source = engine.tensor([5.0, 0.0], requires_grad=True)

    start.scatter_reduce(0, engine.tensor([0, 0]), source, "prod").sum().backward()

    assert start.grad.tolist() == [0]
    assert source.grad.tolist() == [0, 10]


def test_repeated_indices_accumulate_in_the_gradient():
    t = x()

    t.gather(1, engine.tensor([[0, 0, 1]])).sum().backward()

    assert t.grad.tolist() == [[2, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda t: engine.where(t, t, t), DtypeError, "not bool; compare"),
        (lambda t: t.masked_fill(t, 0), DtypeError, "truth values"),
        (lambda t: t.gather(1, engine.tensor([[3]])), AxisError, "index 3 is out of range"),
        (lambda t: t.gather(0, engine.tensor([0])), ShapeError, "1 dimensions, the tensor 2"),
        (lambda t: t.gather(0, t), DtypeError, "int64 is needed"),
        (lambda t: t.scatter_reduce(0, engine.tensor([[0]]), t, "max"), RangeError, "amax"),
        (lambda t: t.index_add(0, engine.tensor([0]), engine.ones(2)), ShapeError, "source has"),
        (lambda t: t.take(engine.tensor([6])), AxisError, "out of range for 6"),
        (lambda t: engine.where(t > 0, t), ArgumentError, "one of the two values"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call(x())


def test_where_alone_gives_the_places_of_what_holds():
    rows, columns = engine.where(x() > 3)

    assert (rows.tolist(), columns.tolist()) == ([1, 1], [1, 2])
    assert engine.nonzero(x() > 3).tolist() == [[1, 1], [1, 2]]
    assert [p.tolist() for p in engine.unravel_index(engine.tensor(4), (2, 3))] == [1, 1]


def test_where_keeps_a_bad_branch_out_only_when_it_is_masked_twice():
    t = engine.tensor([0.0, 4.0], requires_grad=True)
    u = engine.tensor([0.0, 4.0], requires_grad=True)

    engine.where(t > 0, t.sqrt(), 0.0).sum().backward()
    engine.where(u > 0, engine.where(u > 0, u, 1.0).sqrt(), 0.0).sum().backward()

    np.testing.assert_equal(t.grad.tolist(), [np.nan, 0.25])
    assert u.grad.tolist() == [0, 0.25]


def test_where_is_a_method_of_what_is_chosen():
    assert LINE.where(TRUTHS, NUMBER).tolist() == [1, 2, 3]
    assert LINE.where(~TRUTHS, -LINE).tolist() == [-1, 2, -3]


def test_take_along_no_dimension_takes_from_the_flat_tensor():
    assert engine.take_along_dim(GRID, engine.tensor([[5, 0]])).tolist() == [6, 1]


def test_whole_numbers_are_filled_with_the_whole_part():
    assert WHOLE.masked_fill(TRUTHS, -1.5).tolist() == [-1, 1, -1]
    assert WHOLE.masked_fill(TRUTHS, engine.tensor(1.5)).tolist() == [1, 1, 1]
    assert TRUTHS.masked_fill(TRUTHS, 0.0).tolist() == [False, False, False]


def test_a_strided_part_is_replaced_and_takes_the_gradient_there():
    x = engine.zeros(2, 2, requires_grad=True)
    src = engine.ones(2, requires_grad=True)

    z = engine.as_strided_scatter(x, src, (2,), (2,), 1)
    (z * GRID[:, :2]).sum().backward()

    assert z.tolist() == [[0, 1], [0, 1]]
    assert x.grad.tolist() == [[1, 0], [4, 0]]
    assert src.grad.tolist() == [2, 5]
    assert engine.as_strided_scatter(x, src, (2,), (2,)).tolist() == [[1, 0], [1, 0]]
