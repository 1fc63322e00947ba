"""Folding: only what holds for NaN, infinities and signed zeros is left out."""

import numpy as np
import pytest

from engine.plan.folding import LARGEST, folded
from tests.engine.plan.small_codes import SPECIAL, assert_equal_code, code_of, names


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("function", "left"),
    [
        (lambda x: x * 1.0, []),
        (lambda x: 1.0 * x, []),
        (lambda x: x / 1.0, []),
        (lambda x: x - 0.0, []),
        (lambda x: np.negative(-x), ["negative"]),
        (lambda x: x**1.0, []),
        (lambda x: x**2.0, ["square"]),
        (lambda x: x / 4.0, ["multiply"]),
        (lambda x: x / -0.5, ["multiply"]),
        (lambda x: x + (-np.sin(x)), ["sin", "negative", "subtract"]),
        (lambda x: x.reshape(2, 5).reshape(10), ["reshape"]),
        (lambda x: x.reshape(2, 5).T.T, ["reshape", "transpose"]),
        (lambda x: x.astype(x.dtype), []),
        (lambda x: np.where(np.array(True), x, -x), ["negative"]),
        (lambda x: np.where(np.array(False), -x, x), ["negative"]),
    ],
)
def test_what_changes_nothing_is_left_out(function, left, dtype):
    with np.errstate(over="ignore"):
        x = SPECIAL.astype(dtype)
    code = code_of(function, x)

    smaller = folded(code)

    assert names(smaller) == left
    assert_equal_code(smaller, code, x)


@pytest.mark.parametrize(
    ("function", "kept"),
    [
        (lambda x: x + 0.0, "add"),  # -0 + 0 is 0
        (lambda x: x * 0.0, "multiply"),  # infinity times 0 is NaN
        (lambda x: x - (-0.0), "subtract"),  # -0 - -0 is 0
        (lambda x: x - x, "subtract"),
        (lambda x: x / x, "divide"),
        (lambda x: x**0.5, "power"),  # of -0 and of -infinity not the root
        (lambda x: x / 3.0, "divide"),
        (lambda x: x / 0.0, "divide"),
        (lambda x: np.maximum(x, x), "maximum"),
    ],
)
def test_what_changes_special_numbers_is_kept(function, kept):
    code = code_of(function, SPECIAL)

    smaller = folded(code)

    assert kept in names(smaller)
    assert_equal_code(smaller, code, SPECIAL)


def test_a_product_with_ones_of_a_larger_shape_is_kept():
    code = code_of(lambda x: x * np.ones((2, 3)), np.arange(3.0))

    assert names(folded(code)) == ["multiply"]


def test_a_product_with_one_of_a_larger_dtype_is_not_the_factor():
    code = code_of(lambda x: x * np.ones(1), np.arange(3.0, dtype=np.float32))

    smaller = folded(code)

    assert_equal_code(smaller, code, np.arange(3.0, dtype=np.float32))


def test_constants_are_computed_beforehand():
    constant = np.array([1.0, 2.0])
    code = code_of(lambda x: (x, x * 0.0 + 1.0, np.exp(x[0:1] * 0 + 1)), constant)
    known = code.with_(
        values=tuple(
            value if number not in code.inputs else type(value)(value.shape, value.dtype,
                                                                constant=constant)
            for number, value in enumerate(code.values)
        ),
        inputs=(),
    )  # fmt: skip

    smaller = folded(known)

    assert names(smaller) == []
    assert_equal_code(smaller, known)


def test_large_constants_are_computed_when_they_are_needed():
    code = code_of(lambda x: np.exp(np.broadcast_to(x, (LARGEST + 1,))), np.array(1.0))
    value = code.values[code.inputs[0]]
    known = code.with_(
        values=(type(value)((), value.dtype, constant=np.array(1.0)), *code.values[1:]), inputs=()
    )

    assert "exp" in names(folded(known))


@pytest.mark.parametrize("scale", [2.0**k for k in (-60, -3, 1, 60)])
def test_a_quotient_by_a_power_of_two_has_the_bits_of_the_product(scale):
    code = code_of(lambda x: x / scale, SPECIAL)

    smaller = folded(code)

    assert names(smaller) == ["multiply"]
    assert_equal_code(smaller, code, SPECIAL)
