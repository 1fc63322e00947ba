"""The gradients at kinks, as torch has them."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.tensor import from_array


def slope(f, *numbers):
    x = engine.tensor(list(numbers), dtype=engine.float64, requires_grad=True)
    f(x).sum().backward()
    return x.grad.tolist()


@pytest.mark.parametrize(
    ("f", "places", "expected"),
    [
        (F.relu, [0], [0]),
        (F.relu6, [0, 6], [0, 0]),
        (F.hardtanh, [-1, 1], [0, 0]),
        (F.elu, [0], [1]),
        (F.celu, [0], [1]),
        (F.leaky_relu, [0], [0.01]),
        (F.hardsigmoid, [-3, 3], [0, 0]),
        (F.hardswish, [-3, 3, np.inf], [0, 1, 1]),
        (F.hardshrink, [-0.5, 0.5], [0, 0]),
        (F.softshrink, [-0.5, 0.5], [0, 0]),
        (lambda x: F.threshold(x, 2.0, 1.0), [2], [0]),
        (lambda x: F.prelu(x, from_array(np.array(0.3))), [0], [0.3]),
        (lambda x: F.l1_loss(x, x.detach(), reduction="sum"), [2], [0]),
        (lambda x: F.smooth_l1_loss(x, x.detach() - 1, reduction="sum"), [2], [1]),
    ],
)
def test_the_gradient_at_a_kink_is_torchs(f, places, expected):
    assert slope(f, *places) == expected


def test_selu_at_zero_has_the_slope_of_its_left_side():
    assert slope(F.selu, 0.0) == pytest.approx([1.0507009873554805 * 1.6732632423543772])


@pytest.mark.parametrize("f", [F.hardtanh, F.relu6, F.hardsigmoid, F.hardshrink, F.softshrink])
def test_a_nan_has_the_gradient_zero_between_bounds(f):
    assert slope(f, np.nan) == [0]


def test_a_certain_probability_has_a_finite_gradient():
    target = engine.tensor([1.0, 0.0], dtype=engine.float64)

    assert slope(lambda x: F.binary_cross_entropy(x, target), 0.0, 0.0) == pytest.approx(
        [-0.5e12, 0]
    )


@pytest.mark.parametrize("f", [F.smooth_l1_loss, F.huber_loss])
def test_an_infinite_difference_has_the_gradient_one(f):
    zeros = engine.zeros(2, dtype=engine.float64)

    assert slope(lambda x: f(x, zeros, reduction="sum"), np.inf, -np.inf) == [1, -1]


def test_a_negative_alpha_turns_celu_up():
    z = F.celu(engine.tensor([-1.0]), -1.0)

    assert z.item() == pytest.approx(1 - np.e)


def test_the_first_of_equal_elements_in_a_window_gets_the_gradient():
    x = engine.tensor([[2.0, 2, 1, 2, 2, 2]], requires_grad=True)

    F.max_pool1d(x, 3).sum().backward()

    assert x.grad.tolist() == [[1, 0, 0, 1, 0, 0]]
