"""Graph → Plan: what can run, in order, and what cannot with the reason at its node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np

from app.document.contents import ContentError, materialised, note_of
from app.document.graph import Graph, Node, Ref
from app.document.labels import title
from app.document.stock import NotMade, Stock
from app.document.table import TableError
from app.document.wiring import port_name
from engine.dtype import Array
from engine.op import OPS
from engine.plan import Leaf, Plan, Root, Step

NO_ARGUMENTS: Mapping[str, Any] = {}  # shared by the many steps that have none


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a node cannot run, and how to mend it."""

    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Planned:
    """The plan of a graph: slots (of each node that runs), problems (of those that cannot), and
    notes (what deserves a word, as rows left out), unmade (large leaves that are still to be made)
    and waiting (those, and the nodes that depend on them)."""

    plan: Plan
    slots: Mapping[str, int]
    problems: Mapping[str, Problem] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    unmade: tuple[str, ...] = ()
    waiting: frozenset[str] = frozenset()


def planned(graph: Graph, folder: Path | None = None, stock: Stock | None = None) -> Planned:
    """The plan of every node that can run. `folder` is where data files are looked for.

    Large leaves come from `stock`, and wait where it does not hold them; without one all are made.
    Labels of leaves are names, or ids where there is none; those of steps are the cards' titles.
    """
    slots: dict[str, int] = {}
    problems: dict[str, Problem] = {}
    notes: dict[str, str] = {}
    leaves: list[Leaf] = []
    steps: list[Step] = []
    literals: dict[tuple[type, Any], int] = {}
    unmade: list[str] = []
    waiting: set[str] = set()
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
                array = (stock.leaf if stock else materialised)(node, folder)
                note = note_of(node, folder)
            except NotMade as error:
                problems[node_id] = Problem(error.message, error.remedy)
                if not error.stopped:
                    unmade.append(node_id)
                    waiting.add(node_id)
                continue
            except (ContentError, TableError) as error:
                problems[node_id] = Problem(error.message, error.remedy)
                continue
            if note:
                notes[node_id] = note
            slots[node_id] = count
            leaves.append(Leaf(count, array, node.trainable, label))
            count += 1
            continue
        problem = _unready(graph, node, slots)
        if problem is not None:
            problems[node_id] = problem
            if not waiting.isdisjoint(node.sources):
                waiting.add(node_id)
            continue
        inputs = tuple(
            [
                slots[i.node] if isinstance(i, Ref) else literal(i.value)
                for i in node.inputs
                if i is not None
            ]
        )
        slots[node_id] = count
        static = dict(node.static) if node.static else NO_ARGUMENTS
        steps.append(Step(node.op, inputs, count, static, intern(title(graph, node))))
        count += 1
    heads = [Root(slots[i], _head_gradient(graph, i)) for i in graph.roots if i in slots]
    plan = Plan(tuple(leaves), tuple(steps))
    if graph.root in slots:
        plan = replace(plan, root=heads[0].slot, seed=heads[0].seed, also=tuple(heads[1:]))
    return Planned(plan, slots, problems, notes, tuple(unmade), frozenset(waiting))


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
