"""Edits of a graph's comments: write one, change its text, make it wider."""

from __future__ import annotations

from dataclasses import replace

from app.document.arrangement import TOP, Comment, fresh
from app.document.graph import Graph, Point


def with_comment(graph: Graph, text: str, at: Point, level: str = TOP) -> tuple[Graph, str]:
    """The graph with a comment on a level, its upper left corner at a place, and its id."""
    order = graph.arrangement
    made = Comment(next(fresh(order.comments, "c")), text.strip())
    within = {**order.within, made.id: level} if level in order.groups else order.within
    changed = replace(order, comments={**order.comments, made.id: made}, within=within)
    return graph.arranged_as(changed, {made.id: at}), made.id


def retyped(graph: Graph, comment: str, text: str) -> Graph:
    """The graph with another text in a comment; without the comment where the text is empty."""
    order = graph.arrangement
    if not text.strip():
        return graph.arranged_as(order.without([comment]))
    return _with(graph, replace(order.comments[comment], text=text.strip()))


def widened(graph: Graph, comment: str, width: float) -> Graph:
    """The graph with a comment of another width (px)."""
    return _with(graph, replace(graph.arrangement.comments[comment], width=width))


def _with(graph: Graph, comment: Comment) -> Graph:
    order = graph.arrangement
    return graph.arranged_as(replace(order, comments={**order.comments, comment.id: comment}))
