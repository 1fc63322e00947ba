"""Edits of a graph's frames: draw one round cards, change it, put cards in and take them out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.document.arrangement import Arrangement, Frame, fresh
from app.document.graph import Graph
from app.document.grouping import cards


def framed(graph: Graph, ids: Collection[str], level: str) -> tuple[Graph, str]:
    """The graph with a new frame round the cards of these nodes on a level, and its id.

    The cards leave the frames that they were in. Errors: ValueError where there is no card.
    """
    order = graph.arrangement
    inner = [i for i in cards(graph, ids, level) if i not in order.comments]
    if not inner:
        raise ValueError("a frame goes round nodes; select some first")
    made = Frame(next(fresh(order.frames, "f")), _free_title(order))
    frames = {**order.frames, made.id: made}
    changed = replace(
        order, frames=frames, framed={**order.framed, **dict.fromkeys(inner, made.id)}
    )
    return graph.arranged_as(changed), made.id


def _free_title(order: Arrangement) -> str:
    taken = {frame.title for frame in order.frames.values()}
    count = 1
    while f"frame {count}" in taken:
        count += 1
    return f"frame {count}"


def retitled(graph: Graph, frame: str, title: str) -> Graph:
    """The graph with another title on a frame, which may be empty."""
    return _with(graph, replace(graph.arrangement.frames[frame], title=title.strip()))


def recolored(graph: Graph, frame: str, color: str) -> Graph:
    """The graph with a frame in another of the COLORS."""
    return _with(graph, replace(graph.arrangement.frames[frame], color=color))


def _with(graph: Graph, frame: Frame) -> Graph:
    order = graph.arrangement
    return graph.arranged_as(replace(order, frames={**order.frames, frame.id: frame}))


def put_in(graph: Graph, ids: Collection[str], frame: str) -> Graph:
    """The graph with these cards in a frame."""
    order = graph.arrangement
    return graph.arranged_as(replace(order, framed={**order.framed, **dict.fromkeys(ids, frame)}))


def taken_out(graph: Graph, ids: Collection[str]) -> Graph:
    """The graph with these cards in no frame; one that was emptied is gone."""
    order, out = graph.arrangement, set(ids)
    inside = {i: frame for i, frame in order.framed.items() if i not in out}
    return graph.arranged_as(replace(order, framed=inside))


def unframed(graph: Graph, frames: Collection[str]) -> Graph:
    """The graph without these frames; their cards stay."""
    return graph.arranged_as(graph.arrangement.without(frames))
