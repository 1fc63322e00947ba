"""Borders: cells added around the last axes, or taken away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError, ShapeError, UnsupportedError
from engine.function import function
from engine.node import titled
from engine.ops.resampling import constant_pad_nd, resample
from engine.tensor import Tensor

_TITLES = {"reflect": "ReflectionPad{}D", "replicate": "ReplicationPad{}D", "circular": ""}


@function("functional")
def pad(
    input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> Tensor:
    """`pad` is (before, after) of the last axis, then of the one before it, and so on.

    Modes: constant (any axes), reflect, replicate, circular (all but the first one or two).
    Errors: ShapeError, RangeError. Source: torch.nn.functional.pad.
    """
    if mode == "constant":
        return constant_pad_nd(input, tuple(pad), 0 if value is None else value)
    if mode not in ("reflect", "replicate", "circular"):
        raise UnsupportedError(
            f"pad: mode={mode!r}", "give constant, reflect, replicate or circular"
        )
    if value:
        raise RangeError(f"pad: mode={mode!r} takes no value", "leave it out")
    axes = len(pad) // 2
    if len(pad) % 2 or axes not in (1, 2, 3) or input.ndim not in (axes + 1, axes + 2):
        raise ShapeError(
            f"pad: {len(pad)} numbers for shape {input.shape} in mode {mode}",
            "give two for every dimension after the first one or two",
        )
    for k in range(axes):
        dim = input.ndim - 1 - k
        source = _source(input.shape[dim], pad[2 * k], pad[2 * k + 1], mode)
        input = resample(input, dim, source, np.arange(len(source)), None, len(source))
    return titled(input, _TITLES[mode].format(axes))


def _source(size: int, before: int, after: int, mode: str) -> Array:
    """Which cell each cell of the result copies."""
    limit = {"reflect": size - 1, "replicate": before + after, "circular": size}[mode]
    if (max(before, after) > limit and mode != "replicate") or size + before + after < 1:
        raise ShapeError(
            f"pad: ({before}, {after}) for a size of {size} in mode {mode}",
            "pad less" if size + before + after > 0 else "leave at least one cell",
        )
    place = np.arange(-before, size + after)
    if mode == "replicate":
        return np.clip(place, 0, size - 1)
    if mode == "circular":  # what negative numbers take away does not come round again
        first, last = max(-before, 0), size - max(-after, 0)
        return (place - first) % (last - first) + first
    place = np.abs(place)
    return np.where(place >= size, 2 * (size - 1) - place, place)
