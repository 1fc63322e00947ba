"""What a card says: a short title, a glyph, and values in few characters."""

from __future__ import annotations

from app.document.graph import LEAF, Data, Graph, Input, Literal, Made, Node, Ref, Value
from app.document.numerals import MINUS, full, number, preview, shape
from engine.op import OPS

__all__ = ["full", "glyph", "number", "preview", "shape", "title"]

LONGEST_SIGN = 9  # characters of a name that stands as a sign
LONGEST = 12  # characters of a title that is an expression
SPOKEN = {"amax": "max", "amin": "min", "maximum": "max", "minimum": "min"}
INFIX = {
    "add": " + ",
    "sub": f" {MINUS} ",
    "mul": "·",
    "div": "/",
    "floor_divide": "//",
    "remainder": " % ",
    "matmul": " @ ",
    "pow": "^",
    "eq": " = ",
    "ne": " ≠ ",
    "lt": " < ",
    "le": " ≤ ",
    "gt": " > ",
    "ge": " ≥ ",
}
POWERS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def title(graph: Graph, node: Node) -> str:
    """What the card of a node is called: its name, a short expression, or its op."""
    if node.name:
        return node.name
    if node.is_leaf:
        return _leaf(node)
    text = _infix(graph, node)
    return text if text and len(text) <= LONGEST else SPOKEN.get(node.op, node.op)


def glyph(node: Node) -> str:
    """The sign of a node: the op's symbol; of a leaf its name, or what kind of content it has."""
    if not node.is_leaf:
        return OPS[node.op].symbol if node.op in OPS else "?"
    if 0 < len(node.name) <= LONGEST_SIGN:
        return node.name
    if isinstance(node.content, Data):
        return "▤"
    if isinstance(node.content, Made):
        return "~" if node.content.function in ("rand", "randn") else "[ ]"
    return "θ" if node.name and node.trainable else "#"


def _leaf(node: Node) -> str:
    content = node.content
    if isinstance(content, Data):
        return content.columns[0] if len(content.columns) == 1 else content.file
    if isinstance(content, Made):
        return content.function
    if isinstance(content, Value) and not isinstance(content.value, tuple):
        return number(content.value)
    return "[ ]"


def _infix(graph: Graph, node: Node) -> str:
    """The expression of an operator in its operands' names; nothing for other ops."""
    if node.static or (node.op not in INFIX and node.op != "neg"):
        return ""
    parts = [_operand(graph, value) for value in node.inputs]
    if node.op == "neg":
        return MINUS + parts[0]
    right = node.inputs[1]
    if node.op == "pow" and isinstance(right, Literal) and _is_short_power(right.value):
        return parts[0] + str(int(right.value)).translate(POWERS)
    return INFIX[node.op].join(parts)


def _is_short_power(value: float) -> bool:
    return not isinstance(value, bool) and abs(value) < 100 and value == int(value)


def _operand(graph: Graph, value: Input) -> str:
    if isinstance(value, Ref):
        source = graph.nodes[value.node]
        return source.name or (
            _leaf(source) if source.op == LEAF else SPOKEN.get(source.op, source.op)
        )
    return "_" if value is None else number(value.value)
