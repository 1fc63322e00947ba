"""Dots: whole sums become inner products, a few ulp of the largest term away."""

import numpy as np
import pytest

from engine.plan.code import evaluate
from engine.plan.dead import living
from engine.plan.dots import SMALL, dotted
from tests.engine.plan.small_codes import assert_equal_code, code_of, names


def numbers(*shape):
    return np.random.default_rng(3).normal(size=shape)


@pytest.mark.parametrize(
    ("function", "left"),
    [
        (lambda x: (x * np.sin(x)).sum(), ["sin", "reshape", "reshape", "vdot"]),
        (lambda x: np.square(x).sum(), ["reshape", "reshape", "vdot"]),
        (lambda x: x.sum(), ["reshape", "vdot"]),
        (lambda x: (x * x[0]).sum(), ["index", "multiply", "reshape", "vdot"]),
    ],
)
def test_whole_sums_are_inner_products(function, left):
    x = numbers(20, 30)
    code = code_of(function, x)

    shorter = living(dotted(code))

    (found,), (expected,) = evaluate(shorter, [x]), evaluate(code, [x])
    assert names(shorter) == left
    terms = np.abs(x).max() ** 2 * x.size
    assert abs(found - expected) <= 4 * np.finfo(float).eps * terms


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.sum(0),
        lambda x: x.max(),
        lambda x: np.square(x).sum((0, 1), keepdims=True),
        lambda x: x.T[0:5].sum(1),
    ],
)
def test_other_reductions_stay(function):
    x = numbers(20, 30)
    code = code_of(function, x)

    shorter = living(dotted(code))

    assert names(shorter) == names(code)
    assert_equal_code(shorter, code, x)


def test_products_that_are_read_twice_are_written_out():
    code = code_of(lambda x: ((y := x * np.sin(x)), y.sum())[1] + y, numbers(SMALL + 1))

    assert "vdot" not in names(dotted(code))


def test_a_large_plain_sum_is_numpys():
    x = numbers(SMALL + 1)
    code = code_of(lambda x: x.sum(), x)

    assert_equal_code(dotted(code), code, x)


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_special_terms_come_through(special):
    x = numbers(10)
    x[3] = special
    code = code_of(lambda x: ((x * 2.0).sum(), x.sum()), x)

    assert_equal_code(dotted(code), code, x)


@pytest.mark.parametrize("shape", [(), (1,), (0,)])
def test_sums_of_less_than_two_numbers_stay(shape):
    x = np.full(shape, -0.0)
    code = code_of(lambda x: x.sum(), x)

    assert_equal_code(dotted(code), code, x)


def test_whole_numbers_stay():
    x = np.arange(10)
    code = code_of(lambda x: (x * x).sum(), x)

    assert_equal_code(dotted(code), code, x)
