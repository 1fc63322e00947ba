"""A tensor overwritten as a whole: by a Python function of its elements, or by another size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.axes import sizes
from engine.dtype import Array
from engine.errors import ArgumentError, GradientError
from engine.function import function
from engine.history import version_of
from engine.inplace import copy_
from engine.ops.shape import expand
from engine.tensor import Tensor, from_array


@function("tensor")
def apply_(input: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Each element becomes `callable(element)`, cast. Source: torch.Tensor.apply_.

    Errors: GradientError where a gradient is required; ArgumentError for results that are no
    numbers.
    """
    return _overwritten("apply_", input, callable, (input,))


@function("tensor")
def map_(input: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Each element becomes `callable(element, other)`, with `tensor` broadcast to this shape.

    Errors as `apply_`; ArgumentError for a tensor of another dtype. Source: torch.Tensor.map_.
    """
    if tensor.dtype != input.dtype:
        raise ArgumentError(
            f"map_: a tensor of {tensor.dtype!r} besides {input.dtype!r}", "convert one of them"
        )
    return _overwritten("map_", input, callable, (input, expand(tensor, tuple(input.shape))))


@function("tensor")
def resize_(input: Tensor, *size: Any, memory_format: Any = None) -> Tensor:
    """Change the size and keep the memory as far as it reaches; what is new are zeros.

    Errors: GradientError where a gradient is required. Source: torch.Tensor.resize_.
    """
    _refuse_history("resize_", input)
    shape = sizes(size)
    count, memory = math.prod(shape), _memory(input._array)
    if count > memory.size:
        memory = np.concatenate([memory, np.zeros(count - memory.size, memory.dtype)])
    input._array = memory[:count].reshape(shape)
    if input._meta is not None:
        input._meta.view = None
    version_of(input).bump("resize_")
    return input


@function("torch tensor")
def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """As `resize_` to the size of another tensor. Source: torch.Tensor.resize_as_."""
    return resize_(input, tuple(the_template.shape))


def _memory(array: Array) -> Array:
    """The elements from the first of `array` to the end of its memory, in the order they lie."""
    owner = array.base if isinstance(array.base, np.ndarray) else array
    if not owner.flags.c_contiguous or owner.dtype != array.dtype:
        return array.ravel()
    start = (array.ctypes.data - owner.ctypes.data) // array.itemsize
    return owner.reshape(-1)[start:]


def _overwritten(
    name: str, input: Tensor, f: Callable[..., Any], tensors: tuple[Tensor, ...]
) -> Tensor:
    for tensor in tensors:
        _refuse_history(name, tensor)
    rows = zip(*(tensor._array.ravel().tolist() for tensor in tensors), strict=True)
    try:
        found = np.array([f(*row) for row in rows]).astype(input._array.dtype)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"{name}: {error}", "let the function return a number") from None
    return copy_(input, from_array(found.reshape(input.shape)))


def _refuse_history(name: str, tensor: Tensor) -> None:
    if tensor.requires_grad:
        raise GradientError(f"{name}: the tensor requires a gradient", "use detach() first")
