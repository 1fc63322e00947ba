"""Functions of one matrix: powers, determinants in torch's other forms, Vandermonde's matrix."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.errors import ShapeError
from engine.function import function
from engine.op import OPS
from engine.ops import determinants, matrix_exponential, powers, systems
from engine.ops.linear_algebra import matmul
from engine.ops.matrix_checks import square
from engine.ops.selection import where
from engine.ops.shape import unsqueeze
from engine.results import shown_as
from engine.tensor import Tensor, from_array

function("linalg")(matrix_exponential.matrix_exp)


@shown_as("linalg_slogdet")
class SignedLog(NamedTuple):
    """sign and logabsdet (…), the ln of the absolute value."""

    sign: Tensor
    logabsdet: Tensor


@function("linalg", name="slogdet")
def linalg_slogdet(A: Tensor) -> SignedLog:
    """Sign and ln of the size of the determinants (…). Source: torch.linalg.slogdet."""
    return SignedLog(*determinants.slogdet(A))


@function("torch tensor")
def logdet(input: Tensor) -> Tensor:
    """ln of the determinants; NaN where one is negative. Source: torch.logdet."""
    sign, size = determinants.slogdet(input)
    return where(sign == -1, math.nan, size)


@function("torch tensor linalg")
def matrix_power(input: Tensor, n: int) -> Tensor:
    """The product of n equal matrices, of inverses where n < 0. Source: torch.matrix_power."""
    square("linalg.matrix_power", input._array)
    if n == 0:
        one = from_array(np.eye(input.shape[-1], dtype=input._array.dtype))
        return one + systems.within_triangle(input, True, input.shape[-1])
    base = systems.inv(input) if n < 0 else input
    result: Tensor | None = None
    n = abs(n)
    while True:
        if n & 1:
            result = base if result is None else matmul(result, base)
        n >>= 1
        if not n:
            assert result is not None
            return result.clone() if result is input else result
        base = matmul(base, base)


@function("linalg", name="vander")
def linalg_vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers 0 … N − 1 of each element: (…, n) → (…, n, N). Source: torch.linalg.vander."""
    if not x.ndim and N is None:
        raise ShapeError("linalg.vander: a number tells no N", "give a vector, or N")
    count = x.shape[-1] if N is None else N
    if N is not None and N <= 1:
        raise ShapeError(f"linalg.vander: N is {N}", "give 2 or more")
    exponents = np.arange(count, dtype=np.int64)
    rows = x if x.ndim else unsqueeze(x, 0)
    return powers.pow(unsqueeze(rows, -1), from_array(exponents))


@function("torch")
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of each element of a vector, the highest first unless `increasing`.

    Source: torch.vander.
    """
    if x.ndim != 1:
        raise ShapeError(f"vander: shape {tuple(x.shape)}: a vector is needed", "flatten it")
    count = x.shape[0] if N is None else N
    exponents = np.arange(count, dtype=np.int64)
    return powers.pow(
        unsqueeze(x, -1), from_array(exponents if increasing else exponents[::-1].copy())
    )


@function("linalg", name="diagonal")
def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonal of two dimensions, as a view. Source: torch.linalg.diagonal."""
    return OPS["diagonal"](A, offset, dim1, dim2)  # declared with the shapes
