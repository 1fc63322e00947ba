"""Exponentials and logarithms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import ABOVE_MINUS_ONE, OPS, POSITIVE, family

op = family("Exp and log")


@op("exp", symbol="eˣ", formula="e^{x}", local=("e^{x}",), promotes="float")
def exp(input: Array) -> Array:
    """e to the power of each element. Source: torch.exp."""
    return np.exp(input)


@exp.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * z


@op("exp2", symbol="2ˣ", formula="2^{x}", local=(r"2^{x} \ln 2",), promotes="float")
def exp2(input: Array) -> Array:
    """2 to the power of each element. Source: torch.exp2."""
    return np.exp2(input)


@exp2.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * z * math.log(2)


@op("expm1", symbol="eˣ−1", formula="e^{x} - 1", local=("e^{x}",), promotes="float")
def expm1(input: Array) -> Array:
    """exp(x) − 1, accurate near 0. Source: torch.expm1."""
    return np.expm1(input)


@expm1.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * (z + 1)


@op(
    "log",
    symbol="ln",
    formula=r"\ln x",
    local=(r"\frac{1}{x}",),
    domains=(POSITIVE,),
    promotes="float",
)
def log(input: Array) -> Array:
    """Natural logarithm. Source: torch.log."""
    return np.log(input)


@log.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar / x


@op(
    "log2",
    symbol="log₂",
    formula=r"\log_2 x",
    local=(r"\frac{1}{x \ln 2}",),
    domains=(POSITIVE,),
    promotes="float",
)
def log2(input: Array) -> Array:
    """Logarithm to base 2. Source: torch.log2."""
    return np.log2(input)


@log2.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar / (x * math.log(2))


@op(
    "log10",
    symbol="log₁₀",
    formula=r"\log_{10} x",
    local=(r"\frac{1}{x \ln 10}",),
    domains=(POSITIVE,),
    promotes="float",
)
def log10(input: Array) -> Array:
    """Logarithm to base 10. Source: torch.log10."""
    return np.log10(input)


@log10.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar / (x * math.log(10))


@op(
    "log1p",
    symbol="ln(1+x)",
    formula=r"\ln (1 + x)",
    local=(r"\frac{1}{1 + x}",),
    domains=(ABOVE_MINUS_ONE,),
    promotes="float",
    node="Log1P",
)
def log1p(input: Array) -> Array:
    """ln(1 + x), accurate near 0. Source: torch.log1p."""
    return np.log1p(input)


@log1p.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar / (x + 1)


@op(
    "logaddexp",
    symbol="⊕",
    formula=r"\ln (e^{x} + e^{y})",
    local=(r"e^{x - z}", r"e^{y - z}"),
    promotes="float",
)
def logaddexp(input: Array, other: Array) -> Array:
    """ln(exp(x) + exp(y)) without overflow. Source: torch.logaddexp."""
    return np.logaddexp(input, other)


@logaddexp.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    share = OPS["sigmoid"]  # declared above this layer; exp(x − z) would be NaN at infinity
    return z_bar * share(x - y), z_bar * share(y - x)


@op("logaddexp2", promotes="float", listed=False)
def logaddexp2(input: Array, other: Array) -> Array:
    """log2(2ˣ + 2ʸ) without overflow. Source: torch.logaddexp2."""
    return np.logaddexp2(input, other)


@logaddexp2.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    share, way = OPS["sigmoid"], (x - y) * math.log(2)
    return z_bar * share(way), z_bar * share(-way)
