"""Common subexpressions stand once; what only looks alike stands twice."""

import numpy as np
import pytest

from engine.plan.subexpressions import common, hashable
from tests.engine.plan.small_codes import SPECIAL, assert_equal_code, code_of, names

Y = SPECIAL[::-1].copy()


@pytest.mark.parametrize(
    ("function", "left"),
    [
        (lambda x, y: np.exp(x) * np.exp(x), ["exp", "multiply"]),
        (lambda x, y: (x + y) * (y + x), ["add", "multiply"]),
        (lambda x, y: np.sin(x * y) / np.sin(y * x), ["multiply", "sin", "divide"]),
        (lambda x, y: (x - y) * (y - x), ["subtract", "subtract", "multiply"]),
        (lambda x, y: x[0:2] * x[0:2], ["index", "multiply"]),
        (lambda x, y: x[0:2] * x[1:3], ["index", "index", "multiply"]),
        (lambda x, y: x.sum(0) + x.max(0), ["add", "maximum", "add"]),
        (lambda x, y: x[None] * x[None], ["index", "multiply"]),
    ],
)
def test_equal_instructions_stand_once(function, left):
    code = code_of(function, SPECIAL, Y)

    smaller = common(code)

    assert names(smaller) == left
    assert_equal_code(smaller, code, SPECIAL, Y)


def test_maxima_of_exchanged_zeros_keep_their_signs():
    x, y = np.array([0.0, -0.0]), np.array([-0.0, 0.0])
    code = code_of(lambda x, y: (np.maximum(x, y), np.maximum(y, x)), x, y)

    assert_equal_code(common(code), code, x, y)


def test_sums_that_keep_their_dimensions_are_others():
    x = np.ones((2, 3))
    code = code_of(lambda x: (x.sum(0), x.sum(0, keepdims=True), x.sum(1)), x)

    assert len(common(code).instructions) == 3


def test_true_and_one_are_different_keys():
    x = np.arange(4.0).reshape(2, 2)
    code = code_of(lambda x: (x[0], x[1], x[0:1]), x)

    smaller = common(code)

    assert len(smaller.instructions) == 3
    assert_equal_code(smaller, code, x)


def test_equal_details_have_equal_keys():
    assert hashable((slice(0, 1), [1, None])) == hashable((slice(0, 1), [1, None]))
    assert hashable(slice(0, 1)) != hashable(slice(0, 2))
