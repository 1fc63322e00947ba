"""Products of vectors and matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ShapeError
from engine.op import Op, family
from engine.ops.shape import squeeze, transpose, unsqueeze

op = family("Linear algebra")


_FACE: dict[str, Any] = {
    "symbol": "@",
    "formula": "A B",
    "local": (r"B^{\mathsf{T}}", r"A^{\mathsf{T}}"),
}


@op("matmul", node="UnsafeView", **_FACE)  # the end of a product of stacks
def matmul(input: Array, other: Array) -> Array:
    """Matrix product (…, n, k) @ (…, k, m); 1-D operands are vectors. Source: torch.matmul."""
    if not input.ndim or not other.ndim:
        raise ShapeError(
            f"matmul: left {input.shape}, right {other.shape}: both need at least one dimension",
            "use * to multiply by a number",
        )
    rows = other.shape[-2] if other.ndim > 1 else other.shape[0]
    if input.shape[-1] != rows:
        raise ShapeError(
            f"matmul: left {input.shape}, right {other.shape}: "
            f"inner sizes {input.shape[-1]} and {rows} must match",
            "transpose or reshape one of them",
        )
    return np.matmul(input, other)


@matmul.vjp
def _product_rule(z_bar: Any, _z: Any, x: Any, y: Any, *, needs: tuple[bool, bool]) -> Any:
    x_bar = y_bar = None
    if x.ndim == 1 and y.ndim == 1:
        return z_bar * y, z_bar * x
    if x.ndim == 1:
        if needs[0]:
            x_bar = squeeze(matmul(y, unsqueeze(z_bar, -1)), -1)
        return x_bar, unsqueeze(x, -1) * unsqueeze(z_bar, -2) if needs[1] else None
    if y.ndim == 1:
        if needs[1]:
            y_bar = squeeze(matmul(transpose(x), unsqueeze(z_bar, -1)), -1)
        return unsqueeze(z_bar, -1) * y if needs[0] else None, y_bar
    if needs[0]:
        x_bar = matmul(z_bar, transpose(y))
    if needs[1]:
        y_bar = matmul(transpose(x), z_bar)
    return x_bar, y_bar


def _named(node: str | Callable[[Any], str]) -> Op:
    """The same op under another name of torch's Node."""
    ranked = Op(matmul.forward, matmul.name, matmul.family, node=node, **_FACE)
    ranked.vjp(_product_rule)
    return ranked


PRODUCTS = {
    (1, 1): _named("Dot"),
    (1, 2): _named(lambda _node: "SqueezeBackward4"),
    (2, 1): _named("Mv"),
    (2, 2): _named("Mm"),
}  # by the numbers of dimensions
PAIRS = _named("Bmm")


@op("dot", symbol="·", formula=r"\sum_i x_i y_i", local=("y", "x"))
def dot(input: Array, other: Array) -> Array:
    """Inner product of two vectors (n,). Source: torch.dot."""
    if input.ndim != 1 or input.shape != other.shape:
        raise ShapeError(
            f"dot: shapes {input.shape} and {other.shape}: two vectors of one length are needed",
            "use @ for matrices",
        )
    return np.dot(input, other)


@dot.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    return z_bar * y, z_bar * x


@op("outer", symbol="⊗", formula=r"x y^{\mathsf{T}}", local=("y", "x"), node="Mul")
def outer(input: Array, other: Array) -> Array:
    """Every product of two vectors: (n,), (m,) → (n, m). Source: torch.outer."""
    if input.ndim != 1 or other.ndim != 1:
        raise ShapeError(
            f"outer: shapes {input.shape} and {other.shape}: two vectors are needed",
            "flatten them first",
        )
    return np.outer(input, other)


@outer.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any) -> Any:
    return matmul(z_bar, y), matmul(transpose(z_bar), x)
