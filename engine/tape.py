"""Backward: a Node per recorded operation, walked in reverse order, never recursively."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.dtype import Array
from engine.errors import EngineError, GradientError, ShapeError
from engine.grad_mode import enable_grad, set_grad_enabled
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.op import Op

Cotangent = Any  # an array, or a Tensor where the backward pass is itself recorded
Observer = Callable[["Node", Cotangent, Sequence[Cotangent]], None]
_sequence = itertools.count()


class Spec(NamedTuple):
    """Shape and dtype of an input whose values a vjp does not need."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def ndim(self) -> int:
        return len(self.shape)


class Node:
    """How a tensor was made: the op, where its inputs came from, and what backward needs of them.

    Attributes: op; static; edges (per input a Node, a leaf Tensor, or None where no gradient
    flows); sequence (order of creation).
    """

    __slots__ = ("_saved", "_z", "edges", "op", "sequence", "static", "tensor")

    def __init__(
        self,
        op: Op,
        inputs: Sequence[Any],
        arrays: Sequence[Any],
        static: Mapping[str, Any],
        z: Array,
    ) -> None:
        self.op, self.static = op, static
        self.sequence = next(_sequence)
        edges: list[Node | Tensor | None] = []
        saved: list[Any] = []
        for value, array, keep in zip(inputs, arrays, op.saves(len(inputs)), strict=False):
            held = array
            if isinstance(value, Tensor):
                held = value._array
                edges.append((value.grad_fn or value) if value._requires_grad else None)
            else:
                edges.append(None)
            if not keep:
                saved.append(Spec(held.shape, held.dtype))
            else:
                saved.append(value if isinstance(value, Tensor) else array)
        self.edges = tuple(edges)
        self._saved: list[Any] | None = saved
        self._z: Any = z if op.saves_output else Spec(z.shape, z.dtype)
        self.tensor: Tensor | None = None  # set only while its gradient is retained

    def name(self) -> str:
        """Torch's name of it, as MulBackward0."""
        return f"{self.op.node}Backward0"

    @property
    def next_functions(self) -> tuple[tuple[Node | Tensor | None, int], ...]:
        """Where the gradient goes next, as torch shows it."""
        return tuple((edge, 0) for edge in self.edges)

    def contributions(self, z_bar: Cotangent, recorded: bool) -> list[Cotangent]:
        """The cotangent of each input, shaped and typed as that input; None where none flows.

        Errors: GradientError where an earlier backward freed what was saved.
        """
        op, saved = self.op, self._saved
        if saved is None:
            raise GradientError(
                f"backward: what {op.name} saved was freed by an earlier backward",
                "run the forward again, or pass retain_graph=True to the first backward",
            )
        extra = {name: self.static[name] for name in op.rule_static}
        if op.rule_needs:
            extra["needs"] = tuple(edge is not None for edge in self.edges)
        arrays = [value._array if isinstance(value, Tensor) else value for value in saved]
        assert op.rule is not None
        if recorded:
            raw = op.rule(z_bar, self._recorded_z(), *saved, **extra)
        else:
            raw = op.rule(z_bar, self._z, *arrays, **extra)
        parts = raw if isinstance(raw, (tuple, list)) else (raw,)
        return [
            None if part is None or edge is None else fit(part, like, recorded)
            for part, like, edge in zip(parts, arrays, self.edges, strict=False)
        ]

    def free(self) -> None:
        """Let go of the saved arrays, if the rule kept any."""
        if self.op.frees:
            self._saved, self._z = None, None

    def _recorded_z(self) -> Any:
        """The saved result as a Tensor with this history, so that it is differentiated too."""
        if isinstance(self._z, Spec):
            return self._z
        z = Tensor(self._z)
        z.grad_fn, z._requires_grad = self, True
        return z

    def __repr__(self) -> str:
        return f"<{self.name()}>"


def fit(part: Any, like: Array | Spec, recorded: bool) -> Cotangent:
    """Undo broadcasting and cast back: `part` summed to the shape and dtype of the input.

    A Tensor where the pass is recorded, else an array.
    """
    if recorded and not isinstance(part, Tensor):
        part = Tensor(np.asarray(part))
    if part.shape != like.shape:
        lead = part.ndim - like.ndim
        stretched = tuple(
            i
            for i, n in enumerate(part.shape)
            if i < lead or (like.shape[i - lead] == 1 and n != 1)
        )
        part = part.sum(stretched) if stretched else part
        part = part.reshape(like.shape)
    if recorded:
        return part if part._array.dtype == like.dtype else part.to(like.dtype)
    return np.asarray(part, like.dtype)


def reachable(roots: Iterable[Node]) -> list[Node]:
    """Every Node a gradient can reach from the roots, in order of creation."""
    stack, seen = list(roots), set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        stack.extend(edge for edge in node.edges if isinstance(edge, Node))
    return sorted(seen, key=attrgetter("sequence"))


