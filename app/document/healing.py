"""Take nodes out of the wires that run through them, and join what is left."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.document.graph import Graph, Input, Ref


def healed(graph: Graph, node_ids: Iterable[str]) -> Graph:
    """The graph without these nodes, the wires that ran through them joined."""
    gone = set(node_ids)
    return joined(graph, gone).without(gone)


def joined(graph: Graph, gone: Collection[str]) -> Graph:
    """The graph in which what read one of these nodes reads its one wired source instead.

    A node that is fed by none or by several leaves the inputs open that it fed.
    """

    def through(value: Input) -> Input:
        while isinstance(value, Ref) and value.node in gone:
            sources = set(graph[value.node].sources)
            value = Ref(sources.pop()) if len(sources) == 1 else None
        return value

    readers = {wire.target for i in gone for wire in graph.consumers[i]}.difference(gone)
    changed = [
        replace(graph[i], inputs=tuple(through(value) for value in graph[i].inputs))
        for i in readers
    ]
    routes = {
        (target, port): way
        for (target, port), way in graph.routes.items()
        if not any(source in gone for source in graph[target].sources)
    }
    return replace(graph.with_nodes(*changed), routes=routes)
