"""Graph → text: one line per named node, in an order that reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from app.document.formula.expression import Text, written
from app.document.formula.names import has_meaning, refused_name
from app.document.graph import Graph, Node, Value

MOST_BRACKETS = 40  # in one another; the grammar reads 200
DEEPEST = 2_000  # operators in one another
Lines = dict[str, str]  # node id → the right-hand side of its line


def named(graph: Graph) -> Graph:
    """The graph with a name on every node that cannot be written without one.

    Those are nodes that several inputs read, a root that is read, parameters inside an expression,
    and nodes on which the brackets would pile up. Names that no formula can have are replaced.
    """
    if _named.get(id(graph)) is not graph:
        graph = _with_names(graph)
        _named[id(graph)] = graph
    return graph


_named: WeakValueDictionary[int, Graph] = WeakValueDictionary()  # graphs that were made so


def _with_names(graph: Graph) -> Graph:
    taken: set[str] = set()
    fresh: dict[str, Node] = {}
    for node in graph:
        if node.name and (node.name in taken or refused_name(node.name)):
            fresh[node.id] = replace(node, name="", implied=False)
        else:
            taken.add(node.name)
    count = 1

    def give(node: Node) -> None:
        nonlocal count
        while f"u{count}" in taken:
            count += 1
        taken.add(f"u{count}")
        fresh[node.id] = replace(node, name=f"u{count}", implied=False)

    for node in graph:
        if not fresh.get(node.id, node).name and (node.id in fresh or _needs_name(graph, node)):
            give(node)
    depth: dict[str, int] = {}
    texts: dict[str, Text] = {}
    for node_id in graph.order:
        node = fresh.get(node_id, graph[node_id])
        if node.name:
            depth[node_id], texts[node_id] = 0, Text("x")
            continue
        depth[node_id] = 1 + max((depth[source] for source in node.sources), default=0)
        text = written(node, texts.__getitem__, whole=False)
        texts[node_id] = text._replace(text="x")  # only how it binds is asked here
        too_deep = depth[node_id] > DEEPEST or text.brackets > MOST_BRACKETS
        if too_deep and graph.consumers[node_id]:
            give(node)
            depth[node_id], texts[node_id] = 0, Text("x")
    return graph.with_nodes(*fresh.values()) if fresh else graph


def _needs_name(graph: Graph, node: Node) -> bool:
    readers = len(graph.consumers[node.id])
    parameter = node.is_leaf and node.trainable and isinstance(node.content, Value)
    return readers > 1 or (readers == 1 and (node.id == graph.root or parameter))


def owners(graph: Graph) -> list[str]:
    """The ids of the nodes that have a line of their own, in an order that reads: named nodes and
    those that nothing reads, the root last where nothing reads it."""
    found = [i for i in graph.order if graph[i].name or not graph.consumers[i]]
    root = graph.root
    if root is not None and not graph.consumers[root]:
        found.remove(root)
        found.append(root)
    return found


def unparse(graph: Graph) -> str:
    """A formula that parses back to this graph. Leaves of value 1.0 need no line."""
    graph = named(graph)
    texts: dict[str, Text] = {}
    for node_id in graph.order:
        node = graph[node_id]
        whole = bool(node.name) or not graph.consumers[node_id]
        texts[node_id] = written(node, _reading(graph, texts), whole=whole)
    lines = [
        line(graph[node_id], texts[node_id].text)
        for node_id in owners(graph)
        if not _unsaid(graph, graph[node_id])
    ]
    root = graph.root
    if root is not None and (graph.consumers[root] or _unsaid(graph, graph[root])):
        lines.append(graph[root].name)
    return "\n".join(lines)


def _reading(graph: Graph, texts: dict[str, Text]) -> Callable[[str], Text]:
    def text_of(node_id: str) -> Text:
        name = graph[node_id].name
        return Text(name) if name else texts[node_id]

    return text_of


def _unsaid(graph: Graph, node: Node) -> bool:
    """Whether a formula that only mentions the name makes this leaf."""
    return (
        can_be_implied(graph, node)
        and node.trainable
        and isinstance(node.content, Value)
        and repr(node.content.value) == "1.0"
    )


def can_be_implied(graph: Graph, node: Node) -> bool:
    """Whether a leaf can do without a line: something reads it, and its name means nothing else."""
    return (
        node.is_leaf
        and bool(node.name)
        and bool(graph.consumers[node.id])
        and not has_meaning(node.name)
    )


def line(node: Node, text: str) -> str:
    """The line of a node with this right-hand side."""
    return f"{node.name} = {text}" if node.name else text
