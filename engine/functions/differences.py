"""Differences of neighbours, slopes by finite differences, and repeated elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import axis
from engine.errors import DtypeError, RangeError, ShapeError
from engine.function import function
from engine.ops.indexing import getitem
from engine.ops.joining import cat
from engine.ops.selection import ne
from engine.ops.shape import reshape
from engine.tensor import Tensor, from_array


@function()
def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """The n-th differences of neighbours along `dim`. Source: torch.diff."""
    if not input.ndim:
        raise ShapeError("diff: a 0-d tensor has no neighbours", "give it a dimension")
    if n < 0:
        raise ShapeError(f"diff: n={n}", "give an order of at least 0")
    place = axis(dim, input.ndim, "diff")
    if not n:
        return input.clone()
    parts = [part for part in (prepend, input, append) if part is not None]
    for part in parts:
        if part.ndim != input.ndim:
            raise ShapeError(
                f"diff: shapes {tuple(part.shape)} and {tuple(input.shape)} do not join",
                "prepend and append need as many dimensions as the input",
            )
    result = cat(parts, place) if len(parts) > 1 else input
    for _ in range(n):
        later, sooner = _cut(result, place, 1, None), _cut(result, place, None, -1)
        result = ne(later, sooner) if input.dtype.name == "bool" else later - sooner
    return result


@function("torch")
def gradient(
    input: Tensor, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1
) -> tuple[Tensor, ...]:
    """The slope along each dimension (or those of `dim`) by central differences, of order
    `edge_order` at the ends. `spacing` is one step, one for each dimension, or their coordinates.

    Source: torch.gradient.
    """
    given = range(input.ndim) if dim is None else [dim] if isinstance(dim, int) else dim
    places = [axis(d, input.ndim, "gradient") for d in given]
    if len(set(places)) < len(places):
        raise ShapeError(f"gradient: dim={dim} repeats one", "name each once")
    if edge_order not in (1, 2):
        raise RangeError(f"gradient: edge_order={edge_order}", "write 1 or 2")
    if any(input.shape[place] <= edge_order for place in places):
        raise ShapeError(
            f"gradient: shape {tuple(input.shape)} is too small for edge_order={edge_order}",
            f"give at least {edge_order + 1} elements along each dimension",
        )
    if spacing is None:
        spacing = 1
    steps = list(spacing) if isinstance(spacing, (list, tuple)) else [spacing] * len(places)
    if len(steps) != len(places):
        raise ShapeError(
            f"gradient: {len(steps)} spacings for {len(places)} dimensions", "give one for each"
        )
    return tuple(
        _slope(input, place, _steps(step, input, place), edge_order)
        for place, step in zip(places, steps, strict=True)
    )


def _steps(step: Any, input: Tensor, place: int) -> np.ndarray:
    """How far apart neighbours lie."""
    size = input.shape[place]
    if not isinstance(step, Tensor) or not step.ndim:
        return np.full(size - 1, float(step))
    if step.ndim != 1 or step.numel() != size:
        raise ShapeError(
            f"gradient: coordinates of shape {tuple(step.shape)} along a dimension of {size}",
            "give a vector with one for each",
        )
    return np.diff(step._array.astype(np.float64))


def _slope(y: Tensor, place: int, h: np.ndarray, edge_order: int) -> Tensor:
    """Slopes of y, neighbours h apart: a weighted sum of three neighbours, fewer at the ends."""
    left, right = h[:-1], h[1:]
    inner = [-right / (left * (left + right)), (right - left) / (left * right)]
    inner.append(left / (right * (left + right)))
    size = y.shape[place]
    middle = [
        _cut(y, place, i, size - 2 + i) * _weights(w, y, place)
        for i, w in enumerate(inner)
        if i != 1 or w.any()  # even steps leave the middle out
    ]
    first, last = _ends(h, edge_order)
    start = [_cut(y, place, i, i + 1) * float(w) for i, w in enumerate(first)]
    stop = [_cut(y, place, size - 1 - i, size - i) * float(w) for i, w in enumerate(last)]
    return cat([_total(start), _total(middle), _total(stop)], place)


def _ends(h: np.ndarray, edge_order: int) -> tuple[Sequence[float], Sequence[float]]:
    """The weights of the elements from either end inwards."""
    if edge_order == 1:
        return (-1 / h[0], 1 / h[0]), (1 / h[-1], -1 / h[-1])
    ends = []
    for a, b in ((h[0], h[1]), (-h[-1], -h[-2])):
        ends.append((-(2 * a + b) / (a * (a + b)), (a + b) / (a * b), -a / (b * (a + b))))
    return ends[0], ends[1]


def _weights(w: np.ndarray, y: Tensor, place: int) -> Tensor:
    shape = tuple(-1 if i == place else 1 for i in range(y.ndim))
    dtype = y.dtype.numpy if y.dtype.is_floating_point else np.dtype(np.float32)
    return from_array(w.astype(dtype).reshape(shape))


def _total(parts: Sequence[Tensor]) -> Tensor:
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


def _cut(x: Tensor, place: int, start: int | None, stop: int | None) -> Tensor:
    return getitem(x, (*(slice(None),) * place, slice(start, stop)))


@function()
def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each element, or slice along `dim`, so many times in a row. Source:
    torch.repeat_interleave."""
    if repeats is None:
        return from_array(np.repeat(np.arange(input.numel()), _counts(input)))
    rows, place = input, 0
    if dim is None or not input.ndim:
        rows = reshape(input, (-1,))
    else:
        place = axis(dim, input.ndim, "repeat_interleave")
    counts = _counts(repeats) if isinstance(repeats, Tensor) else np.asarray(repeats)
    size = rows.shape[place]
    if counts.size not in (1, size) or (counts < 0).any():
        raise ShapeError(
            f"repeat_interleave: {counts.size} repeats for {size} elements",
            "give one number of at least 0, or one for each",
        )
    index = np.repeat(np.arange(size), counts.reshape(-1) if counts.size > 1 else int(counts))
    return getitem(rows, (*(slice(None),) * place, index))


def _counts(repeats: Tensor) -> np.ndarray:
    if repeats.dtype.name not in ("int64", "int32") or repeats.ndim > 1:
        raise DtypeError(
            f"repeat_interleave: repeats of {repeats.dtype!r} and shape {tuple(repeats.shape)}",
            "give int64 numbers in at most one dimension",
        )
    return repeats._array
