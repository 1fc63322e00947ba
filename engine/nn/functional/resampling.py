"""Images and signals brought to another size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.nn.functional.pooling import adaptive_mean
from engine.node import titled
from engine.ops.resampling import resample
from engine.tensor import Tensor

_AXES = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}


@function("functional")
def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """(n, c, *sizes) brought to `size`, or to the sizes times `scale_factor`.

    Modes: nearest, nearest-exact, linear (1 axis), bilinear, bicubic (2), trilinear (3), area.
    Errors: ShapeError, RangeError. Source: torch.nn.functional.interpolate.
    """
    axes = input.ndim - 2
    if mode not in ("nearest", "nearest-exact", "area") and _AXES.get(mode) != axes:
        raise RangeError(
            f"interpolate: mode {mode!r} for an input of {input.ndim} dimensions",
            "use linear for 3, bilinear or bicubic for 4, trilinear for 5, or nearest",
        )
    if antialias:
        raise RangeError("interpolate: antialias is not supported", "use mode='area'")
    if align_corners is not None and mode not in _AXES:
        raise RangeError(
            f"interpolate: align_corners has no meaning in mode {mode!r}", "leave it out"
        )
    if axes not in (1, 2, 3) or 0 in input.shape[1:]:
        raise ShapeError(f"interpolate: shape {input.shape}", "give (n, c, and 1 to 3 sizes)")
    sizes = input.shape[2:]
    out, scales = _sizes(sizes, size, scale_factor, bool(recompute_scale_factor))
    if mode == "area":
        return adaptive_mean(input, out)
    for k in range(axes):
        step = _step(sizes[k], out[k], scales[k], bool(align_corners))
        source, weight = _taps(sizes[k], out[k], step, mode, bool(align_corners))
        target = np.repeat(np.arange(out[k]), source.shape[1])
        flat = None if weight is None else weight.ravel()
        input = resample(input, k + 2, source.ravel(), target, flat, out[k])
    kind = "".join(part.capitalize() for part in mode.split("-"))
    return titled(input, f"Upsample{kind}{axes}D")


def _sizes(
    sizes: Sequence[int], size: Any, scale_factor: Any, recompute: bool
) -> tuple[tuple[int, ...], Sequence[float | None]]:
    """The sizes wanted, and the scales where they, not the sizes, decide the positions."""
    if (size is None) == (scale_factor is None):
        raise RangeError("interpolate: size and scale_factor", "give one of them")
    if size is not None and recompute:
        raise RangeError("interpolate: recompute_scale_factor with a size", "leave it out")
    given = scale_factor if size is None else size
    values = tuple(given) if isinstance(given, Sequence) else (given,) * len(sizes)
    if len(values) != len(sizes):
        raise ShapeError(f"interpolate: {given} for sizes {sizes}", f"give {len(sizes)} numbers")
    out = values
    if size is None:
        out = tuple(math.floor(n * scale) for n, scale in zip(sizes, values, strict=True))
    if any(n < 1 for n in out):
        raise ShapeError(f"interpolate: sizes {out}", "give at least 1")
    return out, (None,) * len(sizes) if size is not None or recompute else values


def _step(size: int, out: int, scale: float | None, align_corners: bool) -> float:
    """How many input cells one output cell is apart from the next."""
    if align_corners:
        return (size - 1) / (out - 1) if out > 1 else 0.0
    return size / out if scale is None else 1 / scale


def _taps(
    size: int, out: int, step: float, mode: str, align_corners: bool
) -> tuple[Array, Array | None]:
    """(out, taps): which cells each output is made of, and their weights (None: 1)."""
    place = np.arange(out)
    if mode == "nearest":
        return np.minimum(np.floor(place * step), size - 1).astype(np.int64)[:, None], None
    if mode == "nearest-exact":
        return np.minimum(np.floor((place + 0.5) * step), size - 1).astype(np.int64)[:, None], None
    real = place * step if align_corners else (place + 0.5) * step - 0.5
    if mode == "bicubic":
        low = np.floor(real)
        source = low[:, None] + np.arange(-1, 3)
        weight = np.stack(cubic_weights(real - low), -1)
    else:
        real = np.maximum(real, 0)
        low = np.minimum(np.floor(real), size - 1)
        source = low[:, None] + np.arange(2)
        weight = np.stack([1 - (real - low), real - low], -1)
    return np.clip(source, 0, size - 1).astype(np.int64), weight


def cubic_weights(t: Any, a: float = -0.75) -> list[Any]:
    """The weights of four neighbours of a point at `t` past the second (Keys's convolution)."""

    def far(x: Any) -> Any:
        return ((x * a - 5 * a) * x + 8 * a) * x - 4 * a

    def near(x: Any) -> Any:
        return (x * (a + 2) - (a + 3)) * x * x + 1

    return [far(t + 1), near(t), near(1 - t), far(2 - t)]


@function("functional")
def upsample(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """interpolate under its old name. Source: torch.nn.functional.upsample."""
    return interpolate(input, size, scale_factor, mode, align_corners)


@function("functional")
def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate in mode nearest. Source: torch.nn.functional.upsample_nearest."""
    return interpolate(input, size, scale_factor, "nearest")


@function("functional")
def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate in mode bilinear with aligned corners. Source: torch upsample_bilinear."""
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)
