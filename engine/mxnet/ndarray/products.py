"""Products of matrices in MXNet's idiom."""

from __future__ import annotations

from typing import Any

from engine.errors import ShapeError
from engine.mxnet.ndarray.ndarray import call
from engine.op import OPS
from engine.tensor import Tensor


def dotted(x: Tensor, y: Tensor) -> Tensor:
    """The last dimension of x against the first of y."""
    if x.ndim == y.ndim == 1:
        return OPS["dot"](x, y)
    if x.ndim <= 2 and y.ndim <= 2:
        return OPS["matmul"](x, y)
    if x.shape[-1] != y.shape[0]:
        raise ShapeError(
            f"dot: left {tuple(x.shape)}, right {tuple(y.shape)}: the last size {x.shape[-1]} and "
            f"the first size {y.shape[0]} must match",
            "transpose one of them",
        )
    inner = x.shape[-1]
    flat = OPS["matmul"](x.reshape((-1, inner)), y.reshape((inner, -1)))
    return flat.reshape((*x.shape[:-1], *y.shape[1:]))


def dot(lhs: Any, rhs: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    """The last dimension of lhs against the first of rhs: inner product, matrix product.

    `transpose_a` and `transpose_b` reverse the dimensions of one first. Source: mxnet.nd.dot.
    Errors: ShapeError where the sizes differ.
    """
    return call(dotted, lhs.T if transpose_a else lhs, rhs.T if transpose_b else rhs)


def batch_dot(lhs: Any, rhs: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    """A matrix product for each of a batch: (n, a, b) with (n, b, c). Source: mxnet.nd.batch_dot.

    Errors: ShapeError for other shapes.
    """

    def product(x: Tensor, y: Tensor) -> Tensor:
        if x.ndim != 3 or y.ndim != 3 or x.shape[0] != y.shape[0]:
            raise ShapeError(
                f"batch_dot: shapes {tuple(x.shape)} and {tuple(y.shape)} are no two batches",
                "give (n, a, b) and (n, b, c)",
            )
        x = OPS["transpose"](x, -2, -1) if transpose_a else x
        y = OPS["transpose"](y, -2, -1) if transpose_b else y
        return OPS["matmul"](x, y)

    return call(product, lhs, rhs)
