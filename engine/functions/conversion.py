"""Conversion: the same values as another dtype, copied, or made anew in the same kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import sizes
from engine.creation import tensor
from engine.dtype import DTYPES, Dtype
from engine.errors import ArgumentError, DtypeError
from engine.function import FUNCTIONS, function
from engine.ops import conversion
from engine.tensor import Tensor

_NAMES = {  # what torch calls a tensor of each dtype
    "float16": "Half",
    "float32": "Float",
    "float64": "Double",
    "uint8": "Byte",
    "int8": "Char",
    "int16": "Short",
    "int32": "Int",
    "int64": "Long",
    "bool": "Bool",
}


@function("tensor")
def to(
    input: Tensor,
    *target: Any,
    dtype: Any = None,
    device: Any = None,
    non_blocking: bool = False,
    copy: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """As another dtype, as the kind of another tensor, or on a device: to(dtype), to(other),
    to("cpu", dtype). Itself where nothing changes. Source: torch.Tensor.to.
    """
    for place, given in enumerate(target):
        if isinstance(given, Tensor):
            dtype = given.dtype
        elif isinstance(given, (Dtype, np.dtype)):
            dtype = given
        elif isinstance(given, bool) and place:
            copy = given if place > 1 else copy
        elif given is not None:
            device = given
    if device is not None and not str(device).startswith(("cpu", "cuda")):
        raise DtypeError(f"to: there is no device {device!r}", 'give a dtype, or "cpu"')
    wanted = _dtype(dtype) if dtype is not None else input.dtype
    if wanted == input.dtype:
        return conversion.clone(input) if copy else input
    return conversion.to(input, wanted)


@function()
def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy that gradients flow through. Source: torch.clone."""
    return conversion.clone(input)


@function("tensor")
def type(input: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """As another dtype; without one the name of its kind, torch.FloatTensor.

    Source: torch.Tensor.type.
    """
    if dtype is None:
        return f"torch.{_NAMES[input.dtype.name]}Tensor"
    if isinstance(dtype, str):
        found = [d for d in DTYPES.values() if dtype == f"torch.{_NAMES[d.name]}Tensor"]
        if not found:
            raise DtypeError(f"type: there is no '{dtype}'", 'write "torch.FloatTensor"')
        dtype = found[0]
    return to(input, dtype)


@function("tensor")
def type_as(input: Tensor, other: Tensor) -> Tensor:
    """As the dtype of `other`. Source: torch.Tensor.type_as."""
    return to(input, other.dtype)


@function("torch")
def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is float16, float32 or float64. Source: torch.is_floating_point."""
    return input.dtype.is_floating_point


@function("tensor", name="is_floating_point")
def _is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is float16, float32 or float64. Source: torch.is_floating_point."""
    return input.dtype.is_floating_point


@function()
def is_complex(input: Tensor) -> bool:
    """False: all numbers here are real. Source: torch.is_complex."""
    return False


@function("torch")
def numel(input: Tensor) -> int:
    """The number of elements. Source: torch.numel."""
    return input.numel()


@function("tensor")
def nelement(input: Tensor) -> int:
    """The number of elements. Source: torch.Tensor.nelement."""
    return input.numel()


@function("tensor")
def ndimension(input: Tensor) -> int:
    """The number of dimensions. Source: torch.Tensor.ndimension."""
    return input.ndim


@function("tensor")
def element_size(input: Tensor) -> int:
    """The bytes of one element. Source: torch.Tensor.element_size."""
    return input.dtype.itemsize


FUNCTIONS["tensor"]["itemsize"] = property(element_size)  # type: ignore[assignment]
FUNCTIONS["tensor"]["nbytes"] = property(  # type: ignore[assignment]
    lambda input: input.numel() * element_size(input), doc="The bytes of all elements."
)


@function("tensor")
def cpu(input: Tensor, memory_format: Any = None) -> Tensor:
    """Itself: everything is there. Source: torch.Tensor.cpu."""
    return input


@function()
def resolve_conj(input: Tensor) -> Tensor:
    """Itself: all numbers here are real. Source: torch.resolve_conj."""
    return input


@function()
def resolve_neg(input: Tensor) -> Tensor:
    """Itself. Source: torch.resolve_neg."""
    return input


@function()
def conj(input: Tensor) -> Tensor:
    """Itself: all numbers here are real. Source: torch.conj."""
    return input


@function()
def conj_physical(input: Tensor) -> Tensor:
    """Itself: all numbers here are real. Source: torch.conj_physical."""
    return input


@function("torch", name="real")
def _real(input: Tensor) -> Tensor:
    """Itself: all numbers here are real. Source: torch.real."""
    return input


@function("torch")
def imag(input: Tensor) -> Tensor:
    """Refused, as in torch: real numbers have no imaginary part. Errors: DtypeError."""
    raise DtypeError(
        f"imag: tensors of {input.dtype!r} are real", "use zeros_like() for an imaginary part of 0"
    )


@function("tensor")
def new_tensor(
    input: Tensor, data: Any, *, dtype: Dtype | None = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """A tensor with a copy of `data` in this dtype. Source: torch.Tensor.new_tensor."""
    return tensor(data, dtype=dtype or input.dtype, requires_grad=requires_grad)


def _filled(
    input: Tensor, size: tuple[int, ...], value: Any, dtype: Dtype | None, requires_grad: bool
) -> Tensor:
    kind = (dtype or input.dtype).numpy
    if any(n < 0 for n in size):
        raise ArgumentError(f"the size {size} has a negative part", "give sizes of at least 0")
    return Tensor(np.full(size, value, kind), requires_grad)


@function("tensor")
def new_zeros(
    input: Tensor, *size: Any, dtype: Dtype | None = None, device: Any = None,
    requires_grad: bool = False, layout: Any = None, pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """Zeros of this dtype. Source: torch.Tensor.new_zeros."""
    return _filled(input, sizes(size), 0, dtype, requires_grad)


@function("tensor")
def new_ones(
    input: Tensor, *size: Any, dtype: Dtype | None = None, device: Any = None,
    requires_grad: bool = False, layout: Any = None, pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """Ones of this dtype. Source: torch.Tensor.new_ones."""
    return _filled(input, sizes(size), 1, dtype, requires_grad)


@function("tensor")
def new_empty(
    input: Tensor, *size: Any, dtype: Dtype | None = None, device: Any = None,
    requires_grad: bool = False, layout: Any = None, pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """Zeros of this dtype, to be overwritten. Source: torch.Tensor.new_empty."""
    return _filled(input, sizes(size), 0, dtype, requires_grad)


@function("tensor")
def new_full(
    input: Tensor, size: Any, fill_value: Any, *, dtype: Dtype | None = None, device: Any = None,
    requires_grad: bool = False, layout: Any = None, pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """One number, in this dtype. Source: torch.Tensor.new_full."""
    return _filled(input, sizes((size,)), fill_value, dtype, requires_grad)


def _dtype(dtype: Any) -> Dtype:
    return dtype if isinstance(dtype, Dtype) else DTYPES[np.dtype(dtype)]
