"""What is known of dtypes: their limits, and what a mixture of them becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.dtype import CATEGORY, DTYPES, Dtype, get_default_dtype
from engine.dtype import promote as promoted
from engine.dtype import result_type as dtype_of_result
from engine.errors import ArgumentError
from engine.function import function
from engine.tensor import Tensor


@dataclass(frozen=True, slots=True)
class FloatLimits:
    """The limits of a floating point dtype: resolution is that of its decimal digits, eps leads
    from 1 to the next number, tiny and smallest_normal are one.
    """

    bits: int
    resolution: float
    min: float
    max: float
    eps: float
    smallest_normal: float
    tiny: float
    dtype: str

    def __repr__(self) -> str:
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        limits = "".join(f"{name}={getattr(self, name):g}, " for name in names)
        return f"finfo({limits}dtype={self.dtype})"


@dataclass(frozen=True, slots=True)
class IntegerLimits:
    """The least and the greatest number of an integer dtype."""

    bits: int
    min: int
    max: int
    dtype: str

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


@function("torch")
def finfo(type: Dtype | None = None) -> FloatLimits:
    """The limits of a floating point dtype, of the default one unless given.

    Errors: ArgumentError on other dtypes. Source: torch.finfo.
    """
    asked = get_default_dtype() if type is None else type
    if not asked.is_floating_point:
        raise ArgumentError(f"finfo: {asked!r} is not floating point", "use torch.iinfo")
    of = np.finfo(asked.numpy)
    tiny = float(of.tiny)
    limits = (float(of.resolution), float(of.min), float(of.max), float(of.eps), tiny, tiny)
    return FloatLimits(of.bits, *limits, asked.name)


@function("torch")
def iinfo(type: Dtype) -> IntegerLimits:
    """The limits of an integer dtype. Errors: ArgumentError on others. Source: torch.iinfo."""
    if type.numpy.kind not in "iu":
        raise ArgumentError(f"iinfo: {type!r} is not a dtype of integers", "use torch.finfo")
    of = np.iinfo(type.numpy)
    return IntegerLimits(of.bits, of.min, of.max, type.name)


@function("torch")
def promote_types(type1: Dtype, type2: Dtype) -> Dtype:
    """The dtype of a sum of tensors of these. Source: torch.promote_types."""
    return DTYPES[promoted(type1.numpy, type2.numpy)]


@function("torch")
def result_type(tensor1: Any, tensor2: Any) -> Dtype:
    """The dtype of a sum of these tensors or numbers. Source: torch.result_type."""
    pair = (tensor1, tensor2)
    return DTYPES[dtype_of_result(x._array if isinstance(x, Tensor) else x for x in pair)]


@function("torch")
def can_cast(from_: Dtype, to: Dtype) -> bool:
    """Whether the conversion keeps the kind: a float becomes no integer, a number no truth.

    Source: torch.can_cast.
    """
    return CATEGORY[from_.numpy.kind] <= CATEGORY[to.numpy.kind]
