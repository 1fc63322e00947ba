"""The linear map of a layer, as one operation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import DtypeError, ShapeError
from engine.node import Node
from engine.op import family
from engine.ops.linear_algebra import matmul
from engine.ops.shape import transpose

op = family("Linear algebra")


def _node(node: Node) -> str:
    """Torch adds the bias to a matrix product, where there is one."""
    return "MmBackward0" if len(node.edges) == 2 else "AddmmBackward0"


@op(
    "linear",
    symbol="W x + b",
    formula=r"x W^{\mathsf{T}} + b",
    local=("W", "x", "1"),
    promotes="none",
    listed=False,
    places="",
    node=_node,
)
def linear(input: Array, weight: Array, bias: Array | None = None) -> Array:
    """x Wᵀ + b: (…, in) with weight (out, in) and bias (out,) → (…, out).

    Errors: ShapeError, DtypeError where sizes or dtypes differ. Source: torch.nn.functional.linear.
    """
    if weight.ndim != 2 or not input.ndim or input.shape[-1] != weight.shape[1]:
        raise ShapeError(
            f"linear: input {input.shape}, weight {weight.shape}",
            "the last size of both must be the same number of features",
        )
    if bias is not None and bias.shape not in ((), (1,), weight.shape[:1]):
        raise ShapeError(
            f"linear: weight {weight.shape}, bias {bias.shape}", f"give {weight.shape[:1]}"
        )
    dtypes = {array.dtype for array in (input, weight, bias) if array is not None}
    if len(dtypes) > 1:
        raise DtypeError(f"linear: {' and '.join(map(str, dtypes))}", "make them the same")
    *lead, features = input.shape
    z = np.matmul(input.reshape(math.prod(lead), features), weight.T)
    if bias is not None:
        z += bias
    return z.reshape(*lead, len(weight))


@linear.vjp
def _(z_bar: Any, _z: Any, x: Any, w: Any, _bias: Any = None, *, needs: tuple[bool, ...]) -> Any:
    x_bar = w_bar = b_bar = None
    rows = z_bar.reshape((math.prod(z_bar.shape[:-1]), z_bar.shape[-1]))
    if needs[0]:
        x_bar = matmul(rows, w).reshape(x.shape)
    if needs[1]:
        w_bar = matmul(transpose(rows), x.reshape((rows.shape[0], x.shape[-1])))
    if needs[2:] == (True,):
        b_bar = rows.sum(0)
    return x_bar, w_bar, b_bar
