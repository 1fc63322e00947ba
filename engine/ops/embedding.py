"""Embedding: rows of a table looked up by number."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import AxisError, DtypeError
from engine.op import family
from engine.ops.constant import plain
from engine.ops.indexing import unindex

op = family("Embedding")


@op("embedding", listed=False, promotes="none", places="", node="Embedding")
def embedding(
    input: Array, weight: Array, padding_idx: int | None = None, scale_grad_by_freq: bool = False
) -> Array:
    """Rows of a table (rows, …) for whole numbers of any shape.

    Row `padding_idx` gets no gradient; with `scale_grad_by_freq` each row's is divided by how
    often it was looked up. Errors: DtypeError, AxisError. Source: torch.embedding.
    """
    if input.dtype.kind not in "iu":
        raise DtypeError(f"embedding: indices of {input.dtype}", "convert them with .long()")
    if input.size and not 0 <= input.min() <= input.max() < len(weight):
        raise AxisError(
            f"embedding: index {int(input.min() if input.min() < 0 else input.max())} "
            f"in a table of {len(weight)} rows",
            "number the rows from 0",
        )
    return weight[input]


@embedding.vjp
def _(
    z_bar: Any,
    _z: Any,
    index: Any,
    _weight: Any,
    *,
    padding_idx: int | None,
    scale_grad_by_freq: bool,
) -> Any:
    rows = plain(index)
    if padding_idx is not None or scale_grad_by_freq:
        share = np.ones(rows.shape, _weight.dtype)
        if scale_grad_by_freq:
            share /= np.bincount(rows.ravel(), minlength=1)[rows]
        if padding_idx is not None:
            share[rows == padding_idx % _weight.shape[0]] = 0
        z_bar = z_bar * share.reshape(*rows.shape, *(1,) * (len(_weight.shape) - 1))
    return None, unindex(z_bar, _weight.shape, rows)
