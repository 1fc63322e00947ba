"""The reduction of losses: their mean, their sum, or each."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from engine.errors import RangeError
from engine.ops.reduction import mean, sum
from engine.tensor import Tensor


def reduced(losses: Any, reduction: str) -> Tensor:
    """The losses as one mean or sum, or each ('none'). Errors: RangeError for other words."""
    if reduction == "mean":
        return mean(losses)
    if reduction == "sum":
        return sum(losses)
    if reduction == "none":
        return losses
    raise RangeError(f"reduction '{reduction}' is not known", "use 'mean', 'sum' or 'none'")


def named(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction that the two old arguments mean, where one of them is given."""
    if size_average is None and reduce is None:
        return reduction
    meant = "none" if reduce is False else "sum" if size_average is False else "mean"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{meant}' instead.",
        stacklevel=4,
    )
    return meant


def same_size(input: Tensor, target: Tensor, name: str) -> None:
    """Warn, as torch does, where a loss would broadcast."""
    if input.shape == target.shape:
        return
    try:
        shape = np.broadcast_shapes(input.shape, target.shape)
    except ValueError:
        return  # the loss itself says that they do not fit
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size "
        f"({input.shape}). This will likely lead to incorrect results due to broadcasting: "
        f"{name} broadcasts to {shape}. Please ensure they have the same size.",
        stacklevel=4,
    )
