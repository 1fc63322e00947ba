"""The pseudoinverse of (stacks of) matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import computing, matrices
from engine.ops.shape import transpose

op = family("Linear algebra")


@op("pinv_cut", promotes="none", listed=False, places="", node="LinalgPinv")
def pinv_cut(A: Array, atol: Any, rtol: Any, hermitian: bool) -> Array:
    """The pseudoinverse (…, n, m) of (…, m, n); singular values up to the greater of atol and
    rtol times the largest count as 0. Source: torch.linalg.pinv.
    """
    matrices("linalg.pinv", A)
    if not A.size:
        return np.zeros((*A.shape[:-2], A.shape[-1], A.shape[-2]), A.dtype)
    with computing("linalg.pinv", "look for inf or NaN in the matrix"):
        if hermitian:
            values, u = np.linalg.eigh(A)
            v = u
        else:
            u, values, vh = np.linalg.svd(A, full_matrices=False)
            v = np.swapaxes(vh, -1, -2)
    size = np.abs(values)
    limit = np.maximum(atol, np.asarray(rtol) * size.max(-1))
    kept = size > limit[..., None]
    inverse = np.where(kept, 1 / np.where(kept, values, 1), 0).astype(A.dtype)
    return np.matmul(v * inverse[..., None, :], np.swapaxes(u, -1, -2))


@pinv_cut.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    """Source: Golub and Pereyra, 1973; as torch's pinv_backward."""
    g, zt = transpose(z_bar), transpose(z)
    if x.shape[-2] <= x.shape[-1]:
        k = matmul(g, z)
        kz = matmul(k, zt)
        return (
            -transpose(matmul(z, k))
            + kz
            - matmul(matmul(x, z), kz)
            + matmul(matmul(zt, z), g - matmul(k, x))
        )
    k = matmul(z, g)
    zk = matmul(zt, k)
    return (
        -transpose(matmul(k, z))
        + matmul(g - matmul(x, k), matmul(z, zt))
        + zk
        - matmul(matmul(zk, z), x)
    )
