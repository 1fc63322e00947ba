"""The records of a `.chain` file, and the way between them and a Document's values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from app.document.arrangement import (
    COLORS,
    COMMENT_WIDTH,
    NARROWEST,
    WIDEST,
    Arrangement,
    Comment,
    Frame,
    Group,
)
from app.document.graph import (
    Content,
    Data,
    Graph,
    Input,
    Literal,
    Made,
    Node,
    Recorded,
    Ref,
    Value,
)

FORMAT = "chainrule"
VERSION = 1
NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class WireRecord(msgspec.Struct, tag_field="is", tag="wire"):
    """An input fed by a node."""

    source: str = msgspec.field(name="from")


class NumberRecord(msgspec.Struct, tag_field="is", tag="number"):
    """An input typed in place."""

    value: Any


class ValueRecord(msgspec.Struct, tag_field="is", tag="value"):
    """A leaf that holds numbers, in nested lists."""

    value: Any


class MadeRecord(msgspec.Struct, tag_field="is", tag="made", omit_defaults=True):
    """A leaf made by a function."""

    function: str
    args: list[Any] = []
    seed: int | None = None


class DataRecord(msgspec.Struct, tag_field="is", tag="data"):
    """A leaf read from a table."""

    file: str
    columns: list[str]


class NodeRecord(msgspec.Struct, omit_defaults=True):
    """One node."""

    id: str
    op: str
    name: str = ""
    inputs: list[WireRecord | NumberRecord | None] = []
    static: dict[str, Any] = {}
    content: ValueRecord | MadeRecord | DataRecord | None = None
    trainable: bool = False
    implied: bool = False


class RouteRecord(msgspec.Struct, omit_defaults=True):
    """The way points of one wire, and whether they were led by hand."""

    target: str
    port: int
    points: list[tuple[float, float]]
    by_hand: bool = False


class GroupRecord(msgspec.Struct, omit_defaults=True):
    """A group."""

    id: str
    title: str
    copies: int = 1


class FrameRecord(msgspec.Struct, omit_defaults=True):
    """A frame."""

    id: str
    title: str
    color: str = COLORS[0]


class CommentRecord(msgspec.Struct, omit_defaults=True):
    """A note."""

    id: str
    text: str
    width: float = COMMENT_WIDTH


class DocumentRecord(msgspec.Struct, omit_defaults=True):
    """A whole file."""

    format: str
    version: int
    text: str
    nodes: list[NodeRecord] = []
    positions: dict[str, tuple[float, float]] = {}
    routes: list[RouteRecord] = []
    root: str | None = None
    also_roots: list[str] = []
    head_gradients: dict[str, Any] = {}
    view: dict[str, Any] = {}
    groups: list[GroupRecord] = []
    frames: list[FrameRecord] = []
    comments: list[CommentRecord] = []
    within: dict[str, str] = {}
    framed: dict[str, str] = {}


def record(text: str, graph: Graph, view: Mapping[str, Any]) -> DocumentRecord:
    """A document as records. Errors: TypeError where a value has no place in JSON."""
    order = graph.arrangement
    return DocumentRecord(
        FORMAT,
        VERSION,
        text,
        [_node_record(node) for node in graph],
        {i: (float(x), float(y)) for i, (x, y) in graph.positions.items()},
        [
            RouteRecord(*end, list(points), end in graph.bends)
            for end, points in graph.routes.items()
        ],
        graph.chosen_root,
        list(graph.also_roots),
        {i: packed(gradient) for i, gradient in graph.head_gradients.items()},
        dict(view),
        [GroupRecord(g.id, g.title, g.copies) for g in order.groups.values()],
        [FrameRecord(f.id, f.title, f.color) for f in order.frames.values()],
        [CommentRecord(c.id, c.text, c.width) for c in order.comments.values()],
        dict(order.within),
        dict(order.framed),
    )


def graph_of(document: DocumentRecord) -> Graph:
    """The graph of the records, unchecked but for what has nowhere to stand."""
    nodes = {each.id: _node(each) for each in document.nodes}
    routes = {}
    for route in document.routes:
        node = nodes.get(route.target)
        if node is not None and isinstance(node.input(route.port), Ref) and route.port >= 0:
            routes[route.target, route.port] = tuple(route.points)
    order = _arrangement(document).kept(nodes)
    known = {*nodes, *order.ids}
    positions = {i: at for i, at in document.positions.items() if i in known}
    bends = frozenset((r.target, r.port) for r in document.routes if r.by_hand)
    return Graph(
        nodes,
        positions,
        routes,
        document.root,
        bends & routes.keys(),
        tuple(i for i in document.also_roots if i in nodes),
        {i: unpacked(g) for i, g in document.head_gradients.items() if i in nodes},
        order,
    )


def _arrangement(document: DocumentRecord) -> Arrangement:
    """Groups, frames and comments; an id that is used twice counts once, as what comes first."""
    taken = {node.id for node in document.nodes}
    groups = {i.id: Group(i.id, i.title, max(i.copies, 1)) for i in document.groups}
    frames = {
        i.id: Frame(i.id, i.title, i.color if i.color in COLORS else COLORS[0])
        for i in document.frames
        if i.id not in groups
    }
    comments = {
        i.id: Comment(i.id, i.text, min(max(i.width, NARROWEST), WIDEST))
        for i in document.comments
        if i.id not in groups and i.id not in frames
    }
    return Arrangement(
        {i: group for i, group in groups.items() if i not in taken},
        {i: frame for i, frame in frames.items() if i not in taken},
        {i: comment for i, comment in comments.items() if i not in taken},
        document.within,
        document.framed,
    )


def _node_record(node: Node) -> NodeRecord:
    return NodeRecord(
        node.id,
        node.op,
        node.name,
        [_input_record(i) for i in node.inputs],
        {name: packed(value) for name, value in node.static},
        None if node.content is None else _content_record(node.content),
        node.trainable,
        node.implied,
    )


def _input_record(value: Input) -> WireRecord | NumberRecord | None:
    if isinstance(value, Ref):
        return WireRecord(value.node)
    return None if value is None else NumberRecord(packed(value.value))


def _content_record(content: Content) -> ValueRecord | MadeRecord | DataRecord:
    if isinstance(content, Data):
        return DataRecord(content.file, list(content.columns))
    if isinstance(content, Made):
        return MadeRecord(content.function, [packed(a) for a in content.args], content.seed)
    if isinstance(content, Recorded):
        raise ValueError("the numbers of a program's run are not part of a document")
    return ValueRecord(_lists(content.value))


def _node(each: NodeRecord) -> Node:
    inputs: list[Input] = []
    for value in each.inputs:
        if isinstance(value, WireRecord):
            inputs.append(Ref(value.source))
        else:
            inputs.append(None if value is None else Literal(_number(value.value)))
    content: Content | None = None
    if isinstance(each.content, ValueRecord):
        content = Value(_tuples(each.content.value))
    elif isinstance(each.content, MadeRecord):
        args = tuple(_number(a) for a in each.content.args)
        content = Made(each.content.function, args, each.content.seed)
    elif isinstance(each.content, DataRecord):
        content = Data(each.content.file, tuple(each.content.columns))
    static = tuple((name, unpacked(value)) for name, value in each.static.items())
    return Node(
        each.id, each.op, each.name, tuple(inputs), static, content, each.trainable, each.implied
    )


# values that JSON has no word for -----------------------------------------------------------------


def packed(value: Any) -> Any:
    """A static argument as JSON; what JSON lacks becomes an object with one key."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if isinstance(value, tuple):
        return {"tuple": [packed(part) for part in value]}
    if isinstance(value, slice):
        return {"slice": [packed(part) for part in (value.start, value.stop, value.step)]}
    if value is ...:
        return {"ellipsis": True}
    if isinstance(value, list):
        return [packed(part) for part in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a {type(value).__name__} has no place in a file")


def unpacked(value: Any) -> Any:
    """The value that `packed` wrote. Errors: ValueError for an object it never writes."""
    if isinstance(value, list):
        return [unpacked(part) for part in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((kind, inside),) = value.items()
        if kind in UNPACK:
            return UNPACK[kind](inside)
    raise ValueError(f"no value is written as an object with {', '.join(value) or 'no keys'}")


UNPACK: dict[str, Callable[[Any], Any]] = {
    "float": lambda word: NOT_FINITE[word],
    "tuple": lambda parts: tuple(unpacked(part) for part in parts),
    "slice": lambda parts: slice(*(unpacked(part) for part in parts)),
    "ellipsis": lambda _: ...,
}


def _number(value: Any) -> Any:
    value = unpacked(value)
    if not isinstance(value, (bool, int, float)):
        raise ValueError(f"a number is expected, not {type(value).__name__}")
    return value


def _lists(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_lists(part) for part in value]
    return packed(value)


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(part) for part in value)
    return _number(value)
