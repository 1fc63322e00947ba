"""Functions of each element: MXNet's names for the engine's ops, and those composed of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.errors import DtypeError, ShapeError
from engine.function import FUNCTIONS, function
from engine.mxnet.ndarray.ndarray import NDArray, array_first, call
from engine.op import OPS

Rule = Callable[..., Any]


def _signed(f: Rule) -> Rule:
    """`f` of the size of x, with the sign of x."""
    return lambda x: OPS["sign"](x) * f(OPS["abs"](x))


def _compared(name: str) -> Rule:
    """A comparison as MXNet gives it: ones and zeros of the first array's dtype."""

    def compare(x: Any, y: Any) -> Any:
        array = x if hasattr(x, "dtype") else y
        return OPS[name](x, y).to(array.dtype)

    return compare


def _logical(combine: Rule) -> Rule:
    return lambda *x: combine(*(OPS["ne"](part, 0) for part in x)).to(x[0].dtype)


UNARY: dict[str, Rule] = {
    "abs": OPS["abs"],
    "negative": OPS["neg"],
    "sign": OPS["sign"],
    "square": OPS["square"],
    "sqrt": OPS["sqrt"],
    "rsqrt": OPS["rsqrt"],
    "cbrt": _signed(lambda x: x ** (1 / 3)),
    "reciprocal": OPS["reciprocal"],
    "exp": OPS["exp"],
    "expm1": OPS["expm1"],
    "log": OPS["log"],
    "log2": OPS["log2"],
    "log10": OPS["log10"],
    "log1p": OPS["log1p"],
    "sin": OPS["sin"],
    "cos": OPS["cos"],
    "tan": OPS["tan"],
    "arcsin": OPS["asin"],
    "arccos": OPS["acos"],
    "arctan": OPS["atan"],
    "sinh": OPS["sinh"],
    "cosh": OPS["cosh"],
    "tanh": OPS["tanh"],
    "arcsinh": OPS["asinh"],
    "arccosh": OPS["acosh"],
    "arctanh": OPS["atanh"],
    "degrees": lambda x: x * (180 / math.pi),
    "radians": lambda x: x * (math.pi / 180),
    "floor": OPS["floor"],
    "ceil": OPS["ceil"],
    "round": _signed(lambda x: OPS["floor"](x + 0.5)),  # halves away from zero, as MXNet
    "rint": lambda x: OPS["ceil"](x - 0.5),  # halves downwards, as MXNet
    "fix": _signed(OPS["floor"]),
    "trunc": _signed(OPS["floor"]),
    "sigmoid": OPS["sigmoid"],
    "relu": OPS["relu"],
    "softrelu": OPS["softplus"],
    "softsign": lambda x: x / (OPS["abs"](x) + 1),
    "logical_not": lambda x: OPS["eq"](x, 0).to(x.dtype),
    "identity": OPS["clone"],
    "BlockGrad": lambda x: x.detach().clone(),
    "stop_gradient": lambda x: x.detach().clone(),
    "zeros_like": FUNCTIONS["torch"]["zeros_like"],
    "ones_like": FUNCTIONS["torch"]["ones_like"],
}
BINARY: dict[str, Rule] = {
    "add": OPS["add"],
    "subtract": OPS["sub"],
    "multiply": OPS["mul"],
    "divide": OPS["div"],
    "modulo": OPS["remainder"],
    "power": OPS["pow"],
    "maximum": OPS["maximum"],
    "minimum": OPS["minimum"],
    "hypot": lambda x, y: OPS["sqrt"](x * x + y * y),
    "equal": _compared("eq"),
    "not_equal": _compared("ne"),
    "greater": _compared("gt"),
    "greater_equal": _compared("ge"),
    "lesser": _compared("lt"),
    "lesser_equal": _compared("le"),
    "logical_and": _logical(lambda x, y: x & y),
    "logical_or": _logical(lambda x, y: OPS["maximum"](x, y)),
    "logical_xor": _logical(OPS["ne"]),
}
SHORT = {"subtract": "sub", "multiply": "mul", "divide": "div", "modulo": "mod"}
PLAIN = {"subtract": "minus", "add": "plus"}  # older names of the broadcasting ones
OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "mod": "modulo",
    "pow": "power",
}
COMPARISONS = {
    "eq": "equal",
    "ne": "not_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "lt": "lesser",
    "le": "lesser_equal",
}