def seed_for(root: Tensor, gradient: Tensor | Array | None) -> Array:
    """The head gradient of `root`, in its shape and dtype.

    Errors: GradientError where none is given and the root is not one number, or none can flow;
    ShapeError where its shape is another.
    """
    if not root._requires_grad:
        raise GradientError(
            "backward: the root does not require a gradient and has no grad_fn",
            "set requires_grad=True on a leaf that it depends on",
        )
    if gradient is None:
        if root._array.size != 1:
            raise GradientError(
                f"backward starts from one number, but the root has shape {root.shape}",
                "reduce it with sum() or mean(), or give a head gradient of that shape",
            )
        return np.ones_like(root._array)
    seed = gradient._array if isinstance(gradient, Tensor) else np.asarray(gradient)
    if seed.shape != root.shape:
        raise ShapeError(
            f"backward: the head gradient has shape {seed.shape}, the root {root.shape}",
            "give one number per element of the root",
        )
    return seed.astype(root._array.dtype)


def backward(
    roots: Sequence[tuple[Tensor, Cotangent]],
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    observe: Observer | None = None,
) -> dict[int, tuple[Tensor, Cotangent]]:
    """Cotangents of all leaves under `roots` (pairs of tensor and head gradient), by id of leaf.

    `observe` is told each Node, its upstream gradient, and what it contributes to each input.
    With `create_graph` the pass is recorded, so that its results can be differentiated again.
    """
    pending: dict[Node | Tensor, Cotangent] = {}

    def arrive(place: Node | Tensor, part: Cotangent) -> None:
        held = pending.get(place)
        if held is not None:
            part = held + part if create_graph else np.asarray(held + part)
        pending[place] = part

    for root, seed in roots:
        arrive(root.grad_fn or root, Tensor(seed) if create_graph else seed)
    nodes = reachable(place for place in pending if isinstance(place, Node))
    with set_grad_enabled(create_graph), np.errstate(all="ignore"):
        for node in reversed(nodes):
            z_bar = pending.pop(node, None)
            if z_bar is None:
                continue
            try:
                parts = node.contributions(z_bar, create_graph)
            except EngineError as error:
                error.node = node
                raise
            if node.tensor is not None:
                accumulate(node.tensor, z_bar)
            if observe is not None:
                observe(node, z_bar, parts)
            for edge, part in zip(node.edges, parts, strict=False):
                if edge is not None and part is not None:
                    arrive(edge, part)
            if not (retain_graph or create_graph):
                node.free()
    return {id(leaf): (leaf, total) for leaf, total in pending.items() if isinstance(leaf, Tensor)}


def accumulate(leaf: Tensor, total: Cotangent) -> None:
    """Add `total` to `leaf.grad`, keeping the same grad object where there is one."""
    if isinstance(total, Tensor):
        with enable_grad():
            leaf.grad = total.clone() if leaf.grad is None else leaf.grad + total
    elif leaf.grad is None:
        leaf.grad = Tensor(np.array(total))
    else:
        with np.errstate(all="ignore"):
            np.add(leaf.grad._array, total, out=leaf.grad._array)


def backward_method(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
) -> None:
    """Accumulate the gradient of this tensor into the `.grad` of every leaf it depends on.

    `gradient` is the head gradient, needed unless the tensor is one number. Source: torch.Tensor.
    """
    seed = seed_for(self, gradient)
    retain = create_graph if retain_graph is None else retain_graph
    totals = backward([(self, seed)], retain_graph=retain, create_graph=create_graph)
    for leaf, total in totals.values():
        accumulate(leaf, total)


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs` by each of `inputs`, touching no `.grad`.

    Errors: GradientError where an input is not part of the graph and `allow_unused` is not set.
    Source: torch.autograd.grad.
    """
    outputs = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    inputs = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    seeds = (
        [None] * len(outputs)
        if grad_outputs is None
        else [grad_outputs]
        if isinstance(grad_outputs, Tensor)
        else list(grad_outputs)
    )
    wanted: dict[Node, list[int]] = {}
    results: list[Any] = [None] * len(inputs)
    for i, tensor in enumerate(inputs):
        if tensor.grad_fn is not None:
            wanted.setdefault(tensor.grad_fn, []).append(i)

    def observe(node: Node, z_bar: Cotangent, parts: Sequence[Cotangent]) -> None:
        for i in wanted.get(node, ()):
            results[i] = z_bar

    retain = create_graph if retain_graph is None else retain_graph
    roots = [(root, seed_for(root, seed)) for root, seed in zip(outputs, seeds, strict=True)]
    totals = backward(roots, retain_graph=retain, create_graph=create_graph, observe=observe)
    for i, tensor in enumerate(inputs):
        if id(tensor) in totals:
            results[i] = totals[id(tensor)][1]
        if results[i] is None and not allow_unused:
            raise GradientError(
                f"grad: input {i} of shape {tensor.shape} is not part of the graph",
                "pass allow_unused=True to get None for it",
            )
    return tuple(r if r is None or isinstance(r, Tensor) else Tensor(r) for r in results)
