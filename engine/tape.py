"""Backward: a Node per recorded operation, walked in reverse order of creation, never recursively."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtype import Array
from engine.errors import GradientError, ShapeError
from engine.grad_mode import MODE, enable_grad
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.op import Op

Cotangent = Any  # an array, or a Tensor where the backward pass is itself recorded
Observer = Callable[["Node", Cotangent, Sequence[Cotangent]], None]
_sequence = itertools.count()


@dataclass(frozen=True, slots=True)
class Spec:
    """Shape and dtype of an input whose values a vjp does not need."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def ndim(self) -> int:
        return len(self.shape)


class Node:
    """How a tensor was made: the op, where its inputs came from, and what backward needs of them.

    Attributes: op; static; edges (per input a Node, a leaf Tensor, or None where no gradient
    flows); specs (shape and dtype of each input); sequence (order of creation).
    """

    __slots__ = ("_saved", "_z", "edges", "op", "sequence", "specs", "static", "tensor")

    def __init__(
        self, op: Op, inputs: Sequence[Any], static: Mapping[str, Any], result: Tensor
    ) -> None:
        self.op, self.static = op, static
        self.sequence = next(_sequence)
        self.edges: tuple[Node | Tensor | None, ...] = tuple(map(_edge, inputs))
        self.specs = tuple(map(_spec, inputs))
        self._saved: tuple[Any, ...] | None = tuple(
            value if op.saves(i) else self.specs[i] for i, value in enumerate(inputs)
        )
        self._z: Any = result._array if op.saves_output else _spec(result)
        self.tensor: Tensor | None = None  # set only while its gradient is retained

    def name(self) -> str:
        """Torch's name of it, as MulBackward0."""
        return "".join(p.capitalize() for p in self.op.name.split("_")) + "Backward0"

    @property
    def next_functions(self) -> tuple[tuple[Node | Tensor | None, int], ...]:
        """Where the gradient goes next, as torch shows it."""
        return tuple((edge, 0) for edge in self.edges)

    def contributions(self, z_bar: Cotangent, recorded: bool) -> list[Cotangent]:
        """The cotangent of each input, shaped and typed as that input; None where none flows.

        Errors: GradientError where an earlier backward freed what was saved.
        """
        if self._saved is None:
            raise GradientError(
                f"backward: what {self.op.name} saved was freed by an earlier backward",
                "run the forward again, or pass retain_graph=True to the first backward",
            )
        needs = tuple(edge is not None for edge in self.edges)
        extra = {name: self.static[name] for name in self.op.rule_static}
        if self.op.rule_needs:
            extra["needs"] = needs
        read = self._as_tensors if recorded else _as_arrays
        assert self.op.rule is not None
        raw = self.op.rule(z_bar, *read(self._z, self._saved), **extra)
        parts = raw if isinstance(raw, (tuple, list)) else (raw,)
        return [
            fit(part, spec) if need and part is not None else None
            for part, spec, need in zip(parts, self.specs, needs, strict=False)
        ]

    def free(self) -> None:
        """Let go of the saved arrays, if the rule kept any."""
        if self.op.saves_output or any(not isinstance(v, Spec) for v in self._saved or ()):
            self._saved, self._z = None, None

    def _as_tensors(self, z: Any, saved: tuple[Any, ...]) -> list[Any]:
        if not isinstance(z, Spec):
            z = Tensor(z)
            z.grad_fn, z._requires_grad = self, True
        return [z, *saved]

    def __repr__(self) -> str:
        return f"<{self.name()}>"


def _edge(value: Any) -> Node | Tensor | None:
    if not isinstance(value, Tensor) or not value._requires_grad:
        return None
    return value.grad_fn or value


def _spec(value: Any) -> Spec:
    array = value._array if isinstance(value, Tensor) else np.asarray(value)
    return Spec(array.shape, array.dtype)


def _as_arrays(z: Any, saved: tuple[Any, ...]) -> list[Any]:
    return [z, *(v._array if isinstance(v, Tensor) else v for v in saved)]


def fit(part: Cotangent, spec: Spec) -> Cotangent:
    """Undo broadcasting and cast back: `part` summed to the shape and dtype of the input."""
    shape = np.shape(part) if not isinstance(part, Tensor) else part.shape
    if shape != spec.shape:
        lead = len(shape) - len(spec.shape)
        stretched = tuple(
            i for i, n in enumerate(shape) if i < lead or (spec.shape[i - lead] == 1 and n != 1)
        )
        if isinstance(part, Tensor):
            part = part.sum(stretched, keepdim=True) if stretched else part
            part = part.reshape(spec.shape)
        else:
            part = np.sum(part, axis=stretched, keepdims=True).reshape(spec.shape)
    if isinstance(part, Tensor):
        return part if part._array.dtype == spec.dtype else part.to(spec.dtype)
    return np.asarray(part, spec.dtype)


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
                f"backward: grad can be implicitly created only for scalar outputs; the root has "
                f"shape {root.shape}",
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
        pending[place] = part if held is None else held + part

    for root, seed in roots:
        arrive(root.grad_fn or root, Tensor(seed) if create_graph else seed)
    mode = MODE.enabled
    MODE.enabled = create_graph
    try:
        for node in reversed(reachable(p for p in pending if isinstance(p, Node))):
            z_bar = pending.pop(node, None)
            if z_bar is None:
                continue
            with np.errstate(all="ignore"):
                parts = node.contributions(z_bar, create_graph)
            if node.tensor is not None:
                accumulate(node.tensor, z_bar)
            if observe is not None:
                observe(node, z_bar, parts)
            for edge, part in zip(node.edges, parts, strict=False):
                if edge is not None and part is not None:
                    arrive(edge, part)
            if not (retain_graph or create_graph):
                node.free()
    finally:
        MODE.enabled = mode
    return {id(leaf): (leaf, total) for leaf, total in pending.items() if isinstance(leaf, Tensor)}


def accumulate(leaf: Tensor, total: Cotangent) -> None:
    """Add `total` to `leaf.grad`, keeping the same grad object where there is one."""
    if leaf.grad is None:
        leaf.grad = total if isinstance(total, Tensor) else Tensor(np.array(total))
    elif isinstance(total, Tensor):
        with enable_grad():
            leaf.grad = leaf.grad + total
    else:
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
