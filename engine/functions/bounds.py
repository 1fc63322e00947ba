"""Bounds: elements kept between numbers or tensors, and slices within a norm."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import axis
from engine.errors import ArgumentError, DtypeError
from engine.function import function
from engine.ops import selection
from engine.ops.reduction import norm
from engine.ops.selection import where
from engine.tensor import Tensor


@function()
def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element kept within bounds, which are numbers or tensors. Source: torch.clamp."""
    if not isinstance(min, Tensor) and not isinstance(max, Tensor):
        return selection.clamp(input, min, max)
    if isinstance(min, Tensor) and isinstance(max, Tensor):
        below = selection.clamp_min(input, min)
        return selection.clamp_max(below, max)
    if not all(bound is None or isinstance(bound, Tensor) for bound in (min, max)):
        raise ArgumentError("clamp: one bound is a number, one a tensor", "give both as one kind")
    return selection.clamp_min(input, min) if max is None else selection.clamp_max(input, max)


@function()
def clip(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """As clamp. Source: torch.clip."""
    return clamp(input, min, max)


@function("torch tensor", name="clamp_min")
def _clamp_min(input: Tensor, min: Any) -> Tensor:
    """Each element, `min` where it is less. Source: torch.clamp_min."""
    _refuse_number(input, "clamp_min")
    return selection.clamp_min(input, min)


@function("torch tensor", name="clamp_max")
def _clamp_max(input: Tensor, max: Any) -> Tensor:
    """Each element, `max` where it is greater. Source: torch.clamp_max."""
    _refuse_number(input, "clamp_max")
    return selection.clamp_max(input, max)


def _refuse_number(input: Any, name: str) -> None:
    if not isinstance(input, Tensor):
        raise ArgumentError(
            f"{name}: input must be a Tensor, not {input!r}", "wrap it: torch.tensor(...)"
        )


@function(node="Renorm")
def renorm(input: Tensor, p: float, dim: int, maxnorm: float) -> Tensor:
    """The slices along `dim` whose p-norm exceeds `maxnorm` scaled down to it.

    Source: torch.renorm.
    """
    place = axis(dim, input.ndim, "renorm")
    if not input.dtype.is_floating_point or input.ndim < 2 or p <= 0 or maxnorm < 0:
        raise DtypeError(
            f"renorm: p={p}, maxnorm={maxnorm} for {tuple(input.shape)} of {input.dtype!r}",
            "give p > 0, maxnorm ≥ 0 and a floating point tensor of two dimensions or more",
        )
    others = tuple(i for i in range(input.ndim) if i != place)
    size = norm(input, p, others, True)
    return input * where(size > maxnorm, maxnorm / (size + 1e-7), 1.0).to(input.dtype)


@function("torch")
def fill(input: Tensor, value: Any) -> Tensor:
    """One value everywhere. Source: torch.fill."""
    if isinstance(value, Tensor) and value.ndim:
        raise DtypeError(f"fill: a value of shape {tuple(value.shape)}", "give one number")
    return where(np.zeros(tuple(input.shape), np.bool_), input, value).to(input.dtype)


@function("tensor")
def fill_diagonal(input: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """With one number on the main diagonal, which in a tall matrix may wrap round.

    Source: torch.Tensor.fill_diagonal_.
    """
    sizes = set(input.shape)
    if input.ndim < 2 or (input.ndim > 2 and len(sizes) > 1):
        raise DtypeError(
            f"fill_diagonal: shape {tuple(input.shape)}", "give a matrix, or equal sizes throughout"
        )
    held = np.zeros(tuple(input.shape), np.bool_)
    np.fill_diagonal(held, True, wrap)
    return where(held, fill_value, input)
