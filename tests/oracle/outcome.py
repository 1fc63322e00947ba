"""What one call gives on either side: values, gradients and second derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

import engine
from engine.autograd import grad
from tests.oracle.conversion import flat, to_array

SECOND_BY_COTANGENT = True  # whether engine's grad keeps the history of its grad_outputs


@dataclass(frozen=True)
class Side:
    """Torch or the engine: its tensor class, its gradient, and a tensor from an array."""

    tensor: type
    grad: Callable[..., Any]
    wrap: Callable[[np.ndarray], Any]


TORCH = Side(torch.Tensor, torch.autograd.grad, torch.from_numpy)
ENGINE = Side(engine.Tensor, grad, engine.from_numpy)


@dataclass
class Call:
    """One sample on one side.

    Attributes: f; args and kwargs; leaves (tensors that require a gradient); process (makes what
    is compared of the result, free of its gauge); wrapper (makes the input fit for a gradient).
    """

    f: Callable[..., Any]
    args: Sequence[Any]
    kwargs: dict[str, Any]
    leaves: Sequence[Any] = ()
    process: Callable[[Any], Any] = lambda result: result
    wrapper: Callable[..., Any] | None = None

    def plain(self) -> Any:
        return self.f(*self.args, **self.kwargs)

    def wrapped(self) -> Any:
        assert self.wrapper is not None
        return self.wrapper(self.f, *self.args, **self.kwargs)


@dataclass
class Outcome:
    """Attributes: kinds (shape, dtype and requires_grad per part of the result, as it came out);
    values, first and second (arrays, None where no gradient flows); error (what was raised, and
    in which stage).
    """

    kinds: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    first: list[Any] = field(default_factory=list)
    second: list[Any] = field(default_factory=list)
    stage: str = "value"
    error: Exception | None = None


def outcome(side: Side, call: Call, order: int, seed: int, dtype: str) -> Outcome:
    """Run `call` and differentiate it up to `order`; what is raised is kept in `error`.

    Cotangents are drawn from `seed` and rounded to `dtype`, so that both sides get the same.
    """
    result = Outcome()
    try:
        _run(result, side, call, order, seed, dtype)
    except Exception as error:
        result.error = error
    return result


def _run(result: Outcome, side: Side, call: Call, order: int, seed: int, dtype: str) -> None:
    raw = call.plain()
    result.kinds = [kind_of(part, side) for part in flat(raw)]
    z = call.process(raw)
    result.values = [_value(part, side) for part in flat(z)]
    if not order or not call.leaves:
        return
    result.stage = "gradient"
    if call.wrapper is not None:
        z = call.process(call.wrapped())
    outputs = [p for p in flat(z) if isinstance(p, side.tensor) and p.requires_grad]
    if not outputs:
        return
    heads = [_noise(side, z, (seed, 1, i), dtype) for i, z in enumerate(outputs)]
    if SECOND_BY_COTANGENT and order > 1:
        heads = [head.requires_grad_() for head in heads]
    first = side.grad(outputs, call.leaves, heads, create_graph=order > 1, allow_unused=True)
    result.first = [None if g is None else to_array(g) for g in first]
    if order < 2:
        return
    result.stage = "second derivative"
    pairs = [
        (g, _noise(side, g, (seed, 2, i), dtype))
        for i, g in enumerate(first)
        if g is not None and g.requires_grad
    ]
    leaves = [*call.leaves, *(heads if SECOND_BY_COTANGENT else ())]
    second: Sequence[Any] = [None] * len(leaves)
    if pairs:
        second = side.grad([g for g, _ in pairs], leaves, [v for _, v in pairs], allow_unused=True)
    result.second = [
        np.zeros(tuple(leaf.shape)) if g is None else to_array(g)
        for g, leaf in zip(second, leaves, strict=True)
    ]


def kind_of(part: Any, side: Side) -> str:
    """Shape, dtype and whether it requires a gradient, of a tensor; the type of anything else."""
    if not isinstance(part, side.tensor):
        return type(part).__name__
    dtype = str(part.dtype).removeprefix("torch.")
    return f"{dtype}{list(part.shape)}{' requires_grad' if part.requires_grad else ''}"


def _value(part: Any, side: Side) -> Any:
    if isinstance(part, side.tensor):
        return to_array(part)
    return str(part) if isinstance(part, (torch.dtype, engine.Dtype)) else part


def _noise(side: Side, like: Any, key: tuple[int, ...], dtype: str) -> Any:
    drawn = np.random.default_rng(key).standard_normal(tuple(like.shape)).astype(dtype)
    return side.wrap(np.asarray(drawn, str(like.dtype).removeprefix("torch.")))
