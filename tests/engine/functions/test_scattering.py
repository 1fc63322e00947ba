"""Gathering and scattering as torch calls them: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, AxisError, DtypeError, RangeError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "nothing to scatter": (
        lambda: LINE.scatter(0, WHOLE),
        ArgumentError,
        "scatter: neither src nor value is given",
        "give one of them",
    ),
    "another reduction": (
        lambda: LINE.scatter(0, WHOLE, LINE, reduce="mean"),
        RangeError,
        "scatter: reduce='mean'",
        "write 'add' or 'multiply'",
    ),
    "another reduction of slices": (
        lambda: LINE.index_reduce(0, WHOLE, LINE, "sum"),
        RangeError,
        "index_reduce: reduce='sum'",
        "write one of ('prod', 'mean', 'amax', 'amin')",
    ),
    "too few indices": (
        lambda: LINE.index_reduce(0, WHOLE[:2], LINE, "prod"),
        AxisError,
        "index_reduce: index of shape (2,), source (3,)",
        "give one index per slice of source",
    ),
    "a source of another dtype": (
        lambda: LINE.scatter(0, WHOLE, LINE.double()),
        DtypeError,
        "scatter: src has torch.float64, the tensor torch.float32",
        "convert one with .to()",
    ),
    "a source of another number of dimensions": (
        lambda: LINE.scatter(0, WHOLE, GRID),
        ShapeError,
        "scatter: index has 1 dimensions, src 2",
        "give them as many",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_scatter_adds_and_multiplies_tensors_and_numbers():
    index = engine.tensor([0, 0, 2])

    assert LINE.scatter(0, index, LINE, reduce="add").tolist() == [4, 2, 6]
    assert LINE.scatter(0, index, LINE, reduce="multiply").tolist() == [2, 2, 9]
    assert LINE.scatter(0, index, 1.5, reduce="add").tolist() == [4, 2, 4.5]


def test_the_mean_of_whole_numbers_is_rounded_down():
    numbers, index = engine.tensor([0, -1, -2]), engine.tensor([0, 0, 0])

    assert numbers.scatter_reduce(0, index, numbers, "mean").tolist() == [-1, -1, -2]


def test_nothing_is_multiplied_where_nothing_is_sent():
    index, nothing = engine.zeros(0).long(), engine.zeros(0)

    assert LINE.scatter_reduce(0, index, nothing, "prod").tolist() == [1, 2, 3]


def test_a_product_of_single_values_needs_no_doubling():
    assert LINE.scatter_reduce(0, WHOLE, LINE, "prod").tolist() == [1, 4, 9]
