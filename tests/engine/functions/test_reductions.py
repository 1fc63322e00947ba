"""Reductions, order and spread at the points where engines go wrong."""

import math

import numpy as np
import pytest

import engine
from engine.autograd import grad
from engine.errors import ArgumentError, AxisError, DtypeError, ShapeError
from tests.engine.refusals import refused

GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "a number for the input": (
        lambda: engine.sum(3.0),
        ArgumentError,
        "argument 'input' must be Tensor, not float",
        "wrap it: torch.tensor(...)",
    ),
    "the product over two dimensions": (
        lambda: engine.prod(GRID, (0, 1)),
        ArgumentError,
        "prod: dim=(0, 1)",
        "one dimension at a time",
    ),
    "the product over two dimensions, in a plan": (
        lambda: engine.OPS["prod"].record((GRID,), {"dim": (0, 1), "keepdim": False}),
        ArgumentError,
        "prod: dim=(0, 1)",
        "one dimension at a time",
    ),
    "the mean of whole numbers": (
        lambda: engine.nanmean(WHOLE),
        DtypeError,
        "nanmean: the input has torch.int64",
        "convert it with .float()",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


INF, NAN = math.inf, math.nan


def slopes(f, x):
    """The gradient of sum(f(x)), as lists."""
    leaf = engine.tensor(x, dtype=engine.float64, requires_grad=True)
    f(leaf).sum().backward()
    return leaf.grad.tolist()


def second(f, x):
    """The gradient of the sum of squares of the gradient of f(x)."""
    leaf = engine.tensor(x, dtype=engine.float64, requires_grad=True)
    (first,) = grad(f(leaf).sum(), [leaf], create_graph=True)
    return grad((first * first).sum(), [leaf])[0].tolist()


def test_ties_are_shared_by_max_of_everything_and_picked_by_max_along():
    assert slopes(lambda x: x.max(), [1.0, 3, 3]) == [0, 0.5, 0.5]
    assert slopes(lambda x: x.max(0)[0], [1.0, 3, 3]) == [0, 1, 0]
    assert slopes(lambda x: x.min(0).values, [2.0, 1, 1]) == [0, 1, 0]
    assert slopes(lambda x: x.cummax(0)[0], [1.0, 3, 3]) == [1, 1, 1]
    assert slopes(lambda x: x.median(), [1.0, 2, 2]) == [0, 0.5, 0.5]


def test_max_dispatches_as_torchs_does():
    x = engine.tensor([[1.0, 5], [7, 2]])

    assert x.max().item() == 7
    assert x.max(1).indices.tolist() == [1, 0]
    assert x.max(dim=0, keepdim=True)[0].shape == (1, 2)
    assert x.max(engine.tensor(4.0)).tolist() == [[4, 5], [7, 4]]
    assert [p.item() for p in x.aminmax()] == [1, 7]


def test_second_derivatives_of_products_are_right_at_zeros():
    assert slopes(lambda x: x.prod(), [0.0, 2, 3]) == [6, 0, 0]
    assert second(lambda x: x.prod(), [0.0, 2, 3]) == [0, 36, 24]
    assert second(lambda x: x.prod(), [0.0, 0, 3]) == [0, 0, 0]
    assert slopes(lambda x: x.cumprod(0), [2.0, 0, 3]) == [1, 8, 0]
    assert second(lambda x: x.cumprod(0), [2.0, 0, 3]) == [64, 8, 32]


def test_the_second_derivative_of_a_long_product_with_a_zero_needs_no_square_of_memory():
    x = np.ones(200_000)
    x[7] = 0
    leaf = engine.tensor(x, requires_grad=True)

    (first,) = grad(leaf.prod(), [leaf], create_graph=True)
    first[7].backward()

    assert first[7].item() == 1
    assert leaf.grad[:9].tolist() == [1, 1, 1, 1, 1, 1, 1, 0, 1]


def test_degrees_of_freedom_that_run_out_are_warned_of():
    x = engine.tensor([1.0])

    with pytest.warns(UserWarning, match="degrees of freedom is <= 0"):
        assert math.isnan(x.var().item())
    assert x.var(unbiased=False).item() == 0
    assert x.std(0, False).item() == 0
    assert [p.item() for p in engine.std_mean(engine.tensor([1.0, 3]), correction=0)] == [1, 2]


def test_sums_count_in_the_dtype_asked_for():
    x = engine.tensor([True, True])

    assert x.sum().dtype is engine.int64
    assert x.sum(dtype=engine.float32).dtype is engine.float32
    assert engine.tensor([1, 2]).mean(dtype=engine.float64).item() == 1.5
    assert engine.tensor([1.0, NAN, 3]).nansum().item() == 4
    assert engine.tensor([1.0, NAN, 3]).nanmean().item() == 2


def test_nothing_has_a_sum_and_a_product_but_no_maximum():
    x = engine.zeros(0, 3)

    assert (x.sum().item(), x.prod().item()) == (0, 1)
    assert x.sum(0).tolist() == [0, 0, 0]
    assert math.isnan(x.mean().item())
    assert x.max(1)[0].shape == (0,)
    with pytest.raises(ShapeError, match="no element to choose from"):
        x.max()
    with pytest.raises(AxisError, match="along dimension 0"):
        x.max(0)


def test_nan_is_the_greatest_and_the_median_of_what_has_one():
    x = engine.tensor([2.0, NAN, 1])

    np.testing.assert_equal(x.sort().values.tolist(), [1, 2, NAN])
    assert x.argmax().item() == 1
    assert math.isnan(x.median().item())
    assert x.nanmedian().item() == 1
    assert x.median(0).indices.item() == 1


def test_equal_elements_stay_in_order_in_either_direction():
    x = engine.tensor([1.0, 2, 1, 2])

    assert x.sort().indices.tolist() == [0, 2, 1, 3]
    assert x.sort(descending=True).indices.tolist() == [1, 3, 0, 2]
    assert x.topk(3).indices.tolist() == [1, 3, 0]
    assert x.kthvalue(3).values.item() == 2
    assert x.mode().values.item() == 1


@pytest.mark.parametrize(
    ("interpolation", "expected"),
    [("linear", 1.6), ("lower", 1), ("higher", 2), ("nearest", 2), ("midpoint", 1.5)],
)
def test_quantiles_between_two_elements(interpolation, expected):
    x = engine.tensor([3.0, 1, 2], dtype=engine.float64)

    found = x.quantile(0.3, interpolation=interpolation)

    assert found.item() == pytest.approx(expected)
    assert slopes(lambda t: t.quantile(0.3), [3.0, 1, 2]) == pytest.approx([0, 0.4, 0.6])


def test_quantiles_of_a_vector_of_places_stand_in_front():
    x = engine.arange(6.0).reshape(2, 3)

    found = x.quantile(engine.tensor([0.0, 0.5, 1.0]), dim=1)

    assert found.tolist() == [[0, 3], [1, 4], [2, 5]]
    assert engine.tensor([1.0, NAN, 3]).nanquantile(0.5).item() == 2


def test_logsumexp_so_far_is_finite_for_large_numbers():
    x = engine.tensor([1000.0, 1000.0], dtype=engine.float64)

    assert x.logcumsumexp(0).tolist() == [1000, 1000 + math.log(2)]
    np.testing.assert_allclose(slopes(lambda t: t.logcumsumexp(0), [1000.0, 1000.0]), [1.5, 0.5])
    assert slopes(lambda t: t.logcumsumexp(0), [-INF, 0.0])[1] == 1


def test_different_elements_with_their_places_and_counts():
    x = engine.tensor([3, 1, 3, 1, 1])

    values, inverse, counts = x.unique(return_inverse=True, return_counts=True)

    assert (values.tolist(), inverse.tolist(), counts.tolist()) == ([1, 3], [1, 0, 1, 0, 0], [3, 2])
    assert x.unique_consecutive().tolist() == [3, 1, 3, 1]
    assert engine.tensor([[1, 2], [1, 2], [0, 5]]).unique(dim=0).tolist() == [[0, 5], [1, 2]]


def test_counts_and_buckets():
    x = engine.tensor([0.5, 1.5, 1.7, 4.0])

    assert engine.histc(x, 4, 0, 4).tolist() == [1, 2, 0, 1]
    assert engine.bincount(engine.tensor([0, 2, 2]), minlength=4).tolist() == [1, 0, 2, 0]
    assert engine.bucketize(x, engine.tensor([1.0, 1.5])).tolist() == [0, 1, 2, 2]
    assert engine.bucketize(x, engine.tensor([1.0, 1.5]), right=True).tolist() == [0, 2, 2, 2]
    assert engine.isin(engine.tensor([1, 2]), engine.tensor([2, 3])).tolist() == [False, True]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda x: x.sum((0, 0)), ShapeError),
        (lambda x: x.sum(2), AxisError),
        (lambda x: engine.eq(1, x), ArgumentError),
        (lambda x: engine.maximum(x, 1), ArgumentError),
        (lambda x: x & 1, DtypeError),
        (lambda x: x.quantile(1.5), ShapeError),
        (lambda x: x.topk(4), ShapeError),
        (lambda x: x.bool().argmax(), DtypeError),
        (lambda x: engine.imag(x), DtypeError),
    ],
)
def test_what_does_not_fit_is_refused(call, error):
    with pytest.raises(error):
        call(engine.ones(3))


def test_clamp_takes_tensors_and_passes_the_gradient_to_the_bound_that_holds():
    x = engine.tensor([-1.0, 0.5, 3, NAN], requires_grad=True)
    low = engine.zeros(4, requires_grad=True)
    high = engine.ones(4, requires_grad=True)

    x.clamp(low, high).sum().backward()

    assert x.grad.tolist() == [0, 1, 0, 0]
    assert low.grad.tolist() == [1, 0, 0, 0]
    assert high.grad.tolist() == [0, 0, 1, 0]
