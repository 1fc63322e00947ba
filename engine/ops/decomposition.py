"""Decompositions of (stacks of) matrices: Cholesky, QR, eigenvalues, singular values.

The rules are those of Giles (2008) and of torch's FunctionsManual.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, GradientError, RangeError
from engine.op import family
from engine.ops.indexing import getitem
from engine.ops.joining import cat
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import computing, matrices, square
from engine.ops.selection import where
from engine.ops.shape import transpose, unsqueeze
from engine.ops.systems import solve_matrices, solve_triangular, within_triangle

op = family("Linear algebra")
_CONVERGENCE = "look for inf or NaN in the matrix"


def _halved(x: Any, upper: bool) -> Any:
    """One triangle of x, with half its diagonal."""
    return within_triangle(x, upper) * (1 - 0.5 * np.eye(x.shape[-1], dtype=np.float32))


@op("cholesky_factor", promotes="none", listed=False, places="", node="LinalgCholeskyEx")
def cholesky_factor(A: Array) -> Array:
    """Lower L (…, n, n) with L Lᵀ = A, read from the lower triangle. Errors: LinAlgError where A
    is not positive definite. Source: torch.linalg.cholesky.
    """
    square("linalg.cholesky", A)
    with computing("linalg.cholesky", "the matrix must be symmetric and positive definite"):
        return np.linalg.cholesky(A)


@cholesky_factor.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    inner = _halved(matmul(transpose(z), z_bar), upper=False)
    part = solve_triangular(z, inner, upper=False, left=False)
    part = solve_triangular(transpose(z), part, upper=True)
    return (part + transpose(part)) * 0.5


@op("linalg_qr", promotes="none", listed=False, places="", results=("Q", "R"), node="LinalgQr")
def linalg_qr(A: Array, mode: str = "reduced") -> tuple[Array, Array]:
    """Orthogonal Q and upper triangular R with Q R = A; `mode` is 'reduced', 'complete' or 'r',
    which leaves Q empty. Source: torch.linalg.qr.
    """
    matrices("linalg.qr", A)
    if mode not in ("reduced", "complete", "r"):
        raise RangeError(
            f"linalg.qr: mode '{mode}' is not known", "use 'reduced', 'complete' or 'r'"
        )
    if mode == "r":
        return np.zeros(0, A.dtype), np.asarray(np.linalg.qr(A, "r"))
    q, r = np.linalg.qr(A, "complete" if mode == "complete" else "reduced")
    return q, r


@linalg_qr.vjp
def _(z_bars: Any, z: Any, x: Any, *, mode: str) -> Any:
    rows, columns = x.shape[-2:]
    if mode == "r" or (mode == "complete" and rows > columns):
        raise GradientError(
            f"backward: linalg.qr has no derivative in mode '{mode}' at shape {tuple(x.shape)}",
            "use mode='reduced'",
        )
    (q_bar, r_bar), (q, r) = z_bars, z
    if q_bar is None:
        q_bar = q * 0.0
    if r_bar is None:
        r_bar = r * 0.0
    if columns > rows:  # the first columns decide Q; the others are Q V
        rest = _columns(r_bar, rows, columns)
        q_bar = q_bar + matmul(_columns(x, rows, columns), transpose(rest))
        r, r_bar = _columns(r, 0, rows), _columns(r_bar, 0, rows)
    inner = matmul(r_bar, transpose(r)) - matmul(transpose(q), q_bar)
    half = _halved(inner, upper=True)
    part = matmul(q, half + transpose(half)) + q_bar
    part = solve_triangular(transpose(r), part, upper=False, left=False)
    return cat([part, matmul(q, rest)], -1) if columns > rows else part


def _columns(x: Any, start: int, stop: int) -> Any:
    return getitem(x, (..., slice(start, stop)))


@op(
    "eigh",
    promotes="none",
    listed=False,
    places="linalg",
    results=("eigenvalues", "eigenvectors"),
    node="LinalgEigh",
)
def eigh(A: Array, UPLO: str = "L") -> tuple[Array, Array]:
    """Ascending eigenvalues (…, n) of symmetric matrices, and their eigenvectors as columns.

    Source: torch.linalg.eigh.
    """
    square("linalg.eigh", A)
    if UPLO.upper() not in ("L", "U"):
        raise RangeError(f"linalg.eigh: UPLO is '{UPLO}'", "use 'L' or 'U'")
    with computing("linalg.eigh", _CONVERGENCE):
        values, vectors = np.linalg.eigh(A, "L" if UPLO in "Ll" else "U")
    return values, vectors


@eigh.vjp
def _(z_bars: Any, z: Any, x: Any) -> Any:
    (s_bar, v_bar), (s, v) = z_bars, z
    turned = transpose(v)
    if v_bar is None:
        return matmul(v * unsqueeze(s_bar, -2), turned)
    same = np.eye(x.shape[-1], dtype=np.bool_)
    gaps = where(same, 1.0, unsqueeze(s, -2) - unsqueeze(s, -1))
    inner = where(same, 0.0, matmul(turned, v_bar) / gaps)
    return matmul(v, matmul(inner, turned))


@op(
    "linalg_svd",
    promotes="none",
    listed=False,
    places="",
    results=("U", "S", "Vh"),
    node="LinalgSvd",
)
def svd(A: Array, full_matrices: bool = True) -> tuple[Array, Array, Array]:
    """A = U diag(S) Vh, with S descending. Source: torch.linalg.svd."""
    matrices("linalg.svd", A)
    with computing("linalg.svd", _CONVERGENCE):
        u, s, vh = np.linalg.svd(A, full_matrices=full_matrices)
    return u, s, vh


@svd.vjp
def _(z_bars: Any, z: Any, x: Any) -> Any:
    (u_bar, s_bar, vh_bar), (u, s, vh) = z_bars, z
    rows, columns = x.shape[-2:]
    k = min(rows, columns)
    u, vh = _columns(u, 0, k), getitem(vh, (..., slice(0, k), slice(None)))
    if s_bar is not None:
        return matmul(u * unsqueeze(s_bar, -2), vh)
    same = np.eye(k, dtype=np.bool_)
    row, column = unsqueeze(s, -2), unsqueeze(s, -1)
    gaps = where(same, 1.0, (row - column) * (row + column))
    if u_bar is not None:
        u_bar = _columns(u_bar, 0, k)
        inner = _skew(matmul(transpose(u), u_bar)) / gaps * row
        part = matmul(matmul(u, inner), vh)
        if rows > k:
            outside = u_bar - matmul(u, matmul(transpose(u), u_bar))
            part = part + matmul(outside / row, vh)
        return part
    vh_bar = getitem(vh_bar, (..., slice(0, k), slice(None)))
    inner = column * (_skew(matmul(vh, transpose(vh_bar))) / gaps)
    part = matmul(u, matmul(inner, vh))
    if columns > k:
        outside = vh_bar - matmul(matmul(vh_bar, transpose(vh)), vh)
        part = part + matmul(u, outside / column)
    return part


def _skew(x: Any) -> Any:
    return x - transpose(x)


@op("eigen", promotes="none", listed=False, places="", node="LinalgEig")
def eigen(A: Array) -> tuple[Array, Array]:
    """Real eigenvalues (…, n) of square matrices, and their eigenvectors as columns.

    Errors: ArgumentError where some are complex. Source: torch.linalg.eig.
    """
    square("linalg.eig", A)
    with computing("linalg.eig", _CONVERGENCE):
        values, vectors = np.linalg.eig(A)
    if np.any(np.imag(values)):
        raise ArgumentError(
            "linalg.eig: some eigenvalues are complex, and complex numbers are not supported",
            "use linalg.eigh for symmetric matrices, or linalg.svd",
        )
    return np.real(values).astype(A.dtype), np.real(vectors).astype(A.dtype)


@eigen.vjp
def _(z_bars: Any, z: Any, x: Any) -> Any:
    (s_bar, v_bar), (s, v) = z_bars, z
    same = np.eye(x.shape[-1], dtype=np.bool_)
    if v_bar is None:
        inner = where(same, unsqueeze(s_bar, -2), 0.0)
    else:
        gram = matmul(transpose(v), v_bar)
        lengths = where(same, unsqueeze((v * v_bar).sum(-2), -2), 0.0)
        gaps = where(same, 1.0, unsqueeze(s, -2) - unsqueeze(s, -1))
        inner = where(same, 0.0, (gram - matmul(matmul(transpose(v), v), lengths)) / gaps)
    return solve_matrices(transpose(v), matmul(inner, transpose(v)))
