"""Tensor's operators and methods, attached from the op table under torch's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import engine.ops  # noqa: F401 - fills the table
from engine.dtype import float32, float64, int64
from engine.op import OPS
from engine.tape import backward_method
from engine.tensor import Tensor

BINARY = {
    "add": "add",
    "sub": "sub",
    "mul": "mul",
    "truediv": "div",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "pow",
    "matmul": "matmul",
    "and": "bitwise_and",
}
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
_OWN = ("detach",)


def _method(name: str) -> Callable[..., Any]:
    call = OPS[name].__call__

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Any:
        return call(self, *args, **kwargs)

    method.__name__, method.__doc__ = name, OPS[name].__doc__
    return method


def _operator(name: str) -> Callable[[Tensor, Any], Any]:
    record, static = OPS[name].record, OPS[name].static

    def method(self: Tensor, other: Any) -> Any:
        return record((self, other), static)

    return method


def _reflected(name: str) -> Callable[[Tensor, Any], Any]:
    record, static = OPS[name].record, OPS[name].static

    def method(self: Tensor, other: Any) -> Any:
        return record((other, self), static)

    return method


def _comparison(name: str) -> Callable[[Tensor, Any], Any]:
    record, static = OPS[name].record, OPS[name].static

    def method(self: Tensor, other: Any) -> Any:
        if other is None or isinstance(other, str):
            return NotImplemented  # so that == and != answer by identity
        return record((self, other), static)

    return method


def _unpacking(name: str) -> Callable[..., Any]:
    """A method that takes its sizes as one tuple or as several arguments, as torch does."""
    call = OPS[name].__call__

    def method(self: Tensor, *sizes: Any) -> Any:
        return call(self, sizes[0] if len(sizes) == 1 else sizes)

    method.__name__, method.__doc__ = name, OPS[name].__doc__
    return method


def attach() -> None:
    """Give Tensor its operators and methods."""
    for name, target in OPS.items():
        if not target.variadic and name not in _OWN:
            setattr(Tensor, name, _method(name))
    for name in ("reshape", "permute", "expand"):
        setattr(Tensor, name, _unpacking(name))
    for python, name in BINARY.items():
        setattr(Tensor, f"__{python}__", _operator(name))
        setattr(Tensor, f"__r{python}__", _reflected(name))
    for name in COMPARISONS:
        setattr(Tensor, f"__{name}__", _comparison(name))
    members: dict[str, Any] = {
        "__neg__": _method("neg"),
        "__abs__": _method("abs"),
        "__getitem__": lambda self, key: OPS["getitem"](self, _key(key)),
        "max": _method("amax"),
        "min": _method("amin"),
        "view": _unpacking("reshape"),
        "T": property(_method("transpose")),
        "float": lambda self: self.to(float32),
        "double": lambda self: self.to(float64),
        "long": lambda self: self.to(int64),
        "backward": backward_method,
    }
    for name, member in members.items():
        setattr(Tensor, name, member)


def _key(key: Any) -> Any:
    """An index with tensors replaced by their arrays; lists become index arrays."""
    if isinstance(key, tuple):
        return tuple(_key(part) for part in key)
    if isinstance(key, Tensor):
        return key._array
    return np.asarray(key) if isinstance(key, list) else key
