"""Questions about a tensor: is_tensor, is_floating_point, is_complex, is_nonzero, numel."""

from __future__ import annotations

from typing import Any

from engine.function import function
from engine.tensor import Tensor


@function("torch")
def is_tensor(obj: Any) -> bool:
    """Whether `obj` is a Tensor. Source: torch.is_tensor."""
    return isinstance(obj, Tensor)


@function("torch tensor")
def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a float. Source: torch.is_floating_point."""
    return input.dtype.is_floating_point


@function("torch tensor")
def is_complex(input: Tensor) -> bool:
    """Never: there are no complex tensors here. Source: torch.is_complex."""
    return input._array.dtype.kind == "c"


@function("torch tensor")
def is_nonzero(input: Tensor) -> bool:
    """Whether the one number is not 0. Errors: ShapeError for more numbers than one.

    Source: torch.is_nonzero.
    """
    return bool(input.item())


@function("torch")
def numel(input: Tensor) -> int:
    """The number of elements. Source: torch.numel."""
    return input.numel()
