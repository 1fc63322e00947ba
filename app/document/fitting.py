"""What fits: whether an input takes what a wire carries, and the ops that could take it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from app.document.arguments import NEEDED
from app.document.graph import Graph, Input, Literal, Ref
from engine.dtype import Array
from engine.errors import EngineError
from engine.op import OPS, Op

MOST_ELEMENTS = 4096  # a trial of larger arrays would hold up the hand: the run will tell
USUAL = (  # what people add most
    *("mul", "add", "sub", "div", "matmul", "sum", "mean", "pow", "square", "exp", "log", "tanh"),
    *("sigmoid", "relu", "sqrt", "sin", "cos", "neg", "softmax", "max", "min", "abs", "maximum"),
    *("minimum", "mse_loss", "cross_entropy", "T", "reshape", "getitem"),
)

Values = Callable[[str], Array | None]


def misfit(graph: Graph, value_of: Values, source: str, target: str, port: int) -> str | None:
    """Why input `port` of `target` cannot take the value of `source`; None where it can, or where
    that is not known before the other inputs are."""
    node = graph[target]
    inputs = [*node.inputs]
    inputs[port] = Ref(source)
    found = [_value(value, value_of) for value in inputs]
    if any(value is None for value in found):
        return None
    if node.op == "matmul":
        return _unmultiplied(found[0], found[1], port)
    return _refused(OPS[node.op], found, dict(node.static))


def takers(value: Array | None, graph: Graph) -> list[str]:
    """The ops whose first input takes a value, those used most in the graph first, then the usual
    ones; every op where the value is not known."""
    used = Counter(node.op for node in graph)
    usual = {name: place for place, name in enumerate(USUAL)}
    listed = [op for op in OPS.values() if op.listed and op.arity]
    fitting = [op for op in listed if value is None or _takes(op, value)]
    names = [op.name for op in fitting]
    return sorted(names, key=lambda name: (-used[name], usual.get(name, len(usual))))


def _unmultiplied(left: Any, right: Any, port: int) -> str | None:
    """Why a product of matrices cannot be, told of the side that is wired."""
    (a, b), inner = (np.shape(left), np.shape(right)), -1 if np.ndim(right) == 1 else -2
    if a and b and a[-1] != b[inner]:
        if port:
            needs = f"left {a} needs a right side with {a[-1]} rows; this is {b}"
        else:
            needs = f"right {b} needs a left side with {b[inner]} columns; this is {a}"
        return f"matmul: {needs}"
    return _refused(OPS["matmul"], [left, right], {})


def _value(value: Input, value_of: Values) -> Any:
    if isinstance(value, Literal):
        return value.value
    return value_of(value.node) if isinstance(value, Ref) else None


def _takes(op: Op, value: Array) -> bool:
    """Whether the op runs on this value, alone or beside one of its shape, its transpose, a number,
    or its classes."""
    static = _trial(op, value)
    if op.variadic:
        return _refused(op, [value, value], static) is None
    needed = op.arity - op.optional
    if needed == 1:
        return _refused(op, [value], static) is None
    turned = value.swapaxes(-1, -2) if value.ndim > 1 else value
    others = (value, turned, np.ones((), value.dtype), np.zeros(value.shape[:-1], np.int64))
    return any(_refused(op, [value, *[x] * (needed - 1)], static) is None for x in others)


def _trial(op: Op, value: Array) -> Mapping[str, Any]:
    """Arguments that the op cannot do without, such that they fit the value."""
    needed = dict(NEEDED.get(op.name, {}))
    if "dims" in needed:
        needed["dims"] = tuple(range(value.ndim))
    if "kernel_size" in needed:
        needed["kernel_size"] = 1
    return needed


def _refused(op: Op, values: list[Any], static: Mapping[str, Any]) -> str | None:
    """Why the op does not run on values of these shapes, in one sentence."""
    trial = [np.ones(v.shape, v.dtype) if isinstance(v, np.ndarray) else v for v in values]
    if sum(np.size(v) for v in trial) > MOST_ELEMENTS:
        return None
    try:
        op.evaluate(trial, {**op.static, **static})
    except EngineError as error:
        return f"{error.message}; {error.remedy}"
    return None
