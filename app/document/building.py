"""Ways of building at wires: put a node into one, take it out, bend it, type a number instead."""

from __future__ import annotations

from collections.abc import Sequence
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


def pulled_out(graph: Graph, node_id: str, at: Point) -> Graph:
    """The graph with a node taken out of its wires, which are joined, and put elsewhere."""
    node = graph[node_id]
    inputs = tuple(None if isinstance(value, Ref) else value for value in node.inputs)
    rest = joined(graph, {node_id})
    routes = {k: r for k, r in rest.routes.items() if k[0] != node_id}
    rest = replace(rest, routes=routes)
    return rest.with_nodes(replace(node, inputs=inputs), at={node_id: at})


def with_number(graph: Graph, node_id: str, port: int, number: Number) -> Graph:
    """The graph with a number typed in an input instead of a wire."""
    return graph.with_input(node_id, port, Literal(number))


def bent(graph: Graph, wire: Wire, way: Sequence[Point]) -> Graph:
    """The graph with a wire led through these points; none of them makes it straight again."""
    key = (wire.target, wire.port)
    routes = {k: r for k, r in graph.routes.items() if k != key}
    return replace(graph, routes={**routes, key: tuple(way)} if way else routes)
