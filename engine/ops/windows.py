"""Windows: the patches under a kernel that moves over an array, and their sum back in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.dtype import Array
from engine.errors import ArgumentError, ShapeError

Sizes = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]


class Frame(NamedTuple):
    """How a kernel moves over the last axes: per axis the sizes, and cells added at both ends.

    `sizes` (of the array), `kernel`, `out` (number of positions), `stride`, `padding`, `dilation`.
    """

    sizes: Sizes
    kernel: Sizes
    out: Sizes
    stride: Sizes
    padding: Pads
    dilation: Sizes


def several(value: Any, count: int, name: str, what: str) -> Sizes:
    """One whole number for every axis, or one per axis. Errors: ArgumentError, ShapeError."""
    values = tuple(value) if isinstance(value, Sequence) else (value,)
    if any(isinstance(n, bool) or not hasattr(n, "__index__") for n in values):
        raise ArgumentError(f"{name}: {what}={value!r} is not whole numbers", "give ints")
    if len(values) not in (1, count):
        raise ShapeError(
            f"{name}: {what}={value!r} for {count} axes", f"give one number, or {count} of them"
        )
    return tuple(int(n) for n in values) * (count if len(values) == 1 else 1)


def at_least(low: int, values: Sizes, name: str, what: str) -> Sizes:
    """The values, checked. Errors: ShapeError where one is below `low`."""
    if any(value < low for value in values):
        raise ShapeError(f"{name}: {what}={values}", f"give at least {low}")
    return values


def span(kernel: int, dilation: int) -> int:
    """How many cells a dilated kernel reaches over."""
    return dilation * (kernel - 1) + 1


def padded(x: Array, padding: Pads, value: Any = 0) -> Array:
    """`x` with cells of `value` around its last axes."""
    if not any(before or after for before, after in padding):
        return x
    lead = x.shape[: x.ndim - len(padding)]
    sizes = x.shape[len(lead) :]
    around = [n + before + after for n, (before, after) in zip(sizes, padding, strict=True)]
    result = np.full((*lead, *around), value, x.dtype)
    result[_inside(sizes, padding)] = x
    return result


def patches(x: Array, frame: Frame, fill: Any = 0) -> Array:
    """A view (…, *kernel, *out): what the kernel sees at each position on the padded x."""
    x = padded(x, frame.padding, fill)
    count = len(frame.kernel)
    strides = x.strides[x.ndim - count :]
    return as_strided(
        x,
        (*x.shape[: x.ndim - count], *frame.kernel, *frame.out),
        (
            *x.strides[: x.ndim - count],
            *(step * d for step, d in zip(strides, frame.dilation, strict=True)),
            *(step * s for step, s in zip(strides, frame.stride, strict=True)),
        ),
        writeable=False,
    )


def overlay(columns: Array, frame: Frame) -> Array:
    """The adjoint of `patches`: each patch added to the cells that it was seen in."""
    count = len(frame.kernel)
    lead = columns.shape[: columns.ndim - 2 * count]
    around = [n + sum(pad) for n, pad in zip(frame.sizes, frame.padding, strict=True)]
    x = np.zeros((*lead, *around), columns.dtype)
    every: Any = (slice(None),) * len(lead)
    for place in np.ndindex(*frame.kernel):
        seen = tuple(
            slice(p * d, p * d + s * (n - 1) + 1, s)
            for p, d, s, n in zip(place, frame.dilation, frame.stride, frame.out, strict=True)
        )
        x[(*every, *seen)] += columns[(*every, *place)]
    return x[_inside(frame.sizes, frame.padding)]


def _inside(sizes: Sequence[int], padding: Pads) -> Any:
    return ..., *(slice(low, low + n) for n, (low, _) in zip(sizes, padding, strict=True))
