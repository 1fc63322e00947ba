"""The trapezoidal rule along a dimension."""

from __future__ import annotations

from typing import Any

from engine.axes import axis
from engine.errors import ShapeError
from engine.function import function
from engine.op import OPS
from engine.ops.reduction import sum
from engine.ops.shape import reshape
from engine.tensor import Tensor


def _areas(name: str, y: Tensor, x: Tensor | None, dx: Any, dim: int) -> tuple[Tensor, int]:
    """Twice the area between neighbours along the dimension, and its place."""
    if not y.ndim:
        raise ShapeError(f"{name}: a number has no neighbours", "give at least one dimension")
    place = axis(dim, y.ndim, name)
    lead = (slice(None),) * place
    heights = y[(*lead, slice(1, None))] + y[(*lead, slice(None, -1))]
    if x is None:
        return heights * dx, place
    if not x.ndim:
        raise ShapeError(f"{name}: x is one number", "give the places of the samples")
    if x.ndim == 1 and y.ndim > 1:
        if x.shape[0] != y.shape[place]:
            raise ShapeError(
                f"{name}: {x.shape[0]} places for {y.shape[place]} samples", "give one per sample"
            )
        x = reshape(x, (-1,) + (1,) * (y.ndim - place - 1))
        widths = x[1:] - x[:-1]
    else:
        along = (slice(None),) * axis(dim, x.ndim, name)
        widths = x[(*along, slice(1, None))] - x[(*along, slice(None, -1))]
    return heights * widths, place


@function("torch")
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """The integral of samples y along `dim`, at the places x or `dx` apart (1 unless given).

    Source: torch.trapezoid.
    """
    areas, place = _areas("trapezoid", y, x, 1 if dx is None else dx, dim)
    return sum(areas, place) / 2


@function("torch")
def trapz(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """Another name of trapezoid. Source: torch.trapz."""
    return trapezoid(y, x, dx=dx, dim=dim)


@function("torch")
def cumulative_trapezoid(
    y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1
) -> Tensor:
    """The integral of samples up to each of them. Source: torch.cumulative_trapezoid."""
    areas, place = _areas("cumulative_trapezoid", y, x, 1 if dx is None else dx, dim)
    return OPS["cumsum"](areas, place) / 2
