"""Where a tensor lies: its device and layout, of which there is one each, and its memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.device import Layout, device, strided
from engine.function import FUNCTIONS, function
from engine.tensor import Tensor

_CPU = device("cpu")


def _device(input: Tensor) -> device:
    """The CPU: there is no other device here. Source: torch.Tensor.device."""
    return _CPU


def _layout(input: Tensor) -> Layout:
    """Strided: there is no other layout here. Source: torch.Tensor.layout."""
    return strided


def _always(input: Tensor) -> bool:
    """True: every tensor is so here."""
    return True


def _never(input: Tensor) -> bool:
    """False: no tensor is so here."""
    return False


_PROPERTIES: dict[str, Any] = {"device": _device, "layout": _layout, "is_cpu": _always}
_OTHERS = ("cuda", "mps", "xpu", "meta", "sparse", "quantized", "mkldnn", "nested")
_PROPERTIES |= {f"is_{other}": _never for other in _OTHERS}
FUNCTIONS["tensor"] |= {name: property(get) for name, get in _PROPERTIES.items()}
FUNCTIONS["tensor"] |= {"is_pinned": _never, "is_shared": _never}


@function("torch tensor")
def get_device(input: Tensor) -> int:
    """The number of the tensor's graphics card: −1, it has none. Source: torch.get_device."""
    return -1


@function("tensor")
def data_ptr(input: Tensor) -> int:
    """The address of the first element. Source: torch.Tensor.data_ptr."""
    return int(input._array.ctypes.data)


@function("tensor")
def storage_offset(input: Tensor) -> int:
    """How many elements of the memory it shares lie before its first one.

    Source: torch.Tensor.storage_offset.
    """
    array = input._array
    owner = array.base if isinstance(array.base, np.ndarray) else array  # the owner of the memory
    return int((array.ctypes.data - owner.ctypes.data) // array.itemsize)


@function("torch tensor")
def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape. Source: torch.is_same_size."""
    return input.shape == other.shape


@function("torch tensor")
def is_inference(input: Tensor) -> bool:
    """Whether it was made under inference_mode. Source: torch.is_inference."""
    return input._meta is not None and input._meta.inference
