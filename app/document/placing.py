"""Positions for nodes that have none, moving the others as little as can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.document.graph import Graph, Point
from app.document.layout import LAYOUTS, Cancelled, layered, place_missing
from app.document.sizes import CARD_WIDTH, card_sizes
from engine.dtype import Array


def numbered(graph: Graph) -> tuple[list[str], Array, Array, Array]:
    """Ids in node order; per wire the numbers of its source and target, and its port."""
    ids = list(graph.nodes)
    number = {node_id: i for i, node_id in enumerate(ids)}
    sources = np.array([number[w.source] for w in graph.wires], np.int64)
    targets = np.array([number[w.target] for w in graph.wires], np.int64)
    return ids, sources, targets, np.array([w.port for w in graph.wires], np.int64)


def placed(graph: Graph) -> Graph:
    """The graph with a position for every node."""
    missing = [node_id for node_id in graph.nodes if node_id not in graph.positions]
    if not missing:
        return graph
    if len(missing) == len(graph.nodes):
        return arranged(graph)
    ids, sources, targets, ports = numbered(graph)
    known = np.array([graph.positions.get(i, (np.nan, np.nan)) for i in ids])
    found = place_missing(known, sources, targets, ports=ports, sizes=card_sizes(graph))
    return replace(graph, positions={i: _point(p) for i, p in zip(ids, found, strict=True)})


def arranged(
    graph: Graph, layout: str = "layered", stop: Callable[[], bool] | None = None
) -> Graph:
    """The graph laid out anew by one of LAYOUTS.

    Errors: LayoutError where it cannot be, Cancelled once `stop` returns True.
    """
    if not graph.nodes:
        return graph
    ids, sources, targets, ports = numbered(graph)
    if layout == "layered":
        found = layered(len(ids), sources, targets, ports=ports, sizes=card_sizes(graph), stop=stop)
    else:
        found = LAYOUTS[layout].arrange(len(ids), sources, targets)
        if stop is not None and stop():
            raise Cancelled
    wires = graph.wires
    return replace(
        graph,
        positions={i: _point(p) for i, p in zip(ids, found.positions, strict=True)},
        routes={
            (wires[k].target, wires[k].port): tuple(map(_point, way))
            for k, way in found.routes.items()
        },
    )


def runs_back(graph: Graph) -> bool:
    """Whether a wire has to turn round, because its target does not stand right of its source."""
    at = graph.positions
    return any(at[w.target][0] - at[w.source][0] < CARD_WIDTH for w in graph.wires)


def _point(p: Array) -> Point:
    return float(p[0]), float(p[1])
