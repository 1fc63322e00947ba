"""Dimensions as torch numbers them: negative from the end, checked, never repeated."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from engine.errors import ArgumentError, AxisError, ShapeError


def axis(dim: int, ndim: int, op: str) -> int:
    """`dim` counted from the front. Errors: AxisError outside [-ndim, ndim - 1],
    ArgumentError for what is no whole number."""
    if not hasattr(dim, "__index__"):
        raise ArgumentError(f"{op}: {dim!r} is no dimension", "give a whole number")
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


def sizes(given: Sequence[Any], keyword: Any = None) -> tuple[int, ...]:
    """Sizes, or dimensions, written as several arguments, as one sequence or by keyword.

    Errors: ArgumentError where one is no whole number.
    """
    if keyword is not None:
        given = (keyword,)
    if len(given) == 1 and not hasattr(given[0], "__index__"):
        given = given[0]
    try:
        return tuple(operator.index(n) for n in given)
    except TypeError:
        raise ArgumentError(f"{given!r} are no whole numbers", "write e.g. (2, -1)") from None
