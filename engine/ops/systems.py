"""Inverses and systems of linear equations of (stacks of) matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import computing, matrices, square
from engine.ops.selection import where
from engine.ops.shape import transpose

op = family("Linear algebra")
_SINGULAR = "the matrix must be invertible; pinv or lstsq serve singular ones"


@op("inv", promotes="none", listed=False, places="linalg", node="LinalgInvEx")
def inv(A: Array) -> Array:
    """The inverse matrices (…, n, n). Errors: LinAlgError for singular ones.

    Source: torch.linalg.inv.
    """
    square("linalg.inv", A)
    with computing("linalg.inv", _SINGULAR):
        return np.linalg.inv(A)


@inv.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    turned = transpose(z)
    return -matmul(turned, matmul(z_bar, turned))


@op("solve_matrices", promotes="none", listed=False, places="", node="LinalgSolveEx")
def solve_matrices(A: Array, B: Array, left: bool = True) -> Array:
    """X (…, n, k) with A X = B, or with X A = B where `left` is false.

    Source: torch.linalg.solve.
    """
    square("linalg.solve", A)
    matrices("linalg.solve", A, B)
    with computing("linalg.solve", _SINGULAR):
        if left:
            return np.linalg.solve(A, B)
        return np.swapaxes(np.linalg.solve(np.swapaxes(A, -1, -2), np.swapaxes(B, -1, -2)), -1, -2)


@solve_matrices.vjp
def _(z_bar: Any, z: Any, A: Any, _B: Any, *, left: bool, needs: tuple[bool, bool]) -> Any:
    b_bar = solve_matrices(transpose(A), z_bar, left)
    return _factor_bar(b_bar, z, left) if needs[0] else None, b_bar


@op(
    "solve_triangular", promotes="none", listed=False, places="linalg", node="LinalgSolveTriangular"
)
def solve_triangular(
    A: Array, B: Array, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Array:
    """X with A X = B, or X A = B, reading one triangle of A; with `unitriangular` its diagonal
    counts as ones. Source: torch.linalg.solve_triangular.
    """
    square("linalg.solve_triangular", A)
    matrices("linalg.solve_triangular", A, B)
    triangle = np.triu(A, 1) if upper else np.tril(A, -1)
    diagonal = np.eye(A.shape[-1], dtype=A.dtype)
    triangle = triangle + (diagonal if unitriangular else diagonal * A)
    with computing("linalg.solve_triangular", "no element of the diagonal may be 0"):
        if left:
            return np.linalg.solve(triangle, B)
        turned = np.linalg.solve(np.swapaxes(triangle, -1, -2), np.swapaxes(B, -1, -2))
        return np.swapaxes(turned, -1, -2)


@solve_triangular.vjp
def _(
    z_bar: Any,
    z: Any,
    A: Any,
    _B: Any,
    *,
    upper: bool,
    left: bool,
    unitriangular: bool,
    needs: tuple[bool, bool],
) -> Any:
    b_bar = solve_triangular(
        transpose(A), z_bar, upper=not upper, left=left, unitriangular=unitriangular
    )
    if not needs[0]:
        return None, b_bar
    return within_triangle(_factor_bar(b_bar, z, left), upper, int(unitriangular)), b_bar


def _factor_bar(b_bar: Any, z: Any, left: bool) -> Any:
    """The cotangent of A, where A X = B or X A = B."""
    turned = transpose(z)
    return -(matmul(b_bar, turned) if left else matmul(turned, b_bar))


def within_triangle(x: Any, upper: bool, off: int = 0) -> Any:
    """x with zeros outside one triangle, which starts `off` diagonals from the main one."""
    rows, columns = x.shape[-2:]
    mask = np.tri(rows, columns, off - 1 if upper else -off, dtype=np.bool_)
    if upper:
        mask = ~mask
    return where(mask, x, 0.0)
