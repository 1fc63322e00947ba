"""Singular values of large matrices of low rank, from a random projection."""

from __future__ import annotations

from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.functions.decompositions import Svd
from engine.ops import decomposition
from engine.ops.linear_algebra import matmul
from engine.ops.reduction import mean
from engine.ops.shape import transpose
from engine.random import randn
from engine.tensor import Tensor


def _range(A: Tensor, q: int, niter: int) -> Tensor:
    """Orthogonal columns (…, m, q) that A nearly maps into. Source: Halko et al., 2009."""
    turned = transpose(A)
    directions = randn(A.shape[-1], q, dtype=A.dtype)
    basis = decomposition.linalg_qr(matmul(A, directions))[0]
    for _ in range(niter):
        basis = decomposition.linalg_qr(matmul(turned, basis))[0]
        basis = decomposition.linalg_qr(matmul(A, basis))[0]
    return basis


@function("torch")
def svd_lowrank(A: Tensor, q: int = 6, niter: int = 2, M: Tensor | None = None) -> Svd:
    """U, S and V of the q greatest singular values of A, or of A − M; of all if there are fewer.

    Source: torch.svd_lowrank.
    """
    if M is not None:
        A = A - M
    if q < 0:
        raise ShapeError(f"svd_lowrank: q is {q}", "give 0 or more")
    q = min(q, *A.shape[-2:])
    if A.shape[-2] < A.shape[-1]:
        u, s, v = svd_lowrank(transpose(A), q, niter)
        return Svd(v, s, u)
    basis = _range(A, q, niter)
    u, s, vh = decomposition.svd(matmul(transpose(basis), A), False)
    return Svd(matmul(basis, u), s, transpose(vh))


@function("torch")
def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True, niter: int = 2) -> Svd:
    """The q first principal components of rows, centred unless told not to.

    Source: torch.pca_lowrank.
    """
    most = min(A.shape[-2:])
    count = min(6, most) if q is None else q
    if not 0 <= count <= most:
        raise RangeError(
            f"pca_lowrank: q is {count} for matrices of {tuple(A.shape[-2:])}",
            "give at most the lesser of the two sizes",
        )
    return svd_lowrank(A - mean(A, -2, True) if center else A, count, niter)
