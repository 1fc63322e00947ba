"""Ways of building at wires: put a node into one, take it out, bend it, type a number instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.document.edits import with_op
from app.document.graph import Graph, Literal, Number, Point, Ref, Wire
from app.document.healing import joined
from app.document.wiring import connected, refusal


def inserted(graph: Graph, node_id: str, wire: Wire) -> Graph | None:
    """The graph with a node put into a wire: the wire's source feeds its first open input, and it
    feeds the wire's target. None where it has no open input, or a cycle would close."""
    node = graph[node_id]
    open_ports = [port for port, value in enumerate(node.inputs) if value is None]
    if not open_ports or node_id in (wire.source, wire.target):
        return None
    if refusal(graph, wire.source, node_id, open_ports[0]):
        return None
    into = connected(graph, wire.source, node_id, open_ports[0])
    if refusal(into, node_id, wire.target, wire.port):
        return None
    return connected(into, node_id, wire.target, wire.port)


def with_op_on_wire(graph: Graph, op: str, at: Point, wire: Wire) -> tuple[Graph, str]:
    """The graph with a new node of an op put into a wire, and its id."""
    grown, node_id = with_op(graph, op, at)
    return inserted(grown, node_id, wire) or grown, node_id


def pulled_out(graph: Graph, places: Mapping[str, Point]) -> Graph:
    """The graph with these nodes taken out of their wires, which are joined, and put elsewhere;
    the wires between them stay."""
    nodes = [
        replace(
            graph[i],
            inputs=tuple(
                None if isinstance(value, Ref) and value.node not in places else value
                for value in graph[i].inputs
            ),
        )
        for i in places
    ]
    rest = joined(graph, places.keys()).moved(places).with_nodes(*nodes)
    wired = {(wire.target, wire.port) for wire in rest.wires}
    return replace(rest, routes={k: way for k, way in rest.routes.items() if k in wired})


def number_text(graph: Graph, node_id: str, port: int) -> str:
    """The number typed in an input, as it is typed; "" where there is none."""
    value = graph[node_id].input(port)
    return repr(value.value) if isinstance(value, Literal) else ""


def with_number_text(graph: Graph, node_id: str, port: int, text: str) -> Graph:
    """The graph with a typed number in an input instead of a wire; nothing typed opens it.

    Errors: ValueError with the remedy.
    """
    word = text.strip()
    if not word:
        return graph.with_input(node_id, port, None)
    try:
        number: Number = int(word) if re.fullmatch(r"[+-]?\d+", word) else float(word)
    except (ValueError, OverflowError):
        raise ValueError(f"'{word[:40]}' is no number; type one, as 2 or 0.5") from None
    return graph.with_input(node_id, port, Literal(number))


def bent(graph: Graph, wire: Wire, way: Sequence[Point]) -> Graph:
    """The graph with a wire led through these points by hand; none of them makes it straight."""
    key = (wire.target, wire.port)
    routes = {k: r for k, r in graph.routes.items() if k != key}
    if not way:
        return replace(graph, routes=routes, bends=graph.bends - {key})
    return replace(graph, routes={**routes, key: tuple(way)}, bends=graph.bends | {key})
