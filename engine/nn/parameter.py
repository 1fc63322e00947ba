"""Parameter and Buffer: the tensors that a Module finds by itself when they are assigned to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.conversion import tensor
from engine.dtype import get_default_dtype
from engine.errors import ArgumentError
from engine.history import meta, version_of
from engine.tensor import Tensor, from_array, hold


class Parameter(Tensor):
    """A leaf that shares the memory of `data` and is trained with the module that holds it.

    Errors: ArgumentError where `data` is no tensor; DtypeError where integers are to be trained.
    Source: torch.nn.Parameter.
    """

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        hold(self, _memory("Parameter", data), requires_grad)
        _share(self, data)

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        copied = type(self)(tensor(self._array), self.requires_grad)
        memo[id(self)] = copied
        return copied

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self), (from_array(self._array), self.requires_grad)


class Buffer(Tensor):
    """A tensor that belongs to a module's state and is not trained; assigning it registers it.

    Attributes: persistent (whether it is part of the state_dict). Source: torch.nn.Buffer.
    """

    def __init__(self, data: Tensor | None = None, *, persistent: bool = True) -> None:
        hold(self, _memory("Buffer", data), data is not None and data.requires_grad)
        _share(self, data)
        self.persistent = persistent


def _memory(name: str, data: Tensor | None) -> Any:
    if data is None:
        return np.zeros(0, get_default_dtype().numpy)
    if not isinstance(data, Tensor):
        raise ArgumentError(
            f"{name}: data is a {type(data).__name__}, not a tensor", "wrap it: torch.tensor(...)"
        )
    return data._array


def _share(made: Tensor, data: Tensor | None) -> None:
    """Let changes in place of either be noticed by both."""
    if data is not None:
        meta(made).version = version_of(data)
