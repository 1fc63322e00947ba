"""Rounds: the loops and calls of a program as frames round its nodes, or as groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.document.arrangement import Arrangement, Frame, Group
from app.document.graph import Graph
from engine.plan import Place, Span

LONGEST = 36  # characters of a title
DEEPEST = 8  # groups in one another: what recurses further stays in the last
Key = tuple[Span, str]  # a loop, or a call: where it stands, and the name of the function


@dataclass
class Scope:
    """A loop with all its rounds, or a call: the nodes in it, and by the round of this loop the
    scopes inside it."""

    key: Key
    rounds: dict[int, None] = field(default_factory=dict)
    nodes: list[str] = field(default_factory=list)
    inner: dict[tuple[Key, int | None], Scope] = field(default_factory=dict)

    def below(self, place: Place, outer_round: int | None) -> Scope:
        """The scope inside this one, in that round of this one, that a place belongs to."""
        key = (place.span, place.function)
        found = self.inner.setdefault((key, outer_round), Scope(key))
        if place.round is not None:
            found.rounds.setdefault(place.round)
        return found


def arrangement_of(
    graph: Graph, places: Mapping[str, Sequence[Place]], lines: Sequence[str], collapsed: bool
) -> Arrangement:
    """Frames round the outermost loops and calls, or nested groups where `collapsed`.

    What all nodes share, as the round of a training loop, makes none.
    """
    shared = _shared(list(places.values()))
    top = Scope((Span(0, 0, 0, 0), ""))
    for node_id, path in places.items():
        scope, outer_round = top, None
        for place in path[shared:]:
            scope, outer_round = scope.below(place, outer_round), place.round
            scope.nodes.append(node_id)
    found = _Maker(lines)
    for scope in top.inner.values():
        if len(scope.nodes) > 1:
            if collapsed:
                found.group(scope)
            else:
                found.frame(scope)
    order = Arrangement(found.groups, found.frames, {}, found.within, found.framed)
    return order.kept(graph.nodes)


def _shared(paths: Sequence[Sequence[Place]]) -> int:
    """How many places all paths begin with."""
    if not paths:
        return 0
    count = 0
    for places in zip(*paths, strict=False):
        if any(place != places[0] for place in places):
            break
        count += 1
    return count


class _Maker:
    """Makes frames or groups of scopes."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._count = 0
        self.groups: dict[str, Group] = {}
        self.frames: dict[str, Frame] = {}
        self.within: dict[str, str] = {}
        self.framed: dict[str, str] = {}

    def frame(self, scope: Scope) -> None:
        self._count += 1
        name = f"f{self._count}"
        times = f" × {len(scope.rounds)}" if len(scope.rounds) > 1 else ""
        self.frames[name] = Frame(name, self._title(scope.key) + times)
        self.framed.update(dict.fromkeys(scope.nodes, name))

    def group(self, scope: Scope, outer: str = "", which: str = "", depth: int = 1) -> None:
        """A group; a scope inside it that holds all that it holds is one with it. `which` tells it
        from its like in other rounds."""
        self._count += 1
        name = f"g{self._count}"
        titles, copies = [self._title(scope.key)], len(scope.rounds)
        while len(scope.inner) == 1 and copies <= 1:
            (inner,) = scope.inner.values()
            if len(inner.nodes) < len(scope.nodes):
                break
            scope, copies = inner, len(inner.rounds)
            titles.append(self._title(scope.key))
        self.groups[name] = Group(name, _short(which + " · ".join(titles)), max(copies, 1))
        if outer:
            self.within[name] = outer
        self.within.update(dict.fromkeys(scope.nodes, name))
        if depth == DEEPEST:
            return
        for (_, outer_round), inner in scope.inner.items():
            if 1 < len(inner.nodes) < len(scope.nodes):
                many = outer_round is not None and copies > 1
                which = f"round {(outer_round or 0) + 1} · " if many else ""
                self.group(inner, name, which, depth + 1)

    def _title(self, key: Key) -> str:
        span, function = key
        if function:
            return f"{function}()"
        text = self._lines[span.line - 1].strip() if 0 < span.line <= len(self._lines) else "loop"
        return _short(text.partition(":")[0])


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
