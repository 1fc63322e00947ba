"""The gamma function's logarithm and the derivatives of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError
from engine.op import POSITIVE, family

op = family("Special functions")
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)  # B2, B4 …
_SHIFT = 10  # the series in 1/x are exact from here on


def _raised(x: Array) -> Array:
    """x where the series serve, else x + 10."""
    return np.where(x < _SHIFT, x + _SHIFT, x)


def _lgamma(x: Array) -> Array:
    """ln |Γ(x)|: Stirling's series, brought down by Γ(x + 1) = x Γ(x), mirrored for x < 0."""
    size = np.where(x < 0.5, 1 - x, x)
    z = _raised(size)
    series = sum(
        b / (2 * k * (2 * k - 1)) / z ** (2 * k - 1) for k, b in enumerate(_BERNOULLI, start=1)
    )
    down = np.prod([np.minimum(size, _SHIFT) + i for i in range(_SHIFT)], axis=0)
    value = (z - 0.5) * np.log(z) - z + 0.5 * math.log(2 * math.pi) + series
    value = np.where(np.isinf(z), np.inf, value - np.where(size < _SHIFT, np.log(down), 0))
    sine = np.abs(np.sin(np.pi * (x - np.round(x))))
    mirrored = np.where(np.isinf(x), np.inf, math.log(math.pi) - np.log(sine) - value)
    return np.where(x < 0.5, mirrored, value)


def _digamma(x: Array) -> Array:
    size = np.where(x < 0, 1 - x, x)
    z = _raised(size)
    series = sum(b / (2 * k) / z ** (2 * k) for k, b in enumerate(_BERNOULLI, start=1))
    down = sum(1 / (size + i) for i in range(_SHIFT))
    value = np.log(z) - 0.5 / z - series - np.where(size < _SHIFT, down, 0)
    fraction = x - np.round(x)
    mirrored = np.where(fraction == 0, np.nan, value - math.pi / np.tan(math.pi * fraction))
    return np.where(x == 0, np.copysign(np.inf, -x), np.where(x < 0, mirrored, value))


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
    return np.asarray(_lgamma(input.astype(np.float64)), input.dtype)


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
    return np.asarray(_digamma(input.astype(np.float64)), input.dtype)


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
        raise ArgumentError(f"polygamma: n is {n}", "give the order of a derivative, 0 or more")
    x = input.astype(np.float64)
    return np.asarray(_polygamma(n, x) if n else _digamma(x), input.dtype)


@polygamma.vjp
def _(z_bar: Any, _z: Any, x: Any, *, n: int) -> Any:
    return z_bar * polygamma(x, n + 1)
