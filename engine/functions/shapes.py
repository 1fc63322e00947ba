"""Shapes: torch's ways to view, reshape and expand a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import axis, sizes
from engine.dtype import Dtype
from engine.errors import ShapeError
from engine.function import function
from engine.ops import rearranging, shape
from engine.ops.conversion import clone, view_dtype
from engine.ops.conversion import contiguous as in_order
from engine.ops.indexing import getitem
from engine.size import Size
from engine.tensor import Tensor


@function("torch tensor", name="reshape")
def _reshape(input: Tensor, *size: Any, shape: Any = None) -> Tensor:
    """The same elements in another shape; one size may be −1. Source: torch.reshape."""
    return _reshaped(input, sizes(size, shape))


_reshaped = shape.reshape


@function("tensor")
def view(input: Tensor, *size: Any, dtype: Dtype | None = None) -> Tensor:
    """The same memory in another shape, or read as another dtype. Source: torch.Tensor.view.

    Errors: ShapeError where the strides do not allow it without a copy.
    """
    if len(size) == 1 and isinstance(size[0], Dtype):
        dtype = size[0]
    if dtype is not None:
        return view_dtype(input, dtype) if dtype != input.dtype else _reshaped(input, input.shape)
    wanted = sizes(size)
    result = _reshaped(input, wanted)
    if input.numel() > 1 and not np.may_share_memory(result._array, input._array):
        raise ShapeError(
            f"view: a tensor of shape {tuple(input.shape)} and strides {stride(input)} cannot be "
            f"seen as {wanted} without a copy",
            "use reshape(), or contiguous() first",
        )
    return result


@function("tensor")
def view_as(input: Tensor, other: Tensor) -> Tensor:
    """The same memory in the shape of `other`. Source: torch.Tensor.view_as."""
    return view(input, other.shape)


@function("tensor")
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """The same elements in the shape of `other`. Source: torch.Tensor.reshape_as."""
    return _reshaped(input, other.shape)


@function()
def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dimension made several; one size may be −1. Source: torch.unflatten."""
    place, given = axis(dim, input.ndim, "unflatten"), tuple(sizes)
    if not given or given.count(-1) > 1:
        raise ShapeError(f"unflatten: sizes {given}", "give at least one, at most one of them −1")
    rest = abs(int(np.prod(given)))
    if -1 in given and rest:
        given = tuple(input.shape[place] // rest if n == -1 else n for n in given)
    if int(np.prod(given)) != input.shape[place]:
        raise ShapeError(
            f"unflatten: {tuple(sizes)} does not multiply up to {input.shape[place]}, the size of "
            f"dimension {dim}",
            "the product of the sizes must stay the same",
        )
    return _reshaped(input, (*input.shape[:place], *given, *input.shape[place + 1 :]))


@function()
def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension. Source: torch.ravel."""
    return _reshaped(input, (-1,))


@function("torch tensor", name="permute")
def _permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The dimensions in another order. Source: torch.permute."""
    return shape.permute(input, sizes(order, dims))


@function()
def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions moved to other places, the rest kept in order. Source: torch.movedim."""
    one = isinstance(source, int)
    if one != isinstance(destination, int) or (not one and len(source) != len(destination)):
        raise ShapeError(
            f"movedim: source {source} and destination {destination} differ in number",
            "give one destination for each source",
        )
    old, new = (
        [axis(d, input.ndim, "movedim") for d in ([given] if one else given)]
        for given in (source, destination)
    )
    if len(set(old)) < len(old) or len(set(new)) < len(new):
        raise ShapeError(f"movedim: {source} to {destination} repeats one", "name each once")
    order = [d for d in range(input.ndim) if d not in old]
    for place, dim in sorted(zip(new, old, strict=True)):
        order.insert(place, dim)
    return shape.permute(input, order) if input.ndim else _reshaped(input, ())


@function()
def moveaxis(input: Tensor, source: Any, destination: Any) -> Tensor:
    """As movedim. Source: torch.moveaxis."""
    return movedim(input, source, destination)


@function()
def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """As transpose. Source: torch.swapaxes."""
    return shape.transpose(input, axis0, axis1)


@function()
def swapdims(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """As transpose. Source: torch.swapdims."""
    return shape.transpose(input, dim0, dim1)


@function("torch tensor", name="expand")
def _expand(input: Tensor, *size: Any, implicit: bool = False) -> Tensor:
    """Dimensions of size 1 repeated; −1 keeps a size. Source: torch.Tensor.expand."""
    return shape.expand(input, sizes(size))


@function("tensor")
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Expanded to the shape of `other`. Source: torch.Tensor.expand_as."""
    return shape.expand(input, tuple(other.shape))


@function()
def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """Expanded to `size`. Source: torch.broadcast_to."""
    return shape.expand(input, sizes((), size))


@function("torch")
def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """All tensors expanded to their common shape. Source: torch.broadcast_tensors."""
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    common = broadcast_shapes(*(t.shape for t in given))
    return tuple(shape.expand(t, common) for t in given)


@function("torch")
def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that all broadcast to. Source: torch.broadcast_shapes."""
    given = [(s,) if isinstance(s, int) else tuple(s) for s in shapes]
    try:
        return Size(np.broadcast_shapes(*given))
    except ValueError:
        raise ShapeError(
            f"shapes {', '.join(map(str, given))} do not broadcast",
            "sizes must be equal or 1, compared from the last dimension",
        ) from None


@function("tensor")
def sum_to_size(input: Tensor, *size: Any) -> Tensor:
    """Summed so that broadcasting `size` would give the input. Source: torch.Tensor.sum_to_size."""
    wanted = sizes(size)
    lead = input.ndim - len(wanted)
    if lead < 0 or any(n not in (1, m) for n, m in zip(wanted, input.shape[lead:], strict=True)):
        raise ShapeError(
            f"sum_to_size: {tuple(input.shape)} does not sum to {wanted}",
            "each size must be 1 or stay",
        )
    gone = tuple(i for i, n in enumerate(input.shape) if i < lead or (wanted[i - lead] == 1 != n))
    return _reshaped(input.sum(gone) if gone else input, wanted)


@function("tensor")
def repeat(input: Tensor, *repeats: Any) -> Tensor:
    """The whole tensor repeated along each dimension. Source: torch.Tensor.repeat."""
    return rearranging.repeat(input, sizes(repeats))


@function()
def tile(input: Tensor, *dim: Any, dims: Any = None) -> Tensor:
    """As repeat; missing counts in front are 1. Source: torch.tile."""
    counts = sizes(dim, dims)
    return rearranging.repeat(input, (1,) * (input.ndim - len(counts)) + counts)


@function()
def flip(input: Tensor, *dim: Any, dims: Any = None) -> Tensor:
    """The order of the elements turned round along `dims`. Source: torch.flip."""
    return rearranging.flip(input, sizes(dim, dims))


@function()
def fliplr(input: Tensor) -> Tensor:
    """Turned round along dimension 1. Source: torch.fliplr."""
    _at_least(input, 2, "fliplr")
    return rearranging.flip(input, (1,))


@function()
def flipud(input: Tensor) -> Tensor:
    """Turned round along dimension 0. Source: torch.flipud."""
    _at_least(input, 1, "flipud")
    return rearranging.flip(input, (0,))


@function()
def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """Turned by k quarter turns from dims[0] towards dims[1]. Source: torch.rot90."""
    _at_least(input, 2, "rot90")
    places = [axis(d, input.ndim, "rot90") for d in dims]
    if len(places) != 2 or places[0] == places[1]:
        raise ShapeError(f"rot90: dims {tuple(dims)}", "name two dimensions")
    first, second = places
    turns = k % 4
    if turns == 2:
        return rearranging.flip(input, (first, second))
    if turns == 1:
        return shape.transpose(rearranging.flip(input, (second,)), first, second)
    if turns == 3:
        return rearranging.flip(shape.transpose(input, first, second), (second,))
    return clone(input)


@function("tensor")
def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows of `size` along a dimension, each in a new last one. Source: torch.Tensor.unfold."""
    place = axis(dimension, input.ndim, "unfold")
    length = input.shape[place] if input.ndim else 1
    if not 0 <= size <= length or step <= 0:
        raise ShapeError(
            f"unfold: windows of {size} in steps of {step} along a dimension of {length}",
            "give a size that fits, and a step of at least 1",
        )
    starts = np.arange(0, length - size + 1, step)
    if not input.ndim:
        return _reshaped(input, (1,))[:size]
    windows = getitem(input, (*(slice(None),) * place, starts[:, None] + np.arange(size)))
    return movedim(windows, place + 1, -1)


@function("tensor")
def contiguous(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """Itself, or a copy where its elements do not lie in order. Source: torch.Tensor.contiguous."""
    return input if is_contiguous(input) else in_order(input)


@function("tensor")
def is_contiguous(input: Tensor, *, memory_format: Any = None) -> bool:
    """Whether the elements lie in order in memory. Source: torch.Tensor.is_contiguous."""
    return bool(input._array.flags.c_contiguous)


@function("tensor")
def stride(input: Tensor, dim: int | None = None) -> Any:
    """How many elements apart neighbours lie, along each dimension or one.

    Source: torch.Tensor.stride.
    """
    steps = tuple(n // input._array.itemsize for n in input._array.strides)
    return steps if dim is None else steps[axis(dim, input.ndim, "stride")]


def _at_least(input: Tensor, ndim: int, name: str) -> None:
    if input.ndim < ndim:
        raise ShapeError(
            f"{name}: a tensor of {input.ndim} dimensions", f"give one of at least {ndim}"
        )
