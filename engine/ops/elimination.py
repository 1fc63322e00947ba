"""Gaussian elimination with row exchanges, as lower and upper factors in one matrix."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family
from engine.ops.indexing import getitem
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import matrices
from engine.ops.shape import cat, transpose
from engine.ops.systems import solve_triangular, within_triangle

op = family("Linear algebra")


@op("eliminate", promotes="none", listed=False, places="", node="LinalgLuFactorEx")
def eliminate(A: Array) -> tuple[Array, Array]:
    """L (below the diagonal, ones on it) and U of (…, m, n) matrices, and the row, from 1, that
    each row was exchanged with (…, min(m, n)). Source: torch.linalg.lu_factor.
    """
    matrices("linalg.lu_factor", A)
    rows, columns = A.shape[-2:]
    work = np.array(A).reshape(math.prod(A.shape[:-2]), rows, columns)
    count = min(rows, columns)
    pivots = np.zeros((len(work), count), np.int32)
    each = np.arange(len(work))
    for i in range(count):
        pivot = i + np.argmax(np.abs(work[:, i:, i]), axis=1) if len(work) else each
        pivots[:, i] = pivot + 1
        work[each, i], work[each, pivot] = work[each, pivot], work[each, i]
        head = work[:, i, i, None]
        work[:, i + 1 :, i] /= np.where(head == 0, 1, head)
        work[:, i + 1 :, i + 1 :] -= work[:, i + 1 :, i, None] * work[:, i, None, i + 1 :]
    return work.reshape(A.shape), pivots.reshape(*A.shape[:-2], count)


@eliminate.vjp
def _(z_bars: Any, z: Any, x: Any) -> Any:
    lu, pivots = z
    rows, columns = x.shape[-2:]
    count = min(rows, columns)
    corner = getitem(lu, (..., slice(0, count), slice(0, count)))
    lower = within_triangle(corner, False, 1) + np.eye(count, dtype=np.float32)
    upper = within_triangle(corner, True)
    bar = getitem(z_bars[0], (..., slice(0, count), slice(0, count)))
    l_bar, u_bar = within_triangle(bar, False, 1), within_triangle(bar, True)
    if columns > rows:  # the right part is L⁻¹ times that of A
        right, right_bar = (getitem(a, (..., slice(count, None))) for a in (lu, z_bars[0]))
        right_bar = solve_triangular(transpose(lower), right_bar, upper=True)
        l_bar = l_bar - within_triangle(matmul(right_bar, transpose(right)), False, 1)
    if rows > columns:  # the lower part is that of A times U⁻¹
        low, low_bar = (getitem(a, (..., slice(count, None), slice(None))) for a in (lu, z_bars[0]))
        low_bar = solve_triangular(transpose(upper), low_bar, upper=False, left=False)
        u_bar = u_bar - within_triangle(matmul(transpose(low), low_bar), True)
    inner = within_triangle(matmul(transpose(lower), l_bar), False, 1)
    inner = inner + within_triangle(matmul(u_bar, transpose(upper)), True)
    part = solve_triangular(transpose(lower), inner, upper=True)
    part = solve_triangular(transpose(upper), part, upper=False, left=False)
    if columns > rows:
        part = cat([part, right_bar], -1)
    if rows > columns:
        part = cat([part, low_bar], -2)
    dtype = getattr(x.dtype, "numpy", x.dtype)
    return matmul(permutation(np.asarray(pivots), rows).astype(dtype), part)


def permutation(pivots: Array, rows: int) -> Array:
    """The matrices P (…, m, m) with P L U = A, from the exchanges of rows."""
    flat = pivots.reshape(math.prod(pivots.shape[:-1]), pivots.shape[-1])
    order = np.tile(np.arange(rows), (len(flat), 1))
    each = np.arange(len(flat))
    for i in range(pivots.shape[-1]):
        j = flat[:, i] - 1
        order[each, i], order[each, j] = order[each, j], order[each, i]
    one_hot = order[:, None, :] == np.arange(rows)[:, None]
    return one_hot.reshape(*pivots.shape[:-1], rows, rows)
