"""Tips: the full numbers of what is under the cursor: a card, a port, a wire."""

from __future__ import annotations

import html

from app.canvas.dress import Dress
from app.document.graph import Literal, Ref, Wire
from app.document.labels import full, number, shape, title
from app.document.wiring import port_name
from engine.dtype import Array


def node_tip(dress: Dress, node_id: str) -> str:
    """Of a node or group: name, op, formula, kind, every digit; then a sentence for each badge."""
    node, face = dress.graph.nodes.get(node_id), dress.face(node_id)
    if node is None:
        kind = f"group of {face.glyph} {face.note}"
    elif node.is_leaf:
        kind = "parameter" if node.trainable else "constant"
    else:
        kind = node.op
    lines = [f"<b>{_plain(face.title)}</b> · {_plain(kind)}"]
    if node is not None and not node.is_leaf:
        named = [name for name in (_called(dress, i) for i in node.inputs) if name]
        lines.append(_plain(f"{node.op}({', '.join(named)})"))
    value, gradient = dress.value(node_id), dress.gradient(node_id)
    if value is not None:
        lines += [_plain(_kind(value)), _plain(f"value {full(value)}")]
    if gradient is not None:
        lines.append(_plain(f"gradient {full(gradient)}"))
    waiting = dress.waiting(node_id)
    if gradient is not None and waiting:
        lines.append(f"{waiting} more to come")
    if face.problem is not None:
        words = [word for word in (face.problem.message, face.problem.remedy) if word]
        lines.append(_plain("; ".join(words)))
    lines += [_plain(f"{badge.word}: {badge.sentence}") for badge in face.badges]
    return "<br>".join(lines)


def inlet_tip(dress: Dress, node_id: str, port: int) -> str:
    """An input: what it is called, what feeds it, and the shape that comes in."""
    node = dress.graph[node_id]
    source = node.input(port)
    name = f"<b>{_plain(port_name(node, port))}</b> of {_plain(title(dress.graph, node))}"
    if source is None:
        return f"{name}<br>open: draw a wire to it, or type a number"
    if isinstance(source, Literal):
        return f"{name}<br>{_plain(f'the number {number(source.value, 17)}')}"
    lines = [name, _plain(f"from {title(dress.graph, dress.graph[source.node])}")]
    value = dress.value(source.node)
    if value is not None:
        lines.append(_plain(_kind(value)))
    return "<br>".join(lines)


def outlet_tip(dress: Dress, node_id: str) -> str:
    """An output: whose it is, what reads it, and the shape that leaves."""
    graph = dress.graph
    readers = list(dict.fromkeys(wire.target for wire in graph.consumers[node_id]))
    names = ", ".join(title(graph, graph[i]) for i in readers[:5])
    more = f" and {len(readers) - 5} more" if len(readers) > 5 else ""
    lines = [f"output of <b>{_plain(title(graph, graph[node_id]))}</b>"]
    value = dress.value(node_id)
    if value is not None:
        lines.append(_plain(_kind(value)))
    lines.append(_plain(f"read by {names}{more}" if readers else "nothing reads it"))
    return "<br>".join(lines)


def wire_tip(dress: Dress, wire: Wire) -> str:
    """From where to where; the value that it carries, and the contribution that came back."""
    graph = dress.graph
    ends = f"{title(graph, graph[wire.source])} → {title(graph, graph[wire.target])}"
    lines = [f"<b>{_plain(ends)}</b>"]
    value, arrival = dress.value(wire.source), dress.arrival(wire.target, wire.port)
    if value is not None:
        lines.append(_plain(f"value {full(value)}"))
    if arrival is not None:
        part = arrival.contribution
        lines.append(_plain(f"gradient back along this wire: {full(part)}"))
        if part.size > 1:
            lines.append(_plain(f"largest {number(float(abs(part).max()))}"))
    return "<br>".join(lines)


def _kind(value: Array) -> str:
    """`3×4, float64`, or of a single number its dtype."""
    return ", ".join(word for word in (shape(value), str(value.dtype)) if word)


def _called(dress: Dress, value: object) -> str:
    if isinstance(value, Ref):
        return title(dress.graph, dress.graph[value.node])
    return number(value.value) if isinstance(value, Literal) else "_"


def _plain(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
