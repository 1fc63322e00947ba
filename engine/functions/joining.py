"""Joining: torch's ways to put tensors side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import ArgumentError, RangeError, ShapeError
from engine.function import function
from engine.functions.matrices import atleast_1d, atleast_2d, atleast_3d
from engine.ops import joining
from engine.ops.shape import expand, reshape
from engine.tensor import Tensor

Tensors = Sequence[Tensor]


@function("torch")
def cat(tensors: Tensors, dim: int = 0, *, axis: int | None = None) -> Tensor:
    """Tensors joined along a dimension that they have. Source: torch.cat."""
    return joining.cat(_listed(tensors, "cat"), dim if axis is None else axis)


@function("torch")
def concat(tensors: Tensors, dim: int = 0, *, axis: int | None = None) -> Tensor:
    """As cat. Source: torch.concat."""
    return cat(tensors, dim, axis=axis)


@function("torch")
def concatenate(tensors: Tensors, dim: int = 0, *, axis: int | None = None) -> Tensor:
    """As cat. Source: torch.concatenate."""
    return cat(tensors, dim, axis=axis)


@function("torch")
def stack(tensors: Tensors, dim: int = 0, *, axis: int | None = None) -> Tensor:
    """Tensors of one shape joined along a new dimension. Source: torch.stack."""
    return joining.stack(_listed(tensors, "stack"), dim if axis is None else axis)


@function("torch")
def hstack(tensors: Tensors) -> Tensor:
    """Joined along dimension 1, vectors along 0. Source: torch.hstack."""
    parts = _raised(atleast_1d, tensors, "hstack")
    return joining.cat(parts, 0 if parts[0].ndim == 1 else 1)


@function("torch")
def vstack(tensors: Tensors) -> Tensor:
    """Joined along dimension 0, vectors as rows. Source: torch.vstack."""
    return joining.cat(_raised(atleast_2d, tensors, "vstack"), 0)


@function("torch")
def row_stack(tensors: Tensors) -> Tensor:
    """As vstack. Source: torch.row_stack."""
    return vstack(tensors)


@function("torch")
def dstack(tensors: Tensors) -> Tensor:
    """Joined along dimension 2. Source: torch.dstack."""
    return joining.cat(_raised(atleast_3d, tensors, "dstack"), 2)


@function("torch")
def column_stack(tensors: Tensors) -> Tensor:
    """Joined along dimension 1, vectors as columns. Source: torch.column_stack."""
    parts = [
        t if t.ndim > 1 else reshape(t, (t.numel(), 1)) for t in _listed(tensors, "column_stack")
    ]
    return joining.cat(parts, 1)


@function("torch")
def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """The coordinates of a grid: vectors (n), (m), … each expanded to (n, m, …).

    `indexing="xy"` swaps the first two dimensions. Source: torch.meshgrid.
    """
    given = tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    given = list(given)
    if indexing not in ("ij", "xy"):
        raise RangeError(f"meshgrid: indexing='{indexing}'", "write 'ij' or 'xy'")
    if not given or any(t.ndim > 1 for t in given):
        raise ShapeError(
            f"meshgrid: shapes {', '.join(str(tuple(t.shape)) for t in given)}", "give vectors"
        )
    if any(t.dtype != given[0].dtype for t in given):
        raise RangeError("meshgrid: the dtypes differ", "convert all to one")
    order = list(range(len(given)))
    if indexing == "xy" and len(given) > 1:
        order[:2] = 1, 0
    shape = tuple(given[i].numel() for i in order)
    return tuple(
        expand(reshape(t, tuple(-1 if j == i else 1 for j in order)), shape)
        for i, t in enumerate(given)
    )


def _listed(tensors: Any, name: str) -> list[Tensor]:
    """The tensors of a sequence. Errors: ArgumentError for what is none."""
    if isinstance(tensors, Tensor) or not hasattr(tensors, "__iter__"):
        raise ArgumentError(f"{name}: expected a list of tensors", f"write {name}([x, y])")
    given = list(tensors)
    for part in given:
        if not isinstance(part, Tensor):
            raise ArgumentError(
                f"{name}: expected tensors, found {type(part).__name__}", "wrap it: torch.tensor(…)"
            )
    if not given:
        raise ShapeError(f"{name}: the list of tensors is empty", "give at least one")
    return given


def _raised(to: Callable[..., Any], tensors: Any, name: str) -> list[Tensor]:
    """The tensors of a sequence with at least so many dimensions."""
    return [to(tensor) for tensor in _listed(tensors, name)]
