"""Edits of a Graph that a user makes at nodes: add an op, add a leaf, change a leaf's content."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from dataclasses import replace

from app.document.arguments import NEEDED
from app.document.formula import refused_name
from app.document.formula.errors import Unreadable
from app.document.formula.leaves import content, write
from app.document.graph import LEAF, Content, Data, Graph, Input, Made, Node, Point, Ref, Value
from app.document.sizes import CARD_WIDTH
from app.document.wiring import port_count

OP_MIME = "application/x-chainrule-op"  # what an op dragged from the palette carries
NAMES = ("x", "y", "z", "w", "b", "a", "c", "p", "q", "r", "s", "t")
LEAVES: dict[str, tuple[str, str, Content, bool]] = {
    "parameter": ("x", "a number that gradients are wanted for", Value(1.0), True),
    "constant": ("#", "a number that stays as it is", Value(1.0), False),
    "data": ("▦", "columns of a CSV file", Data("faithful.csv", ("eruptions",)), False),
    "random": ("⚄", "random numbers with a seed", Made("randn", (3,), 0), True),
}


def fresh_name(graph: Graph) -> str:
    """A short variable name that no node has."""
    taken = {node.name for node in graph}
    for count in range(1, len(graph) + 3):
        for name in NAMES:
            candidate = name if count == 1 else f"{name}{count}"
            if candidate not in taken:
                return candidate
    return f"v{len(graph)}"


def with_op(
    graph: Graph, op: str, at: Point | None, sources: Sequence[str] = ()
) -> tuple[Graph, str]:
    """The graph with a new node of an op or kind of leaf, and its id.

    The sources are wired to its first inputs; the other inputs are open. Without a place it stands
    right of its sources.
    """
    node_id = graph.fresh_id()
    if op in LEAVES:
        _, _, made, trainable = LEAVES[op]
        node = Node(node_id, LEAF, fresh_name(graph), content=made, trainable=trainable)
    else:
        count = port_count(op)
        wired: list[Input] = [Ref(source) for source in sources[:count]]
        inputs = tuple(wired + [None] * (count - len(wired)))
        node = Node(node_id, op, inputs=inputs, static=tuple(NEEDED.get(op, {}).items()))
    places = [graph.positions[s] for s in sources if s in graph.positions]
    if at is None and places:
        at = (
            max(x for x, _ in places) + CARD_WIDTH + 64,
            math.fsum(y for _, y in places) / len(places),
        )
    return graph.with_nodes(node, at={node_id: at} if at else {}), node_id


def content_text(node: Node) -> str:
    """A leaf's content as it is typed."""
    assert node.content is not None
    return write(node.content, node.trainable)


def typed(text: str, before: Node) -> tuple[Content, bool]:
    """The content that a user typed for a leaf, and whether it is trainable.

    Errors: ValueError with the remedy.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        found = content(tree)
    except Unreadable as error:
        raise ValueError(f"{error.message}; {error.remedy}") from None
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        found = None
    if found is None:
        raise ValueError(
            f"'{text[:40]}' is no value; type a number, a list like [1, 2], randn(3, seed=1), "
            'or data("file.csv", "column")'
        )
    explicit = text.strip().startswith(("param", "const", "data"))
    return found[0], found[1] if explicit or not isinstance(found[0], Value) else before.trainable


def with_content(graph: Graph, node_id: str, made: Content, trainable: bool | None = None) -> Graph:
    """The graph with another content in a leaf."""
    node = graph[node_id]
    kept = node.trainable if trainable is None else trainable
    return graph.with_nodes(replace(node, content=made, trainable=kept))


def with_name(graph: Graph, node_id: str, name: str) -> Graph:
    """The graph with a node renamed. Errors: ValueError where the name cannot be used."""
    refused = refused_name(name) if name else None
    if refused:
        raise ValueError(f"{refused}; choose another name")
    other = graph.named(name) if name else None
    if other is not None and other.id != node_id:
        raise ValueError(f"another node is called '{name}'; choose another name")
    return graph.with_nodes(replace(graph[node_id], name=name))


def with_root_kept(before: Graph, after: Graph) -> Graph:
    """`after` with the root of `before`, where that is still an op which nothing reads.

    A node added beside the expression does not take its gradients away; a node that reads the root
    ends its being one.
    """
    root = before.root
    if root is None or root not in after.nodes:
        return after
    was_end, is_end = not before.consumers[root], not after.consumers[root]
    if after.chosen_root == root and was_end and not is_end:
        return replace(after, chosen_root=None)
    if root == after.root or after.chosen_root or not is_end or after[root].is_leaf:
        return after
    return replace(after, chosen_root=root)
