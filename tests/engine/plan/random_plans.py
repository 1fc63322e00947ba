"""Random plans: programs of many ops on arrays of all shapes, with special numbers among them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from engine.dtype import Array
from engine.errors import EngineError
from engine.op import OPS
from engine.plan import Leaf, Plan, Step
from engine.run import run
from engine.tensor import Tensor, from_array

SHAPES = [(), (3,), (2, 3), (1,), (2, 1), (3, 3), (0,), (2, 0), (1, 3), (2, 3, 2), (37,), (20, 5)]
SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, -1e-40, 1e30, -1e300, 1.0, 2.0]
EXACT = ["neg", "abs", "square", "sqrt", "relu", "reciprocal", "sign", "clone", "leaky_relu"]
SMOOTH = ["sin", "cos", "tanh", "sigmoid", "silu", "softplus", "logsigmoid"]
UNARY = [
    *EXACT, *SMOOTH, "exp", "log", "rsqrt", "elu", "expm1", "log1p", "floor", "detach", "erf",
]  # fmt: skip
BINARY = ["add", "sub", "mul", "div", "maximum", "minimum"]
POWERS = ["pow", "atan2", "hypot", "remainder"]
KINDS = ["unary", "binary", "binary", "reduced", "other", "shaped"]
COMPARED = ["gt", "le", "eq", "ne"]
REDUCED = ["sum", "mean", "amax", "amin", "logsumexp", "var", "norm", "prod"]
ALONG = ["softmax", "log_softmax", "cumsum"]
CHOICES = [*COMPARED, "where", "clamp"]
OTHER = [*CHOICES, *ALONG, "matmul", "stack", "cat"]
KEYS: list[Any] = [
    0, -1, slice(1, None), slice(None, None, 2), (..., 0), (slice(None), 0), None, np.array([0, 0]),
    slice(0, 0),
]  # fmt: skip
SHAPED: list[tuple[str, dict[str, Any]]] = [
    *(("getitem", {"key": key}) for key in KEYS),
    *(("unsqueeze", {"dim": dim}) for dim in (0, -1)),
    *(("expand", {"size": size}) for size in ((2, 3), (4, -1, -1))),
    *(("reshape", {"shape": shape}) for shape in ((-1,), (3, 2))),
    ("transpose", {}),
    ("squeeze", {}),
    ("flip", {"dims": (0,)}),
    ("permute", {"dims": (1, 0)}),
]


def numbers(
    shape: tuple[int, ...], seed: int, special: Any, dtype: Any, parts: int | None = None
) -> Array:
    """Random numbers, multiples of 1 / parts if it is given; some of them special."""
    rng = np.random.default_rng(seed)
    array = np.asarray(rng.normal(size=shape))
    if parts is not None:
        array = np.round(array * parts) / parts
    if len(special):
        chosen = rng.random(shape) < 0.3
        array = np.where(chosen, rng.choice(special, size=shape), array)
    with np.errstate(over="ignore"):
        return array.astype(dtype)


@st.composite
def plans(
    draw: Any,
    most: int = 14,
    dtype: Any = np.float64,
    shapes: Any = SHAPES,
    unary: Any = UNARY,
    binary: Any = (*BINARY, *POWERS),
    kinds: Any = KINDS,
    special: Any = SPECIAL,
    reduced: Any = REDUCED,
    other: Any = OTHER,
    parts: int | None = None,
) -> Plan:
    """A plan of up to `most` steps, differentiated from a random head gradient where it can be."""
    ops = {"unary": unary, "binary": binary, "reduced": reduced, "other": other}
    among = draw(st.sampled_from([(), special]))
    count = draw(st.integers(1, 3))
    leaves = []
    for i in range(count):
        array = numbers(
            draw(st.sampled_from(shapes)), draw(st.integers(0, 999)), among, dtype, parts
        )
        leaves.append(Leaf(i, array, True, f"x{i}"))
    tensors = {leaf.slot: from_array(leaf.value) for leaf in leaves}
    steps: list[Step] = []
    for _ in range(draw(st.integers(1, most))):
        _grow(draw, tensors, steps, ops, kinds)
    root = next((s for s in reversed(tensors) if tensors[s].dtype.is_floating_point), 0)
    head = numbers(tuple(tensors[root].shape), draw(st.integers(0, 999)), (), dtype, parts)
    plan = Plan(tuple(leaves), tuple(steps), root, head)
    if run(plan).fault is None:
        return plan
    return Plan(tuple(replace(leaf, requires_grad=False) for leaf in leaves), tuple(steps), root)


def _grow(
    draw: Any, tensors: dict[int, Tensor], steps: list[Step], ops: dict[str, Any], kinds: Any
) -> None:
    """One more step, if the one that is drawn can run."""
    floats = [slot for slot, tensor in tensors.items() if tensor.dtype.is_floating_point]
    truths = [slot for slot in tensors if slot not in floats]
    slot = st.sampled_from(floats[::-1])
    kind = draw(st.sampled_from(kinds))
    static: dict[str, Any] = {}
    if kind == "unary":
        op, inputs = draw(st.sampled_from(ops["unary"])), (draw(slot),)
    elif kind == "binary":
        op, inputs = draw(st.sampled_from(ops["binary"])), (draw(slot), draw(slot))
    elif kind == "reduced":
        op, inputs = draw(st.sampled_from(ops["reduced"])), (draw(slot),)
        static = {"dim": draw(st.sampled_from([None, 0, -1, 1, (0, 1)]))}
        static["keepdim"] = draw(st.booleans())
    elif kind == "shaped":
        (op, static), inputs = draw(st.sampled_from(SHAPED)), (draw(slot),)
    else:
        op = draw(st.sampled_from(ops["other"]))
        inputs = (draw(slot),) if op in ALONG or op == "clamp" else (draw(slot), draw(slot))
        if op == "where":
            if not truths:
                return
            inputs = (draw(st.sampled_from(truths)), *inputs)
        static = {"cumsum": {"dim": 0}, "clamp": {"min": -0.5, "max": 1.0}}.get(op, {})
    try:
        z = OPS[op].record([tensors[i] for i in inputs], {**OPS[op].static, **static})
    except EngineError:
        return
    if z.numel() <= 400:
        number = len(tensors)
        tensors[number] = z
        steps.append(Step(op, inputs, number, static))
