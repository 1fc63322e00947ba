"""Decompositions of matrices, in torch's several forms."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, LinAlgError, RangeError, ShapeError
from engine.function import function
from engine.functions.systems import pivot_info
from engine.ops import decomposition
from engine.ops.elimination import eliminate, permutation
from engine.ops.indexing import getitem
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import matrices, square
from engine.ops.selection import where
from engine.ops.shape import transpose, unsqueeze
from engine.ops.systems import solve_triangular, within_triangle
from engine.results import shown_as
from engine.tensor import Tensor, from_array


class _Qr(NamedTuple):
    """Q (…, m, k) and R (…, k, n)."""

    Q: Tensor
    R: Tensor


@shown_as("linalg_qr")
class LinalgQr(_Qr):
    """What linalg.qr gives."""


@shown_as("qr")
class Qr(_Qr):
    """What qr gives."""


@shown_as("svd")
class Svd(NamedTuple):
    """U (…, m, k), S (…, k) and V (…, n, k)."""

    U: Tensor
    S: Tensor
    V: Tensor


@shown_as("linalg_svd")
class LinalgSvd(NamedTuple):
    """U (…, m, k), S (…, k) and Vh (…, k, n)."""

    U: Tensor
    S: Tensor
    Vh: Tensor


@shown_as("linalg_cholesky_ex")
class CholeskyInfo(NamedTuple):
    """L, and info (…): 0, or the order of the leading part that is not positive definite."""

    L: Tensor
    info: Tensor


@shown_as("linalg_lu_factor")
class LuFactor(NamedTuple):
    """LU (…, m, n) with both factors, and pivots (…, min(m, n)), the exchanges of rows."""

    LU: Tensor
    pivots: Tensor


@shown_as("linalg_lu_factor_ex")
class LuFactorInfo(NamedTuple):
    """LU and pivots as LuFactor has them, and info (…): 0, or the place of a pivot that is 0."""

    LU: Tensor
    pivots: Tensor
    info: Tensor


class _Lu(NamedTuple):
    """P (…, m, m), L (…, m, k) and U (…, k, n) with A = P L U."""

    P: Tensor
    L: Tensor
    U: Tensor


@shown_as("linalg_lu")
class LinalgLu(_Lu):
    """What linalg.lu gives."""


@shown_as("lu_unpack")
class Lu(_Lu):
    """What lu_unpack gives."""


@shown_as("linalg_eig")
class Eigen(NamedTuple):
    """eigenvalues (…, n) and eigenvectors (…, n, n), as columns."""

    eigenvalues: Tensor
    eigenvectors: Tensor


@function("linalg", name="cholesky")
def linalg_cholesky(A: Tensor, *, upper: bool = False) -> Tensor:
    """Lower L with L Lᵀ = A, or its transpose. Errors: LinAlgError where A is not positive
    definite. Source: torch.linalg.cholesky.
    """
    lower = decomposition.cholesky_factor(transpose(A) if upper else A)
    return transpose(lower) if upper else lower


@function("torch tensor")
def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """Lower L with L Lᵀ = A, or its transpose. Source: torch.cholesky."""
    return linalg_cholesky(input, upper=upper)


@function("linalg")
def cholesky_ex(A: Tensor, *, upper: bool = False, check_errors: bool = False) -> CholeskyInfo:
    """As cholesky, with info instead of an error. Source: torch.linalg.cholesky_ex."""
    square("linalg.cholesky_ex", A._array)
    flat = A._array.reshape(math.prod(A.shape[:-2]), *A.shape[-2:])
    info = np.array([_first_indefinite(x) for x in flat], np.int32).reshape(A.shape[:-2])
    if info.any():
        if check_errors:
            raise LinAlgError("linalg.cholesky_ex: not positive definite", "add to its diagonal")
        A = where(info[..., None, None] != 0, np.eye(A.shape[-1], dtype=A._array.dtype), A)
    return CholeskyInfo(linalg_cholesky(A, upper=upper), from_array(info))


def _first_indefinite(x: Array) -> int:
    """0 where x is positive definite, else the order of its first leading part that is not."""
    for order in (len(x), *range(1, len(x) + 1)):
        try:
            np.linalg.cholesky(x[:order, :order])
        except np.linalg.LinAlgError:
            if order < len(x) or len(x) == 1:
                return order
        else:
            if order == len(x):
                return 0
    return len(x)


@function("linalg", name="qr")
def linalg_qr(A: Tensor, mode: str = "reduced") -> LinalgQr:
    """Q R = A with Q orthogonal and R upper triangular; `mode` is 'reduced', 'complete' or 'r',
    which leaves Q empty. Source: torch.linalg.qr.
    """
    return LinalgQr(*decomposition.linalg_qr(A, mode))


@function("torch tensor")
def qr(input: Tensor, some: bool = True) -> Qr:
    """Q R = A, with a square Q where `some` is false. Source: torch.qr."""
    return Qr(*linalg_qr(input, "reduced" if some else "complete"))


@function("linalg", name="svd")
def linalg_svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> LinalgSvd:
    """A = U diag(S) Vh, with S descending. Source: torch.linalg.svd."""
    if driver is not None:
        raise ArgumentError(f"linalg.svd: driver '{driver}' is one of CUDA", "leave it out")
    return LinalgSvd(*decomposition.svd(A, full_matrices))


@function("linalg")
def svdvals(A: Tensor, *, driver: str | None = None) -> Tensor:
    """Singular values (…, min(m, n)), descending. Source: torch.linalg.svdvals."""
    return linalg_svd(A, False, driver=driver).S


@function("torch tensor")
def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Svd:
    """A = U diag(S) Vᵀ; zeros for U and V where `compute_uv` is false. Source: torch.svd."""
    u, s, vh = decomposition.svd(input, compute_uv and not some)
    if compute_uv:
        return Svd(u, s, transpose(vh))
    m, n = input.shape[-2:]
    lead, dtype = input.shape[:-2], input._array.dtype
    return Svd(
        from_array(np.zeros((*lead, m, m), dtype)), s, from_array(np.zeros((*lead, n, n), dtype))
    )


@function("linalg")
def eigvalsh(A: Tensor, UPLO: str = "L") -> Tensor:
    """Ascending eigenvalues (…, n) of symmetric matrices. Source: torch.linalg.eigvalsh."""
    return decomposition.eigh(A, UPLO)[0]


@function("linalg")
def eig(A: Tensor) -> Eigen:
    """Eigenvalues and eigenvectors, where all are real. Errors: ArgumentError where some are
    complex. Source: torch.linalg.eig.
    """
    return Eigen(*decomposition.eigen(A))


@function("linalg")
def eigvals(A: Tensor) -> Tensor:
    """Eigenvalues, where all are real. Source: torch.linalg.eigvals."""
    return decomposition.eigen(A)[0]


def _pivoted(name: str, pivot: bool) -> None:
    if not pivot:
        raise RangeError(f"{name}: pivot=False serves on CUDA only", "leave it out")


@function("linalg")
def lu_factor(A: Tensor, *, pivot: bool = True) -> LuFactor:
    """Both factors of A = P L U in one matrix, and the exchanges of rows.

    Source: torch.linalg.lu_factor.
    """
    _pivoted("linalg.lu_factor", pivot)
    return LuFactor(*eliminate(A))


@function("linalg")
def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False) -> LuFactorInfo:
    """As lu_factor, with info. Source: torch.linalg.lu_factor_ex."""
    _pivoted("linalg.lu_factor_ex", pivot)
    matrices("linalg.lu_factor_ex", A._array)
    info = pivot_info(A)
    if check_errors and info.any():
        raise LinAlgError("linalg.lu_factor_ex: the matrix is singular", "check info instead")
    factors, pivots = eliminate(A)
    return LuFactorInfo(factors, pivots, from_array(info))


@function("torch")
def lu_unpack(
    LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True
) -> Lu:
    """P, L and U of what lu_factor gave; empty where not asked for. Source: torch.lu_unpack."""
    matrices("lu_unpack", LU_data._array)
    if LU_pivots.dtype.numpy != np.int32:
        raise RangeError(f"lu_unpack: pivots of {LU_pivots.dtype!r}", "give them as int32")
    rows, columns = LU_data.shape[-2:]
    dtype = LU_data._array.dtype
    p = lower = upper = from_array(np.zeros(0, dtype))
    if unpack_pivots:
        p = from_array(permutation(LU_pivots._array, rows).astype(dtype))
    if unpack_data:
        count = min(rows, columns)
        left = getitem(LU_data, (..., slice(0, count)))
        lower = within_triangle(left, False, 1) + from_array(np.eye(rows, count, dtype=dtype))
        upper = within_triangle(getitem(LU_data, (..., slice(0, count), slice(None))), True)
    return Lu(p, lower, upper)


@function("linalg")
def lu(A: Tensor, *, pivot: bool = True) -> LinalgLu:
    """A = P L U: a permutation, a lower and an upper triangular matrix.

    Source: torch.linalg.lu.
    """
    _pivoted("linalg.lu", pivot)
    return LinalgLu(*lu_unpack(*eliminate(A)))


@function("torch tensor", name="lu")
def lu_packed(A: Tensor, pivot: bool = True, get_infos: bool = False) -> tuple[Tensor, ...]:
    """LU, pivots, and info where `get_infos` is set. Source: torch.lu."""
    found = lu_factor_ex(A, pivot=pivot)
    return found if get_infos else (found.LU, found.pivots)


@function("linalg", name="lu_solve")
def linalg_lu_solve(
    LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False
) -> Tensor:
    """X with A X = B (X A = B; Aᵀ for A with `adjoint`), from the factors of A.

    Source: torch.linalg.lu_solve.
    """
    square("linalg.lu_solve", LU._array)
    p = from_array(permutation(pivots._array, LU.shape[-1]).astype(LU._array.dtype))
    if not left:
        turned = linalg_lu_solve(LU, pivots, transpose(B), adjoint=not adjoint)
        return transpose(turned)
    if adjoint:
        half = solve_triangular(transpose(LU), B, upper=False)
        x = solve_triangular(transpose(LU), half, upper=True, unitriangular=True)
        return matmul(p, x)
    half = solve_triangular(LU, matmul(transpose(p), B), upper=False, unitriangular=True)
    return solve_triangular(LU, half, upper=True)


@function("torch tensor")
def lu_solve(b: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
    """X with A X = b, from the factors of A. Source: torch.lu_solve."""
    return linalg_lu_solve(LU_data, LU_pivots, b)


def _reflected(A: Tensor, tau: Tensor, other: Tensor, backwards: bool) -> Tensor:
    """H₁ H₂ … Hₖ times `other`, where Hᵢ = 1 − τᵢ vᵢ vᵢᵀ; with `backwards` Hₖ … H₁."""
    rows, count = A.shape[-2], tau.shape[-1]
    v = within_triangle(A, False, 1) + from_array(np.eye(*A.shape[-2:], dtype=A._array.dtype))
    order = range(count) if backwards else reversed(range(count))
    for i in order:
        column = unsqueeze(getitem(v, (..., slice(0, rows), i)), -1)
        factor = unsqueeze(getitem(tau, (..., slice(i, i + 1))), -1)
        other = other - matmul(column * factor, matmul(transpose(column), other))
    return other


@function("linalg")
def householder_product(A: Tensor, tau: Tensor) -> Tensor:
    """The first columns of the product of Householder reflections (…, m, n).

    Source: torch.linalg.householder_product.
    """
    matrices("linalg.householder_product", A._array)
    rows, columns = A.shape[-2:]
    if rows < columns or tau.shape[-1] > columns or tau.shape[:-1] != A.shape[:-2]:
        raise ShapeError(
            f"linalg.householder_product: A {tuple(A.shape)}, tau {tuple(tau.shape)}",
            "A needs no more columns than rows, tau one factor per column",
        )
    zero = within_triangle(A, True, columns)  # it depends on A without reflections too
    return _reflected(A, tau, zero + from_array(np.eye(rows, columns, dtype=A._array.dtype)), False)


@function("torch tensor")
def ormqr(
    input: Tensor, tau: Tensor, other: Tensor, left: bool = True, transpose: bool = False
) -> Tensor:
    """Q times `other` (`other` Q with left=False; Qᵀ with `transpose`), where Q is the product of
    the reflections of `input` and `tau`. Source: torch.ormqr.
    """
    matrices("ormqr", input._array, other._array)
    size = other.shape[-2 if left else -1]
    if tau.shape[-1] > input.shape[-1] or input.shape[-2] != size:
        raise ShapeError(
            f"ormqr: input {tuple(input.shape)}, tau {tuple(tau.shape)}, other "
            f"{tuple(other.shape)} do not fit together",
            "Q has as many rows as input, and one reflection per element of tau",
        )
    if not input.numel():
        input, tau = input.detach(), tau.detach()  # as torch has it: no gradient, not an empty one
    if left:
        return _reflected(input, tau, other, transpose)
    return _reflected(input, tau, other.transpose(-2, -1), not transpose).transpose(-2, -1)
