"""Which nodes belong together, and which one lies beside another along the wires."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from app.document.graph import Graph, Point

SIDEWAYS = 3.0  # how much farther a card counts that is beside and not above or below


def upstream(graph: Graph, node_ids: Iterable[str]) -> set[str]:
    """These nodes and all that they depend on."""
    return graph.ancestors(node_ids)


def downstream(graph: Graph, node_ids: Iterable[str]) -> set[str]:
    """These nodes and all that depend on them."""
    return _reached(node_ids, lambda i: (wire.target for wire in graph.consumers[i]))


def linked(graph: Graph, node_ids: Iterable[str]) -> set[str]:
    """These nodes and all that wires lead to from them, in either direction."""
    return _reached(
        node_ids, lambda i: (*graph[i].sources, *(wire.target for wire in graph.consumers[i]))
    )


def inverse(graph: Graph, node_ids: Iterable[str]) -> set[str]:
    """All nodes but these."""
    return graph.nodes.keys() - set(node_ids)


def neighbour(graph: Graph, node_id: str, way: str) -> str | None:
    """The node that an arrow key leads to: 'left' to an input, 'right' to a consumer, 'up' and
    'down' among the siblings, and where there is none to the nearest card that way.

    Of several inputs or consumers it is the one at the nearest height.
    """
    at = graph.positions
    if way in ("left", "right"):
        consumers = (wire.target for wire in graph.consumers[node_id])
        found: Iterable[str] = graph[node_id].sources if way == "left" else consumers
        return min(found, key=lambda i: abs(at[i][1] - at[node_id][1]), default=None)
    sign = -1.0 if way == "up" else 1.0
    for group in (_siblings(graph, node_id), graph.nodes.keys() - {node_id}):
        beyond = [i for i in group if _offset(at, node_id, i)[1] * sign > 0]
        if beyond:
            return min(beyond, key=lambda i: _distance(*_offset(at, node_id, i)))
    return None


def _siblings(graph: Graph, node_id: str) -> set[str]:
    """The nodes that feed what this one feeds, and those that read what it reads."""
    found: set[str] = set()
    for wire in graph.consumers[node_id]:
        found.update(graph[wire.target].sources)
    for source in graph[node_id].sources:
        found.update(wire.target for wire in graph.consumers[source])
    return found - {node_id}


def _offset(at: Mapping[str, Point], start: str, end: str) -> Point:
    return at[end][0] - at[start][0], at[end][1] - at[start][1]


def _distance(dx: float, dy: float) -> float:
    return math.hypot(SIDEWAYS * dx, dy)


def _reached(start: Iterable[str], onwards: Callable[[str], Iterable[str]]) -> set[str]:
    stack, seen = list(start), set[str]()
    while stack:
        node_id = stack.pop()
        if node_id not in seen:
            seen.add(node_id)
            stack.extend(onwards(node_id))
    return seen
