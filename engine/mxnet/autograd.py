"""MXNet's autograd: recording, and gradients of what was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import tape
from engine.autograd import function as engine_function
from engine.backward_errors import freed
from engine.errors import ArgumentError, GradientError, ShapeError
from engine.grad_mode import enable_grad
from engine.history import current, note_free, user_location
from engine.mxnet.modes import (
    Scope,
    is_recording,
    is_training,
    set_recording,
    set_training,
)
from engine.mxnet.ndarray.ndarray import NDArray, delivering, is_cleared, operand
from engine.node import Cotangent, Node, ScalarNode
from engine.tensor import Tensor, from_array

__all__ = [
    "Function",
    "backward",
    "get_symbol",
    "grad",
    "is_recording",
    "is_training",
    "mark_variables",
    "pause",
    "predict_mode",
    "record",
    "set_recording",
    "set_training",
    "train_mode",
]
Arrays = NDArray | Sequence[NDArray]
Heads = NDArray | Sequence[NDArray | None] | None


def record(train_mode: bool = True) -> Scope:
    """`with record():` what is computed inside can be differentiated. Source: autograd.record."""
    return Scope(True, train_mode)


def pause(train_mode: bool = False) -> Scope:
    """`with pause():` nothing is recorded inside. Source: autograd.pause."""
    return Scope(False, train_mode)


def train_mode() -> Scope:
    """`with train_mode():` Dropout drops inside. Source: autograd.train_mode."""
    return Scope(None, True)


def predict_mode() -> Scope:
    """`with predict_mode():` Dropout passes everything inside. Source: autograd.predict_mode."""
    return Scope(None, False)


def mark_variables(
    variables: Arrays, gradients: Arrays, grad_reqs: str | Sequence[str] = "write"
) -> None:
    """Let backward deliver the gradients of `variables` to `gradients`.

    Source: autograd.mark_variables. Errors: ArgumentError for unequal numbers of them.
    """
    marked, buffers = _listed(variables), _listed(gradients)
    policies = [grad_reqs] * len(marked) if isinstance(grad_reqs, str) else list(grad_reqs)
    if not len(marked) == len(buffers) == len(policies):
        raise ArgumentError(
            f"mark_variables: {len(marked)} variables, {len(buffers)} gradients, "
            f"{len(policies)} policies",
            "give one for each",
        )
    for variable, gradient, policy in zip(marked, buffers, policies, strict=True):
        variable.mark(gradient, policy)


def backward(
    heads: Arrays, head_grads: Heads = None, retain_graph: bool = False, train_mode: bool = True
) -> None:
    """Deliver the gradients of the sum of `heads` to every array with attach_grad under them.

    A head gradient weighs the elements of its head; without one all weigh 1. Unless
    `retain_graph`, the graph is cleared. Source: autograd.backward. Errors: GradientError where a
    head was computed outside `record()` or its graph is cleared; ShapeError for a head gradient
    of another shape.
    """
    roots = _roots("backward", heads, head_grads)
    ran: list[Node] = []
    with Scope(None, train_mode):
        tape.backward(roots, retain_graph=retain_graph, observe=lambda node, *_: ran.append(node))
    if not retain_graph:
        _clear(ran)


def grad(
    heads: Arrays,
    variables: Arrays,
    head_grads: Heads = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    train_mode: bool = True,
) -> list[Any]:
    """The gradients of the sum of `heads` by each of `variables`; no `.grad` is touched.

    With `create_graph` they can be differentiated again. Source: autograd.grad. Errors as
    `backward`, and GradientError for a variable without attach_grad or outside the graph.
    """
    wanted = _listed(variables)
    for i, variable in enumerate(wanted):
        if current(variable.tensor) is None:
            raise GradientError(
                f"grad: variable {i} has no gradient", "call attach_grad() on it before record()"
            )
    roots = _roots("grad", heads, head_grads)
    retain = create_graph if retain_graph is None else retain_graph
    ran: list[Node] = []
    token = delivering.set(False)
    try:
        with Scope(create_graph or None, train_mode):
            totals = tape.backward(
                roots,
                retain_graph=retain,
                create_graph=create_graph,
                wanted=[variable.tensor for variable in wanted],
                observe=lambda node, *_: ran.append(node),
            )
    finally:
        delivering.reset(token)
    found = [
        type(variable)(_total(totals, variable.tensor, i)) for i, variable in enumerate(wanted)
    ]
    if not retain:
        _clear(ran)
    return found


def get_symbol(x: NDArray) -> Any:
    """Refused: there is no symbolic interface. Errors: ArgumentError."""
    raise ArgumentError("get_symbol: there are no symbols here", "look at the graph in the app")


class Function:
    """An operation with a backward of the user's own; an instance serves one call.

    Subclass it with `forward(self, *inputs)` and `backward(self, *head_grads)`, which returns one
    gradient per input. Attributes: saved_tensors. Source: autograd.Function.
    """

    def __init__(self) -> None:
        self._used = False
        self.saved_tensors: tuple[NDArray, ...] = ()

    def save_for_backward(self, *args: NDArray) -> None:
        """Keep arrays for backward, which finds them in `saved_tensors`."""
        self.saved_tensors = args

    def forward(self, *inputs: Any) -> Any:
        """The result, or a tuple of results, computed without recording."""
        raise NotImplementedError("define forward in the subclass")

    def backward(self, *output_grads: Any) -> Any:
        """The gradient of each input of forward."""
        raise NotImplementedError("define backward in the subclass")

    def __call__(self, *inputs: NDArray) -> Any:
        if self._used:
            raise GradientError(
                f"{type(self).__name__}: an instance can be called once", "make another one"
            )
        self._used = True
        kind = type(inputs[0])
        bridge: Any = type(type(self).__name__, (_Bridge,), {"owner": self, "kind": kind})
        if not is_recording():
            return self.forward(*inputs)
        with enable_grad():
            result = bridge.apply(*(operand(value) for value in inputs))
            wrapped = kind.of(result)
        return tuple(wrapped) if isinstance(result, tuple) else wrapped


class _Bridge(engine_function.Function):
    """A Function as the engine knows it."""

    owner: Function
    kind: type[NDArray]

    @classmethod
    def forward(cls, ctx: Any, *tensors: Tensor) -> Any:
        with Scope(False, None):
            given = cls.owner.forward(*(cls.kind(tensor) for tensor in tensors))
        results = given if isinstance(given, (tuple, list)) else (given,)
        held = tuple(result.tensor for result in results)
        ctx.set_materialize_grads(False)
        ctx.zeros = [np.zeros_like(tensor._array) for tensor in held]
        return held if isinstance(given, (tuple, list)) else held[0]

    @classmethod
    def backward(cls, ctx: Any, *heads: Tensor) -> Any:
        full = (
            from_array(zero) if h is None else h for h, zero in zip(heads, ctx.zeros, strict=True)
        )
        given = cls.owner.backward(*map(cls.kind, full))
        parts = given if isinstance(given, (tuple, list)) else (given,)
        return tuple(part.tensor for part in parts)


def _listed(arrays: Any) -> list[Any]:
    return [arrays] if isinstance(arrays, NDArray) else list(arrays)


def _roots(name: str, heads: Arrays, head_grads: Heads) -> list[tuple[Tensor, Cotangent]]:
    listed = _listed(heads)
    given = [None] * len(listed) if head_grads is None else _listed(head_grads)
    if len(given) != len(listed) or not listed:
        raise ArgumentError(
            f"{name}: {len(given)} head gradients for {len(listed)} heads", "give one for each"
        )
    return [(head._tensor, _seed(name, head, g)) for head, g in zip(listed, given, strict=True)]


def _seed(name: str, head: NDArray, given: NDArray | None) -> Cotangent:
    """The head gradient of a head that can be differentiated."""
    tensor = head._tensor
    if is_cleared(tensor):
        node: Any = tensor.grad_fn
        raise freed(node.name(), node._freed)
    if current(tensor) is None:
        raise GradientError(
            f"{name}: this array of shape {head.shape} is not in a graph",
            "compute it inside `with autograd.record():` from arrays with attach_grad()",
        )
    if given is None:
        return np.ones(head.shape, head.dtype)
    if given.shape != head.shape:
        raise ShapeError(
            f"{name}: the head gradient has shape {given.shape}, the head {head.shape}",
            "give one number per element of the head",
        )
    return tape.seed_for(tensor, given.tensor)


def _total(totals: dict[Any, Cotangent], tensor: Tensor, i: int) -> Tensor:
    total = totals.get(tape.goal_of(tensor))
    if total is None:
        raise GradientError(
            f"grad: variable {i} is not part of the graph of the heads",
            "use it inside record() to compute them",
        )
    return total if isinstance(total, Tensor) else from_array(np.array(total))


def _clear(nodes: list[Node]) -> None:
    """Take the Nodes out of use, those too that saved nothing: MXNet clears the whole graph."""
    now = note_free(user_location())
    for node in nodes:
        if not isinstance(node, ScalarNode) and not node._freed:
            node._freed = now
