"""Samples put together into one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.conversion import as_tensor, tensor
from engine.dtype import DTYPES, float64
from engine.errors import ArgumentError, ShapeError
from engine.ops.joining import stack
from engine.tensor import Tensor


def default_collate(batch: Sequence[Any]) -> Any:
    """Samples as one: tensors and arrays stacked, numbers a tensor, texts a list; the parts of
    tuples, lists and dicts each likewise.

    Python floats become float64. Errors: ShapeError for samples of unequal length or shape;
    ArgumentError for anything else. Source: torch.utils.data.default_collate.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch, 0)
    if isinstance(first, (np.ndarray, np.generic)) and first.dtype in DTYPES:
        return stack([as_tensor(sample) for sample in batch], 0)
    if isinstance(first, float):
        return tensor(batch, dtype=float64)
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return _like(first, {key: default_collate([s[key] for s in batch]) for key in first})
    if isinstance(first, Sequence):
        if any(len(sample) != len(first) for sample in batch):
            raise ShapeError(
                "default_collate: the samples of a batch have unequal lengths",
                "pad them, or pass a collate_fn",
            )
        columns = [default_collate(column) for column in zip(*batch, strict=True)]
        if isinstance(first, tuple) and hasattr(first, "_fields"):
            return type(first)(*columns)
        return columns if isinstance(first, tuple) else _like(first, columns)
    raise ArgumentError(
        f"default_collate: a batch cannot hold {type(first)}",
        "let samples be tensors, arrays, numbers, texts, or tuples, lists and dicts of them",
    )


def default_convert(data: Any) -> Any:
    """One sample with its arrays as tensors. Source: torch.utils.data.default_convert."""
    if isinstance(data, (np.ndarray, np.generic)) and data.dtype in DTYPES:
        return as_tensor(data)
    if isinstance(data, Mapping):
        return _like(data, {key: default_convert(part) for key, part in data.items()})
    if isinstance(data, tuple):
        parts = [default_convert(part) for part in data]
        return type(data)(*parts) if hasattr(data, "_fields") else parts
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _like(data, [default_convert(part) for part in data])
    return data


def _like(first: Any, parts: Any) -> Any:
    """The parts in the type of `first`, where it can be made of them."""
    try:
        return type(first)(parts)
    except TypeError:
        return parts
