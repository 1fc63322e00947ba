"""From torch's tensors and arguments to the engine's, and from both to numpy."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

import engine
from engine.tensor import from_array

_DEFAULTS = {
    "device": lambda value: torch.device(value).type == "cpu",
    "layout": lambda value: value is torch.strided,
    "pin_memory": lambda value: not value,
    "memory_format": lambda value: value in (torch.contiguous_format, torch.preserve_format),
}


class Unconvertible(Exception):
    """The engine has nothing like it by design: complex and sparse tensors, other devices."""


class Conversion:
    """Arguments of one call for the engine; the same tensor stays the same tensor.

    Attributes: leaves, pairs (theirs, ours) of the tensors that require a gradient.
    """

    def __init__(self) -> None:
        self.leaves: list[tuple[torch.Tensor, engine.Tensor]] = []
        self._made: dict[int, engine.Tensor] = {}

    def __call__(self, value: Any) -> Any:
        """`value` with every tensor, dtype and default within it in the engine's terms."""
        if isinstance(value, torch.Tensor):
            if id(value) not in self._made:
                self._made[id(value)] = self._tensor(value)
            return self._made[id(value)]
        if isinstance(value, (tuple, list)):
            parts = [self(part) for part in value]
            return parts if isinstance(value, list) else tuple(parts)
        if isinstance(value, dict):
            kept = {k: v for k, v in value.items() if not _is_default(k, v)}
            return {k: self(v) for k, v in kept.items()}
        if isinstance(value, slice):
            return slice(self(value.start), self(value.stop), self(value.step))
        return _argument(value)

    def _tensor(self, value: torch.Tensor) -> engine.Tensor:
        array = to_array(value)
        if array.dtype.kind not in "fiub":
            raise Unconvertible(f"{array.dtype} tensors")
        own = np.array(array, order="K")
        ours = from_array(own if own.strides == array.strides else array)
        if value.requires_grad:
            ours.requires_grad = True
            self.leaves.append((value, ours))
        return ours


def to_array(value: Any) -> np.ndarray:
    """The numbers of a tensor of either side. Errors: Unconvertible for what numpy lacks."""
    if isinstance(value, engine.Tensor):
        return np.array(value.detach().numpy())
    if value.layout is not torch.strided:
        raise Unconvertible("sparse tensors")
    if value.dtype in (torch.bfloat16, torch.complex32) or value.is_quantized:
        raise Unconvertible(f"{value.dtype} tensors")
    if value.device.type != "cpu":
        raise Unconvertible(f"tensors on {value.device.type}")
    if value.ndim > 64:
        raise Unconvertible("more than numpy's 64 dimensions")
    return value.detach().numpy(force=True)  # also where torch holds zeros symbolically


def flat(tree: Any) -> Iterator[Any]:
    """The leaves of nested tuples, lists and dicts, in order."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        for part in tree:
            yield from flat(part)
    else:
        yield tree


def in_float64(value: Any) -> Any:
    """Torch arguments with every float32 in them as float64, and gradients asked for likewise."""
    if isinstance(value, torch.Tensor) and value.dtype is torch.float32:
        return value.detach().double().requires_grad_(value.requires_grad)
    if value is torch.float32:
        return torch.float64
    if isinstance(value, (tuple, list)):
        parts = [in_float64(part) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, dict):
        return {k: in_float64(v) for k, v in value.items()}
    return value


def _is_default(name: str, value: Any) -> bool:
    return name in _DEFAULTS and (value is None or _DEFAULTS[name](value))


def _argument(value: Any) -> Any:
    """A dtype or a module in the engine's terms; numbers, strings and None as they are."""
    if isinstance(value, torch.dtype):
        name = str(value).removeprefix("torch.")
        return _named(name, f"dtype {name}")
    if isinstance(value, torch.memory_format):
        return _named(str(value).removeprefix("torch."), "memory formats")
    if isinstance(value, torch.layout):
        return _named(str(value).removeprefix("torch."), "layouts")
    if isinstance(value, torch.device):
        return str(value)
    if isinstance(value, torch.nn.PairwiseDistance):
        distance = _named("nn.functional.pairwise_distance", "arguments of class PairwiseDistance")
        return functools.partial(distance, p=value.norm, eps=value.eps, keepdim=value.keepdim)
    if type(value).__module__.startswith("torch"):
        raise Unconvertible(f"arguments of class {type(value).__name__}")
    return value


def _named(path: str, kind: str) -> Any:
    found: Any = engine
    for name in path.split("."):
        found = getattr(found, name, None)
    if found is None:
        raise Unconvertible(kind)
    return found
