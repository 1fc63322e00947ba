"""Making the graph of a program editable: nodes and a formula of its own, free of the program."""

from __future__ import annotations

from app.document.graph import Graph, Recorded
from engine.op import OPS

CHOOSE = "make the program's data smaller, or write the formula by hand"


class EditableError(Exception):
    """A graph that a program drew cannot stand without it: what was found, and the remedy."""


def editable(graph: Graph) -> Graph:
    """The graph as one that can be edited. Errors: EditableError."""
    for node in graph:
        content = node.content
        if isinstance(content, Recorded):
            name = node.name or "a leaf"
            size = " × ".join(map(str, content.shape))
            raise EditableError(f"{name} has {size} numbers that a formula cannot hold; {CHOOSE}")
        if not node.is_leaf and (node.op not in OPS or not OPS[node.op].listed):
            raise EditableError(f"'{node.op}' is not an op that a formula knows; {CHOOSE}")
    return graph
