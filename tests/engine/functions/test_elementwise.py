"""Elementwise functions composed of ops: roundings, kinks, promotions and refusals."""

import math

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, DtypeError, RangeError
from engine.functions import aliases, elementwise, low_rank
from engine.op import OPS
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
REFUSED = {
    "the gamma function of no variables": (
        lambda: engine.mvlgamma(LINE + 3, 0),
        RangeError,
        "mvlgamma: p is 0",
        "give 1 or more",
    ),
    "a number for the first of two tensors": (
        lambda: engine.atan2(1.0, LINE),
        ArgumentError,
        "atan2(): argument 'input' must be Tensor, not float",
        "wrap it: torch.tensor(...)",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


NAN = math.nan


def doubles(*x, requires_grad=False):
    return engine.tensor(x, dtype=engine.float64, requires_grad=requires_grad)


@pytest.mark.parametrize(
    ("mode", "expected"), [(None, [-1.75, 1.75]), ("floor", [-2, 1]), ("trunc", [-1, 1])]
)
def test_quotients_round_as_they_are_told(mode, expected):
    x, y = engine.tensor([-7, 7]), engine.tensor([4, 4])

    found = elementwise.div(x, y, rounding_mode=mode)

    assert found.tolist() == expected
    assert found.dtype == (engine.float32 if mode is None else engine.int64)


def test_a_rounded_quotient_has_a_gradient_of_zero():
    x = doubles(7.0, requires_grad=True)

    elementwise.div(x, 2.0, rounding_mode="floor").backward(engine.ones(1))

    assert x.grad.tolist() == [0]


def test_rounding_to_decimals_and_to_tens():
    assert elementwise.round(doubles(1.25, -1.35), decimals=1).tolist() == [1.2, -1.4]
    assert elementwise.round(doubles(14.0, 25.0), decimals=-1).tolist() == [10, 20]


def test_remainders_differ_in_their_sign():
    x = doubles(-7.0, 7.0)

    assert OPS["fmod"](x, doubles(4.0, -4.0)).tolist() == [-3, 3]
    assert OPS["remainder"](x, doubles(4.0, -4.0)).tolist() == [1, -1]


def test_a_float_power_is_computed_in_double_precision():
    found = elementwise.float_power(engine.tensor([2, 3]), 0.5)

    assert found.dtype == engine.float64
    assert found.tolist() == [2**0.5, 3**0.5]


def test_the_gradient_of_hypot_at_the_origin_is_nan():
    x, y = doubles(0.0, requires_grad=True), doubles(0.0)

    OPS["hypot"](x, y).backward(engine.ones(1))

    assert np.isnan(x.grad.tolist()).all()


def test_the_sign_is_copied_and_flat_where_there_is_none():
    x = doubles(0.0, -2.0, requires_grad=True)

    z = OPS["copysign"](x, doubles(-1.0, 1.0))
    z.sum().backward()

    assert z.tolist() == [0, 2]
    assert x.grad.tolist() == [0, -1]


def test_interpolation_is_exact_at_both_ends():
    x, y = doubles(0.1), doubles(0.7)

    assert OPS["lerp"](x, y, doubles(0.0)).tolist() == x.tolist()
    assert OPS["lerp"](x, y, doubles(1.0)).tolist() == y.tolist()


def test_products_and_quotients_are_added():
    x, y, z = doubles(1.0), doubles(3.0), doubles(4.0)

    assert elementwise.addcmul(x, y, z, value=2).tolist() == [25]
    assert elementwise.addcdiv(x, y, z, value=-4).tolist() == [-2]
    assert elementwise.rsub(x, 5.0, alpha=2).tolist() == [3]
    assert elementwise.ldexp(y, engine.tensor([2])).tolist() == [12]


def test_mantissas_and_exponents():
    mantissa, exponent = OPS["frexp"](doubles(6.0, -0.25))

    assert (mantissa.tolist(), exponent.tolist()) == ([0.75, -0.5], [3, -1])
    assert exponent.dtype == engine.int32


def test_angles_in_degrees():
    assert elementwise.deg2rad(engine.tensor([180])).item() == pytest.approx(math.pi)
    assert elementwise.rad2deg(doubles(math.pi)).item() == pytest.approx(180)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: elementwise.div(doubles(1.0), 2, rounding_mode="up"), RangeError, "'up'"),
        (lambda: elementwise.positive(engine.tensor([True])), DtypeError, "no sign"),
        (
            lambda: elementwise.addcdiv(*[engine.tensor([1])] * 3),
            DtypeError,
            "whole numbers",
        ),
        (lambda: OPS["frac"](engine.tensor([1])), DtypeError, "no fraction"),
        (lambda: OPS["frexp"](engine.tensor([1])), DtypeError, "no mantissa"),
        (lambda: elementwise.polygamma(-1, doubles(1.0)), RangeError, "n is -1"),
        (lambda: OPS["fmod"](engine.tensor([1]), engine.tensor([0])), DtypeError, "divided by 0"),
    ],
)
def test_what_does_not_fit_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_every_alias_names_what_is_there():
    assert {*aliases.ALIASES.values(), *aliases.SPECIAL.values()} <= {
        *OPS,
        *aliases.FUNCTIONS["torch"],
    }


def test_a_matrix_of_low_rank_comes_back_from_its_projection():
    rng = np.random.default_rng(0)
    x = engine.tensor(rng.standard_normal((7, 2)) @ rng.standard_normal((2, 9)))

    u, s, v = low_rank.svd_lowrank(x, q=3)
    components = low_rank.pca_lowrank(x)

    np.testing.assert_allclose((u * s @ v.transpose(0, 1)).numpy(), x.numpy(), atol=1e-10)
    assert components.V.shape == (9, 6)
