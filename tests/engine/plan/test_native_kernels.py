"""Native kernels: cross entropy in native code is the engine's own, whatever the classes are."""

import numpy as np
import pytest

from engine.errors import AxisError
from engine.ops.fused import CrossEntropy
from engine.plan.native_kernels import begin, native_kernel


def ready(dtype, reduction="mean"):
    """The kernel in native code, and the engine's own."""
    own = CrossEntropy(reduction)
    kernel = native_kernel(own, np.dtype(dtype))
    begin(np.dtype(dtype).char).join()
    return kernel, own


def logits(shape, dtype):
    return (3 * np.random.default_rng(0).standard_normal(shape)).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("shape", [(1, 1), (5, 10), (3, 100)])
def test_loss_and_gradient_are_the_engines(shape, reduction, dtype):
    kernel, own = ready(dtype, reduction)
    x = logits(shape, dtype)
    target = np.arange(shape[0]) % shape[1]
    out, expected = np.empty_like(x), np.empty_like(x)

    loss = kernel(x, target, out)

    np.testing.assert_allclose(loss, own(x, target, expected), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-7)


def test_arrays_that_have_changed_are_read_anew():
    kernel, own = ready(np.float64)
    x, target = logits((4, 3), np.float64), np.array([0, 1, 2, 0])
    out, expected = np.empty_like(x), np.empty_like(x)
    kernel(x, target, out)
    x *= -1
    kernel(x, target, out)
    other, into = x + target[:, None], np.empty_like(x)

    found = [kernel(x, target, out), kernel(other, target, into), kernel(x, target, into)]

    right = [own(x, target, expected), own(other, target, expected), own(x, target, expected)]
    np.testing.assert_allclose(found, right)
    np.testing.assert_allclose(into, expected)


@pytest.mark.parametrize("outside", [3, -1, 2**40])
@pytest.mark.parametrize("place", [0, 3])
def test_a_class_that_is_not_there_is_refused(place, outside):
    kernel, _ = ready(np.float32)
    x, target = logits((4, 3), np.float32), np.array([0, 1, 2, 0])
    target[place] = outside

    with pytest.raises(AxisError, match=f"class {outside} with 3 classes"):
        kernel(x, target, np.empty_like(x))


def test_rows_that_are_ignored_count_nothing():
    kernel, _ = ready(np.float64)
    x, target = logits((4, 3), np.float64), np.array([0, -100, 2, 0])
    kept = target >= 0
    out, expected = np.empty_like(x), np.empty_like(x[kept])

    loss = kernel(x, target, out)

    assert loss == pytest.approx(kernel(x[kept], target[kept], expected))
    np.testing.assert_allclose(out[kept], expected)
    assert not out[~kept].any()


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_infinities_and_nan_go_through(number):
    kernel, own = ready(np.float64)
    x, target = logits((4, 3), np.float64), np.array([0, 1, 2, 0])
    x[1, 1] = number
    out, expected = np.empty_like(x), np.empty_like(x)
    with np.errstate(all="ignore"):
        right = own(x, target, expected)

    loss = kernel(x, target, out)

    np.testing.assert_allclose(loss, right)
    assert np.array_equal(np.isnan(out[1]), np.isnan(expected[1]))
