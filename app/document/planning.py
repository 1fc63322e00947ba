"""Graph → Plan: what can run, in order, and what cannot with the reason at its node."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from app.document.graph import Content, Data, Graph, Literal, Made, Node, Number, Ref
from app.document.labels import title
from app.document.table import TableError, load
from app.document.wiring import port_name
from engine.dtype import Array
from engine.op import OPS
from engine.plan import Leaf, Plan, Root, Step

LARGEST = 50_000_000  # elements in one leaf


class ContentError(Exception):
    """A leaf's content cannot be made: what was found, the remedy."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a node cannot run, and how to mend it."""

    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Planned:
    """The plan of a graph: slots (of each node that runs), problems (of those that cannot), and
    notes (what deserves a word, as rows left out)."""

    plan: Plan
    slots: Mapping[str, int]
    problems: Mapping[str, Problem] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def planned(graph: Graph, folder: Path | None = None) -> Planned:
    """The plan of every node that can run. `folder` is where data files are looked for.

    Labels of leaves are names, or ids where there is none; those of steps are the cards' titles.
    """
    slots: dict[str, int] = {}
    problems: dict[str, Problem] = {}
    notes: dict[str, str] = {}
    leaves: list[Leaf] = []
    steps: list[Step] = []
    literals: dict[tuple[type, Any], int] = {}
    count = 0

    def literal(value: Any) -> int:
        nonlocal count
        key = (type(value), repr(value))
        if key not in literals:
            literals[key] = count
            leaves.append(Leaf(count, np.asarray(value)))
            count += 1
        return literals[key]

    for node_id in graph.order:
        node = graph[node_id]
        label = node.name or node.id
        if node.is_leaf:
            try:
                array = materialised(node, folder)
                if isinstance(node.content, Data):
                    gaps = load(node.content.file, folder).gaps
                    if gaps:
                        notes[node_id] = f"left out, {gaps}"
            except (ContentError, TableError) as error:
                problems[node_id] = Problem(error.message, error.remedy)
                continue
            slots[node_id] = count
            leaves.append(Leaf(count, array, node.trainable, label))
            count += 1
            continue
        problem = _unready(graph, node, slots)
        if problem is not None:
            problems[node_id] = problem
            continue
        inputs = tuple(
            slots[i.node] if isinstance(i, Ref) else literal(i.value)
            for i in node.inputs
            if isinstance(i, (Ref, Literal))
        )
        slots[node_id] = count
        steps.append(Step(node.op, inputs, count, dict(node.static), title(graph, node)))
        count += 1
    heads = [Root(slots[i], _head_gradient(graph, i)) for i in graph.roots if i in slots]
    plan = Plan(tuple(leaves), tuple(steps))
    if graph.root in slots:
        plan = replace(plan, root=heads[0].slot, seed=heads[0].seed, also=tuple(heads[1:]))
    return Planned(plan, slots, problems, notes)


def _head_gradient(graph: Graph, node_id: str) -> Array | None:
    value = graph.head_gradients.get(node_id)
    return None if value is None else np.array(value, np.float64)


def _unready(graph: Graph, node: Node, slots: Mapping[str, int]) -> Problem | None:
    if node.op not in OPS:
        return Problem(f"no op is called '{node.op}'", "replace the node")
    for port, value in enumerate(node.inputs):
        if value is None:
            return Problem(
                f"{node.op}: {_called(node, port)} is open",
                "draw a wire to it, or type a number",
            )
        if isinstance(value, Ref) and value.node not in slots:
            source = graph[value.node]
            return Problem(f"waits for {source.name or source.op}", "")
    return None


def _called(node: Node, port: int) -> str:
    return "its input" if len(node.inputs) == 1 else f"input '{port_name(node, port)}'"


def materialised(node: Node, folder: Path | None = None) -> Array:
    """The array of a leaf: float64 where it is trainable. Errors: ContentError, TableError."""
    assert node.content is not None
    array = made(node.content, folder)
    if node.trainable and array.dtype.kind != "f":
        array = array.astype(np.float64)
    return array


def made(content: Content, folder: Path | None = None) -> Array:
    """The array that a content stands for."""
    if isinstance(content, Data):
        return load(content.file, folder).values(content.columns)
    if isinstance(content, Made):
        return _made(content)
    try:
        array = np.array(content.value)
    except ValueError:
        raise ContentError("the rows have unequal lengths", "make them equally long") from None
    if array.dtype.kind not in "fiub":
        raise ContentError("the value holds something that is not a number", "give numbers only")
    return array


@lru_cache(maxsize=16)  # every change of the graph asks for its leaves again
def _made(content: Made) -> Array:
    name, args = content.function, content.args
    call = f"{name}({', '.join(map(str, args))})"
    try:
        count = _elements(name, args)
        if not 0 <= count <= LARGEST:
            raise ContentError(f"{call} is too large or negative", "give smaller sizes")
        return _array(name, args, content.seed or 0)
    except (ArithmeticError, TypeError, ValueError, IndexError, MemoryError) as error:
        raise ContentError(f"{call} cannot be made: {error}", "check its numbers") from None


def _elements(name: str, args: Sequence[Number]) -> float:
    """How many elements a call makes, before anything is made; negative where that is asked."""
    if name == "arange":
        start, stop, step = (0, *args, 1) if len(args) == 1 else (*args, 1)[:3]
        return max(0.0, (stop - start) / step)
    sizes = args[2:] if name == "linspace" else args[:-1] if name == "full" else args
    sizes = (*sizes, *sizes) if name == "eye" and len(sizes) == 1 else sizes
    return -1 if min(sizes, default=0) < 0 else math.prod(float(size) for size in sizes)


def _array(name: str, args: Sequence[Number], seed: int) -> Array:
    sizes = [int(size) for size in args] if name not in ("linspace", "arange") else []
    match name:
        case "rand":
            return np.asarray(np.random.default_rng(seed).random(sizes))
        case "randn":
            return np.asarray(np.random.default_rng(seed).standard_normal(sizes))
        case "linspace":
            return np.linspace(args[0], args[1], int(args[2]))
        case "arange":
            return np.arange(*args)
        case "eye":
            return np.eye(sizes[0], sizes[-1])
        case "full":
            return np.full(sizes[:-1], float(args[-1]))
        case "zeros":
            return np.zeros(sizes)
        case "ones":
            return np.ones(sizes)
    raise ContentError(f"nothing is made by '{name}'", "choose another content")
