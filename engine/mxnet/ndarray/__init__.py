"""MXNet's `nd`: arrays, and the functions that take and give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.mxnet.ndarray import creation, random
from engine.mxnet.ndarray.arranging import arranging
from engine.mxnet.ndarray.creation import (
    arange,
    array,
    empty,
    eye,
    full,
    linspace,
    load,
    one_hot,
    ones,
    save,
    waitall,
    zeros,
)
from engine.mxnet.ndarray.elementwise import COMPARISONS, OPERATORS, elementwise
from engine.mxnet.ndarray.ndarray import NDArray
from engine.mxnet.ndarray.neural import neural
from engine.mxnet.ndarray.products import batch_dot, dot
from engine.mxnet.ndarray.reductions import reductions

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **elementwise,
    **reductions,
    **arranging,
    **neural,
    "dot": dot,
    "batch_dot": batch_dot,
}
METHODS = """
    abs sign square sqrt rsqrt cbrt reciprocal exp expm1 log log2 log10 log1p sin cos tan arcsin
    arccos arctan sinh cosh tanh arcsinh arccosh arctanh degrees radians floor ceil round rint fix
    trunc sigmoid relu softmax log_softmax clip zeros_like ones_like
    sum nansum mean prod max min norm argmax argmin
    reshape_like flatten transpose swapaxes expand_dims squeeze flip repeat tile broadcast_to
    broadcast_like slice slice_axis split take pick sort argsort topk shape_array size_array dot
"""


def _reflected(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    return lambda self, other: function(other, self)


def _in_place(name: str, function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    symbol = {"add": "+=", "sub": "-=", "mul": "*=", "truediv": "/=", "mod": "%=", "pow": "**="}
    return lambda self, other: self.overwritten(function(self, other), symbol[name], other)


def _comparison(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if other is None or isinstance(other, str):
            return NotImplemented  # so that == and != answer by identity
        return function(self, other)

    return method


def _attach() -> None:
    """Give NDArray its operators and methods."""
    for name, target in OPERATORS.items():
        function = FUNCTIONS[target]
        setattr(NDArray, f"__{name}__", function)
        setattr(NDArray, f"__r{name}__", _reflected(function))
        setattr(NDArray, f"__i{name}__", _in_place(name, function))
    for name, target in COMPARISONS.items():
        setattr(NDArray, f"__{name}__", _comparison(FUNCTIONS[target]))
    for name in METHODS.split():
        setattr(NDArray, name, FUNCTIONS[name])
    members: dict[str, Any] = {
        "one_hot": one_hot,
        "__neg__": FUNCTIONS["negative"],
        "__abs__": FUNCTIONS["abs"],
        "__matmul__": dot,
    }
    for name, member in members.items():
        setattr(NDArray, name, member)


_attach()
globals().update(FUNCTIONS)
uniform, normal = random.uniform, random.normal
random_uniform, random_normal, random_randint = random.uniform, random.normal, random.randint
shuffle = random.shuffle

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...


__all__ = [
    "NDArray",
    "arange",
    "array",
    "creation",
    "empty",
    "eye",
    "full",
    "linspace",
    "load",
    "one_hot",
    "ones",
    "random",
    "save",
    "waitall",
    "zeros",
]
