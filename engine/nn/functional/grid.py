"""Sampling at the points of a grid, as spatial transformers do."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.nn.functional.resampling import cubic_weights
from engine.ops.arithmetic import abs, mul
from engine.ops.indexing import getitem
from engine.ops.linear_algebra import matmul
from engine.ops.pooling import gather_last
from engine.ops.selection import clamp, where
from engine.ops.shape import transpose, unsqueeze
from engine.tensor import Tensor, from_array


@function("functional")
def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """(n, c, h, w) read at grid (n, ho, wo, 2) of points (x, y) from −1 to 1 → (n, c, ho, wo).

    Also (n, c, d, h, w) at (…, 3). Modes: bilinear, nearest, bicubic (two axes only); outside:
    zeros, border, reflection. Errors: RangeError, ShapeError. Source: torch grid_sample.
    """
    axes = input.ndim - 2
    if mode not in ("bilinear", "nearest", "bicubic") or (mode == "bicubic" and axes != 2):
        raise RangeError(f"grid_sample: mode {mode!r}", "use bilinear, nearest, 2-D bicubic")
    if padding_mode not in ("zeros", "border", "reflection"):
        raise RangeError(
            f"grid_sample: padding_mode {padding_mode!r}", "use zeros, border or reflection"
        )
    fits = axes in (2, 3) and grid.ndim == input.ndim and grid.shape[-1] == axes
    if not fits or grid.shape[0] != input.shape[0] or 0 in input.shape[1:]:
        raise ShapeError(
            f"grid_sample: input {input.shape}, grid {grid.shape}",
            "give (n, c, h, w) and (n, ho, wo, 2), or one axis more of each",
        )
    if align_corners is None:
        warnings.warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False "
            "since 1.3.0. Please specify align_corners=True if the old behavior is desired.",
            stacklevel=3,
        )
    sizes = input.shape[2:]
    taps = [
        _taps(getitem(grid, (..., axes - 1 - k)), sizes[k], mode, padding_mode, bool(align_corners))
        for k in range(axes)
    ]
    n, c = input.shape[:2]
    rows = input.reshape((n, c, math.prod(sizes)))
    total: Any = 0
    for chosen in itertools.product(*taps):
        flat, weight, inside = np.zeros(grid.shape[:-1], np.int64), 1.0, True
        for size, (place, part) in zip(sizes, chosen, strict=True):
            inside = inside & (place >= 0) & (place < size)
            flat = flat * size + np.clip(place, 0, size - 1)
            weight = mul(part, weight)
        index = np.broadcast_to(flat.reshape(n, 1, -1), (n, c, flat[0].size))
        values = gather_last(rows, index).reshape((n, c, *grid.shape[1:-1]))
        values = where(np.expand_dims(inside, 1), values, 0.0)
        total = mul(values, unsqueeze(weight, 1)) + total
    return total


def _taps(x: Tensor, size: int, mode: str, padding_mode: str, align: bool) -> list[Any]:
    """Per neighbour along one axis: its place (an array) and its weight."""
    point = x * ((size - 1) / 2) + (size - 1) / 2 if align else x * (size / 2) + (size - 1) / 2
    if mode == "bicubic":
        low = np.floor(point._array)
        places = [_bounded_places(low + shift, size, padding_mode, align) for shift in range(-1, 3)]
        return list(zip(places, cubic_weights(point - from_array(low)), strict=True))
    point = _bounded(point, size, padding_mode, align)
    if mode == "nearest":
        everywhere = np.ones(point.shape, np.bool_)
        return [(_whole(np.round(point._array)), where(everywhere, 1.0, point))]  # gradient 0
    low = np.floor(point._array)
    share = point - from_array(low)
    return [(_whole(low), 1 - share), (_whole(low) + 1, share)]


def _whole(place: Any) -> Any:
    return np.clip(np.nan_to_num(place, nan=-1), -(2**31), 2**31).astype(np.int64)


def _bounded(point: Any, size: int, padding_mode: str, align: bool) -> Any:
    """The point moved inside, where the padding asks for it."""
    if padding_mode == "zeros":
        return point
    if padding_mode == "reflection":
        low, high = (0.0, size - 1.0) if align else (-0.5, size - 0.5)
        width = high - low
        if width == 0:
            return point * 0
        past = abs(point - low)
        turns = np.floor(past._array / width)
        rest = past - from_array(turns * width)
        point = where(turns % 2 == 0, rest + low, high - rest)
    return _clipped(point, size)


def _clipped(point: Any, size: int) -> Any:
    """Within the cells; at and beyond a border the gradient is 0."""
    inner = (point._array > 0) & (point._array < size - 1)
    return where(inner, point, clamp(point, 0, size - 1).detach())


def _bounded_places(place: Any, size: int, padding_mode: str, align: bool) -> Any:
    return _whole(_bounded(from_array(place), size, padding_mode, align)._array)


@function("functional")
def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The grid of an affine map: theta (n, 2, 3) and size (n, c, h, w) → (n, h, w, 2).

    Also (n, 3, 4) and (n, c, d, h, w). Errors: ShapeError. Source: torch affine_grid.
    """
    axes = len(size) - 2
    if axes not in (2, 3) or theta.shape != (size[0], axes, axes + 1):
        raise ShapeError(
            f"affine_grid: theta {theta.shape} for size {tuple(size)}",
            "give theta (n, 2, 3) with size (n, c, h, w), or (n, 3, 4) with five sizes",
        )
    if align_corners is None:
        warnings.warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False "
            "since 1.3.0. Please specify align_corners=True if the old behavior is desired.",
            stacklevel=3,
        )
    dtype = theta._array.dtype
    steps = [_line(n, bool(align_corners)) for n in size[2:]]
    mesh = np.meshgrid(*steps, indexing="ij")
    base = np.stack([*mesh[::-1], np.ones_like(mesh[0])], -1).reshape(-1, axes + 1)
    points = matmul(from_array(base.astype(dtype)), transpose(theta))
    return points.reshape((size[0], *size[2:], axes))


def _line(count: int, align: bool) -> Any:
    """The centres of `count` cells between −1 and 1, or (align) points with both ends."""
    if count == 1:
        return np.zeros(1)
    line = np.linspace(-1, 1, count)
    return line if align else line * ((count - 1) / count)
