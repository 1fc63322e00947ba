"""Joining: several tensors made one, along a dimension that they have or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from engine.axes import axis
from engine.dtype import Array
from engine.errors import EngineError, ShapeError
from engine.op import family
from engine.ops.indexing import getitem

op = family("Shape")


@op("cat", symbol="⊕", formula=r"[x; y]", local=("1", "1"))
def cat(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors joined along a dimension that they have. Source: torch.cat."""
    shapes = [t.shape for t in tensors]
    if () in shapes:
        raise ShapeError("cat: a 0-d tensor cannot be joined", "use stack, or unsqueeze it first")
    try:
        place = axis(dim, _ndim(shapes), "cat")
        return np.concatenate([t for t in tensors if not _is_legacy(t, shapes)], place)
    except (ValueError, IndexError) as error:
        if isinstance(error, EngineError):
            raise
        raise ShapeError(
            f"cat: shapes {', '.join(map(str, shapes))} do not join along dimension {dim}",
            "every other size must be equal",
        ) from None


@cat.vjp
def _(z_bar: Any, _z: Any, *_tensors: Any, dim: int) -> Any:
    shapes = [t.shape for t in _tensors]
    place = axis(dim, _ndim(shapes), "cat")
    sizes = (0 if _is_legacy(t, shapes) else t.shape[place] for t in _tensors)
    cuts = accumulate(sizes, initial=0)
    lead = (slice(None),) * place
    return [
        getitem(z_bar.reshape((-1,)), slice(0, 0))
        if _is_legacy(t, shapes)
        else getitem(z_bar, (*lead, slice(a, b)))
        for t, (a, b) in zip(_tensors, pairwise(cuts), strict=True)
    ]


def _ndim(shapes: Sequence[tuple[int, ...]]) -> int:
    return max(len(shape) for shape in shapes)


def _is_legacy(t: Any, shapes: Sequence[tuple[int, ...]]) -> bool:
    """Whether `t` is one of the empty (0,) tensors that torch joins with anything."""
    return t.shape == (0,) and _ndim(shapes) > 1


@op("stack", symbol="≡", formula=r"[x, y]", local=("1", "1"))
def stack(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Tensors of one shape joined along a new dimension. Source: torch.stack."""
    shapes = {t.shape for t in tensors}
    if len(shapes) > 1:
        raise ShapeError(
            f"stack: shapes {', '.join(map(str, sorted(shapes)))} differ", "make them equal"
        )
    return np.stack(tensors, axis(dim, tensors[0].ndim + 1, "stack"))


@stack.vjp
def _(z_bar: Any, _z: Any, *_tensors: Any, dim: int) -> Any:
    lead = (slice(None),) * axis(dim, _tensors[0].ndim + 1, "stack")
    return [getitem(z_bar, (*lead, i)) for i in range(len(_tensors))]
