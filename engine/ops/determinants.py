"""Determinants of (stacks of) matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family
from engine.ops.conversion import detach
from engine.ops.decomposition import svd
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import square
from engine.ops.reduction import prod
from engine.ops.selection import where
from engine.ops.shape import transpose, unsqueeze
from engine.ops.systems import inv

op = family("Linear algebra")


@op("det", promotes="none", listed=False, places="torch tensor linalg", node="LinalgDet")
def det(A: Array) -> Array:
    """The determinants (…) of matrices (…, n, n). Source: torch.linalg.det."""
    square("linalg.det", A)
    return np.linalg.det(A)


@det.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    if np.all(np.asarray(detach(z))):
        return _at_matrices(z_bar * z) * transpose(inv(x))
    return _at_matrices(z_bar) * _cofactors(x)


def _cofactors(x: Any) -> Any:
    """The derivative of det at any matrix: from U S Vᵀ, by the products of the other values."""
    u, s, vh = svd(x, False)
    alone = np.eye(x.shape[-1], dtype=np.bool_)
    others = prod(where(alone, 1.0, unsqueeze(s, -2)), -1)
    return _at_matrices(det(u) * det(vh)) * matmul(u * unsqueeze(others, -2), vh)


@op(
    "slogdet",
    promotes="none",
    listed=False,
    places="torch tensor",
    results=("sign", "logabsdet"),
    node="LinalgSlogdet",
)
def slogdet(A: Array) -> tuple[Array, Array]:
    """Sign and ln of the size of the determinants (…). Source: torch.linalg.slogdet."""
    square("linalg.slogdet", A)
    sign, size = np.linalg.slogdet(A)
    return np.asarray(sign, A.dtype), np.asarray(size, A.dtype)


@slogdet.vjp
def _(z_bars: Any, _z: Any, x: Any) -> Any:
    if z_bars[1] is None:
        return np.zeros(x.shape)
    return _at_matrices(z_bars[1]) * transpose(inv(x))


def _at_matrices(x: Any) -> Any:
    return unsqueeze(unsqueeze(x, -1), -1)
