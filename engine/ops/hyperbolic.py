"""Hyperbolic functions and their inverses."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import ABOVE_ONE, OPEN_UNIT, family
from engine.ops.powers import rsqrt

op = family("Hyperbolic")


@op("sinh", formula=r"\sinh x", local=(r"\cosh x",), promotes="float")
def sinh(input: Array) -> Array:
    """Hyperbolic sine. Source: torch.sinh."""
    return np.sinh(input)


@sinh.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * cosh(x)


@op("cosh", formula=r"\cosh x", local=(r"\sinh x",), promotes="float")
def cosh(input: Array) -> Array:
    """Hyperbolic cosine. Source: torch.cosh."""
    return np.cosh(input)


@cosh.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * sinh(x)


@op("tanh", formula=r"\tanh x", local=(r"1 - \tanh^2 x",), promotes="float")
def tanh(input: Array) -> Array:
    """Hyperbolic tangent. Source: torch.tanh."""
    return np.tanh(input)


@tanh.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * (-(z * z) + 1)


@op(
    "asinh",
    formula=r"\mathrm{arsinh}\,x",
    local=(r"\frac{1}{\sqrt{x^2 + 1}}",),
    promotes="float",
)
def asinh(input: Array) -> Array:
    """Inverse hyperbolic sine. Source: torch.asinh."""
    return np.arcsinh(input)


@asinh.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * rsqrt(x * x + 1)


@op(
    "acosh",
    formula=r"\mathrm{arcosh}\,x",
    local=(r"\frac{1}{\sqrt{x^2 - 1}}",),
    domains=(ABOVE_ONE,),
    promotes="float",
)
def acosh(input: Array) -> Array:
    """Inverse hyperbolic cosine. Source: torch.acosh."""
    return np.arccosh(input)


@acosh.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * rsqrt(x * x - 1)


@op(
    "atanh",
    formula=r"\mathrm{artanh}\,x",
    local=(r"\frac{1}{1 - x^2}",),
    domains=(OPEN_UNIT,),
    promotes="float",
)
def atanh(input: Array) -> Array:
    """Inverse hyperbolic tangent. Source: torch.atanh."""
    return np.arctanh(input)


@atanh.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar / (-(x * x) + 1)
