"""Positions for nodes that have none, moving the others as little as can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.document.collecting import collecting_later
from app.document.graph import Graph, Point
from app.document.layout import LAYOUTS, Cancelled, layered, place_missing
from app.document.sizes import CARD_WIDTH, card_sizes
from engine.dtype import Array


def placed(graph: Graph) -> Graph:
    """The graph with a position for every node."""
    missing = [node_id for node_id in graph.nodes if node_id not in graph.positions]
    if not missing:
        return graph
    if len(missing) == len(graph.nodes):
        return arranged(graph)
    sources, targets, ports = graph.ends
    known = np.array([graph.positions.get(i, (np.nan, np.nan)) for i in graph.nodes])
    found = place_missing(known, sources, targets, ports=ports, sizes=card_sizes(graph))
    return graph.standing(_by_id(graph, found), graph.routes)


def arranged(
    graph: Graph, layout: str = "layered", stop: Callable[[], bool] | None = None
) -> Graph:
    """The graph laid out anew by one of LAYOUTS.

    Errors: LayoutError where it cannot be, Cancelled once `stop` returns True.
    """
    if not graph.nodes:
        return graph
    with collecting_later():
        return _arranged(graph, layout, stop)


def _arranged(graph: Graph, layout: str, stop: Callable[[], bool] | None) -> Graph:
    count = len(graph)
    sources, targets, ports = graph.ends
    if layout == "layered":
        found = layered(count, sources, targets, ports=ports, sizes=card_sizes(graph), stop=stop)
    else:
        found = LAYOUTS[layout].arrange(count, sources, targets)
        if stop is not None and stop():
            raise Cancelled
    wires = graph.wires
    routes = {
        (wires[k].target, wires[k].port): tuple(map(_point, way)) for k, way in found.routes.items()
    }
    if graph.bends:
        graph = replace(graph, bends=frozenset())
    return graph.standing(_by_id(graph, found.positions), routes)


def runs_back(graph: Graph) -> bool:
    """Whether a wire has to turn round, because its target does not stand right of its source."""
    at = graph.positions
    return any(at[w.target][0] - at[w.source][0] < CARD_WIDTH for w in graph.wires)


def _by_id(graph: Graph, positions: Array) -> dict[str, Point]:
    x, y = positions.T.tolist()
    return dict(zip(graph.nodes, zip(x, y, strict=True), strict=True))


def _point(p: Array) -> Point:
    return float(p[0]), float(p[1])
