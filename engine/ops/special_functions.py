"""Entropies and odds: products with logarithms that are 0 where their factor is, and logit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import POSITIVE, REALS, Interval, family
from engine.ops.exponential import log, log1p
from engine.ops.selection import where
from engine.ops.trigonometric import cos, sin

op = family("Special functions")
_PROBABILITY = Interval("0 < x < 1", lambda x: (x > 0) & (x < 1), (0.05, 0.95))


@op(
    "xlogy",
    promotes="float",
    domains=(REALS, POSITIVE),
    listed=False,
    places="torch tensor special",
)
def xlogy(input: Array, other: Array) -> Array:
    """x ln y, and 0 where x is 0 and y no NaN. Source: torch.xlogy."""
    return np.where((input == 0) & ~np.isnan(other), 0, input * np.log(other)).astype(input.dtype)


@xlogy.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    flat = (x == 0) & (y <= 0)
    return where(flat, 0.0, z_bar * log(y)), z_bar * x / y


@op(
    "xlog1py",
    promotes="float",
    domains=(REALS, POSITIVE),
    listed=False,
    places="special",
    node="SpecialXlog1Py",
)
def xlog1py(input: Array, other: Array) -> Array:
    """x ln(1 + y), and 0 where x is 0 and y no NaN. Source: torch.special.xlog1py."""
    return np.where((input == 0) & ~np.isnan(other), 0, input * np.log1p(other)).astype(input.dtype)


@xlog1py.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    flat = (x == 0) & (y <= -1)
    return where(flat, 0.0, z_bar * log1p(y)), z_bar * x / (y + 1)


@op(
    "entr",
    promotes="float",
    domains=(POSITIVE,),
    listed=False,
    places="special",
    node="SpecialEntr",
)
def entr(input: Array) -> Array:
    """−x ln x, 0 at 0 and −inf below. Source: torch.special.entr."""
    inside = -input * np.log(np.where(input > 0, input, 1))
    return np.where(input < 0, -np.inf, inside).astype(input.dtype)


@entr.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return -z_bar * (log(x) + 1)


@op(
    "logit",
    promotes="float",
    domains=(_PROBABILITY,),
    listed=False,
    places="torch tensor special",
)
def logit(input: Array, eps: float | None = None) -> Array:
    """ln(x / (1 − x)), of x kept within [eps, 1 − eps] where that is given; NaN outside [0, 1].

    Source: torch.logit.
    """
    x = input if eps is None else np.clip(input, eps, 1 - eps)
    return np.log(x / (1 - x))


@logit.vjp
def _(z_bar: Any, _z: Any, x: Any, *, eps: float | None) -> Any:
    low, high = (0.0, 1.0) if eps is None else (eps, 1 - eps)
    outside = math.nan if eps is None else 0.0
    return where((x >= low) & (x <= high), z_bar / (x * (1 - x)), outside)


@op(
    "sinc",
    formula=r"\frac{\sin \pi x}{\pi x}",
    local=(r"\frac{\cos \pi x - z}{x}",),
    promotes="float",
    places="torch tensor special",
)
def sinc(input: Array) -> Array:
    """sin(πx) / (πx), and 1 at 0. Source: torch.sinc."""
    return np.asarray(np.sinc(input), input.dtype)


@sinc.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    flat = x == 0
    x = where(flat, 1.0, x)
    angle = x * math.pi
    return where(flat, 0.0, z_bar * ((angle * cos(angle) - sin(angle)) / (angle * x)))
