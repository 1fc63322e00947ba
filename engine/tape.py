"""Backward: the recorded Nodes walked in reverse order of creation, never recursively."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from engine.dtype import Array, ArrayLike
from engine.errors import EngineError, GradientError, ShapeError
from engine.grad_mode import QUIET, enable_grad, reset_recording, set_recording
from engine.history import (
    HERE,
    LEAF,
    Kind,
    Watch,
    current,
    note_free,
    place_at,
    tick,
    user_location,
)
from engine.node import Cotangent, Node, ScalarNode, anomaly, node_of
from engine.tensor import DOUBLE, SINGLE, Tensor, from_array, wrap

Observer = Callable[[Node, Cotangent, Sequence[Cotangent]], None]
Goal = Node | Tensor  # where gradients are gathered: a Node's result, or a leaf


class Paths:
    """The part of the graph under some roots: Nodes in order of creation, and where edges lead.

    A scalar record stands as one ScalarNode however often it is reached.
    """

    def __init__(self, roots: Iterable[Tensor]) -> None:
        self._records: dict[Tensor, ScalarNode] = {}
        self.goals: dict[Node, list[Goal | None]] = {}
        self.starts = [self.goal(root, tick()) for root in roots]
        stack = [goal for goal in self.starts if isinstance(goal, Node)]
        while stack:
            node = stack.pop()
            if node in self.goals:
                continue
            goals = []
            for edge in node.edges:
                goal = edge if type(edge) is Node else self.goal(edge, node.sequence)
                goals.append(goal)
                if isinstance(goal, Node) and goal not in self.goals:
                    stack.append(goal)
            self.goals[node] = goals
        self.nodes = sorted(self.goals, key=attrgetter("sequence"))

    def goal(self, edge: Goal | None, sequence: int) -> Goal | None:
        """Where an edge led at tick `sequence`: a Node, a leaf, or None."""
        if not isinstance(edge, Tensor):
            return edge
        place = place_at(edge, sequence)
        if not isinstance(place, Tensor) or type(place._made) is not Kind:
            return place
        if place._meta is not None and place._meta.node is not None:
            return place._meta.node
        node = self._records.get(place)
        if node is None:
            node = self._records[place] = ScalarNode(place)
        return node

    def leading_to(self, wanted: set[Goal]) -> set[Node]:
        """The Nodes that must run for the gradients of `wanted` to be complete."""
        needed: set[Node] = set()
        for node in self.nodes:
            if any(goal in wanted or goal in needed for goal in self.goals[node]):
                needed.add(node)
        return needed


def seed_for(root: Tensor, gradient: Tensor | Array | None) -> Any:
    """The head gradient of `root`, in its shape and dtype; a Tensor if it has a history.

    Errors: GradientError where none is given and the root is not one number, or none can flow;
    ShapeError where its shape is another.
    """
    if current(root) is None:
        raise GradientError(
            "backward: the root does not require a gradient and has no grad_fn",
            "set requires_grad=True on a leaf that it depends on",
        )
    data = root._data
    shape: tuple[int, ...] = ()
    dtype = SINGLE if isinstance(data, float) and root.single else DOUBLE
    if not isinstance(data, float):
        shape, dtype = data.shape, data.dtype
    if gradient is None:
        if shape and math.prod(shape) != 1:
            raise GradientError(
                f"backward starts from one number, but the root has shape {shape}",
                "reduce it with sum() or mean(), or give a head gradient of that shape",
            )
        return np.array(1, dtype, ndmin=len(shape))
    found = tuple(gradient.shape)
    if found != shape:
        raise ShapeError(
            f"backward: the head gradient has shape {found}, the root {shape}",
            "give one number per element of the root",
        )
    if isinstance(gradient, Tensor):
        return gradient.to(dtype) if gradient.requires_grad else gradient._array.astype(dtype)
    return np.asarray(gradient).astype(dtype)


def backward(
    roots: Sequence[tuple[Tensor, Cotangent]],
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    wanted: Sequence[Tensor] | None = None,
    observe: Observer | None = None,
) -> dict[Goal, Cotangent]:
    """Cotangents under `roots` (pairs of tensor and head gradient): of the leaves, by leaf, or of
    what made the `wanted` tensors, by `goal_of`, where only the Nodes that lead there run.

    `observe` is told each Node, its upstream gradient, and what it contributes to each input.
    With `create_graph` the pass is recorded, so that its results can be differentiated again.
    """
    goals = None if wanted is None else {g for g in map(goal_of, wanted) if g is not None}
    paths = Paths(root for root, _ in roots)
    needed = set() if goals is None else paths.leading_to(goals)
    recorder = HERE.recorder
    if recorder is not None:
        observe = recorder.section(roots, paths, observe)
    now = 0 if retain_graph or create_graph else note_free(user_location())
    totals: dict[Goal, Cotangent] = {}
    careful = anomaly.get()
    is_traced = isinstance(roots[0][0]._data, ArrayLike)

    token = set_recording(create_graph)
    try:
        with np.errstate(all="ignore"):
            for start, (_, seed) in zip(paths.starts, roots, strict=True):
                assert start is not None
                part = _recorded(seed) if create_graph else _plain(seed)
                totals[start] = totals[start] + part if start in totals else part
            for node in reversed(paths.nodes):
                z_bar = totals.pop(node, None)
                if z_bar is None:
                    continue
                if goals is not None and node not in goals and node not in needed:
                    continue
                if node.watch is not None:
                    z_bar = _after_hooks(node.watch, z_bar, create_graph)
                if goals is not None and node in goals:
                    totals[node] = z_bar
                    if node not in needed:
                        continue
                is_traced = is_traced or isinstance(z_bar, ArrayLike)
                run = node.traced if is_traced else node.contributions
                parts: Sequence[Cotangent] = run(z_bar, create_graph)
                if node.watch is not None or careful:
                    parts = _checked(node, z_bar, parts, create_graph)
                if observe is not None:
                    observe(node, z_bar, parts)
                for goal, part in zip(paths.goals[node], parts):  # noqa: B905 - hot
                    if goal is None or part is None:
                        continue
                    held = totals.get(goal)
                    if held is not None:
                        part = held + part
                        if isinstance(part, np.generic):
                            part = np.asarray(part)
                    totals[goal] = part
                if now:
                    node.free(now)
            for leaf, total in totals.items():
                if isinstance(leaf, Tensor) and leaf._meta is not None and leaf._meta.watch:
                    totals[leaf] = _after_hooks(leaf._meta.watch, total, create_graph)
    except EngineError as error:
        if error.node is None:
            error.node = node
        raise
    finally:
        reset_recording(token)
    if recorder is not None:
        recorder.end(totals)
    return totals


def _checked(
    node: Node, z_bar: Cotangent, parts: Sequence[Cotangent], create_graph: bool
) -> Sequence[Cotangent]:
    """The contributions of a Node as its hooks leave them; no NaN under detect_anomaly."""
    if anomaly.get():
        _refuse_nan(node, parts)
    if node.watch is not None and node.watch.after:
        for hook in list(node.watch.after.values()):
            shown = tuple(None if part is None else _recorded(part) for part in parts)
            given = hook(shown, (_recorded(z_bar),))
            if given is not None:
                parts = [g if create_graph or g is None else _plain(g) for g in given]
    return parts


def _after_hooks(watch: Watch, total: Cotangent, create_graph: bool) -> Cotangent:
    """The gradient as the hooks leave it; tensors that retain it get it."""
    for hook in list(watch.before.values()):
        given = hook(_recorded(total))
        if given is not None:
            if tuple(given.shape) != total.shape:
                raise ShapeError(
                    f"a hook gave a gradient of shape {tuple(given.shape)} for one of shape "
                    f"{tuple(total.shape)}",
                    "return the same shape, or None to leave it",
                )
            total = given if create_graph else _plain(given)
    for reference in watch.retained:
        tensor = reference()
        if tensor is not None:
            accumulate(tensor, total)
    return total


def _recorded(value: Any) -> Tensor:
    return value if isinstance(value, Tensor) else from_array(value)


def _plain(value: Any) -> Array:
    return value._array if isinstance(value, Tensor) else value


def _refuse_nan(node: Node, parts: Sequence[Cotangent]) -> None:
    for i, part in enumerate(parts):
        if part is not None and np.isnan(_plain(part)).any():
            made = f"; the forward call was at {node.where}" if node.where else ""
            raise GradientError(
                f"{node.name()} returned NaN as the gradient of input {i}{made}",
                "look for a 0/0, a sqrt or log at 0, or a where() with a bad branch",
            )


def goal_of(tensor: Tensor) -> Goal | None:
    """Where the gradient of a tensor is gathered: at its Node, or itself for a leaf."""
    made = current(tensor)
    if made is None or made is LEAF:
        return None if made is None else tensor
    return node_of(tensor) if type(made) is Kind else made


def _is_traced(tensor: Tensor) -> bool:
    return isinstance(tensor._data, ArrayLike)


def accumulate(leaf: Tensor, total: Cotangent) -> None:
    """Add `total` to `leaf.grad`, keeping the same grad object where there is one."""
    held: Tensor | None = getattr(leaf, "_grad", None)
    if isinstance(total, Tensor):
        with enable_grad():
            leaf._grad = total.clone() if held is None else held + total
    elif isinstance(total, ArrayLike) or (held is not None and _is_traced(held)):
        traced: Any = total if held is None else held._array + total
        leaf._grad = wrap(traced)
    elif held is None:
        leaf._grad = wrap(np.array(total))
    elif held._made is not None:
        leaf._grad = held + wrap(np.asarray(total))
    else:
        memory = held._array
        QUIET.copy().run(np.add, memory, total, memory)
    if leaf._meta is not None and leaf._meta.watch is not None and leaf.is_leaf:
        for hook in list(leaf._meta.watch.post.values()):
            hook(leaf)
