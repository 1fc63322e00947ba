"""Edits of groups: make one, take it apart, rename it; new nodes go into the open one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.document.arrangement import TOP, Group, fresh
from app.document.graph import Graph, Point


def cards(graph: Graph, ids: Iterable[str], level: str) -> tuple[str, ...]:
    """The cards that stand for these on a level, each once."""
    order = graph.arrangement
    if not order:
        return tuple(dict.fromkeys(ids))
    tops, within = order.tops(level), order.within
    homes = ((i, within.get(i, TOP)) for i in ids)
    found = (i if home == level else tops.get(home) for i, home in homes)
    return tuple(dict.fromkeys(card for card in found if card is not None))


def members(graph: Graph, group: str) -> tuple[str, ...]:
    """All nodes that a group holds, those of the groups in it too."""
    inside, within = {group, *graph.arrangement.tops(group)}, graph.arrangement.within
    return tuple(i for i in graph.nodes if within.get(i, TOP) in inside)


def middle(graph: Graph, ids: Collection[str]) -> Point:
    """The middle of the places of these cards."""
    places = [graph.positions[i] for i in ids if i in graph.positions]
    if not places:
        return 0.0, 0.0
    xs, ys = zip(*places, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def grouped(
    graph: Graph,
    ids: Collection[str],
    level: str,
    title: str = "",
    copies: int = 1,
    at: Point | None = None,
) -> tuple[Graph, str]:
    """The graph with these nodes and comments of a level in a new group, and its id.

    A group that holds one of the nodes goes in whole. The card of the new one stands in the middle
    of what it holds, unless at `at`. Errors: ValueError where no node is among them.
    """
    order, inner = graph.arrangement, cards(graph, ids, level)
    if all(i in order.comments for i in inner):
        raise ValueError("a group holds nodes; select one first")
    group = next(fresh(order.groups, "g"))
    framed = dict(order.framed)
    chosen = set(inner)
    for frame in {framed[i] for i in inner if i in framed}:
        if any(i not in chosen for i, holder in framed.items() if holder == frame):
            framed = {i: f for i, f in framed.items() if f != frame or i not in chosen}
            framed[group] = frame
    within = {**order.within, **dict.fromkeys(inner, group)}
    if level != TOP:
        within[group] = level
    made = Group(group, title or _free_title(graph), copies)
    changed = replace(order, groups={**order.groups, group: made}, within=within, framed=framed)
    boxes = [i for i in inner if i not in order.comments]
    place = at or middle(graph, boxes)
    return graph.arranged_as(changed, {group: place}), group


def _free_title(graph: Graph) -> str:
    """A title that no group has."""
    taken = {group.title for group in graph.arrangement.groups.values()}
    count = 1
    while f"group {count}" in taken:
        count += 1
    return f"group {count}"


def ungrouped(graph: Graph, group: str) -> Graph:
    """The graph with a group taken apart: what it held stands about the place of its card."""
    order = graph.arrangement
    level, frame = order.within.get(group, TOP), order.framed.get(group)
    inner = [i for i, holder in order.within.items() if holder == group]
    within = {i: holder for i, holder in order.within.items() if holder != group and i != group}
    if level != TOP:
        within.update(dict.fromkeys(inner, level))
    framed = {i: holder for i, holder in order.framed.items() if i != group}
    if frame is not None:
        framed.update({i: frame for i in inner if i not in framed and i not in order.comments})
    boxes = [i for i in inner if i not in order.comments]
    (x0, y0), (x, y) = middle(graph, boxes), graph.positions.get(group, middle(graph, boxes))
    at = {i: graph.positions[i] for i in inner if i in graph.positions}
    at = {i: (px + x - x0, py + y - y0) for i, (px, py) in at.items()}
    groups = {i: each for i, each in order.groups.items() if i != group}
    changed = replace(order, groups=groups, within=within, framed=framed)
    return graph.moved(at if (x, y) != (x0, y0) else {}).arranged_as(changed)


def renamed(graph: Graph, group: str, title: str) -> Graph:
    """The graph with another title for a group. Errors: ValueError for an empty one."""
    if not title.strip():
        raise ValueError("a group without a title cannot be told from others; type one")
    order = graph.arrangement
    made = replace(order.groups[group], title=title.strip())
    return graph.arranged_as(replace(order, groups={**order.groups, group: made}))


def settled(before: Graph, after: Graph, level: str) -> Graph:
    """`after` with the nodes that `before` does not have in the group that is open."""
    order = after.arrangement
    if level not in order.groups:
        return after
    new = [i for i in after.nodes if i not in before.nodes and i not in order.within]
    if not new:
        return after
    return after.arranged_as(replace(order, within={**order.within, **dict.fromkeys(new, level)}))
