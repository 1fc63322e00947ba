"""Cards put in line, spaced evenly, or on the grid: where they stand then."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from app.document.graph import Graph, Point
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH, card_height
from engine.dtype import Array

GRID = 24.0  # px between the dots of the canvas
EDGES: dict[str, tuple[int, float]] = {  # axis, and which part of the card: −½ its start, ½ its end
    "left": (0, -0.5),
    "centre": (0, 0.0),
    "right": (0, 0.5),
    "top": (1, -0.5),
    "middle": (1, 0.0),
    "bottom": (1, 0.5),
}
Places = dict[str, Point]


def aligned(graph: Graph, node_ids: Collection[str], edge: str) -> Places:
    """Where these cards stand with one of EDGES in line: that of the outermost, or the middle of
    all."""
    ids, centres, sizes = _cards(graph, node_ids)
    axis, part = EDGES[edge]
    edges = centres[:, axis] + part * sizes[:, axis]
    ends = centres[:, axis] - sizes[:, axis] / 2, centres[:, axis] + sizes[:, axis] / 2
    line = {-0.5: edges.min(), 0.5: edges.max()}.get(part, (ends[0].min() + ends[1].max()) / 2)
    centres[:, axis] = line - part * sizes[:, axis]
    return _places(ids, centres)


def distributed(graph: Graph, node_ids: Collection[str], axis: int) -> Places:
    """Where these cards stand with equal gaps along an axis (0 across, 1 down) between the first
    and the last, which stay."""
    ids, centres, sizes = _cards(graph, node_ids)
    order = np.argsort(centres[:, axis] - sizes[:, axis] / 2, kind="stable")
    lengths = sizes[order, axis]
    start = centres[order[0], axis] - lengths[0] / 2
    end = centres[order[-1], axis] + lengths[-1] / 2
    gap = (end - start - lengths.sum()) / max(len(ids) - 1, 1)
    starts = start + np.concatenate([[0.0], np.cumsum(lengths[:-1] + gap)])
    centres[order, axis] = starts + lengths / 2
    return _places(ids, centres)


def snapped(graph: Graph, places: Mapping[str, Point]) -> Places:
    """These places with the upper left corner of every card on the nearest dot of the grid."""

    def half(card: str) -> float:
        node = graph.nodes.get(card)
        return (card_height(node) if node else CARD_HEIGHT) / 2

    return {
        card: (
            round((x - CARD_WIDTH / 2) / GRID) * GRID + CARD_WIDTH / 2,
            round((y - half(card)) / GRID) * GRID + half(card),
        )
        for card, (x, y) in places.items()
    }


def _cards(graph: Graph, node_ids: Collection[str]) -> tuple[list[str], Array, Array]:
    """Ids in node order, centres (n, 2) and sizes (n, 2)."""
    ids = [node_id for node_id in graph.nodes if node_id in node_ids]
    centres = np.array([graph.positions[i] for i in ids]).reshape(-1, 2)
    sizes = np.array([(CARD_WIDTH, card_height(graph[i])) for i in ids]).reshape(-1, 2)
    return ids, centres, sizes


def _places(ids: list[str], centres: Array) -> Places:
    return {i: (float(x), float(y)) for i, (x, y) in zip(ids, centres, strict=True)}
