"""The gradients at kinks, as torch has them."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import Tensor


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
        (F.hardswish, [-3, 3], [0, 1]),
        (F.hardshrink, [-0.5, 0.5], [0, 0]),
        (F.softshrink, [-0.5, 0.5], [0, 0]),
        (lambda x: F.threshold(x, 2.0, 1.0), [2], [0]),
        (lambda x: F.prelu(x, Tensor(np.array(0.3))), [0], [0.3]),
        (lambda x: F.l1_loss(x, x.detach(), reduction="sum"), [2], [0]),
        (lambda x: F.smooth_l1_loss(x, x.detach() - 1, reduction="sum"), [2], [1]),
    ],
)
def test_the_gradient_at_a_kink_is_torchs(f, places, expected):
    assert slope(f, *places) == expected


def test_selu_at_zero_has_the_slope_of_its_left_side():
    assert slope(F.selu, 0.0) == pytest.approx([1.0507009873554805 * 1.6732632423543772])


@pytest.mark.parametrize("f", [F.hardtanh, F.relu6, F.hardswish, F.hardshrink, F.softshrink])
def test_a_nan_passes_its_gradient_on(f):
    assert slope(f, np.nan) == [1]


def test_the_first_of_equal_elements_in_a_window_gets_the_gradient():
    x = engine.tensor([[2.0, 2, 1, 2, 2, 2]], requires_grad=True)

    F.max_pool1d(x, 3).sum().backward()

    assert x.grad.tolist() == [[1, 0, 0, 1, 0, 0]]
