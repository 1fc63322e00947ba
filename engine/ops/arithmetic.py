"""Sums, products, quotients and remainders."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import DtypeError, GradientError
from engine.op import NONZERO, REALS, family
from engine.ops.conversion import detach
from engine.ops.selection import where

op = family("Arithmetic")


@op("add", symbol="+", formula="x + y", local=("1", "1"))
def add(input: Array, other: Array, *, alpha: float = 1) -> Array:
    """Sum of `input` and `alpha * other`, broadcasting. Source: torch.add."""
    return np.add(input, other if alpha == 1 else _multiple("add", alpha, other))


@add.vjp
def _(z_bar: Any, _z: Any, _x: Any, _y: Any, *, alpha: float) -> Any:
    return z_bar, z_bar if alpha == 1 else z_bar * alpha


@op("sub", symbol="−", formula="x - y", local=("1", "-1"))
def sub(input: Array, other: Array, *, alpha: float = 1) -> Array:
    """Difference of `input` and `alpha * other`, broadcasting. Source: torch.sub."""
    return np.subtract(input, other if alpha == 1 else _multiple("sub", alpha, other))


@sub.vjp
def _(z_bar: Any, _z: Any, _x: Any, _y: Any, *, alpha: float) -> Any:
    return z_bar, -z_bar if alpha == 1 else z_bar * -alpha


def _multiple(name: str, alpha: float, other: Array) -> Array:
    """alpha · other. Errors: DtypeError for a float alpha where whole numbers are added."""
    if isinstance(alpha, float) and other.dtype.kind != "f":
        raise DtypeError(f"{name}: alpha={alpha} for whole numbers", "convert them with .float()")
    return np.multiply(alpha, other)


@op("mul", symbol="×", formula="x \\, y", local=("y", "x"), bilinear=True)
def mul(input: Array, other: Array) -> Array:
    """Elementwise product, broadcasting. Source: torch.mul."""
    return np.multiply(input, other)


@mul.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any, *, needs: tuple[bool, bool]) -> Any:
    return z_bar * y if needs[0] else None, z_bar * x if needs[1] else None


@op(
    "div",
    symbol="÷",
    formula=r"\frac{x}{y}",
    local=(r"\frac{1}{y}", r"-\frac{x}{y^2}"),
    domains=(REALS, NONZERO),
    promotes="float",
)
def div(input: Array, other: Array) -> Array:
    """True quotient, broadcasting; integers become floats. Source: torch.div."""
    return np.true_divide(input, other)


@div.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any, *, needs: tuple[bool, bool]) -> Any:
    x_bar = z_bar / y
    return x_bar, -x_bar * (x / y) if needs[1] else None


@op("neg", symbol="−", formula="-x", local=("-1",))
def neg(input: Array) -> Array:
    """Sign change. Source: torch.neg."""
    return np.negative(input)


@neg.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return -z_bar


@op(
    "reciprocal",
    symbol="1/x",
    formula=r"\frac{1}{x}",
    local=(r"-\frac{1}{x^2}",),
    domains=(NONZERO,),
    promotes="float",
)
def reciprocal(input: Array) -> Array:
    """One divided by each element. Source: torch.reciprocal."""
    return np.true_divide(1, input)


@reciprocal.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return -z_bar * (z * z)


@op("abs", symbol="|x|", formula=r"\left| x \right|", local=(r"\mathrm{sign}\,x",), kinks="x = 0")
def abs(input: Array) -> Array:
    """Absolute value; its gradient at 0 is 0. Source: torch.abs."""
    return np.absolute(input)


@abs.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * sign(x)


@op("sign", symbol="±", formula=r"\mathrm{sign}\,x", local=("0",), kinks="x = 0")
def sign(input: Array) -> Array:
    """−1, 0 or 1, and 0 for NaN; its gradient is 0. Source: torch.sign."""
    return np.subtract(input > 0, input < 0, dtype=input.dtype)


@sign.vjp
def _(_z_bar: Any, _z: Any, _x: Any) -> Any:
    return np.zeros(_x.shape, _x.dtype)


@op(
    "remainder",
    symbol="mod",
    formula=r"x \bmod y",
    local=("1", r"-\left\lfloor \frac{x}{y} \right\rfloor"),
    domains=(REALS, NONZERO),
    kinks="x a multiple of y",
)
def remainder(input: Array, other: Array) -> Array:
    """Python's `%`: the remainder with the sign of `other`. Source: torch.remainder."""
    _divisible(other, "remainder")
    return np.remainder(input, other)


