"""Tables looked up by number: embeddings, bags of them, and one-hot rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError, UnsupportedError
from engine.function import function
from engine.ops import embedding as ops
from engine.ops.arithmetic import mul
from engine.ops.indexing import getitem, unindex
from engine.ops.selection import where
from engine.ops.shape import unsqueeze
from engine.tensor import Tensor, from_array


@function("functional")
def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """Rows of the table `weight` for whole numbers of any shape; row `padding_idx` is not learnt.

    With `max_norm` the rows used are first shortened to that norm, in place.
    Errors: DtypeError, AxisError, ArgumentError. Source: torch.nn.functional.embedding.
    """
    if weight.ndim != 2:
        raise ShapeError(f"embedding: a weight of shape {weight.shape}", "give (rows, width)")
    padding = _padding(padding_idx, len(weight), "embedding")
    _refuse_sparse(sparse, "embedding")
    _shorten(input, weight, max_norm, norm_type)
    return ops.embedding(input, weight, padding, scale_grad_by_freq)


def _padding(padding_idx: int | None, rows: int, name: str) -> int | None:
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise ArgumentError(f"{name}: padding_idx {padding_idx}", f"there are {rows} rows")
    return padding_idx


def _refuse_sparse(sparse: bool, name: str) -> None:
    if sparse:
        raise ArgumentError(f"{name}: sparse gradients are not supported", "leave sparse=False")


def _shorten(input: Tensor, weight: Tensor, max_norm: float | None, p: float) -> None:
    """Scale the rows in use down to `max_norm`, in place and outside of any history."""
    if max_norm is None:
        return
    used = np.unique(input._array)
    rows = weight._array[used]
    length = np.linalg.norm(rows, p, -1, keepdims=True)
    weight._array[used] = rows * np.where(length > max_norm, max_norm / (length + 1e-7), 1)


@function("functional", node="EmbeddingBag")
def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """The sum, mean or maximum of the embeddings of each bag: (bags, width).

    Bags are the rows of a 2-D input, or begin at the `offsets` of a 1-D one; an empty bag is 0 and
    `padding_idx` counts nowhere. Errors: RangeError, ShapeError. Source: torch embedding_bag.
    """
    if mode not in ("sum", "mean", "max"):
        raise RangeError(f"embedding_bag: mode {mode!r}", "use sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise UnsupportedError(
            f"embedding_bag: per_sample_weights in mode {mode}", "use mode='sum'"
        )
    if per_sample_weights is not None and per_sample_weights.shape != input.shape:
        raise ShapeError(f"embedding_bag: weights {per_sample_weights.shape}", "one per index")
    _refuse_sparse(sparse, "embedding_bag")
    padding = _padding(padding_idx, len(weight), "embedding_bag")
    if weight.ndim != 2:
        raise ShapeError(f"embedding_bag: a weight of shape {weight.shape}", "give (rows, width)")
    bag, bags = _bags(input, offsets, include_last_offset)
    _shorten(input, weight, max_norm, norm_type)
    flat = input.reshape((-1,))
    rows = ops.embedding(flat, weight, padding, scale_grad_by_freq)
    kept = np.ones(len(bag), np.bool_)
    if padding is not None:
        kept = flat._array != padding % len(weight)
    if mode == "max":
        return _greatest(rows, np.where(kept, bag, -1), bags)
    if per_sample_weights is not None:
        rows = mul(rows, unsqueeze(per_sample_weights.reshape((-1,)), -1))
    total = unindex(where(kept[:, None], rows, 0.0), (bags, weight.shape[1]), bag)
    if mode == "sum":
        return total
    counts = np.bincount(bag[kept], minlength=bags).astype(weight._array.dtype)
    return mul(total, from_array(1 / np.maximum(counts, 1)[:, None]))


def _bags(input: Tensor, offsets: Tensor | None, include_last: bool) -> tuple[Array, int]:
    """For every index in a row the number of its bag, and how many bags there are."""
    if input.ndim == 2:
        if offsets is not None:
            raise RangeError("embedding_bag: offsets with a 2-D input", "leave them out")
        return np.repeat(np.arange(input.shape[0]), input.shape[1]), input.shape[0]
    if input.ndim != 1 or offsets is None or offsets.ndim != 1:
        raise ShapeError(
            f"embedding_bag: an input of shape {input.shape}", "give (bags, size), or offsets too"
        )
    starts = offsets._array[:-1] if include_last else offsets._array
    if len(offsets) and offsets._array[0] != 0:
        raise ShapeError(f"embedding_bag: offsets begin at {offsets._array[0]}", "begin at 0")
    return np.searchsorted(starts, np.arange(len(input)), side="right") - 1, len(starts)


def _greatest(rows: Tensor, bag: Array, bags: int) -> Tensor:
    """Each bag's greatest number in every column; 0 where a bag is empty."""
    index = np.zeros((bags, rows.shape[1]), np.int64)
    for b in range(bags):
        members = np.flatnonzero(bag == b)
        if len(members):
            index[b] = members[np.argmax(rows._array[members], 0)]
    full = np.isin(np.arange(bags), bag)[:, None]
    picked = getitem(rows, (index, np.arange(rows.shape[1]))) if len(bag) else 0.0
    return where(full, picked, from_array(np.zeros(index.shape, rows._array.dtype)))


@function("functional")
def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Whole numbers of any shape → (…, classes): 1 at each number's place, else 0.

    −1 makes as many classes as are needed. Errors: DtypeError, ShapeError. Source: torch one_hot.
    """
    numbers: Any = tensor._array
    if numbers.dtype != np.int64:
        raise DtypeError(f"one_hot: numbers of {numbers.dtype}", "convert them with .long()")
    if not numbers.size and num_classes <= 0:
        raise ShapeError("one_hot: no number tells how many classes", "give num_classes")
    classes = int(numbers.max()) + 1 if num_classes == -1 else num_classes
    if numbers.size and (numbers.min() < 0 or numbers.max() >= classes):
        raise ShapeError(
            f"one_hot: numbers from {numbers.min()} to {numbers.max()} in {classes} classes",
            "number the classes from 0",
        )
    return from_array((numbers[..., None] == np.arange(classes)).astype(np.int64))
