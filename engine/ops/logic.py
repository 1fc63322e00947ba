"""Logic: truth values of elements, their combination, and bits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.axes import axes
from engine.dtype import Array
from engine.errors import DtypeError
from engine.op import family

op = family("Choice")
Dim = int | Sequence[int] | None


@op("isnan", promotes="none", listed=False)
def isnan(input: Array) -> Array:
    """Where an element is not a number. Source: torch.isnan."""
    return np.isnan(input)


@op("isinf", promotes="none", listed=False)
def isinf(input: Array) -> Array:
    """Where an element is infinite. Source: torch.isinf."""
    return np.isinf(input)


@op("isfinite", promotes="none", listed=False)
def isfinite(input: Array) -> Array:
    """Where an element is neither infinite nor NaN. Source: torch.isfinite."""
    return np.isfinite(input)


@op("isposinf", promotes="none", listed=False)
def isposinf(input: Array) -> Array:
    """Where an element is +∞. Source: torch.isposinf."""
    return np.equal(input, np.inf)


@op("isneginf", promotes="none", listed=False)
def isneginf(input: Array) -> Array:
    """Where an element is −∞. Source: torch.isneginf."""
    return np.equal(input, -np.inf)


@op("isreal", promotes="none", listed=False)
def isreal(input: Array) -> Array:
    """True everywhere: all numbers here are real. Source: torch.isreal."""
    return np.ones(input.shape, np.bool_)


@op("signbit", promotes="none", listed=False)
def signbit(input: Array) -> Array:
    """Where the sign is set, in −0 too. Source: torch.signbit."""
    return np.signbit(input) if input.dtype.kind == "f" else np.less(input, 0)


@op("logical_not", symbol="¬", promotes="none", listed=False)
def logical_not(input: Array) -> Array:
    """Where an element is zero. Source: torch.logical_not."""
    return np.logical_not(input)


@op("logical_and", symbol="∧", listed=False, places="")
def logical_and(input: Array, other: Array) -> Array:
    """Where neither is zero. Source: torch.logical_and."""
    return np.logical_and(input, other)


@op("logical_or", symbol="∨", listed=False, places="")
def logical_or(input: Array, other: Array) -> Array:
    """Where one is not zero. Source: torch.logical_or."""
    return np.logical_or(input, other)


@op("logical_xor", symbol="⊻", listed=False, places="")
def logical_xor(input: Array, other: Array) -> Array:
    """Where exactly one is not zero. Source: torch.logical_xor."""
    return np.logical_xor(input, other)


@op("bitwise_not", symbol="¬", promotes="none", listed=False)
def bitwise_not(input: Array) -> Array:
    """The other bits, or the other truth value. Source: torch.bitwise_not."""
    return np.invert(_whole(input, "bitwise_not"))


@op("bitwise_and", symbol="∧", formula=r"x \wedge y", listed=False)
def bitwise_and(input: Array, other: Array) -> Array:
    """Both conditions, or the common bits. Source: torch.bitwise_and."""
    return np.bitwise_and(_whole(input, "bitwise_and"), other)


@op("bitwise_or", symbol="∨", formula=r"x \vee y", listed=False)
def bitwise_or(input: Array, other: Array) -> Array:
    """Either condition, or the bits of both. Source: torch.bitwise_or."""
    return np.bitwise_or(_whole(input, "bitwise_or"), other)


@op("bitwise_xor", symbol="⊻", formula=r"x \veebar y", listed=False)
def bitwise_xor(input: Array, other: Array) -> Array:
    """One condition without the other, or the differing bits. Source: torch.bitwise_xor."""
    return np.bitwise_xor(_whole(input, "bitwise_xor"), other)


@op("bitwise_left_shift", symbol="≪", listed=False)
def bitwise_left_shift(input: Array, other: Array) -> Array:
    """The bits moved to the left. Source: torch.bitwise_left_shift."""
    return np.left_shift(_whole(input, "bitwise_left_shift"), other)


@op("bitwise_right_shift", symbol="≫", listed=False)
def bitwise_right_shift(input: Array, other: Array) -> Array:
    """The bits moved to the right, the sign kept. Source: torch.bitwise_right_shift."""
    return np.right_shift(_whole(input, "bitwise_right_shift"), other)


@op("near", symbol="≈", listed=False, places="")
def near(
    input: Array, other: Array, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Array:
    """Where |x − y| ≤ atol + rtol |y|. Source: torch.isclose."""
    exact = np.equal(input, other)
    if equal_nan:
        exact |= np.isnan(input) & np.isnan(other)
    error = np.abs(np.subtract(input, other, dtype=np.float64))
    return exact | (np.isfinite(error) & (error <= atol + np.abs(rtol * other)))


@op("all", symbol="∀", promotes="none", listed=False)
def all(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Whether no element along `dim` is zero. Source: torch.all."""
    return _truth(np.logical_and, input, dim, keepdim, "all")


@op("any", symbol="∃", promotes="none", listed=False)
def any(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Whether one element along `dim` is not zero. Source: torch.any."""
    return _truth(np.logical_or, input, dim, keepdim, "any")


@op("count_nonzero", promotes="none", listed=False)
def count_nonzero(input: Array, dim: Dim = None) -> Array:
    """How many elements along `dim` are not zero. Source: torch.count_nonzero."""
    return np.count_nonzero(input, axes(dim, input.ndim, "count_nonzero"))


@op("argwhere", promotes="none", listed=False)
def argwhere(input: Array) -> Array:
    """The indices (count, ndim) of what is not zero. Source: torch.argwhere."""
    return np.argwhere(input)


def _truth(ufunc: np.ufunc, input: Array, dim: Dim, keepdim: bool, name: str) -> Array:
    none = dim is not None and not isinstance(dim, int) and not len(dim)
    where_ = () if none else axes(dim, input.ndim, name)  # unlike others, () reduces nothing
    found = ufunc.reduce(input.astype(np.bool_), axis=where_, keepdims=keepdim)
    return found.astype(np.uint8) if input.dtype == np.uint8 else found


def _whole(input: Array, name: str) -> Array:
    if input.dtype.kind == "f":
        raise DtypeError(
            f"{name}: floating point numbers of {input.dtype} have no bits to combine",
            "convert them with .long() or .bool()",
        )
    return input
