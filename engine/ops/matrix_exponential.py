"""The exponential of (stacks of) matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family
from engine.ops.indexing import getitem
from engine.ops.matrix_checks import square
from engine.ops.shape import cat, transpose

op = family("Linear algebra")
# Padé's approximant of order 13, exact to float64 up to this norm. Source: Higham, 2005.
_PADE = (
    64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
    10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
)  # fmt: skip
_REACH = 5.37


@op("matrix_exp", promotes="none", listed=False, node="LinalgMatrixExp")
def matrix_exp(A: Array) -> Array:
    """e to the power of square matrices (…, n, n), by scaling and squaring.

    Source: torch.linalg.matrix_exp.
    """
    square("linalg.matrix_exp", A)
    if not A.size:
        return np.array(A)
    x = A.astype(np.float64)
    norm = np.abs(x).sum(-2).max()
    halvings = max(0, math.ceil(math.log2(norm / _REACH))) if 0 < norm < math.inf else 0
    x = x / 2**halvings
    squared, one = x @ x, np.eye(x.shape[-1])
    even = odd = np.zeros(x.shape)
    for i in range(12, -1, -2):
        even = even @ squared + _PADE[i] * one
        odd = odd @ squared + _PADE[i + 1] * one
    odd = x @ odd
    z = np.linalg.solve(even - odd, even + odd)
    for _ in range(halvings):
        z = z @ z
    return np.asarray(z, A.dtype)


@matrix_exp.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    """The corner of the exponential of a block matrix. Source: Van Loan, 1978."""
    turned = transpose(x)
    lower = cat([turned * 0.0, turned], -1)
    blocks = cat([cat([turned, z_bar], -1), lower], -2)
    n = x.shape[-1]
    return getitem(matrix_exp(blocks), (..., slice(0, n), slice(n, None)))
