"""Roles of nodes: parameter, constant or detached; and the roots from which backward starts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from app.document.edits import typed
from app.document.graph import Graph, Node, Ref, Value
from app.document.healing import healed
from app.document.sizes import CARD_HEIGHT

DETACH = "detach"


def with_trainable(graph: Graph, node_ids: Iterable[str], trainable: bool) -> Graph:
    """The graph with these leaves made parameters, or constants; ops among them stay."""
    changed = [
        replace(graph[i], trainable=trainable)
        for i in node_ids
        if graph[i].is_leaf and graph[i].trainable != trainable
    ]
    return graph.with_nodes(*changed) if changed else graph


def is_detached(graph: Graph, node_id: str) -> bool:
    """Whether all that read a node are detach ops."""
    wires = graph.consumers[node_id]
    return bool(wires) and all(graph[wire.target].op == DETACH for wire in wires)


def with_detached(graph: Graph, node_ids: Collection[str]) -> Graph:
    """The graph in which no gradient comes back to these ops: a detach stands before what reads
    them."""
    for node_id in node_ids:
        if is_detached(graph, node_id) or not graph.consumers[node_id]:
            continue
        cut = graph.fresh_id()
        readers = [
            replace(
                graph[target],
                inputs=tuple(
                    Ref(cut) if value == Ref(node_id) else value for value in graph[target].inputs
                ),
            )
            for target in dict.fromkeys(wire.target for wire in graph.consumers[node_id])
        ]
        ends = {(wire.target, wire.port) for wire in graph.consumers[node_id]}
        routes = {end: way for end, way in graph.routes.items() if end not in ends}
        x, y = graph.positions[node_id]
        near = [graph.positions[node.id][0] for node in readers]
        at = ((x + min(near)) / 2, y + CARD_HEIGHT) if near else (x, y)
        node = Node(cut, DETACH, inputs=(Ref(node_id),))
        graph = replace(graph.with_nodes(node, *readers, at={cut: at}), routes=routes)
    return graph


def without_detached(graph: Graph, node_ids: Iterable[str]) -> Graph:
    """The graph in which gradients come back to these ops again."""
    cuts = {
        wire.target
        for i in node_ids
        for wire in graph.consumers[i]
        if graph[wire.target].op == DETACH
    }
    return healed(graph, cuts)


def with_also_root(graph: Graph, node_id: str) -> Graph:
    """The graph in which backward starts from this node too, or no longer does."""
    if node_id in graph.also_roots:
        also = tuple(i for i in graph.also_roots if i != node_id)
    else:
        also = (*graph.also_roots, node_id)
    return replace(graph, also_roots=also, chosen_root=graph.root)


def head_gradient_text(graph: Graph, node_id: str) -> str:
    """The head gradient of a root as it is typed; "" where it is ones."""
    value = graph.head_gradients.get(node_id)
    return "" if value is None else repr(_listed(value))


def with_head_gradient(graph: Graph, node_id: str, text: str) -> Graph:
    """The graph with a root's head gradient as typed; nothing typed is ones.

    Errors: ValueError with the remedy.
    """
    rest = {i: g for i, g in graph.head_gradients.items() if i != node_id}
    if not text.strip():
        return replace(graph, head_gradients=rest)
    content, _ = typed(text, Node(node_id, content=Value()))
    if not isinstance(content, Value):
        raise ValueError("a head gradient is a number or a list of numbers, as 1 or [1, 0]")
    return replace(graph, head_gradients={**rest, node_id: content.value})


def _listed(value: Any) -> Any:
    return list(map(_listed, value)) if isinstance(value, tuple) else value
