"""Diagonals and triangles: picked from matrices, and put into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import axis
from engine.dtype import Array
from engine.errors import ShapeError
from engine.op import family

op = family("Shape")


@op("diagonal", symbol="⋱", local=("1",), promotes="none", listed=False, view=True)
def diagonal(input: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    """The diagonal of the matrices over two dimensions, last: (…, n). Source: torch.diagonal."""
    first, second = _two(dim1, dim2, input.ndim, "diagonal")
    result = np.diagonal(input, offset, first, second)
    if input.flags.writeable:
        result.flags.writeable = True
    return result


@diagonal.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    return undiagonal(z_bar, _x.shape, offset, dim1, dim2)


@op("undiagonal", listed=False, promotes="none", places="", node="DiagonalBackward")
def undiagonal(
    input: Array, shape: Sequence[int], offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Array:
    """Zeros of `shape` with `input` on a diagonal: the gradient of diagonal."""
    result = np.zeros(tuple(shape), input.dtype)
    diagonal.forward(result, offset, dim1, dim2)[...] = input
    return result


@undiagonal.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    return diagonal(z_bar, offset, dim1, dim2)


@op("diag_embed", symbol="⋱", local=("1",), promotes="none", listed=False)
def diag_embed(input: Array, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Array:
    """Matrices of zeros with the last dimension on a diagonal. Source: torch.diag_embed."""
    first, second = _two(dim1, dim2, input.ndim + 1, "diag_embed")
    size = input.shape[-1] + abs(offset)
    shape = list(input.shape[:-1])
    for place in sorted((first, second)):
        shape.insert(place, size)
    return undiagonal.forward(input, shape, offset, first, second)


@diag_embed.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    return diagonal(z_bar, offset, dim1, dim2)


@op("tril", symbol="◣", local=("1",), promotes="none", listed=False)
def tril(input: Array, diagonal: int = 0) -> Array:
    """Zeros above a diagonal of each matrix. Source: torch.tril."""
    _matrix(input, "tril")
    return np.tril(input, diagonal)


@tril.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, diagonal: int) -> Any:
    return tril(z_bar, diagonal)


@op("triu", symbol="◥", local=("1",), promotes="none", listed=False)
def triu(input: Array, diagonal: int = 0) -> Array:
    """Zeros below a diagonal of each matrix. Source: torch.triu."""
    _matrix(input, "triu")
    return np.triu(input, diagonal)


@triu.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, diagonal: int) -> Any:
    return triu(z_bar, diagonal)


def _two(dim1: int, dim2: int, ndim: int, name: str) -> tuple[int, int]:
    first, second = axis(dim1, ndim, name), axis(dim2, ndim, name)
    if first == second:
        raise ShapeError(f"{name}: dimensions {dim1} and {dim2} are the same", "name two")
    return first, second


def _matrix(input: Array, name: str) -> None:
    if input.ndim < 2:
        raise ShapeError(
            f"{name}: a tensor of {input.ndim} dimensions is no matrix", "give at least two"
        )
