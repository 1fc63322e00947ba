"""Which wires may be drawn, and the one reason why one may not."""

from __future__ import annotations

from app.document.graph import Graph, Input, Node, Ref
from engine.op import OPS

VARIADIC_PORTS = 2


def port_count(op: str) -> int:
    """How many inputs a new node of this op shows."""
    table = OPS[op]
    return VARIADIC_PORTS if table.variadic else table.arity


def port_name(node: Node, port: int) -> str:
    """What an input is called."""
    table = OPS[node.op]
    return f"{table.inputs[0]}[{port}]" if table.variadic else table.inputs[port]


def refusal(graph: Graph, source: str, target: str, port: int) -> str | None:
    """Why no wire may run from `source` to input `port` of `target`; None where it may."""
    node = graph[target]
    if node.is_leaf:
        return f"{node.name or 'a leaf'} is a leaf: it has no inputs"
    if not 0 <= port < len(node.inputs):
        return f"{node.op} has {len(node.inputs)} inputs"
    if source == target:
        return "a node cannot feed itself"
    if target in graph.ancestors([source]):
        return f"this would close a cycle: {' → '.join(path(graph, target, source))}"
    return None


def path(graph: Graph, start: str, end: str) -> list[str]:
    """The names along one way from `start` to `end`, back at the start."""
    came: dict[str, str] = {}
    stack = [start]
    while stack:
        node_id = stack.pop()
        if node_id == end:
            break
        for wire in graph.consumers[node_id]:
            if wire.target not in came:
                came[wire.target] = node_id
                stack.append(wire.target)
    names = [graph[start].name or graph[start].op]
    node_id = end
    while node_id != start:
        names.insert(0, graph[node_id].name or graph[node_id].op)
        node_id = came[node_id]
    return [names[-1], *names]


def connected(graph: Graph, source: str, target: str, port: int) -> Graph:
    """The graph with that wire; callers ask `refusal` first."""
    value: Input = Ref(source)
    return graph.with_input(target, port, value)
