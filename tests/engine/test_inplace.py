"""Changes in place: what they do to values, histories and views."""

import math

import numpy as np
import pytest

import engine
from engine.errors import GradientError


def leaf(values, **kwargs):
    return engine.tensor(values, dtype=engine.float64, requires_grad=True, **kwargs)


@pytest.mark.parametrize("value", [2.0, [2.0, 3.0]])
def test_a_change_becomes_part_of_the_history(value):
    x = leaf(value)
    y = x * 3

    y.mul_(x).add_(x).sum().backward()

    assert y.grad_fn.name() == "AddBackward0"
    np.testing.assert_allclose(x.grad._array, 6 * np.asarray(value) + 1)


def test_what_was_computed_before_a_change_keeps_its_history():
    x = leaf(2.0)
    y = x * 3
    z = y + 1

    y.mul_(10)

    assert engine.autograd.grad(z, x, retain_graph=True)[0].item() == 3
    assert engine.autograd.grad(y, x)[0].item() == 30


def test_a_change_may_need_the_value_before_it():
    x = leaf([1.0, 2.0])
    y = x * 1

    y.sin_().exp_().sum().backward()

    expected = np.exp(np.sin([1, 2])) * np.cos([1, 2])
    np.testing.assert_allclose(x.grad._array, expected)


def test_overwriting_ends_the_gradient_and_starts_that_of_the_source():
    x, source = leaf([1.0, 2.0]), leaf(5.0)
    y = x * 2

    y.copy_(source)
    y.sum().backward()

    assert x.grad.tolist() == [0, 0]
    assert source.grad.item() == 2


def test_a_plain_tensor_becomes_part_of_a_graph():
    x = leaf([1.0, 2.0])
    total = engine.zeros(2, dtype=engine.float64)

    total += x
    total[0] = 7.0
    total.sum().backward()

    assert not total.is_leaf
    assert total.tolist() == [7, 2]
    assert x.grad.tolist() == [0, 1]


def test_a_change_of_a_view_is_a_change_of_its_base():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    y = x * 1
    row = y[1]

    row.mul_(10)
    y.sum().backward()

    assert y.grad_fn.name() == "CopySlices"
    assert y.tolist() == [[1, 2], [30, 40]]
    assert x.grad.tolist() == [[1, 1], [10, 10]]


def test_a_change_of_the_base_is_a_change_of_its_views():
    x = leaf([1.0, 2.0, 3.0])
    y = x * 1
    tail = y[1:].reshape(2, 1)

    y.mul_(x)
    tail.sum().backward()

    assert tail.tolist() == [[4], [9]]
    assert x.grad.tolist() == [0, 4, 6]


def test_a_view_of_a_plain_tensor_learns_of_the_gradient_of_its_base():
    x, base = leaf([5.0]), engine.zeros(2, dtype=engine.float64)
    view = base[:1]

    base.add_(x)

    assert view.requires_grad
    assert engine.autograd.grad(view, x)[0].item() == 1


def test_repeated_indices_each_give_their_source_a_gradient_of_one():
    x, values = engine.zeros(3, dtype=engine.float64), leaf([1.0, 2.0, 3.0])

    x[[0, 0, 2]] = values
    x.sum().backward()

    assert x.tolist() == [2, 0, 3]
    assert values.grad.tolist() == [1, 1, 1]


def test_masks_and_index_tensors_are_written_through():
    x = engine.arange(4.0)

    x[x > 2] = -1
    x[engine.tensor([0, 1])] += 10

    assert x.tolist() == [10, 11, 2, -1]


def test_the_dtype_of_the_tensor_stays():
    x = engine.zeros(2)

    x.add_(engine.ones(2, dtype=engine.float64))
    number = engine.tensor(1.0)
    number += engine.tensor(0.1, dtype=engine.float64)

    assert x.dtype == number.dtype == engine.float32
    assert number.item() == np.float32(1.1)


def test_a_change_of_shape_in_place_keeps_the_history():
    x = leaf([[1.0, 2.0, 3.0]])
    y = x * 2

    y.squeeze_().unsqueeze_(-1)

    assert tuple(y.shape) == (3, 1)
    assert engine.autograd.grad(y.sum(), x)[0].tolist() == [[2, 2, 2]]
    with pytest.raises(GradientError, match="a leaf that requires"):
        x.transpose_(0, 1)


def test_a_record_that_is_changed_keeps_what_it_was_for_its_readers():
    x, y = leaf(2.0), leaf(3.0)
    z = x * y
    node = z.grad_fn
    w = z + x

    z += y
    z *= 2

    assert z.item() == 18
    assert node.name() == "MulBackward0"
    assert [g.item() for g in engine.autograd.grad(w, [x, y], retain_graph=True)] == [4, 2]
    assert [g.item() for g in engine.autograd.grad(z, [x, y])] == [6, 6]


@pytest.mark.parametrize("value", [2.0, [2.0, 3.0]])
def test_a_composed_function_may_save_the_value_before_many_times(value):
    x = leaf(value)
    y = x * 1

    y.addcmul_(y.detach() * 2, x, value=3).lerp_(x, 0.5)
    y.sum().backward()

    np.testing.assert_allclose(x.grad._array, 1 + 3 * np.asarray(value))


def test_a_number_is_changed_by_what_needs_its_value_before():
    x = leaf(2.0)
    y = x * 1

    y *= x
    y **= 2
    y.backward()

    assert x.grad.item() == 32


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("arccos", "acos"),
        ("arcsin", "asin"),
        ("arctan", "atan"),
        ("arcsinh", "asinh"),
        ("arctanh", "atanh"),
        ("absolute", "abs"),
        ("negative", "neg"),
    ],
)
def test_the_second_name_has_an_in_place_form(alias, name):
    x = engine.tensor([0.25, 0.5])
    expected = getattr(x, name)()

    assert getattr(x, f"{alias}_")() is x
    assert x.tolist() == expected.tolist()


def test_comparisons_leave_ones_and_zeros():
    assert engine.tensor([1.0, 2.0]).greater_(1.5).tolist() == [0, 1]
    assert engine.tensor([1.0, 2.0]).less_equal_(1.5).tolist() == [1, 0]
    assert engine.tensor([1.0, 2.0]).not_equal_(1.0).tolist() == [0, 1]


def test_a_tensor_takes_other_strides_in_place():
    assert engine.arange(4).as_strided_((2,), (2,)).tolist() == [0, 2]


def test_a_comparison_in_place_ends_the_history():
    x = engine.tensor([1.0, 2.0], requires_grad=True) * 1

    x.eq_(1)

    assert x.tolist() == [1, 0]
    assert not x.requires_grad


def test_a_view_of_what_has_no_history_has_none_after_a_change():
    base = engine.zeros(3)
    view = base[:2]

    base.add_(1)

    assert not view.requires_grad
    assert view.tolist() == [1, 1]


def test_a_shape_in_place_without_history():
    x = engine.ones(2, 3)

    assert x.t_() is x
    assert x.shape == (3, 2)
    assert not x.requires_grad


def test_a_function_of_one_number_in_place_keeps_the_number_before():
    x = engine.tensor(2.0, requires_grad=True)
    y = x * 1

    y.sin_()
    y.backward()

    assert y.item() == pytest.approx(math.sin(2))
    assert x.grad.item() == pytest.approx(math.cos(2))


def test_a_tensor_is_resized_as_another():
    x = engine.ones(2)

    x.resize_as_(engine.zeros(1, 2))

    assert x.tolist() == [[1, 1]]