def written(result: Any, out: NDArray | None, name: str) -> Any:
    """The result, or `out` with the numbers of the result."""
    return result if out is None else out.overwritten(result, f"{name}(out=...)", result)


def unary(name: str) -> Callable[..., Any]:
    """The public function of one array."""
    rule = UNARY[name]

    def applied(data: Any, out: Any = None) -> Any:
        return written(call(rule, data), out, name)

    applied.__name__, applied.__doc__ = name, f"{name} of each element. Source: mxnet.nd.{name}."
    return array_first(applied)


def binary(name: str, alias: str = "") -> Callable[..., Any]:
    """The public function of two arrays, or of an array and a number, broadcasting.

    Errors of a call: DtypeError where both are arrays and their dtypes differ; ShapeError.
    """
    rule, title = BINARY[name], alias or name
    strict = title.startswith("elemwise")

    def combined(lhs: Any, rhs: Any, out: Any = None) -> Any:
        _check_pair(title, lhs, rhs, strict)
        return written(call(rule, lhs, rhs), out, title)

    combined.__name__ = title
    combined.__doc__ = f"{name} of two arrays, element by element. Source: mxnet.nd.{title}."
    return function("")(combined)


def _check_pair(name: str, x: Any, y: Any, strict: bool) -> None:
    if not isinstance(x, NDArray) or not isinstance(y, NDArray):
        return
    if x.dtype is not y.dtype and not x.has_scalars:
        raise DtypeError(
            f"{name}: the arrays are of {x.dtype.__name__} and {y.dtype.__name__}",
            "convert one with astype",
        )
    if strict and x.shape != y.shape:
        raise ShapeError(
            f"{name}: the shapes {x.shape} and {y.shape} differ", "use a broadcasting function"
        )


def clip(data: Any, a_min: float, a_max: float, out: Any = None) -> Any:
    """Each element kept within the bounds. Source: mxnet.nd.clip."""
    return written(call(OPS["clamp"], data, min=a_min, max=a_max), out, "clip")


def add_n(*args: Any) -> Any:
    """The sum of arrays of one shape. Source: mxnet.nd.add_n."""
    total = args[0]
    for array in args[1:]:
        total = elementwise["elemwise_add"](total, array)
    return total


def cast(data: Any, dtype: Any) -> Any:
    """The numbers as another type. Source: mxnet.nd.cast."""
    return data.astype(dtype)


def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition is not zero, else y; a 1-D condition chooses rows.

    Source: mxnet.nd.where.
    """

    def chosen(c: Any, a: Any, b: Any) -> Any:
        if c.ndim == 1 and getattr(a, "ndim", 1) > 1:
            c = c.reshape((-1,) + (1,) * (a.ndim - 1))
        return OPS["where"](OPS["ne"](c, 0), a, b)

    return call(chosen, condition, x, y)


def _all_functions() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {name: unary(name) for name in UNARY}
    for name in BINARY:
        found[name] = binary(name)
        found[f"broadcast_{SHORT.get(name, name)}"] = binary(name)
    for name, older in PLAIN.items():
        found[f"broadcast_{older}"] = binary(name)
    for name in ("add", "subtract", "multiply", "divide"):
        alias = f"elemwise_{SHORT.get(name, name)}"
        found[alias] = binary(name, alias)
    found["true_divide"], found["mod"], found["pow"] = (
        found[name] for name in ("divide", "modulo", "power")
    )
    functions = (clip, add_n, cast, where)
    found |= {f.__name__: f for f in functions}
    found["ElementWiseSum"], found["Cast"] = add_n, cast
    return found


elementwise = _all_functions()
