"""Fragment: nodes taken out of a graph, to be put into the same or another one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.document.arrangement import TOP, copied, joined
from app.document.file import Document, FileError, dumps, loads
from app.document.formula import parse, unparse
from app.document.graph import LEAF, Graph, Input, Node, Point, Ref, Value
from app.document.placing import arranged
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH, card_height
from engine.dtype import Array

FRAGMENT_MIME = "application/x-chainrule-fragment"
MARGIN = 16.0  # px that stay free round what is put in
COUNTED = re.compile(r"(.*?)([0-9]{0,9})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outside:
    """What fed an input of a fragment and did not come along."""

    id: str
    op: str
    name: str


@dataclass(frozen=True)
class Fragment:
    """Some nodes with the wires among them. `outside` tells, by (id, port), of the other wires."""

    graph: Graph
    outside: Mapping[tuple[str, int], Outside]

    def __len__(self) -> int:
        return len(self.graph)

    def __bool__(self) -> bool:
        return bool(self.graph.nodes or self.graph.arrangement.comments)

    def to_bytes(self) -> bytes:
        """What the clipboard holds: a document that also tells of the wires from outside."""
        wires = [[i, port, o.id, o.op, o.name] for (i, port), o in self.outside.items()]
        return dumps(Document("", self.graph, {"outside": wires}))


def from_bytes(data: bytes) -> Fragment:
    """The fragment that was written so. Errors: FileError."""
    document = loads(data)
    outside: dict[tuple[str, int], Outside] = {}
    for entry in document.view.get("outside", ()):
        node_id, port, *words = _checked(entry, document.graph)
        outside[node_id, port] = Outside(*words)
    return Fragment(document.graph, outside)


def _checked(entry: Any, graph: Graph) -> tuple[str, int, str, str, str]:
    match entry:
        case [str(i), int(port), str(source), str(op), str(name)] if i in graph.nodes:
            if 0 <= port < len(graph[i].inputs):
                return i, port, source, op, name
    raise FileError("what was copied is damaged", "copy it again")


def taken(
    graph: Graph, node_ids: Collection[str], level: str = TOP, notes: Collection[str] = ()
) -> Fragment:
    """These nodes, as a copy, with the groups inside a level that they are in, the frames that
    they fill, and these comments."""
    outside = {}
    for wire in graph.wires:
        if wire.target in node_ids and wire.source not in node_ids:
            source = graph[wire.source]
            outside[wire.target, wire.port] = Outside(source.id, source.op, source.name)
    inside = graph.without(graph.nodes.keys() - set(node_ids))
    if graph.arrangement:
        order = copied(graph.arrangement, inside.arrangement, level, notes)
        inside = inside.arranged_as(order)
    return Fragment(replace(inside, chosen_root=None), outside)


def written(graph: Graph, node_ids: Collection[str]) -> str:
    """These nodes as a formula: sources outside are mentioned by name, or written out where they
    have none."""
    inside, stack = set[str](), list(node_ids)
    while stack:
        node_id = stack.pop()
        if node_id not in inside:
            inside.add(node_id)
            stack.extend(source for source in graph[node_id].sources if not graph[source].name)
    wires = [w for w in graph.wires if w.target in inside and w.source not in inside]
    mentioned = {wire.source for wire in wires}
    nodes = {
        node.id: Node(node.id, LEAF, node.name, (), (), Value(1.0), True, True)
        if node.id in mentioned
        else node
        for node in graph
        if node.id in inside or node.id in mentioned
    }
    return unparse(Graph(nodes))


def said(text: str, graph: Graph) -> Fragment:
    """The nodes that an expression makes; names that it only mentions are those of the graph.

    Errors: FormulaError.
    """
    made = parse(text).graph
    known = {node.id: graph.named(node.name) for node in made if node.implied}
    mentioned = {node_id for node_id, node in known.items() if node is not None}
    fragment = taken(made, made.nodes.keys() - mentioned)
    return Fragment(arranged(fragment.graph), fragment.outside)


class _Names:
    """The names that are taken, and the highest number behind each stem."""

    def __init__(self, names: Iterable[str]) -> None:
        self._taken: set[str] = set()
        self._highest: dict[str, int] = {}
        for name in names:
            self._take(name)

    def free(self, name: str) -> str:
        """The name, or its stem with a number that is free; it is taken from now on."""
        if name in self._taken:
            stem, _ = _counted(name)
            name = f"{stem}{self._highest[stem] + 1}"
        self._take(name)
        return name

    def _take(self, name: str) -> None:
        stem, count = _counted(name)
        self._taken.add(name)
        self._highest[stem] = max(count, self._highest.get(stem, 1))


def _counted(name: str) -> tuple[str, int]:
    """A name as its stem and the number behind it."""
    found = COUNTED.fullmatch(name)
    assert found is not None
    return found[1], int(found[2] or 1)


def put(
    graph: Graph, fragment: Fragment, centre: Point, *, wired: bool = False, level: str = TOP
) -> tuple[Graph, tuple[str, ...]]:
    """The graph with a fragment in it, on a level, and the ids of the new nodes.

    It keeps its shape and stands about `centre`, or below it where there is room. With `wired` the
    wires from outside are drawn again where their sources are in this graph, too. Names that are
    taken get a number.
    """
    first = int(graph.fresh_id()[1:])
    ids = {node.id: f"n{first + k}" for k, node in enumerate(fragment.graph)}
    names = _Names(node.name for node in graph)
    nodes = []
    for node in fragment.graph:
        inputs = []
        for port, value in enumerate(node.inputs):
            inner: Input = Ref(ids[value.node]) if isinstance(value, Ref) else value
            outside = fragment.outside.get((node.id, port))
            inputs.append(_source(graph, outside) if outside and wired else inner)
        name = names.free(node.name) if node.name else ""
        nodes.append(replace(node, id=ids[node.id], name=name, inputs=tuple(inputs)))
    order, new = joined(graph.arrangement, fragment.graph.arrangement, ids, level)
    ids_and_new = {**ids, **new}
    hidden = fragment.graph.arrangement.within
    dx, dy = _shift(graph, fragment.graph, centre, level)
    at = {
        ids_and_new[i]: (x, y) if i in hidden else (x + dx, y + dy)
        for i, (x, y) in fragment.graph.positions.items()
        if i in ids_and_new
    }
    routes = {
        (ids[target], port): tuple((x + dx, y + dy) for x, y in way)
        for (target, port), way in fragment.graph.routes.items()
        if target not in hidden
    }
    grown = graph.with_nodes(*nodes, at=at)
    grown = replace(grown, routes={**graph.routes, **routes}, arrangement=order)
    return grown, tuple(ids.values())


def centre(graph: Graph, node_ids: Collection[str]) -> Point:
    """The middle of some cards."""
    places = np.array([graph.positions[i] for i in node_ids]).reshape(-1, 2)
    x, y = (places.min(0) + places.max(0)) / 2
    return float(x), float(y)


def _source(graph: Graph, outside: Outside) -> Input:
    """The node of a graph that a wire from outside came from."""
    if outside.name:
        found = graph.named(outside.name)
    else:
        found = graph.nodes.get(outside.id)
        found = found if found is not None and (found.op, found.name) == (outside.op, "") else None
    return Ref(found.id) if found is not None else None


def outer_cards(graph: Graph, level: str = TOP) -> list[str]:
    """The nodes and groups that a level shows as cards."""
    within = graph.arrangement.within
    ids = (*graph.nodes, *graph.arrangement.groups)
    return [i for i in ids if within.get(i, TOP) == level and i in graph.positions]


def _shift(graph: Graph, inside: Graph, wish: Point, level: str) -> Point:
    """How far the cards of `inside` move to stand about a point, below what is there already."""
    ids = outer_cards(inside) or list(inside.arrangement.comments)
    places = np.array([inside.positions[i] for i in ids]).reshape(-1, 2)
    x, y = (places.min(0) + places.max(0)) / 2
    places += np.array(wish) - (x, y)
    known = outer_cards(graph, level)
    there = np.array([graph.positions[i] for i in known]).reshape(-1, 2)
    room = (CARD_WIDTH + MARGIN, CARD_HEIGHT + MARGIN)
    low, high = places.min(0) - room, places.max(0) + room
    beside = (there[:, 0] > low[0]) & (there[:, 0] < high[0])
    level, taller = there[beside, 1], (_heights(graph, known)[beside] - CARD_HEIGHT) / 2
    dy = 0.0
    for start, end in sorted(zip(level - taller - high[1], level + taller - low[1], strict=True)):
        if start >= dy:
            break
        dy = max(dy, float(end))
    return wish[0] - float(x), wish[1] - float(y) + dy


def _heights(graph: Graph, cards: list[str]) -> Array:
    """The heights of these cards; that of a group is about that of a node."""
    nodes = graph.nodes
    return np.array([card_height(nodes[i]) if i in nodes else CARD_HEIGHT for i in cards])
