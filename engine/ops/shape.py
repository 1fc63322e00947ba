"""Shapes: the same elements in other dimensions, mostly as a view of the same memory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import axes, axis
from engine.dtype import Array
from engine.errors import ShapeError
from engine.node import Node
from engine.op import family

op = family("Shape")


@op(
    "reshape",
    symbol="▭",
    formula=r"\mathrm{reshape}(x)",
    local=("1",),
    promotes="none",
    view=True,
    node="View",
)
def reshape(input: Array, shape: Sequence[int]) -> Array:
    """The same elements in another shape; one size may be −1. Source: torch.reshape."""
    wanted = (shape,) if isinstance(shape, int) else tuple(shape)
    try:
        return np.reshape(input, wanted)
    except ValueError:
        raise ShapeError(
            f"reshape: {input.size} elements of shape {input.shape} do not fill {wanted}",
            "the product of the sizes must stay the same",
        ) from None


@reshape.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return z_bar.reshape(_x.shape)


@op(
    "flatten",
    symbol="▬",
    formula=r"\mathrm{flatten}(x)",
    local=("1",),
    promotes="none",
    view=True,
    node="View",
)
def flatten(input: Array, start_dim: int = 0, end_dim: int = -1) -> Array:
    """The dimensions from start to end made one. Source: torch.flatten."""
    start = axis(start_dim, input.ndim, "flatten")
    end = axis(end_dim, input.ndim, "flatten")
    if start > end:
        raise ShapeError(
            f"flatten: start_dim {start_dim} comes after end_dim {end_dim}", "swap them"
        )
    sizes = input.shape
    return np.reshape(input, (*sizes[:start], math.prod(sizes[start : end + 1]), *sizes[end + 1 :]))


@flatten.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return z_bar.reshape(_x.shape)


@op("transpose", symbol="Aᵀ", formula=r"x^{\mathsf{T}}", local=("1",), promotes="none", view=True)
def transpose(input: Array, dim0: int = -2, dim1: int = -1) -> Array:
    """Two dimensions swapped, the last two unless named. Source: torch.transpose."""
    if input.ndim < 2 and (dim0, dim1) == (-2, -1):
        return input
    first, second = (axis(d, input.ndim, "transpose") for d in (dim0, dim1))
    return np.swapaxes(input, first, second) if input.ndim else input


@transpose.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, dim0: int, dim1: int) -> Any:
    return transpose(z_bar, dim0, dim1)


@op("t", symbol="Aᵀ", local=("1",), promotes="none", view=True, listed=False)
def t(input: Array) -> Array:
    """A matrix transposed; fewer dimensions stay. Source: torch.t."""
    if input.ndim > 2:
        raise ShapeError(f"t: a tensor of {input.ndim} dimensions", "use transpose(dim0, dim1)")
    return np.transpose(input)


@t.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return t(z_bar)


@op("permute", symbol="⟲", formula=r"\mathrm{permute}(x)", local=("1",), promotes="none", view=True)
def permute(input: Array, dims: Sequence[int]) -> Array:
    """The dimensions in another order. Source: torch.permute."""
    order = _order(dims, input.ndim)
    if len(order) != input.ndim:
        raise ShapeError(
            f"permute: {len(order)} dimensions named for a tensor of {input.ndim}",
            "name each dimension once",
        )
    return np.transpose(input, order)


@permute.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, dims: Sequence[int]) -> Any:
    order = _order(dims, _x.ndim)
    return permute(z_bar, [order.index(i) for i in range(_x.ndim)])


@op(
    "unsqueeze",
    symbol="+1",
    formula=r"\mathrm{unsqueeze}(x)",
    local=("1",),
    promotes="none",
    view=True,
)
def unsqueeze(input: Array, dim: int) -> Array:
    """A new dimension of size 1 at `dim`. Source: torch.unsqueeze."""
    return np.expand_dims(input, axis(dim, input.ndim + 1, "unsqueeze"))


@unsqueeze.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return z_bar.reshape(_x.shape)


def _squeeze_node(node: Node) -> str:
    """Torch counts squeeze(), squeeze(dim) and squeeze(dims) apart."""
    dim = node.static["dim"]
    return f"SqueezeBackward{0 if dim is None else 1 if isinstance(dim, int) else 2}"


@op(
    "squeeze",
    symbol="−1",
    formula=r"\mathrm{squeeze}(x)",
    local=("1",),
    promotes="none",
    view=True,
    node=_squeeze_node,
)
def squeeze(input: Array, dim: int | Sequence[int] | None = None) -> Array:
    """Dimensions of size 1 taken away, all or those named. Source: torch.squeeze."""
    gone = () if dim == () or dim == [] else axes(dim, input.ndim, "squeeze")
    return np.squeeze(input, tuple(i for i in gone if input.shape[i] == 1))


@squeeze.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return z_bar.reshape(_x.shape)


@op("expand", symbol="↔", formula=r"\mathrm{expand}(x)", local=("1",), promotes="none", view=True)
def expand(input: Array, size: Sequence[int]) -> Array:
    """Dimensions of size 1 repeated to `size`; −1 keeps one. Source: torch.Tensor.expand."""
    wanted = (size,) if isinstance(size, int) else tuple(size)
    lead = len(wanted) - input.ndim
    if lead < 0 or any(n < (0 if i < lead else -1) for i, n in enumerate(wanted)):
        raise ShapeError(
            f"expand: shape {input.shape} does not expand to {wanted}",
            "give a size for each dimension, with new ones in front; −1 keeps an old one",
        )
    full = tuple(
        input.shape[i - lead] if n == -1 and i >= lead else n for i, n in enumerate(wanted)
    )
    try:
        return np.broadcast_to(input, full)
    except ValueError:
        raise ShapeError(
            f"expand: shape {input.shape} does not expand to {wanted}",
            "only dimensions of size 1 can be repeated",
        ) from None


@expand.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return z_bar


def _order(dims: int | Sequence[int], ndim: int) -> tuple[int, ...]:
    if isinstance(dims, int):
        return (axis(dims, ndim, "permute"),)
    return axes(dims, ndim, "permute") if len(dims) else ()