@remainder.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    return z_bar, -z_bar * floor_divide(detach(x), detach(y))


@op("floor_divide", symbol="//", formula=r"\left\lfloor \frac{x}{y} \right\rfloor")
def floor_divide(input: Array, other: Array) -> Array:
    """Python's `//`; it has no derivative. Source: torch.floor_divide."""
    _divisible(other, "floor_divide")
    return np.floor_divide(input, other)


@floor_divide.vjp
def _(z_bar: Any, _z: Any, _x: Any, _y: Any) -> Any:
    raise GradientError(
        "backward: the derivative for floor_divide (//) is not implemented",
        "use floor(x / y), whose gradient is 0, or detach()",
    )


@op("fmod", promotes="common", listed=False)
def fmod(input: Array, other: Array) -> Array:
    """C's remainder, with the sign of `input`. Source: torch.fmod."""
    _divisible(other, "fmod")
    return np.fmod(input, other)


@fmod.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    return z_bar, -z_bar * div_trunc(detach(x), detach(y))


@op("div_floor", listed=False, places="", node="Div")
def div_floor(input: Array, other: Array) -> Array:
    """The quotient rounded down; its gradient is 0. Source: torch.div, rounding_mode='floor'."""
    _divisible(other, "div")
    return np.floor_divide(input, other)


@op("div_trunc", listed=False, places="", node="Div")
def div_trunc(input: Array, other: Array) -> Array:
    """The quotient rounded towards 0; its gradient is 0. Source: torch.div, 'trunc'."""
    _divisible(other, "div")
    if input.dtype.kind == "f":
        return np.trunc(np.true_divide(input, other))
    return (input - np.fmod(input, other)) // other


@div_floor.vjp
@div_trunc.vjp
def _(_z_bar: Any, _z: Any, _x: Any, _y: Any) -> Any:
    return np.zeros(_x.shape, _x.dtype), np.zeros(_y.shape, _y.dtype)


@op("copysign", promotes="float", listed=False)
def copysign(input: Array, other: Array) -> Array:
    """The size of `input` with the sign of `other`. Source: torch.copysign."""
    return np.copysign(input, other)


@copysign.vjp
def _(z_bar: Any, z: Any, x: Any, _y: Any) -> Any:
    ratio = sign(x) * sign(z)
    return z_bar * ratio, np.zeros(_y.shape, _y.dtype)


@op("lerp", listed=False)
def lerp(input: Array, end: Array, weight: Array) -> Array:
    """`input` + weight (end − input), exact at both ends. Source: torch.lerp."""
    way = end - input
    near = np.abs(weight) < 0.5
    return np.where(near, input + weight * way, end - way * (1 - weight)).astype(input.dtype)


@lerp.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any, weight: Any) -> Any:
    return z_bar * (1 - weight), z_bar * weight, z_bar * (y - x)


@op("nextafter", listed=False)
def nextafter(input: Array, other: Array) -> Array:
    """The next floating point number after `input` towards `other`.

    Source: torch.nextafter.
    """
    return np.nextafter(input, other)


@nextafter.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    return where(x == y, 0.0, z_bar), np.zeros(y.shape)


@op("frexp", listed=False, results=("mantissa", "exponent"))
def frexp(input: Array) -> tuple[Array, Array]:
    """Mantissas in [½, 1) and exponents of 2 (int32), whose product is x. Source: torch.frexp."""
    if input.dtype.kind != "f":
        raise DtypeError("frexp: whole numbers have no mantissa", "convert them with .float()")
    mantissa, exponent = np.frexp(input)
    return mantissa, exponent.astype(np.int32)


@frexp.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    exponent = np.asarray(z[1]).astype(np.float32)  # a constant
    return z_bar[0] * np.exp2(-exponent)


@op("heaviside", listed=False)
def heaviside(input: Array, values: Array) -> Array:
    """0 below zero, 1 above, and `values` at zero. Source: torch.heaviside."""
    return np.where(input == 0, values, input > 0).astype(input.dtype)


@op("gcd", listed=False)
def gcd(input: Array, other: Array) -> Array:
    """The greatest common divisor of whole numbers. Source: torch.gcd."""
    return np.gcd(input, other)


@op("lcm", listed=False)
def lcm(input: Array, other: Array) -> Array:
    """The least common multiple of whole numbers. Source: torch.lcm."""
    return np.lcm(input, other)


def _divisible(other: Array, name: str) -> None:
    if other.dtype.kind in "iu" and not np.all(other):
        raise DtypeError(
            f"{name}: whole numbers cannot be divided by 0", "convert them with .float()"
        )
