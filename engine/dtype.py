"""Dtypes under torch's names, and torch's rules of type promotion on numpy arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.errors import ArgumentError, DtypeError

Array = npt.NDArray[Any]


class ArrayLike:
    """Base of what stands for an array in the rules of the ops (see engine.plan.symbol)."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Dtype:
    """One dtype: its torch name, its numpy dtype and its place in the order of promotion."""

    name: str
    numpy: np.dtype[Any]

    @property
    def is_floating_point(self) -> bool:
        return self.numpy.kind == "f"

    @property
    def itemsize(self) -> int:
        return self.numpy.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"


float16 = Dtype("float16", np.dtype(np.float16))
float32 = Dtype("float32", np.dtype(np.float32))
float64 = Dtype("float64", np.dtype(np.float64))
uint8 = Dtype("uint8", np.dtype(np.uint8))
int8 = Dtype("int8", np.dtype(np.int8))
int16 = Dtype("int16", np.dtype(np.int16))
int32 = Dtype("int32", np.dtype(np.int32))
int64 = Dtype("int64", np.dtype(np.int64))
boolean = Dtype("bool", np.dtype(np.bool_))
half, double, short, long = float16, float64, int16, int64

DTYPES = {
    dtype.numpy: dtype
    for dtype in (float16, float32, float64, uint8, int8, int16, int32, int64, boolean)
}
CATEGORY = {"b": 0, "u": 1, "i": 1, "f": 2}
_default = float32


def get_default_dtype() -> Dtype:
    """The dtype that Python floats become: float32 unless set otherwise."""
    return _default


def set_default_dtype(dtype: Dtype) -> None:
    """Let Python floats become `dtype`. Errors: DtypeError where it is not floating point."""
    global _default
    if not dtype.is_floating_point:
        raise DtypeError(f"set_default_dtype: {dtype!r} is not floating point", "use torch.float32")
    _default = dtype


def dtype_of(array: Array) -> Dtype:
    """The Dtype of a numpy array. Errors: DtypeError for complex, string and object arrays."""
    try:
        return DTYPES[array.dtype]
    except KeyError:
        raise DtypeError(
            f"arrays of {array.dtype} are not supported", "convert to float64 first"
        ) from None


def promote(a: np.dtype[Any], b: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of `a + b` for two dimensioned tensors: a float wins over any integer."""
    if (a.kind == "f") != (b.kind == "f"):
        return a if a.kind == "f" else b
    return np.promote_types(a, b)


def number_dtype(value: object) -> np.dtype[Any]:
    """The dtype that a Python number, or a numpy scalar, brings to a promotion.

    Errors: ArgumentError for anything else.
    """
    if isinstance(value, float):
        return _default.numpy
    if isinstance(value, (bool, np.bool_)):
        return boolean.numpy
    if isinstance(value, (int, np.integer)):
        return int64.numpy
    if isinstance(value, np.floating):
        return _default.numpy
    raise ArgumentError(
        f"a {type(value).__name__} is neither a tensor nor a number", "wrap it: torch.tensor(...)"
    )


def as_array(value: Any, dtype: np.dtype[Any]) -> Array:
    """An array or number in `dtype`; whole numbers too large for it wrap around, as in torch."""
    if isinstance(value, ArrayLike):
        return value.astype(dtype)
    try:
        return np.asarray(value, dtype)
    except OverflowError:
        if not -(2**63) <= value < 2**63:
            raise DtypeError(f"{value} does not fit into int64", "write it with a point") from None
        return np.asarray(value, np.int64).astype(dtype)


def result_type(operands: Iterable[object]) -> np.dtype[Any]:
    """Torch's result dtype of arrays and Python numbers.

    Dimensioned arrays decide; zero-dimensional arrays and then Python numbers matter only where
    they are of a higher category (bool < integer < float). Source: torch.result_type.
    """
    groups: list[np.dtype[Any] | None] = [None, None, None]
    for operand in operands:
        if isinstance(operand, (np.ndarray, ArrayLike)):
            place, dtype = (0 if operand.ndim else 1), operand.dtype
        else:
            place, dtype = 2, number_dtype(operand)
        held = groups[place]
        groups[place] = dtype if held is None else promote(held, dtype)
    result: np.dtype[Any] | None = None
    for group in groups:
        if group is None:
            continue
        if result is None:
            result = group
        elif CATEGORY[group.kind] > CATEGORY[result.kind]:
            result = promote(result, group)
    assert result is not None, "a promotion needs an operand"
    return result
