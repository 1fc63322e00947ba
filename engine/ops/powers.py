"""Powers and roots."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.node import Node
from engine.op import NONNEGATIVE, POSITIVE, REALS, Interval, family
from engine.ops.exponential import log
from engine.ops.selection import where

op = family("Powers")
_BASE = Interval("x > 0, or x < 0 with a whole y", lambda x: x > 0, (0.3, 2.0))


def _node(node: Node) -> str:
    """Torch counts powers by a number, of two tensors, and of a number apart."""
    base, exponent = node.edges
    return f"PowBackward{0 if exponent is None else 2 if base is None else 1}"


@op(
    "pow",
    symbol="xʸ",
    formula="x^{y}",
    local=("y \\, x^{y-1}", r"x^{y} \ln x"),
    domains=(_BASE, REALS),
    node=_node,
)
def pow(input: Array, exponent: Array) -> Array:
    """`input ** exponent`, broadcasting. Source: torch.pow."""
    found = np.power(input, exponent)
    return found.astype(input.dtype, copy=False)  # numpy makes int8 of truths


@pow.vjp
def _(z_bar: Any, z: Any, x: Any, y: Any, *, needs: tuple[bool, bool]) -> Any:
    x_bar = y_bar = None
    if type(y) is np.ndarray and y.ndim == 0 and not needs[1]:
        return _by_a_number(z_bar, x, y.item()), None
    if needs[0]:
        zero = y == 0
        x_bar = where(zero, 0.0, z_bar * (y * x ** where(zero, 1.0, y - 1)))
    if needs[1]:
        flat = (x == 0) & (y >= 0)
        y_bar = z_bar * where(flat, 0.0, z * log(where(flat, 1.0, x)))
    return x_bar, y_bar


def _by_a_number(z_bar: Any, x: Any, y: float) -> Any:
    """The gradient of x by a constant power."""
    if y == 2:
        return z_bar * (x + x)
    return z_bar * 0.0 if y == 0 else z_bar * (x ** (y - 1) * y)


@op("square", symbol="x²", formula="x^2", local=("2 x",), node="Pow")
def square(input: Array) -> Array:
    """Each element times itself. Source: torch.square."""
    return np.square(input)


@square.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * (x * 2)


@op(
    "sqrt",
    symbol="√",
    formula=r"\sqrt{x}",
    local=(r"\frac{1}{2 \sqrt{x}}",),
    domains=(NONNEGATIVE,),
    promotes="float",
)
def sqrt(input: Array) -> Array:
    """Square root; its gradient at 0 is infinite. Source: torch.sqrt."""
    return np.sqrt(input)


@sqrt.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar / (z * 2)


@op(
    "rsqrt",
    symbol="1/√",
    formula=r"\frac{1}{\sqrt{x}}",
    local=(r"-\frac{1}{2 x \sqrt{x}}",),
    domains=(POSITIVE,),
    promotes="float",
)
def rsqrt(input: Array) -> Array:
    """One over the square root. Source: torch.rsqrt."""
    return np.true_divide(1, np.sqrt(input))


@rsqrt.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * (z * z * z) * -0.5


@op("hypot", listed=False)
def hypot(input: Array, other: Array) -> Array:
    """√(x² + y²) without overflow; its gradient at the origin is NaN. Source: torch.hypot."""
    return np.hypot(input, other)


@hypot.vjp
def _(z_bar: Any, z: Any, x: Any, y: Any) -> Any:
    return z_bar * (x / z), z_bar * (y / z)
