"""apply_, map_ and resize_ overwrite a tensor as torch's do."""

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, GradientError, ShapeError
from tests.engine.refusals import refused


def test_a_function_is_applied_to_each_element():
    x = engine.arange(3)

    assert x.apply_(lambda n: n * 1.5) is x
    assert x.tolist() == [0, 1, 3]
    assert engine.ones(2, 2).apply_(lambda n: n + 1).tolist() == [[2, 2], [2, 2]]


def test_a_function_of_two_meets_the_other_tensor_broadcast():
    x = engine.tensor([1.0, 2.0, 3.0])

    x.map_(engine.tensor([10.0]), lambda a, b: a + b)

    assert x.tolist() == [11, 12, 13]


def test_a_change_by_a_function_is_noticed_by_backward():
    w = engine.tensor([2.0], requires_grad=True)
    x = engine.tensor([3.0])
    z = w * x

    x.apply_(lambda n: -n)

    with pytest.raises(GradientError, match="modified by an in-place operation"):
        z.backward()


def test_fewer_elements_share_the_memory():
    x = engine.arange(6)
    y = x.view(2, 3)

    x.resize_(2, 2)
    x[0, 0] = 9

    assert x.tolist() == [[9, 1], [2, 3]]
    assert y.tolist() == [[9, 1, 2], [3, 4, 5]]


def test_more_elements_than_there_were_are_zeros():
    assert engine.ones(2).resize_((3,)).tolist() == [1, 1, 0]
    assert engine.ones(()).resize_(2).tolist() == [1, 0]


def test_elements_are_counted_in_the_order_of_the_memory():
    x = engine.arange(6).reshape(2, 3)

    assert x.t().resize_(4).tolist() == [0, 1, 2, 3]
    assert x[1].resize_(2).tolist() == [3, 4]
    assert engine.arange(4.0)[:2].resize_(4).tolist() == [0, 1, 2, 3]


def test_the_size_may_be_that_of_another_tensor():
    assert engine.ones(3).resize_as_(engine.ones(2)).shape == (2,)
    assert engine.resize_as_(engine.ones(1), engine.ones(2, 1)).shape == (2, 1)


WEIGHT = engine.ones(2, requires_grad=True)


@pytest.mark.parametrize(
    "refusal",
    [
        (
            lambda: WEIGHT.apply_(abs),
            GradientError,
            "apply_: the tensor requires a gradient",
            "use detach() first",
        ),
        (
            lambda: engine.ones(2).map_(WEIGHT, max),
            GradientError,
            "map_: the tensor requires a gradient",
            "use detach() first",
        ),
        (
            lambda: (WEIGHT * 1).resize_(3),
            GradientError,
            "resize_: the tensor requires a gradient",
            "use detach() first",
        ),
        (
            lambda: engine.ones(2).map_(engine.arange(2), max),
            ArgumentError,
            "map_: a tensor of torch.int64 besides torch.float32",
            "convert one of them",
        ),
    ],
    ids=lambda refusal: refusal[2],
)
def test_what_cannot_be_overwritten_is_refused(refusal):
    refused(refusal)


def test_a_function_that_gives_no_number_is_refused():
    with pytest.raises(ArgumentError, match="let the function return a number"):
        engine.ones(1).apply_(lambda n: "a")
    with pytest.raises(ShapeError):
        engine.ones(2).map_(engine.ones(3), max)


def test_memory_in_another_order_is_resized_from_what_it_shows():
    x = engine.from_numpy(np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]))

    x.resize_(3)

    assert x.tolist() == [1, 2, 3]
