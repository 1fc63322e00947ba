"""The gamma function's logarithm and the derivatives of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError
from engine.op import POSITIVE, family
from engine.ops.precise import in_double, pieces, polynomial

op = family("Special functions")
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)  # B2, B4 …
_STIRLING = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(_BERNOULLI, start=1)][::-1]
_DIGAMMA = [b / (2 * k) for k, b in enumerate(_BERNOULLI, start=1)][::-1]
_SHIFT = 10  # the series in 1/x are exact from here on


def _lgamma(x: Array) -> Array:
    """ln |Γ(x)|, mirrored for x < ½."""
    return pieces(x, x < 0.5, _lgamma_mirrored, _lgamma_right)


def _lgamma_right(x: Array) -> Array:
    return pieces(x, x < _SHIFT, lambda x: _stirling(x + _SHIFT) - np.log(_rising(x)), _stirling)


def _lgamma_mirrored(x: Array) -> Array:
    sine = np.abs(np.sin(np.pi * (x - np.round(x))))
    value = math.log(math.pi) - np.log(sine) - _lgamma_right(1 - x)
    return np.where(np.isinf(x), np.inf, value)


def _stirling(x: Array) -> Array:
    """Stirling's series, for x from 10 on."""
    series = polynomial(_STIRLING, 1 / (x * x)) / x
    value = (x - 0.5) * np.log(x) - x + 0.5 * math.log(2 * math.pi) + series
    return np.where(np.isinf(x), np.inf, value)


def _rising(x: Array) -> Array:
    """x (x + 1) … (x + 9)."""
    product = np.array(x)
    for i in range(1, _SHIFT):
        product *= x + i
    return product


def _digamma(x: Array) -> Array:
    z = pieces(x, x <= 0, _digamma_mirrored, _digamma_right)
    return np.where(x == 0, np.copysign(np.inf, -x), z)


def _digamma_right(x: Array) -> Array:
    return pieces(x, x < _SHIFT, _digamma_shifted, _digamma_series)


def _digamma_shifted(x: Array) -> Array:
    z = _digamma_series(x + _SHIFT)
    for i in range(_SHIFT):
        z -= 1 / (x + i)
    return z


def _digamma_series(x: Array) -> Array:
    square = 1 / (x * x)
    return np.log(x) - 0.5 / x - polynomial(_DIGAMMA, square) * square


def _digamma_mirrored(x: Array) -> Array:
    fraction = x - np.round(x)
    value = _digamma_right(1 - x) - math.pi / np.tan(math.pi * fraction)
    return np.where(fraction == 0, np.nan, value)


def _zeta(s: int, x: Array) -> Array:
    """Hurwitz' zeta function, Σ 1/(x + k)^s, for x > 0 by Euler and Maclaurin's formula."""
    z = x + _SHIFT
    total = sum((x + k) ** -s for k in range(_SHIFT))
    total = total + z ** (1 - s) / (s - 1) + 0.5 * z**-s
    rising = float(s)
    for k, b in enumerate(_BERNOULLI, start=1):
        total = total + b / math.factorial(2 * k) * rising * z ** (1.0 - s - 2 * k)
        rising *= (s + 2 * k - 1) * (s + 2 * k)
    return total


def _polygamma(n: int, x: Array) -> Array:
    """ψ⁽ⁿ⁾ from zeta, mirrored for x < 0 by the derivatives of π cot πx, polynomials in cot."""
    sign = -1 if n % 2 == 0 else 1
    value = sign * math.factorial(n) * _zeta(n + 1, np.where(x < 0, 1 - x, x))
    if not np.any(x < 0):
        return value
    cotangent = np.polynomial.Polynomial([0.0, 1.0])
    for _ in range(n):
        cotangent = cotangent.deriv() * np.polynomial.Polynomial([-1.0, 0.0, -1.0])
    fraction = x - np.round(x)
    mirror = math.pi ** (n + 1) * cotangent(1 / np.tan(math.pi * fraction))
    pole = np.full(x.shape, sign * np.inf)
    return np.where(x < 0, np.where(fraction == 0, pole, -sign * value - mirror), value)


@op(
    "lgamma",
    promotes="float",
    domains=(POSITIVE,),
    listed=False,
)
def lgamma(input: Array) -> Array:
    """ln |Γ(x)|; infinite at 0, −1, −2 … Source: torch.lgamma."""
    return in_double(_lgamma, input)


@lgamma.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * digamma(x)


@op(
    "digamma",
    promotes="float",
    domains=(POSITIVE,),
    listed=False,
    places="torch tensor special",
)
def digamma(input: Array) -> Array:
    """The derivative of lgamma. Source: torch.digamma."""
    return in_double(_digamma, input)


@digamma.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * polygamma(x, 1)


@op(
    "polygamma",
    promotes="float",
    domains=(POSITIVE,),
    listed=False,
    places="tensor",
)
def polygamma(input: Array, n: int) -> Array:
    """The n-th derivative of digamma, n ≥ 0. Source: torch.polygamma."""
    if n < 0:
        raise RangeError(f"polygamma: n is {n}", "give the order of a derivative, 0 or more")
    return in_double((lambda x: _polygamma(n, x)) if n else _digamma, input)


@polygamma.vjp
def _(z_bar: Any, _z: Any, x: Any, *, n: int) -> Any:
    return z_bar * polygamma(x, n + 1)
