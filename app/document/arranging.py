"""Arranging anew: the cards of a level, or some of them, laid out where they stand."""

from __future__ import annotations

from collections.abc import Callable, Collection

from app.document.arrangement import TOP
from app.document.graph import Graph
from app.document.grouping import middle
from app.document.level import seen
from app.document.placing import arranged

MOST_LEVELS = 40  # that are laid out at once


def arranged_in_levels(graph: Graph) -> Graph:
    """The graph laid out anew, and then the cards on each of its levels, the outermost first."""
    graph = arranged(graph)
    if not graph.arrangement.groups:
        return graph
    order = graph.arrangement
    levels = [TOP, *sorted(order.groups, key=lambda group: len(order.path(group)))]
    for level in levels[:MOST_LEVELS]:
        graph = arranged_on(graph, level)
    return graph


def arranged_on(
    graph: Graph,
    level: str = TOP,
    chosen: Collection[str] = (),
    layout: str = "layered",
    stop: Callable[[], bool] | None = None,
) -> Graph:
    """The graph with the cards of a level laid out anew by one of LAYOUTS; with `chosen` only those
    cards, about the middle of where they stood.

    Errors: LayoutError where it cannot be, Cancelled once `stop` returns True.
    """
    found = seen(graph, level)
    if found is None and not chosen:
        return arranged(graph, layout, stop)
    cards = graph if found is None else found.graph
    outer = found.outer if found is not None else {}
    kept = [i for i in cards.nodes if i not in outer and (not chosen or i in chosen)]
    part = arranged(cards.without(cards.nodes.keys() - set(kept)), layout, stop)
    (x0, y0), (x, y) = middle(cards, kept), middle(part, kept)
    dx, dy = x0 - x, y0 - y
    moved = graph.moved({i: (px + dx, py + dy) for i, (px, py) in part.positions.items()})
    routes = {
        (target, port): tuple((px + dx, py + dy) for px, py in way)
        for (target, port), way in part.routes.items()
        if target in graph.nodes and part[target].inputs[port] == graph[target].inputs[port]
    }
    return moved.standing(moved.positions, {**moved.routes, **routes})
