"""The menu of layouts: our layered one, and networkx's, scaled to the size of cards.

networkx is imported when one of its layouts is asked for, never at start-up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.document.layout.layered import CARD, GAP, Placement, layered
from app.document.layout.ranks import FloatArray, IntArray

SEED = 1
CARD_DIAGONAL_PX = float(np.hypot(*CARD))
LARGEST_SPREAD = 8.0  # of card diagonals times the root of the number of cards
COINCIDENT = 1e-9
SAMPLE = 1_000
CLOSEST_SHARE = 0.1

Arrange = Callable[[int, IntArray, IntArray], Placement]
Draw = Callable[[Any, Any], Any]  # networkx, a DiGraph -> {node: (x, y)}
Fit = Callable[[FloatArray], FloatArray]


class LayoutError(ValueError):
    """A layout does not exist for this graph, or not on this computer."""


@dataclass(frozen=True)
class Layout:
    """One entry of the menu: `arrange(count, sources, targets)` gives the Placement.

    It raises LayoutError, with the remedy, where the layout cannot be had.
    """

    name: str
    title: str
    arrange: Arrange


def spread(points: FloatArray) -> FloatArray:
    """(n, 2) the points scaled until nine in ten are a card's diagonal from the nearest other.

    Points that coincide do not count as near, and the drawing never grows beyond a few times what
    its cards would fill. It starts at x = 0 and is centred about y = 0.
    """
    extent = float(np.ptp(points, axis=0).max())
    if extent < COINCIDENT:
        return _at_origin(points)
    nearest = [
        float(distance.min(initial=np.inf, where=distance > COINCIDENT * extent))
        for point in points[:: max(1, len(points) // SAMPLE)]
        for distance in [np.hypot(*(points - point).T)]
    ]
    largest = LARGEST_SPREAD * np.sqrt(len(points)) * CARD_DIAGONAL_PX
    wanted = CARD_DIAGONAL_PX / float(np.quantile(nearest, CLOSEST_SHARE))
    return _at_origin(points * min(wanted, largest / extent))


def in_columns(points: FloatArray) -> FloatArray:
    """(n, 2) points that share few x made into columns of cards that do not overlap."""
    _, column = np.unique(points[:, 0], return_inverse=True)
    by_column = points[np.lexsort((points[:, 1], column))]
    steps = np.diff(by_column, axis=0)
    rows = steps[(steps[:, 0] == 0) & (steps[:, 1] > 0), 1]
    scale = (CARD[1] + GAP[1]) / float(rows.min()) if len(rows) else 1.0
    return _at_origin(np.stack([column * (CARD[0] + GAP[0]), points[:, 1] * scale], axis=1))


def _at_origin(points: FloatArray) -> FloatArray:
    low, high = points.min(axis=0), points.max(axis=0)
    moved: FloatArray = points - np.array([low[0], (low[1] + high[1]) / 2])
    return moved


def _multipartite(networkx: Any, graph: Any) -> Any:
    for number, generation in enumerate(networkx.topological_generations(graph)):
        for node in generation:
            graph.nodes[node]["subset"] = number
    return networkx.multipartite_layout(graph)


def _breadth_first(networkx: Any, graph: Any) -> Any:
    """Columns by the number of wires from the nearest root, roots at the right."""
    roots = [node for node, wires in graph.out_degree() if not wires]
    for distance, layer in enumerate(networkx.bfs_layers(graph.to_undirected(as_view=True), roots)):
        for node in layer:
            graph.nodes[node]["subset"] = -distance
    return networkx.multipartite_layout(graph)


def _bipartite(networkx: Any, graph: Any) -> Any:
    leaves = [node for node, wires in graph.in_degree() if not wires]
    return networkx.bipartite_layout(graph, leaves)


def _shell(networkx: Any, graph: Any) -> Any:
    """Generations as shells, the roots innermost."""
    shells = [sorted(nodes) for nodes in networkx.topological_generations(graph.reverse())]
    return networkx.shell_layout(graph, shells)


def _spiral(networkx: Any, graph: Any) -> Any:
    return networkx.spiral_layout(graph, equidistant=True)


def _planar(networkx: Any, graph: Any) -> Any:
    if not networkx.check_planarity(graph)[0]:
        raise networkx.NetworkXException("no drawing without crossings exists")
    return networkx.planar_layout(graph)


def _entry(name: str, title: str, most: int, draw: Draw, fit: Fit = spread) -> Layout:
    """A networkx layout for at most `most` cards, made to `fit` cards."""

    def arrange(count: int, sources: IntArray, targets: IntArray) -> Placement:
        if count > most:
            raise LayoutError(
                f"{name}: {count:,} cards, it is drawn for at most {most:,}: choose layered"
            )
        if count < 2:
            return Placement(np.zeros((count, 2)))
        import networkx

        graph = networkx.DiGraph()
        graph.add_nodes_from(range(count))
        graph.add_edges_from(
            zip(np.asarray(sources).tolist(), np.asarray(targets).tolist(), strict=True)
        )
        try:
            found = draw(networkx, graph)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "scipy":
                raise
            raise LayoutError(
                f"{name}: {count:,} cards need scipy, which is not installed: "
                "python -m pip install scipy mends it"
            ) from error
        except networkx.NetworkXException as error:
            raise LayoutError(
                f"{name}: {count:,} cards, {len(sources):,} wires: {error}: choose another layout"
            ) from error
        return Placement(fit(np.array([found[node] for node in range(count)], np.float64)))

    return Layout(name, title, arrange)


_ENTRIES = (
    Layout("layered", "Layered, left to right", layered),
    _entry("multipartite", "Generations", 100_000, _multipartite, in_columns),
    _entry("breadth_first", "Distance from the root", 100_000, _breadth_first, in_columns),
    _entry("bipartite", "Leaves and operations", 100_000, _bipartite, in_columns),
    _entry("spring", "Springs", 2_000, lambda nx, g: nx.spring_layout(g, seed=SEED)),
    _entry("kamada_kawai", "Kamada–Kawai", 1_000, lambda nx, g: nx.kamada_kawai_layout(g)),
    _entry("forceatlas2", "ForceAtlas2", 1_000, lambda nx, g: nx.forceatlas2_layout(g, seed=SEED)),
    _entry("arf", "Attraction and repulsion", 200, lambda nx, g: nx.arf_layout(g, seed=SEED)),
    _entry("spectral", "Spectral", 1_500, lambda nx, g: nx.spectral_layout(g)),
    _entry("planar", "Planar", 5_000, _planar),
    _entry("circular", "Circle", 100_000, lambda nx, g: nx.circular_layout(g)),
    _entry("shell", "Shells", 100_000, _shell),
    _entry("spiral", "Spiral", 100_000, _spiral),
    _entry("random", "Random", 100_000, lambda nx, g: nx.random_layout(g, seed=SEED)),
)
LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in _ENTRIES}
