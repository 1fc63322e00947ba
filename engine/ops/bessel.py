"""Modified Bessel functions of the first kind, of orders 0 and 1."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family
from engine.ops.arithmetic import sign
from engine.ops.precise import in_double, pieces
from engine.ops.selection import where

op = family("Special functions")
_FAR = 30.0  # from here on the asymptotic series is exact
_COSINES = np.cos(np.pi * (np.arange(16) + 0.5) / 32)


def _scaled(order: int, x: Array) -> Array:
    """exp(−|x|) Iₙ(x) for n = 0 or 1."""
    size = np.abs(x)
    z = pieces(size, size < _FAR, lambda x: _mean(order, x), lambda x: _hankel(order, x))
    return z if order == 0 else np.copysign(z, x)


def _mean(order: int, x: Array) -> Array:
    """The mean of cosh(x cos t), or of cos t · sinh(x cos t), over a quarter turn, where the
    midpoint rule converges faster than any power.
    """
    mean = np.zeros(x.shape)
    for c in _COSINES:
        part = np.exp(-2 * c * x) + 1 if order == 0 else np.expm1(-2 * c * x) * -c
        mean += np.exp((c - 1) * x) * part
    return mean / (2 * len(_COSINES))


def _hankel(order: int, x: Array) -> Array:
    """Hankel's series in 1/x."""
    term = series = np.ones(x.shape)
    for k in range(1, 24):
        term = term * ((2 * k - 1) ** 2 - 4 * order**2) / (8 * k * x)
        series = series + term
    return np.where(np.isinf(x), 0, series / np.sqrt(2 * math.pi * x))


def _whole(order: int, x: Array) -> Array:
    return _scaled(order, x) * np.exp(np.abs(x))


@op("i0", promotes="float", listed=False, places="torch tensor special")
def i0(input: Array) -> Array:
    """The modified Bessel function of order 0. Source: torch.special.i0."""
    return in_double(lambda x: _whole(0, x), input)


@i0.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * i1(x)


@op("i0e", promotes="float", listed=False, places="special", node="SpecialI0E")
def i0e(input: Array) -> Array:
    """exp(−|x|) times i0(x), which does not overflow. Source: torch.special.i0e."""
    return in_double(lambda x: _scaled(0, x), input)


@i0e.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    return z_bar * (i1e(x) - sign(x) * z)


@op("i1", promotes="float", listed=False, places="special", node="SpecialI1")
def i1(input: Array) -> Array:
    """The modified Bessel function of order 1. Source: torch.special.i1."""
    return in_double(lambda x: _whole(1, x), input)


@i1.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    return z_bar * (i0(x) - _over(z, x, 0.5))


@op("i1e", promotes="float", listed=False, places="special", node="SpecialI1E")
def i1e(input: Array) -> Array:
    """exp(−|x|) times i1(x), which does not overflow. Source: torch.special.i1e."""
    return in_double(lambda x: _scaled(1, x), input)


@i1e.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    return z_bar * (i0e(x) - sign(x) * z - _over(z, x, 0.5))


def _over(z: Any, x: Any, limit: float) -> Any:
    """z / x, and its limit at 0."""
    zero = x == 0
    return where(zero, limit, z / where(zero, 1.0, x))
