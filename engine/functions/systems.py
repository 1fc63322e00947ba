"""Inverses and systems of linear equations, in torch's several forms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, LinAlgError, RangeError, ShapeError
from engine.function import function
from engine.ops import systems
from engine.ops.elimination import eliminate
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import matrices, same_dtype, square
from engine.ops.pseudoinverse import pinv_cut
from engine.ops.reduction import sum
from engine.ops.selection import where
from engine.ops.shape import permute, reshape, squeeze, transpose, unsqueeze
from engine.results import shown_as
from engine.tensor import Tensor, from_array


@shown_as("linalg_inv_ex")
class InverseInfo(NamedTuple):
    """inverse (…, n, n) and info (…): 0, or the place of the first pivot that is 0."""

    inverse: Tensor
    info: Tensor


@shown_as("linalg_solve_ex")
class SolutionInfo(NamedTuple):
    """result and info (…): 0, or the place of the first pivot that is 0."""

    result: Tensor
    info: Tensor


@shown_as("linalg_lstsq")
class LeastSquares(NamedTuple):
    """solution, residuals (empty unless there are more rows than the full rank), rank and
    singular_values (empty, as with the driver 'gelsy').
    """

    solution: Tensor
    residuals: Tensor
    rank: Tensor
    singular_values: Tensor


@shown_as("triangular_solve")
class TriangularSolution(NamedTuple):
    """solution, and the coefficients as they were given."""

    solution: Tensor
    cloned_coefficient: Tensor


function("torch tensor", name="inverse")(systems.inv)


def pivot_info(A: Tensor) -> Array:
    """Per matrix 0, or the place (from 1) of the first pivot of elimination that is 0."""
    lu, _ = eliminate.forward(A._array)
    zero = np.diagonal(lu, axis1=-2, axis2=-1) == 0
    first = np.argmax(zero, axis=-1) + 1 if zero.shape[-1] else np.zeros(zero.shape[:-1])
    return np.where(zero.any(-1), first, 0).astype(np.int32)


def _regular(A: Tensor, info: Array, name: str, check_errors: bool) -> Tensor:
    """A with the identity for its singular matrices. Errors: LinAlgError where they are refused."""
    if not info.any():
        return A
    if check_errors:
        raise LinAlgError(f"{name}: the matrix is singular", "pinv or lstsq serve singular ones")
    return where(info[..., None, None] != 0, np.eye(A.shape[-1], dtype=A._array.dtype), A)


@function("linalg")
def inv_ex(A: Tensor, *, check_errors: bool = False) -> InverseInfo:
    """Inverses, and for each whether it is one; those of singular matrices have no meaning.

    Source: torch.linalg.inv_ex.
    """
    square("linalg.inv_ex", A._array)
    info = pivot_info(A)
    regular = _regular(A, info, "linalg.inv_ex", check_errors)
    return InverseInfo(systems.inv(regular), from_array(info))


@function("linalg")
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """X with A X = B (X A = B where `left` is false), B a vector (…, n) or a matrix (…, n, k).

    Errors: LinAlgError for singular A. Source: torch.linalg.solve.
    """
    square("linalg.solve", A._array)
    same_dtype("linalg.solve", A._array, B._array)
    if B.ndim == 1 or (B.ndim == A.ndim - 1 and B.shape == A.shape[:-1]):
        if not left:
            raise ShapeError("linalg.solve: left=False of a vector", "unsqueeze it to a matrix")
        return squeeze(systems.solve_matrices(A, unsqueeze(B, -1)), -1)
    return systems.solve_matrices(A, B, left)


@function("linalg")
def solve_ex(
    A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False
) -> SolutionInfo:
    """Solutions, and for each whether A was regular. Source: torch.linalg.solve_ex."""
    square("linalg.solve_ex", A._array)
    info = pivot_info(A)
    regular = _regular(A, info, "linalg.solve_ex", check_errors)
    return SolutionInfo(solve(regular, B, left=left), from_array(info))


@function("torch tensor")
def triangular_solve(
    b: Tensor, A: Tensor, upper: bool = True, transpose: bool = False, unitriangular: bool = False
) -> TriangularSolution:
    """X with A X = b for a triangular A. Source: torch.triangular_solve."""
    factor = A.transpose(-2, -1) if transpose else A
    x = systems.solve_triangular(
        factor, b, upper=upper != transpose, left=True, unitriangular=unitriangular
    )
    return TriangularSolution(x, A.clone())


@function("torch tensor")
def cholesky_solve(B: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """X with A X = B, from the Cholesky factor of A. Source: torch.cholesky_solve."""
    turned = transpose(L)
    lower, high = (turned, L) if upper else (L, turned)
    half = systems.solve_triangular(lower, B, upper=False)
    return systems.solve_triangular(high, half, upper=True)


@function("torch tensor")
def cholesky_inverse(input: Tensor, upper: bool = False) -> Tensor:
    """The inverse of A, from its Cholesky factor. Source: torch.cholesky_inverse."""
    square("cholesky_inverse", input._array)
    one = np.eye(input.shape[-1], dtype=input._array.dtype)
    return cholesky_solve(from_array(one), input, upper)


@function("linalg")
def pinv(
    A: Tensor,
    *args: Any,
    atol: Any = None,
    rtol: Any = None,
    rcond: Any = None,
    hermitian: bool = False,
) -> Tensor:
    """The pseudoinverse (…, n, m) of (…, m, n); singular values up to the greater of atol and
    rtol times the largest count as 0. Source: torch.linalg.pinv.
    """
    if len(args) > 2:
        raise ArgumentError("linalg.pinv: too many arguments", "name atol and rtol")
    if args:
        rcond, *rest = args
        hermitian = rest[0] if rest else hermitian
    matrices("linalg.pinv", A._array)
    low, part = tolerances(A, atol, rtol if rcond is None else rcond)
    return pinv_cut(A, low, part, hermitian)


def tolerances(A: Tensor, atol: Any, rtol: Any) -> tuple[Any, Any]:
    """Arrays or numbers for atol and rtol, with torch's defaults: 0, and where no atol is given
    the greater size of the matrix times the spacing of its dtype.
    """
    if rtol is None:
        usual = max(A.shape[-2:]) * float(np.finfo(A._array.dtype).eps)
        rtol = usual if atol is None else np.where(_plain(atol) > 0, 0.0, usual)
    return _plain(0.0 if atol is None else atol), _plain(rtol)


def _plain(value: Any) -> Any:
    return value.detach().numpy() if isinstance(value, Tensor) else np.asarray(value)


@function("torch tensor")
def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudoinverse. Source: torch.pinverse."""
    return pinv(input, rcond=rcond)


