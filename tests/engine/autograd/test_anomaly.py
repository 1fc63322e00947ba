"""detect_anomaly makes an error of the first NaN gradient and names the forward line."""

import math

import pytest

import engine
from engine.autograd import detect_anomaly, is_anomaly_enabled, set_detect_anomaly
from engine.errors import GradientError


def test_a_nan_gradient_names_the_function_the_input_and_the_line():
    x = engine.tensor([0.0, 1.0], requires_grad=True)

    with detect_anomaly():
        y = (x * 0).sqrt() * 0
        with pytest.raises(GradientError, match=r"SqrtBackward0 returned NaN .* input 0.*anomaly"):
            y.sum().backward()


def test_outside_nothing_is_refused():
    x = engine.tensor(0.0, requires_grad=True)

    (x.sqrt() * 0).backward()

    assert math.isnan(x.grad.item())


def test_the_mode_is_restored():
    with detect_anomaly(), set_detect_anomaly(False):
        assert not is_anomaly_enabled()
    assert not is_anomaly_enabled()

    set_detect_anomaly(True)
    assert is_anomaly_enabled()
    set_detect_anomaly(False)
