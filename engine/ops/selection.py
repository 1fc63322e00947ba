"""Comparisons, and the choice of one value or another."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array, result_type
from engine.errors import RangeError
from engine.op import family
from engine.ops.logic import bitwise_or

op = family("Choice")


@op("eq", symbol="=", formula="x = y", places="")
def eq(input: Array, other: Array) -> Array:
    """Where the two are equal. Source: torch.eq."""
    return np.equal(input, other)


@op("ne", symbol="≠", formula=r"x \neq y", places="")
def ne(input: Array, other: Array) -> Array:
    """Where the two differ. Source: torch.ne."""
    return np.not_equal(input, other)


@op("lt", symbol="<", formula="x < y", places="")
def lt(input: Array, other: Array) -> Array:
    """Where `input` is less. Source: torch.lt."""
    return np.less(input, other)


@op("le", symbol="≤", formula=r"x \leq y", places="")
def le(input: Array, other: Array) -> Array:
    """Where `input` is not greater. Source: torch.le."""
    return np.less_equal(input, other)


@op("gt", symbol=">", formula="x > y", places="")
def gt(input: Array, other: Array) -> Array:
    """Where `input` is greater. Source: torch.gt."""
    return np.greater(input, other)


@op("ge", symbol="≥", formula=r"x \geq y", places="")
def ge(input: Array, other: Array) -> Array:
    """Where `input` is not less. Source: torch.ge."""
    return np.greater_equal(input, other)


@op("where", symbol="?", formula=r"x \text{ if } c \text{ else } y", local=("0", "c", "1 - c"))
def where(condition: Array, input: Array, other: Array) -> Array:
    """`input` where the condition holds, else `other`, broadcasting. Source: torch.where."""
    return np.where(condition, input, other)


@where.vjp
def _(z_bar: Any, _z: Any, condition: Any, _x: Any, _y: Any) -> Any:
    return None, where(condition, z_bar, 0.0), where(condition, 0.0, z_bar)


@op("masked_fill", symbol="?", local=("1 - m", "0", "m"), listed=False, places="")
def masked_fill(input: Array, mask: Array, value: Array) -> Array:
    """`value` where the mask holds, else `input`. Source: torch.Tensor.masked_fill."""
    return np.where(mask, value, input)


@masked_fill.vjp
def _(z_bar: Any, _z: Any, _x: Any, mask: Any, _value: Any) -> Any:
    return where(mask, 0.0, z_bar), None, where(mask, z_bar, 0.0)


@op(
    "maximum",
    symbol="max",
    formula=r"\max(x, y)",
    local=("[x > y]", "[y > x]"),
    kinks="x = y",
)
def maximum(input: Array, other: Array) -> Array:
    """The greater of the two; a tie shares the gradient. Source: torch.maximum."""
    return np.maximum(input, other)


@maximum.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    return _shared(z_bar, x == y, x < y), _shared(z_bar, x == y, y < x)


@op(
    "minimum",
    symbol="min",
    formula=r"\min(x, y)",
    local=("[x < y]", "[y < x]"),
    kinks="x = y",
)
def minimum(input: Array, other: Array) -> Array:
    """The lesser of the two; a tie shares the gradient. Source: torch.minimum."""
    return np.minimum(input, other)


@minimum.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    return _shared(z_bar, x == y, x > y), _shared(z_bar, x == y, y > x)


@op(
    "clamp",
    symbol="⊏⊐",
    formula=r"\min(\max(x, a), b)",
    local=(r"[a \leq x \leq b]",),
    kinks="x at a bound",
    node=lambda node: "ClampBackward1",  # torch's ClampBackward0 has tensors as bounds
)
def clamp(input: Array, min: float | None = None, max: float | None = None) -> Array:
    """Each element kept within the bounds; at a bound the gradient is 1. Source: torch.clamp."""
    bounds = [bound for bound in (min, max) if bound is not None]
    if not bounds:
        raise RangeError("clamp: neither min nor max is given", "give at least one")
    dtype = result_type([input, *bounds])
    kept = input.astype(dtype, copy=False)
    if min is not None:
        kept = np.maximum(kept, np.asarray(min, dtype))
    return kept if max is None else np.minimum(kept, np.asarray(max, dtype))


@clamp.vjp
def _(z_bar: Any, _z: Any, x: Any, *, min: float | None, max: float | None) -> Any:
    low = x == x if min is None else x >= min
    return where(low if max is None else low & (x <= max), z_bar, 0.0)


@op(
    "clamp_min",
    symbol="⊏",
    local=("[x \\geq a]", "[x < a]"),
    kinks="x = a",
    listed=False,
    places="",
)
def clamp_min(input: Array, min: Array) -> Array:
    """Each element, `min` where it is less; at the bound 1. Source: torch.clamp_min."""
    return np.maximum(input, min)


@clamp_min.vjp
def _(z_bar: Any, _z: Any, x: Any, min: Any) -> Any:
    return where(x >= min, z_bar, 0.0), where(x < min, z_bar, 0.0)


@op(
    "clamp_max",
    symbol="⊐",
    local=("[x \\leq b]", "[x > b]"),
    kinks="x = b",
    listed=False,
    places="",
)
def clamp_max(input: Array, max: Array) -> Array:
    """Each element, `max` where it is greater; at the bound 1. Source: torch.clamp_max."""
    return np.minimum(input, max)


@clamp_max.vjp
def _(z_bar: Any, _z: Any, x: Any, max: Any) -> Any:
    return where(x <= max, z_bar, 0.0), where(x > max, z_bar, 0.0)


@op("fmax", local=("[x \\geq y]", "[x < y]"), kinks="x = y", listed=False)
def fmax(input: Array, other: Array) -> Array:
    """The greater of the two, or the one that is no NaN. Source: torch.fmax."""
    return np.fmax(input, other)


@fmax.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    first = bitwise_or(x >= y, y != y)
    return where(first, z_bar, 0.0), where(first, 0.0, z_bar)


@op("fmin", local=("[x \\leq y]", "[x > y]"), kinks="x = y", listed=False)
def fmin(input: Array, other: Array) -> Array:
    """The lesser of the two, or the one that is no NaN. Source: torch.fmin."""
    return np.fmin(input, other)


@fmin.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    first = bitwise_or(x <= y, y != y)
    return where(first, z_bar, 0.0), where(first, 0.0, z_bar)


@op("nan_to_num", promotes="none", listed=False)
def nan_to_num(
    input: Array, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Array:
    """NaN (0 unless given) and ±∞ (the largest numbers) replaced. Source: torch.nan_to_num."""
    return np.nan_to_num(input, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)


@nan_to_num.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return where(x - x == 0, z_bar, 0.0)


def _shared(z_bar: Any, tie: Any, lost: Any) -> Any:
    """The gradient of a winner; half of it in a tie, none where lost, all of it beside a NaN."""
    return where(lost, 0.0, where(tie, z_bar / 2, z_bar))
