"""Function: an operation with a forward and a backward of the user's own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.backward_errors import freed
from engine.errors import ArgumentError, EngineError, GradientError
from engine.grad_mode import is_grad_enabled, no_grad, set_grad_enabled
from engine.history import (
    HERE,
    LEAF,
    Kind,
    become,
    current,
    meta,
    place_at,
    tick,
    user_location,
    version_of,
)
from engine.node import Cotangent, Node, Spec, anomaly, fit
from engine.tensor import Tensor, from_array


class Context:
    """What a Function's forward leaves for its backward.

    Attributes: needs_input_grad (a truth value per argument of apply); any that forward sets.
    """

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs_input_grad
        self._saved: tuple[Tensor | None, ...] = ()
        self._saved_at = 0
        self._dirty: tuple[Tensor, ...] = ()
        self._constant: tuple[Tensor, ...] = ()
        self._materialize = True
        self._waiting = 1  # results whose backward has not freed what is saved

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors for backward, which then finds them in `saved_tensors`."""
        for tensor in tensors:
            if tensor is not None and not isinstance(tensor, Tensor):
                raise ArgumentError(
                    f"save_for_backward keeps tensors, not {type(tensor).__name__}",
                    "set it as an attribute of ctx instead",
                )
        self._saved, self._saved_at = tensors, tick()

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """The tensors given to save_for_backward. Errors: GradientError where one has changed."""
        for tensor in self._saved:
            version = None if tensor is None or tensor._meta is None else tensor._meta.version
            if version is not None and version.changed > self._saved_at:
                raise GradientError(
                    f"a tensor saved for backward was modified by {version.op} at {version.where}, "
                    f"now at version {version.count}",
                    f"write it out of place, or clone() before {version.op}",
                )
        return self._saved

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say which arguments forward has changed in place; it must return them."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say which results have no gradient."""
        self._constant = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether missing head gradients arrive as zeros (the default) or as None."""
        self._materialize = value


class Function:
    """Subclass it with static `forward(ctx, *args)` and `backward(ctx, *grads)`; call `apply`.

    With `setup_context(ctx, inputs, output)` forward takes no ctx. Source: torch.autograd.Function.
    """

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """The result, computed without recording."""
        raise NotImplementedError("define forward as a static method of the Function")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        """Keep what backward needs, where forward takes no ctx."""

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradient of each argument of forward, None where there is none."""
        raise NotImplementedError("define backward as a static method of the Function")

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run forward and record that `backward` is its rule."""
        needs = tuple(isinstance(a, Tensor) and current(a) is not None for a in args)
        ctx = Context(needs)
        span, scope = HERE.span, HERE.scope
        with no_grad():
            if cls.setup_context is not Function.setup_context:
                given = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, given)
            else:
                given = cls.forward(ctx, *args, **kwargs)
        results = given if isinstance(given, tuple) else (given,)
        if any(needs) and is_grad_enabled():
            trail = (args, given, span, scope) if HERE.recorder else None
            ctx._waiting = len(results)
            shapes = [(r.shape, r._array.dtype) for r in results if isinstance(r, Tensor)]
            edges = tuple(a if isinstance(a, Tensor) else None for a in args)
            results = tuple(
                _made(result, FunctionNode(cls, ctx, edges, shapes, i, trail), ctx, args)
                for i, result in enumerate(results)
            )
        return results if isinstance(given, tuple) else results[0]


def _made(result: Any, node: FunctionNode, ctx: Context, args: Sequence[Any]) -> Any:
    """A result of forward with its history: itself, or an alias where it is an argument."""
    if not isinstance(result, Tensor) or any(result is c for c in ctx._constant):
        return result
    if result._array.dtype.kind != "f":
        return result
    if any(result is d for d in ctx._dirty):
        if current(result) is LEAF:
            raise GradientError(
                "a leaf that requires a gradient cannot be changed in place", "clone() it first"
            )
        become(result, node, place_at(result, tick()))
        return result
    if any(result is a for a in args):
        alias = from_array(result._array)
        meta(alias).version = version_of(result)
        result = alias
    result._made = node
    return result


class FunctionNode(Node):
    """The Node of one result of a Function."""

    __slots__ = ("_context", "_function", "_shapes")

    def __init__(
        self,
        function: type[Function],
        context: Context,
        inputs: Sequence[Tensor | None],
        shapes: Sequence[Any],
        output: int,
        trail: Any = None,
    ) -> None:
        self._function, self._context, self._shapes = function, context, shapes
        self.output, self._freed = output, 0
        self.sequence = self.finished = tick()
        self.static, self.version, self.watch, self.trail = {}, None, None, trail
        self.where = user_location() if anomaly.get() else None
        self._saved = [
            None if tensor is None else Spec(tensor._array.shape, tensor._array.dtype)
            for tensor in inputs
        ]
        self.edges = tuple(None if tensor is None else _edge(tensor) for tensor in inputs)

    @property
    def function(self) -> type[Function]:
        """The Function whose result it stands for."""
        return self._function

    def name(self) -> str:
        """Torch's name of it, as MyFunctionBackward."""
        return f"{self._function.__name__}Backward"

    def contributions(self, z_bar: Cotangent, recorded: bool) -> list[Cotangent]:
        if self._freed:
            raise freed(self._function.__name__, self._freed)
        own = z_bar if isinstance(z_bar, Tensor) else from_array(z_bar)
        heads = [
            own
            if i == self.output
            else own.new_zeros(shape)
            if self._context._materialize
            else None
            for i, (shape, _) in enumerate(self._shapes)
        ]
        with set_grad_enabled(recorded):
            given = self._function.backward(self._context, *heads)
        parts = list(given) if isinstance(given, tuple) else [given]
        while len(parts) > len(self.edges) and parts[-1] is None:
            parts.pop()
        if len(parts) != len(self.edges):
            raise GradientError(
                f"{self.name()} returned {len(parts)} gradients for {len(self.edges)} arguments",
                "return one for each argument of forward, None where there is none",
            )
        return [self._fitted(i, part, recorded) for i, part in enumerate(parts)]

    def _fitted(self, i: int, part: Any, recorded: bool) -> Cotangent:
        like = self._saved[i]
        if part is None or like is None or self.edges[i] is None:
            return None
        try:
            return fit(part if recorded else part._array, like, recorded)
        except (EngineError, ValueError):
            raise GradientError(
                f"{self.name()} returned a gradient of shape {tuple(part.shape)} for argument {i} "
                f"of shape {like.shape}",
                "return the shape of the argument",
            ) from None

    def free(self, now: int) -> None:
        if self._context._saved:
            self._freed = now
            self._context._waiting -= 1
            if self._context._waiting <= 0:
                self._context._saved = ()


def _edge(tensor: Tensor) -> Any:
    made = current(tensor)
    return tensor if made is LEAF or type(made) is Kind else made


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a `backward` whose result must not be differentiated again.

    Errors: GradientError where that is tried. Source: torch.autograd.function.once_differentiable.
    """

    @functools.wraps(backward)
    def wrapped(ctx: Any, *heads: Any) -> Any:
        recorded = is_grad_enabled()
        with no_grad():
            given = backward(ctx, *heads)
        if not recorded:
            return given
        parts = given if isinstance(given, tuple) else (given,)
        history = from_array(np.zeros(()), requires_grad=True)  # so that the result has one
        barred = tuple(part if part is None else _Barrier.apply(part, history) for part in parts)
        return barred if isinstance(given, tuple) else barred[0]

    return wrapped


class _Barrier(Function):
    """Passes a gradient on, and refuses to be differentiated."""

    @staticmethod
    def forward(ctx: Any, part: Tensor, history: Tensor) -> Tensor:
        return part.clone()

    @staticmethod
    def backward(ctx: Any, *heads: Any) -> Any:
        raise GradientError(
            "backward: a function marked once_differentiable was differentiated twice",
            "write its backward in tensor operations and take the mark away",
        )
