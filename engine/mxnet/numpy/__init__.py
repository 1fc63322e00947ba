"""mxnet.np: arrays with numpy's names and rules, float32 unless told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numpy import bool_ as bool_
from numpy import e, float16, float32, float64, inf, int8, int32, int64, nan, newaxis, pi, uint8

from engine.mxnet.numpy import linalg, random
from engine.mxnet.numpy.functions import functions
from engine.mxnet.numpy.multiarray import ndarray

METHODS = """
    sum mean prod max min std var argmax argmin dot transpose swapaxes squeeze repeat sort argsort
    take clip round abs exp log sqrt square sign sin cos tanh ravel tile flip expand_dims split
    broadcast_to
"""
COMPARISONS = {
    "eq": "equal",
    "ne": "not_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "lt": "less",
    "le": "less_equal",
}


def _comparison(name: str) -> Any:
    def method(self: Any, other: Any) -> Any:
        if other is None or isinstance(other, str):
            return NotImplemented  # so that == and != answer by identity
        return functions[name](self, other)

    return method


for _name in METHODS.split():
    setattr(ndarray, _name, functions[_name])
for _name, _target in COMPARISONS.items():
    setattr(ndarray, f"__{_name}__", _comparison(_target))
_members: dict[str, Any] = {"__matmul__": functions["matmul"], "__hash__": object.__hash__}
for _name, _member in _members.items():
    setattr(ndarray, _name, _member)
globals().update(functions)

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...


__all__ = [
    "bool_",
    "e",
    "float16",
    "float32",
    "float64",
    "inf",
    "int8",
    "int32",
    "int64",
    "linalg",
    "nan",
    "ndarray",
    "newaxis",
    "pi",
    "random",
    "uint8",
]
