"""The same values: as another dtype, copied, or cut off from gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array, Dtype
from engine.errors import DtypeError
from engine.op import family

op = family("Structure")


@op(
    "to",
    symbol="dtype",
    formula="x",
    local=("1",),
    promotes="none",
    listed=False,
    places="",
    node="ToCopy",
)
def to(input: Array, dtype: Any) -> Array:
    """The same values as another dtype. Source: torch.Tensor.to."""
    return input.astype(dtype.numpy if isinstance(dtype, Dtype) else dtype)


@op("clone", symbol="copy", formula="x", local=("1",), promotes="none", listed=False, places="")
def clone(input: Array) -> Array:
    """A copy that gradients flow through. Source: torch.clone."""
    return input.copy(order="K")


@op("contiguous", formula="x", local=("1",), promotes="none", listed=False, places="", node="Clone")
def contiguous(input: Array) -> Array:
    """A copy whose elements lie in order in memory. Source: torch.Tensor.contiguous."""
    return np.array(input, order="C")


@to.vjp
@clone.vjp
@contiguous.vjp
def _(z_bar: Any, _z: Any, _x: Any) -> Any:
    return z_bar


@op("detach", symbol="✂", formula="x", local=("0",), promotes="none")
def detach(input: Array) -> Array:
    """The same values, cut off from gradients. Source: torch.Tensor.detach."""
    return input


@op("view_dtype", promotes="none", listed=False, places="", view=True)
def view_dtype(input: Array, dtype: Dtype) -> Array:
    """The same memory read as another dtype of the same size. Source: torch.Tensor.view."""
    if dtype.itemsize != input.itemsize:
        raise DtypeError(
            f"view: {input.dtype} has {input.itemsize} bytes, {dtype!r} {dtype.itemsize}",
            "give a dtype of the same size, or convert with .to()",
        )
    return input.view(dtype.numpy)
