"""Conversion: the same values as another dtype, copied, or made anew in the same kind."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from engine.axes import sizes
from engine.conversion import tensor
from engine.device import Placement, check_placement, on_cpu
from engine.dtype import DTYPES, Dtype
from engine.errors import DtypeError, ShapeError
from engine.function import FUNCTIONS, function
from engine.ops import conversion
from engine.tensor import Tensor, from_array
from engine.typed import TypedTensor

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
    on_cpu(device)
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
    return to(input, dtype.dtype if isinstance(dtype, TypedTensor) else dtype)


@function("tensor")
def type_as(input: Tensor, other: Tensor) -> Tensor:
    """As the dtype of `other`. Source: torch.Tensor.type_as."""
    return to(input, other.dtype)


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


FUNCTIONS["tensor"]["itemsize"] = property(element_size)
FUNCTIONS["tensor"]["nbytes"] = property(
    lambda input: input.numel() * element_size(input), doc="The bytes of all elements."
)


@function("tensor")
def cpu(input: Tensor, memory_format: Any = None) -> Tensor:
    """Itself: everything is there. Source: torch.Tensor.cpu."""
    return input


@function("tensor")
def cuda(input: Tensor, device: Any = None, non_blocking: bool = False) -> Tensor:
    """Itself: everything runs on the CPU, which is said once. Source: torch.Tensor.cuda."""
    on_cpu("cuda")
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
    input: Tensor,
    data: Any,
    *,
    dtype: Dtype | None = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor with a copy of `data` in this dtype. Source: torch.Tensor.new_tensor."""
    on_cpu(device)
    return tensor(data, dtype=dtype or input.dtype, requires_grad=requires_grad)


@function("tensor")
def new_full(
    input: Tensor,
    size: Any,
    fill_value: Any,
    *,
    dtype: Dtype | None = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """One number, in this dtype. Source: torch.Tensor.new_full."""
    check_placement("new_full", placement)
    shape = sizes((size,))
    if any(n < 0 for n in shape):
        raise ShapeError(f"the size {shape} has a negative part", "give sizes of at least 0")
    return from_array(np.full(shape, fill_value, (dtype or input.dtype).numpy), requires_grad)


def _new(name: str, value: int) -> None:
    def new(input: Tensor, *size: Any, **kwargs: Any) -> Tensor:
        return new_full(input, sizes(size, kwargs.pop("size", None)), value, **kwargs)

    new.__name__ = name
    new.__doc__ = f"Filled with {value}, in this dtype. Source: torch.Tensor.{name}."
    function("tensor")(new)


for _name, _value in (("new_zeros", 0), ("new_ones", 1), ("new_empty", 0)):
    _new(_name, _value)


def _dtype(dtype: Any) -> Dtype:
    return dtype if isinstance(dtype, Dtype) else DTYPES[np.dtype(dtype)]
