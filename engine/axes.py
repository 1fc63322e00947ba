"""Dimensions as torch numbers them: negative from the end, checked, never repeated."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import AxisError, ShapeError


def axis(dim: int, ndim: int, op: str) -> int:
    """`dim` counted from the front. Errors: AxisError outside [-ndim, ndim - 1]."""
    size = max(ndim, 1)
    if not -size <= dim < size:
        raise AxisError(
            f"{op}: dimension {dim} is out of range for {ndim} dimension(s)",
            f"give one from {-size} to {size - 1}",
        )
    return dim % size


def axes(dim: int | Sequence[int] | None, ndim: int, op: str) -> tuple[int, ...]:
    """All reduced dimensions, counted from the front; None and () mean every one."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return tuple(range(ndim))
    if isinstance(dim, int):
        dim = (dim,)
    result = tuple(axis(d, ndim, op) for d in dim)
    if len(set(result)) != len(result):
        raise ShapeError(f"{op}: a dimension appears twice in dim={tuple(dim)}", "name each once")
    return result if ndim else ()