@function("linalg")
def lstsq(
    A: Tensor, B: Tensor, rcond: float | None = None, *, driver: str | None = None
) -> LeastSquares:
    """X for which |A X − B| is least: A (…, m, n), B (…, m, k) or (…, m).

    Source: torch.linalg.lstsq.
    """
    matrices("linalg.lstsq", A._array)
    same_dtype("linalg.lstsq", A._array, B._array)
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RangeError(
            f"linalg.lstsq: driver '{driver}' is not known", "use gels, gelsy, gelsd or gelss"
        )
    vector = B.ndim == A.ndim - 1
    b = unsqueeze(B, -1) if vector else B
    if b.ndim < 2 or b.shape[-2] != A.shape[-2]:
        raise ShapeError(
            f"linalg.lstsq: A {tuple(A.shape)}, B {tuple(B.shape)}: rows must match",
            "give one row of B per row of A",
        )
    x = matmul(pinv(A, rcond=rcond), b)
    values = np.linalg.svd(A._array, compute_uv=False)
    _, part = tolerances(A, None, rcond)
    ranks = (values > part * values.max(-1, initial=0, keepdims=True)).sum(-1)
    empty = from_array(np.zeros(0, A._array.dtype))
    residuals = reshape(x, (-1,))[:0]
    if A.shape[-2] > A.shape[-1] and driver != "gelsy" and np.all(ranks == A.shape[-1]):
        residuals = sum((matmul(A, x) - b) ** 2, -2)
    full = driver in (None, "gelsy", "gelsd", "gelss")
    return LeastSquares(
        squeeze(x, -1) if vector else x,
        residuals,
        from_array(np.asarray(ranks, np.int64)) if full else from_array(np.zeros(0, np.int64)),
        from_array(values) if driver in ("gelsd", "gelss") else empty,
    )


@function("linalg")
def tensorinv(A: Tensor, ind: int = 2) -> Tensor:
    """The inverse with respect to tensordot over `ind` dimensions.

    Source: torch.linalg.tensorinv.
    """
    if ind <= 0:
        raise ShapeError(f"linalg.tensorinv: ind is {ind}", "give 1 or more")
    rows, columns = tuple(A.shape[:ind]), tuple(A.shape[ind:])
    n, m = int(np.prod(rows)), int(np.prod(columns))
    if n != m:
        raise ShapeError(
            f"linalg.tensorinv: sizes {rows} and {columns} differ in their products",
            "choose ind so that they agree",
        )
    return reshape(systems.inv(reshape(A, (n, m))), (*columns, *rows))


@function("linalg")
def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Tensor:
    """X with tensordot(A, X, X.ndim) = B. Source: torch.linalg.tensorsolve."""
    if dims is not None:
        last = [d % A.ndim for d in dims]
        A = permute(A, [d for d in range(A.ndim) if d not in last] + last)
    columns = tuple(A.shape[B.ndim :])
    n, m = B.numel(), int(np.prod(columns))
    if n != m or A.numel() != n * m:
        raise ShapeError(
            f"linalg.tensorsolve: A {tuple(A.shape)}, B {tuple(B.shape)} make no square system",
            "the first sizes of A must be those of B, and the others have the same product",
        )
    x = solve(reshape(A, (n, m)), reshape(B, (n,)))
    return reshape(x, columns)
