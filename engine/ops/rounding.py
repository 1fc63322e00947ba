"""The rounding functions, flat everywhere but where they jump."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import DtypeError
from engine.op import family

op = family("Arithmetic")


@op(
    "floor",
    symbol="⌊x⌋",
    formula=r"\left\lfloor x \right\rfloor",
    local=("0",),
    kinks="whole numbers",
)
def floor(input: Array) -> Array:
    """The largest whole number not above; its gradient is 0. Source: torch.floor."""
    return np.floor(input)


@op(
    "ceil", symbol="⌈x⌉", formula=r"\left\lceil x \right\rceil", local=("0",), kinks="whole numbers"
)
def ceil(input: Array) -> Array:
    """The smallest whole number not below; its gradient is 0. Source: torch.ceil."""
    return np.ceil(input)


@op("round", symbol="≈", formula=r"\mathrm{round}\,x", local=("0",), kinks="halves")
def round(input: Array) -> Array:
    """The nearest whole number, halves to even; its gradient is 0. Source: torch.round."""
    return np.round(input)


@op("round_decimals", listed=False, places="", node="Round")
def round_decimals(input: Array, decimals: int) -> Array:
    """Rounded to that many decimals, halves to even. Source: torch.round, decimals=n."""
    if input.dtype.kind != "f":
        raise DtypeError("round: whole numbers have no decimals", "convert them with .float()")
    scale = np.asarray(10.0 ** abs(decimals), input.dtype)
    if decimals > 0:
        return np.round(input * scale) / scale
    return np.round(input / scale) * scale


@op(
    "trunc",
    symbol="⌊x⌉",
    formula=r"\mathrm{trunc}\,x",
    local=("0",),
    kinks="whole numbers",
    listed=False,
)
def trunc(input: Array) -> Array:
    """The whole part, rounded towards 0; its gradient is 0. Source: torch.trunc."""
    return np.trunc(input)


@op("frac", listed=False)
def frac(input: Array) -> Array:
    """What trunc leaves away; its gradient is 1. Source: torch.frac."""
    if input.dtype.kind != "f":
        raise DtypeError("frac: whole numbers have no fraction", "convert them with .float()")
    return input - np.trunc(input)


@frac.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return z_bar


@floor.vjp
@ceil.vjp
@round.vjp
@round_decimals.vjp
@trunc.vjp
def _(_z_bar: Any, _z: Any, _x: Any) -> Any:
    return np.zeros(_x.shape, _x.dtype)
