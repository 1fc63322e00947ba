"""Random graphs and random edits of them, made from the table of ops."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import strategies as st

from app.document.formula.names import refused_name
from app.document.graph import Data, Graph, Literal, Made, Node, Ref, Value
from app.document.wiring import connected, port_count, refusal
from engine.op import OPS

LISTED = [op for op in OPS.values() if op.listed]
NAMES = ["x", "y", "w", "b", "loss", "e", "sin", "x_2", "λ", "größe", "T", "u1", "data"]
ints = st.integers(-(2**63) + 1, 2**63 - 1)
numbers = st.one_of(
    st.integers(-9, 9), st.booleans(), st.floats(), ints, st.just(math.nan), st.just(-0.0)
)
texts = st.text(st.characters(codec="utf-8"), max_size=6)


def arrays(depth: int = 2):
    rows = st.lists(numbers, min_size=1, max_size=3).map(tuple)
    return rows if depth == 1 else st.one_of(rows, rows.map(lambda r: (r, r)), st.just(()))


contents = st.one_of(
    st.builds(Value, st.one_of(numbers, arrays())),
    st.just(Value(1.0)),
    st.builds(
        Made,
        st.sampled_from(["zeros", "ones"]),
        st.lists(st.integers(0, 4), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Made, st.sampled_from(["rand", "randn"]), st.just((2, 3)), st.integers(0, 99)),
    st.just(Made("linspace", (-1, 1.5, 5))),
    st.just(Made("full", (2, 0.5))),
    st.just(Made("arange", (0, 4))),
    st.builds(Data, texts, st.lists(texts, min_size=1, max_size=3).map(tuple)),
)
indices = st.one_of(
    st.integers(-3, 3),
    st.none(),
    st.just(...),
    st.builds(slice, *[st.none() | st.integers(-3, 3)] * 3),
    st.lists(st.integers(-3, 3), max_size=3),
)
keys = st.one_of(indices, st.lists(indices, max_size=3).map(tuple))


@st.composite
def statics(draw, op):
    """Static arguments that the op has, given where they must be."""
    given = []
    for name, default in op.static.items():
        if name == "key":
            given.append((name, draw(keys)))
        elif isinstance(default, type):  # inspect's word for: no default
            given.append((name, draw(st.lists(st.integers(-1, 3), max_size=3).map(tuple))))
        elif draw(st.integers(0, 3)) == 0:
            value = draw(st.one_of(numbers, st.none(), st.tuples(st.integers(-2, 2)), texts))
            if repr(value) != repr(default):
                given.append((name, value))
    return tuple(given)


@st.composite
def nodes(draw, graph: Graph, node_id: str):
    """A node that may read the nodes of a graph."""
    taken = {node.name for node in graph}
    name = draw(st.sampled_from(["", "", *NAMES]))
    name = "" if name in taken else name
    if draw(st.integers(0, 2)) == 0 or not graph.nodes:
        trainable, content = draw(st.booleans()), draw(contents)
        if draw(st.booleans()):
            content = Value(1.0)
        implied = bool(name) and not draw(st.integers(0, 3))
        return Node(node_id, name=name, content=content, trainable=trainable, implied=implied)
    op = draw(st.sampled_from(LISTED))
    count = draw(st.integers(1, 3)) if op.variadic else port_count(op.name)
    refs = st.sampled_from(list(graph.nodes)).map(Ref)
    inputs = draw(
        st.lists(
            st.one_of(refs, refs, refs, st.builds(Literal, numbers), st.none()),
            min_size=count,
            max_size=count,
        )
    )
    return Node(node_id, op.name, name, tuple(inputs), draw(statics(op)))


@st.composite
def graphs(draw, most: int = 10):
    """A graph of up to `most` nodes, some of them shared, sometimes with a root of choice."""
    graph = Graph()
    for _ in range(draw(st.integers(1, most))):
        graph = graph.with_nodes(draw(nodes(graph, graph.fresh_id())))
    if draw(st.integers(0, 3)) == 0:
        graph = replace(graph, chosen_root=draw(st.sampled_from(list(graph.nodes))))
    return graph


@st.composite
def edits(draw, graph: Graph):
    """The graph after one edit as a user makes them at nodes."""
    kind = draw(
        st.sampled_from(["add", "delete", "wire", "literal", "open", "content", "rename", "root"])
    )
    if kind == "add" or not graph.nodes:
        return graph.with_nodes(draw(nodes(graph, graph.fresh_id())))
    node = graph[draw(st.sampled_from(list(graph.nodes)))]
    if kind == "delete":
        return graph.without([node.id])
    if kind == "root":
        return replace(graph, chosen_root=node.id)
    if kind == "content":
        if not node.is_leaf:
            return graph
        return graph.with_nodes(
            replace(node, content=draw(contents), trainable=draw(st.booleans()))
        )
    if kind == "rename":
        name = draw(st.sampled_from(["", *NAMES]))
        if graph.named(name) or refused_name(name or "x"):
            return graph
        if node.implied and not name:
            return graph
        return graph.with_nodes(replace(node, name=name))
    if not node.inputs:
        return graph
    port = draw(st.integers(0, len(node.inputs) - 1))
    if kind == "wire":
        source = draw(st.sampled_from(list(graph.nodes)))
        if refusal(graph, source, node.id, port) is None:
            return connected(graph, source, node.id, port)
        return graph
    value = None if kind == "open" else Literal(draw(numbers))
    return graph.with_input(node.id, port, value)
