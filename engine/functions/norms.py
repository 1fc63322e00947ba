"""Norms of vectors and matrices, distances, condition and rank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import axes
from engine.dtype import Dtype
from engine.errors import DtypeError, LinAlgError, RangeError, ShapeError
from engine.function import function
from engine.functions.decompositions import svdvals
from engine.functions.systems import tolerances
from engine.ops import reduction
from engine.ops.arithmetic import abs
from engine.ops.matrix_checks import matrices, square
from engine.ops.reduction import amax, amin, sum
from engine.ops.selection import where
from engine.ops.shape import permute, unsqueeze
from engine.ops.systems import inv
from engine.tensor import Tensor, from_array

Dim = int | Sequence[int] | None


def _typed(name: str, A: Tensor, dtype: Dtype | None) -> Tensor:
    if A.dtype.numpy.kind != "f":
        raise DtypeError(
            f"{name}: expected a floating point tensor, found {A.dtype!r}", "convert with .float()"
        )
    if dtype is None:
        return A
    if not dtype.is_floating_point or dtype.itemsize < A.dtype.itemsize:
        raise DtypeError(
            f"{name}: {A.dtype!r} does not fit into {dtype!r}", "give a dtype at least as wide"
        )
    return A.to(dtype)


@function("linalg")
def vector_norm(
    x: Tensor, ord: Any = 2, dim: Dim = None, keepdim: bool = False, *, dtype: Dtype | None = None
) -> Tensor:
    """The norm of order `ord` of the elements over `dim`; 0 counts those that are not 0.

    Source: torch.linalg.vector_norm.
    """
    x = _typed("linalg.vector_norm", x, dtype)
    ord = float(ord)
    reduced = axes(dim, x.ndim, "linalg.vector_norm")
    if (ord < 0 or math.isinf(ord)) and any(x.shape[i] == 0 for i in reduced):
        raise ShapeError(
            f"linalg.vector_norm: the norm of order {ord} of no element does not exist",
            "use an order from 0",
        )
    return reduction.norm(x, ord, dim, keepdim)


@function("linalg")
def matrix_norm(
    A: Tensor,
    ord: Any = "fro",
    dim: Sequence[int] = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: Dtype | None = None,
) -> Tensor:
    """The norm of the matrices over two dimensions: 'fro', 'nuc', ±1, ±2 or ±inf.

    Source: torch.linalg.matrix_norm.
    """
    name = "linalg.matrix_norm"
    A = _typed(name, A, dtype)
    if A.ndim < 2 or len(dim) != 2:
        raise ShapeError(
            f"{name}: shape {tuple(A.shape)}, dim={tuple(dim)}: a matrix has two dimensions",
            "use vector_norm for vectors",
        )
    rows, columns = axes(dim, A.ndim, name)
    if isinstance(ord, str):
        if ord == "fro":
            return vector_norm(A, 2, (rows, columns), keepdim)
        if ord != "nuc":
            raise RangeError(f"{name}: order '{ord}' is not known", "use 'fro' or 'nuc'")
        return _of_values(A, rows, columns, keepdim, "sum")
    if float(ord) in (2.0, -2.0):
        return _of_values(A, rows, columns, keepdim, "amax" if ord > 0 else "amin")
    if math.fabs(ord) not in (1.0, math.inf):
        raise RangeError(
            f"{name}: order {ord} is not supported", "use ±1, ±2, ±inf, 'fro' or 'nuc'"
        )
    inner, outer = (rows, columns) if math.fabs(ord) == 1 else (columns, rows)
    sums = sum(abs(A), inner, True)
    result = (amax if ord > 0 else amin)(sums, outer, True)
    return result if keepdim else result.squeeze((rows, columns))


def _of_values(A: Tensor, rows: int, columns: int, keepdim: bool, how: str) -> Tensor:
    """The sum or an extreme of the singular values."""
    others = [i for i in range(A.ndim) if i not in (rows, columns)]
    values = svdvals(permute(A, [*others, rows, columns]))
    result = {"sum": sum, "amax": amax, "amin": amin}[how](values, -1)
    for i in sorted((rows, columns)) if keepdim else ():
        result = unsqueeze(result, i)
    return result


@function("linalg", name="norm")
def linalg_norm(
    A: Tensor,
    ord: Any = None,
    dim: Dim = None,
    keepdim: bool = False,
    *,
    dtype: Dtype | None = None,
) -> Tensor:
    """A vector's or a matrix's norm, by the number of dimensions. Source: torch.linalg.norm."""
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if dim is None:
        if A.ndim > 2 or (isinstance(ord, str) and A.ndim < 2):
            raise ShapeError(
                f"linalg.norm: shape {tuple(A.shape)} with ord={ord!r}", "give dim, or no ord"
            )
        dim = tuple(range(A.ndim))
    dim = (dim,) if isinstance(dim, int) else tuple(dim)
    if len(dim) == 2:
        return matrix_norm(A, ord, dim, keepdim, dtype=dtype)
    if isinstance(ord, str) or len(dim) > 2:
        raise ShapeError(
            f"linalg.norm: ord={ord!r} over {len(dim)} dimension(s)", "a matrix has two"
        )
    return vector_norm(A, ord, dim, keepdim, dtype=dtype)


@function("torch tensor")
def norm(
    input: Tensor,
    p: Any = "fro",
    dim: Dim = None,
    keepdim: bool = False,
    dtype: Dtype | None = None,
) -> Tensor:
    """The p-norm of all elements, or over `dim`; 'fro' is 2, 'nuc' that of matrices.

    Source: torch.norm.
    """
    if p == "nuc":
        given = (-2, -1) if dim is None else ((dim,) if isinstance(dim, int) else tuple(dim))
        if dim is None and input.ndim != 2:
            raise ShapeError(f"norm: 'nuc' of shape {tuple(input.shape)}", "give two dimensions")
        return matrix_norm(input, "nuc", given, keepdim, dtype=dtype)
    if isinstance(p, str) and p != "fro":
        raise RangeError(f"norm: order '{p}' is not known", "use a number, 'fro' or 'nuc'")
    order = 2.0 if p is None or p == "fro" else float(p)
    input = _typed("norm", input, None)
    if dtype is not None:
        input = input.to(dtype)
    return vector_norm(input, order, dim, keepdim)


@function("linalg")
def cond(A: Tensor, p: Any = None) -> Tensor:
    """The condition number: |A| |A⁻¹|, or σ₁ / σₙ for p None, 2 and −2.

    Source: torch.linalg.cond.
    """
    matrices("linalg.cond", A._array)
    if p is None or p in (2, -2):
        values = svdvals(A)
        if not values.shape[-1]:
            return sum(values, -1)
        first, last = values[..., 0], values[..., -1]
        return last / first if p == -2 else first / last
    square("linalg.cond", A._array)
    try:
        return matrix_norm(A, p) * matrix_norm(inv(A), p)
    except LinAlgError:
        return matrix_norm(A, p) * math.inf


@function("linalg")
def matrix_rank(
    A: Tensor, tol: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None
) -> Tensor:
    """How many singular values exceed the tolerance (int64). Source: torch.linalg.matrix_rank."""
    matrices("linalg.matrix_rank", A._array)
    if tol is not None:
        atol, rtol = tol, 0.0
    low, part = tolerances(A, atol, rtol)
    x = A._array
    if not x.size:
        return from_array(np.zeros(x.shape[:-2], np.int64))
    values = np.abs(np.linalg.eigvalsh(x)) if hermitian else np.linalg.svd(x, compute_uv=False)
    limit = np.maximum(low, part * values.max(-1))
    return from_array(np.asarray((values > limit[..., None]).sum(-1), np.int64))


@function("torch tensor", node="Dist")
def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of the difference. Source: torch.dist."""
    return reduction.norm(input - other, float(p))


@function("torch", node="Cdist")
def cdist(
    x1: Tensor,
    x2: Tensor,
    p: float = 2.0,
    compute_mode: str = "use_mm_for_euclid_dist_if_necessary",
) -> Tensor:
    """The p-norm distances of all pairs of rows: (…, n, d), (…, m, d) → (…, n, m).

    Source: torch.cdist.
    """
    if x1.ndim < 2 or x2.ndim < 2 or x1.shape[-1] != x2.shape[-1]:
        raise ShapeError(
            f"cdist: shapes {tuple(x1.shape)} and {tuple(x2.shape)}: rows of one length are needed",
            "unsqueeze a vector to one row",
        )
    if p < 0:
        raise RangeError(f"cdist: p is {p}", "give 0 or more")
    way = unsqueeze(x1, -2) - unsqueeze(x2, -3)
    if p == 0:  # a count, whose gradient is 0 rather than none
        return reduction.norm(way, 0.0, -1) + sum(where(np.False_, way, 0.0), -1)
    return reduction.norm(way, float(p), -1)
