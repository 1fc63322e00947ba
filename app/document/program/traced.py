"""The graph of what a program did: nodes for the leaves and steps of one of its backwards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.document.formula.names import refused_name
from app.document.graph import LEAF, Graph, Input, Literal, Node, Recorded, Ref, Value
from app.document.planning import Planned
from app.document.program.iterations import Way
from app.document.program.rounds import arrangement_of
from engine.dtype import Array
from engine.op import OPS
from engine.plan import Plan, Span
from engine.tracing import Trace

MOST_NUMBERS = 1000  # of a leaf that keeps them as its content
NOT_A_LETTER = re.compile(r"\W+")


@dataclass(frozen=True)
class Traced:
    """A section of a program's run, ready to be shown.

    Attributes: graph; planned (its nodes and the slots of the trace's plan); trace; spans (of each
    node that stands somewhere in the text); paths (the loops and calls in which each was made).
    """

    graph: Graph
    planned: Planned
    trace: Trace
    spans: Mapping[str, Span]
    paths: Mapping[str, Way] = field(default_factory=dict)


def traced(trace: Trace, source: str, *, collapsed: bool = False) -> Traced:
    """The graph of a trace. Loops and calls become frames, or groups where `collapsed`."""
    plan = trace.plan
    literals = _literals(plan)
    names = _Names()
    slots: dict[str, int] = {}
    spans: dict[str, Span] = {}
    ids: dict[int, str] = {}
    nodes: list[Node] = []
    for leaf in plan.leaves:
        if leaf.slot in literals:
            continue
        node_id = ids[leaf.slot] = f"n{leaf.slot + 1}"
        slots[node_id] = leaf.slot
        name, content = names.fresh(leaf.label), content_of(leaf.value)
        nodes.append(Node(node_id, LEAF, name, content=content, trainable=leaf.requires_grad))
    last = {step.label: i for i, step in enumerate(plan.steps) if step.label}
    for i, step in enumerate(plan.steps):
        node_id = ids[step.output] = f"n{step.output + 1}"
        slots[node_id] = step.output
        if step.span is not None:
            spans[node_id] = step.span
        inputs: tuple[Input, ...] = tuple(
            Literal(literals[slot]) if slot in literals else Ref(ids[slot]) for slot in step.inputs
        )
        name = names.fresh(step.label) if last.get(step.label) == i else ""
        nodes.append(Node(node_id, step.op, name, inputs, _static(step.op, step.static)))
    roots = [ids[root.slot] for root in plan.roots if root.slot in ids]
    graph = Graph(
        {node.id: node for node in nodes},
        chosen_root=roots[0] if roots else None,
        also_roots=tuple(roots[1:]),
    )
    places = {ids[step.output]: step.scope for step in plan.steps}
    graph = graph.arranged_as(arrangement_of(graph, places, source.splitlines(), collapsed))
    return Traced(graph, Planned(plan, slots), trace, spans, places)


def content_of(value: Array) -> Value | Recorded:
    """An array as the content of a leaf: its numbers, or only its shape where they are many."""
    if value.size > MOST_NUMBERS or value.dtype.kind not in "fiub":
        return Recorded(value.shape)
    return Value(_tuples(value.tolist()))


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _literals(plan: Plan) -> dict[int, int | float | bool]:
    """The numbers that a program wrote in its expressions, by slot."""
    roots = {root.slot for root in plan.roots}
    return {
        leaf.slot: leaf.value.item()
        for leaf in plan.leaves
        if not leaf.label
        and not leaf.requires_grad
        and leaf.value.ndim == 0
        and leaf.slot not in roots
        and leaf.value.dtype.kind in "fiub"
    }


def _static(op: str, given: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The arguments that differ from the op's defaults, and that a formula can tell."""
    usual = OPS[op].static if op in OPS else {}
    found = []
    for name, value in given.items():
        plain = _plain(value)
        if plain is not _NOTHING and name in usual and not _same(plain, usual[name]):
            found.append((name, plain))
    return tuple(found)


_NOTHING = object()


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        parts = [_plain(part) for part in value]
        return _NOTHING if _NOTHING in parts else tuple(parts)
    if isinstance(value, np.generic):
        return value.item()
    return value if value is None or isinstance(value, (bool, int, float, str)) else _NOTHING


def _same(a: Any, b: Any) -> bool:
    return type(a) is type(b) and bool(a == b)


class _Names:
    """Names of nodes: those of the program, made fit for a formula and told apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def fresh(self, wanted: str) -> str:
        name = NOT_A_LETTER.sub("_", wanted).strip("_")
        if not name or refused_name(name):
            return ""
        base, k = name, 2
        while name in self._taken:
            name, k = f"{base}_{k}", k + 1
        self._taken.add(name)
        return name
