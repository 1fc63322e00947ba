"""Tensor's operators and methods, attached from the tables under torch's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import engine.ops  # noqa: F401 - fill the tables
from engine import (  # noqa: F401 - those that are not named below fill the tables
    conversion,
    creation,
    functions,
    inplace,
    queries,
    random,
    random_fill,
    saving,
    scalar,
    threads,
)
from engine.autograd.gradients import backward_method
from engine.dtype import boolean, float16, float32, float64, int8, int16, int32, int64, uint8
from engine.function import FUNCTIONS
from engine.nn import functional
from engine.node import REFLECTED, titled
from engine.op import OPS, Op
from engine.ops.indexing import plain_key
from engine.public import public
from engine.tensor import Tensor

COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
DTYPES = {
    "half": float16,
    "float": float32,
    "double": float64,
    "char": int8,
    "short": int16,
    "int": int32,
    "long": int64,
    "byte": uint8,
    "bool": boolean,
}


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
        return titled(record((other, self), static), REFLECTED.get(name, ""))

    return method


def _product() -> Callable[[Tensor, Any], Any]:
    """`@`: of tensors as torch has it, of a tensor and an array with the array's dtype promoted."""
    matmul, promoting = FUNCTIONS["torch"]["matmul"], _operator("matmul")
    return lambda self, other: (
        matmul(self, other) if isinstance(other, Tensor) else promoting(self, other)
    )


def _comparison(name: str) -> Callable[[Tensor, Any], Any]:
    record, static = OPS[name].record, OPS[name].static

    def method(self: Tensor, other: Any) -> Any:
        if other is None or isinstance(other, str):
            return NotImplemented  # so that == and != answer by identity
        return record((self, other), static)

    return method


def _converting(dtype: Any) -> Callable[..., Tensor]:
    def method(self: Tensor, memory_format: Any = None) -> Tensor:
        converted: Tensor = self if self.dtype == dtype else OPS["to"](self, dtype)
        return converted

    return method


def attach() -> None:
    """Give Tensor its operators and methods."""
    for name, target in public("tensor").items():
        if name not in vars(Tensor):
            setattr(Tensor, name, _method(name) if isinstance(target, Op) else target)
    for python, name in inplace.OPERATORS.items():
        forward, back = _operator(name), _reflected(name)
        if name in scalar.BINARY:
            forward, back = scalar.binary(name, forward), scalar.reflected(name, back)
        setattr(Tensor, f"__{python}__", forward)
        setattr(Tensor, f"__r{python}__", back)
    for name in COMPARISONS:
        setattr(Tensor, f"__{name}__", _comparison(name))
    for name, dtype in DTYPES.items():
        setattr(Tensor, name, _converting(dtype))
    members: dict[str, Any] = {
        "__neg__": scalar.unary("neg"),
        "__matmul__": _product(),
        "__rmatmul__": _reflected("matmul"),
        "__abs__": scalar.unary("abs"),
        "__invert__": _method("bitwise_not"),
        "__pos__": public("tensor")["positive"],
        "__getitem__": lambda self, key: OPS["getitem"].record((self,), {"key": plain_key(key)}),
        "__setitem__": inplace.setitem,
        "copy_": inplace.copy_,
        "fill_": inplace.fill_,
        "zero_": inplace.zero_,
        "backward": backward_method,
    }
    for name, member in members.items():
        setattr(Tensor, name, member)
    for name in inplace.ELEMENTWISE:
        form = inplace.in_place(name, getattr(Tensor, name))
        setattr(Tensor, f"{name}_", form)
        FUNCTIONS["torch"][f"{name}_"] = form
    for name in inplace.ACTIVATIONS:
        form = inplace.in_place(name, public("functional")[name])
        FUNCTIONS["functional"][f"{name}_"] = FUNCTIONS["torch"][f"{name}_"] = form
        setattr(functional, f"{name}_", form)
    FUNCTIONS["torch"] |= {"zero_": inplace.zero_, "fill_": inplace.fill_}
    functional.__all__ = sorted(public("functional"))
    for name in inplace.SHAPES:
        setattr(Tensor, f"{name}_", inplace.in_shape(name, getattr(Tensor, name)))
    for python, name in inplace.OPERATORS.items():
        setattr(Tensor, f"__i{python}__", getattr(Tensor, f"{name}_"))
