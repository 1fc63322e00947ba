"""Dimensions as torch numbers them."""

import pytest

import engine
from engine.errors import ArgumentError, AxisError, ShapeError


def test_negative_dimensions_count_from_the_end():
    x = engine.ones(2, 3)

    assert x.sum(-1).shape == x.sum(1).shape == (2,)
    assert x.sum(dim=(-2,), keepdim=True).shape == (1, 3)


def test_an_empty_list_of_dimensions_means_all():
    assert engine.ones(2, 3).sum(dim=()).item() == 6


def test_a_zero_dimensional_tensor_has_dimension_zero():
    x = engine.tensor(2.0)

    assert x.sum(0).item() == x.sum(-1).item() == x.softmax(0).item() * 2 == 2


def test_a_dimension_that_is_not_there_is_an_index_error():
    with pytest.raises(AxisError, match=r"sum: dimension 2 .* give one from -2 to 1") as caught:
        engine.ones(2, 3).sum(2)

    assert isinstance(caught.value, IndexError)


def test_a_dimension_named_twice_is_an_error():
    with pytest.raises(ShapeError, match="appears twice"):
        engine.ones(2, 3).sum(dim=(0, -2))


@pytest.mark.parametrize("call", [lambda x: x.cumsum(1.5), lambda x: engine.softmax(x, "rows")])
def test_a_dimension_that_is_no_whole_number_is_refused(call):
    with pytest.raises(ArgumentError, match="is no dimension; give a whole number"):
        call(engine.ones(2, 3))
