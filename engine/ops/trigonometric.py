"""Trigonometric functions and their inverses."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import UNIT, family
from engine.ops.powers import rsqrt
from engine.ops.selection import where

op = family("Trigonometric")


@op("sin", formula=r"\sin x", local=(r"\cos x",), promotes="float")
def sin(input: Array) -> Array:
    """Sine of an angle in radians. Source: torch.sin."""
    return np.sin(input)


@sin.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * cos(x)


@op("cos", formula=r"\cos x", local=(r"-\sin x",), promotes="float")
def cos(input: Array) -> Array:
    """Cosine of an angle in radians. Source: torch.cos."""
    return np.cos(input)


@cos.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return -z_bar * sin(x)


@op("tan", formula=r"\tan x", local=(r"1 + \tan^2 x",), promotes="float")
def tan(input: Array) -> Array:
    """Tangent of an angle in radians. Source: torch.tan."""
    return np.tan(input)


@tan.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * (z * z + 1)


@op(
    "asin",
    formula=r"\arcsin x",
    local=(r"\frac{1}{\sqrt{1 - x^2}}",),
    domains=(UNIT,),
    promotes="float",
)
def asin(input: Array) -> Array:
    """Angle in radians whose sine it is. Source: torch.asin."""
    return np.arcsin(input)


@asin.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * rsqrt(-(x * x) + 1)


@op(
    "acos",
    formula=r"\arccos x",
    local=(r"-\frac{1}{\sqrt{1 - x^2}}",),
    domains=(UNIT,),
    promotes="float",
)
def acos(input: Array) -> Array:
    """Angle in radians whose cosine it is. Source: torch.acos."""
    return np.arccos(input)


@acos.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return -z_bar * rsqrt(-(x * x) + 1)


@op("atan", formula=r"\arctan x", local=(r"\frac{1}{1 + x^2}",), promotes="float")
def atan(input: Array) -> Array:
    """Angle in radians whose tangent it is. Source: torch.atan."""
    return np.arctan(input)


@atan.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar / (x * x + 1)


@op(
    "atan2",
    formula=r"\mathrm{atan2}(x, y)",
    local=(r"\frac{y}{x^2 + y^2}", r"-\frac{x}{x^2 + y^2}"),
    promotes="float",
)
def atan2(input: Array, other: Array) -> Array:
    """Angle in radians of the point (other, input); flat at the origin. Source: torch.atan2."""
    return np.arctan2(input, other)


@atan2.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    squared = x * x + y * y
    scale = where(squared == 0, 0.0, 1 / squared)
    return z_bar * (y * scale), z_bar * (x * -scale)
