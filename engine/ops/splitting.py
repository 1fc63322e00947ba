"""Splitting: one tensor seen as several, each a view of a part."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from engine.axes import axis
from engine.dtype import Array
from engine.errors import ShapeError
from engine.node import Node
from engine.op import family
from engine.ops.indexing import getitem, unindex

op = family("Shape")


def _split_node(node: Node) -> str:
    """Torch names a split into parts of one size otherwise than one into given sizes."""
    sizes = node.static["split_sizes"]
    return "SplitBackward0" if isinstance(sizes, int) else "SplitWithSizesBackward0"


@op(
    "split_parts",
    symbol="⑂",
    local=("1",),
    promotes="none",
    view=True,
    listed=False,
    places="",
    node=_split_node,
)
def split_parts(input: Array, split_sizes: int | Sequence[int], dim: int = 0) -> tuple[Array, ...]:
    """Parts of one size (the last may be smaller), or of the given sizes. Source: torch.split."""
    if not input.ndim:
        raise ShapeError("split: a 0-d tensor has no parts", "give it a dimension")
    keys = _parts(input.shape, split_sizes, axis(dim, input.ndim, "split"))
    return tuple(input[key] for key in keys)


@split_parts.vjp
def _(z_bars: Any, _z: Any, _x: Any, *, split_sizes: int | Sequence[int], dim: int) -> Any:
    keys = _parts(_x.shape, split_sizes, axis(dim, _x.ndim, "split"))
    return next(
        unindex(z_bar, _x.shape, key)
        for z_bar, key in zip(z_bars, keys, strict=True)
        if z_bar is not None
    )


@op("unbind", symbol="⑂", local=("1",), promotes="none", view=True, listed=False)
def unbind(input: Array, dim: int = 0) -> tuple[Array, ...]:
    """The slices along a dimension, which they lose. Source: torch.unbind."""
    if not input.ndim:
        raise ShapeError("unbind: a 0-d tensor has no dimension", "give it one")
    lead = (slice(None),) * axis(dim, input.ndim, "unbind")
    return tuple(getitem.forward(input, (*lead, i)) for i in range(input.shape[len(lead)]))


@unbind.vjp
def _(z_bars: Any, _z: Any, _x: Any, *, dim: int) -> Any:
    lead = (slice(None),) * axis(dim, _x.ndim, "unbind")
    return next(
        unindex(z_bar, _x.shape, (*lead, i)) for i, z_bar in enumerate(z_bars) if z_bar is not None
    )


def _parts(shape: Sequence[int], sizes: int | Sequence[int], dim: int) -> list[tuple[slice, ...]]:
    """The key of each part."""
    length = shape[dim]
    if isinstance(sizes, (int, np.integer)):
        if sizes < 0 or (sizes == 0 and length):
            raise ShapeError(f"split: parts of size {sizes}", "give a size of at least 1")
        cuts = [*range(0, length, sizes or 1), length] if length else [0, 0]
    else:
        if sum(sizes) != length or any(n < 0 for n in sizes):
            raise ShapeError(
                f"split: sizes {list(sizes)} do not add up to {length} of dimension {dim}",
                "give sizes of at least 0 that add up",
            )
        cuts = list(accumulate(sizes, initial=0))
    return [(*(slice(None),) * dim, slice(a, b)) for a, b in pairwise(cuts)]
