"""Keep ids, positions and values of what a new reading of the formula did not change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace

from app.document.graph import LEAF, Graph, Node, Ref

Match = dict[str, str]  # id in the new graph → id in the old one


def reconcile(old: Graph, new: Graph) -> Graph:
    """`new` under the ids of `old` wherever a node is the same one, with what only `old` knows.

    Leaves that the text only mentions keep their content. Positions of matched nodes are kept.
    """
    match = matched(old, new)
    ids = dict(match)
    taken = {*old.nodes, *match.values()}
    count = 1
    for node in new:
        if node.id not in ids:
            fresh = node.id
            while fresh in taken:
                fresh, count = f"n{len(old) + count}", count + 1
            ids[node.id] = fresh
            taken.add(fresh)
    nodes = {}
    for node in new:
        twin = old[match[node.id]] if node.id in match else None
        nodes[ids[node.id]] = _renamed(node, ids, twin)
    routes = {
        (target, port): route
        for (target, port), route in old.routes.items()
        if target in nodes and nodes[target].input(port) == old[target].input(port)
    }
    arrangement = old.arrangement.kept(nodes)
    known = {*nodes, *arrangement.ids}
    result = replace(
        old,
        nodes=nodes,
        positions={i: p for i, p in old.positions.items() if i in known},
        routes=routes,
        chosen_root=None,
        also_roots=tuple(i for i in old.also_roots if i in nodes),
        head_gradients={i: g for i, g in old.head_gradients.items() if i in nodes},
        arrangement=arrangement,
    )
    root = ids.get(new.root or "")
    return result if result.root == root else replace(result, chosen_root=root)


def same(one: Graph, other: Graph) -> bool:
    """Whether two graphs have the same nodes under the same ids, and the same root. What a formula
    does not say counts for nothing: positions, and whether a leaf has a line."""
    return (
        one.nodes.keys() == other.nodes.keys()
        and one.root == other.root
        and all(facts(node) == facts(other[node.id]) for node in one)
    )


def facts(node: Node, *, named: bool = True) -> tuple[Hashable, ...]:
    """What makes a node what it is, comparable also where slices, NaN, 1 and True are in it."""
    name = node.name if named else ""
    inputs, static, content = repr(node.inputs), repr(node.static), repr(node.content)
    return node.op, name, inputs, static, content, node.trainable


def _renamed(node: Node, ids: dict[str, str], twin: Node | None) -> Node:
    result = node
    if ids[node.id] != node.id or any(ids[i] != i for i in node.sources):
        inputs = tuple(Ref(ids[i.node]) if isinstance(i, Ref) else i for i in node.inputs)
        result = replace(node, id=ids[node.id], inputs=inputs)
    if node.implied and twin is not None and twin.is_leaf and twin.implied:
        result = replace(result, content=twin.content, trainable=twin.trainable)
    return result


def matched(old: Graph, new: Graph) -> Match:
    """Which old node each new one is, where it is one.

    In this order: the same name; below them, expressions that are the same throughout; from the
    leaves up, the same op on the same inputs; from the matched ones down, what stands in the same
    place, first with the same op, then with another.
    """
    return _Matcher(old, new).match()


class _Matcher:
    """Two graphs and the pairs found so far."""

    def __init__(self, old: Graph, new: Graph) -> None:
        self.old, self.new = old, new
        self.pairs: Match = {}
        self.used: set[str] = set()
        self.old_names = {node.name for node in old if node.name}
        self.new_names = {node.name for node in new if node.name}

    def match(self) -> Match:
        self._by_name()
        self._whole_expressions()
        if not self._all_paired:
            self._from_the_leaves()
        self._pair_roots(True)
        for any_op in (False, True):
            if not self._all_paired:
                self._from_the_root(any_op)
        return self.pairs

    @property
    def _all_paired(self) -> bool:
        return len(self.pairs) == len(self.new)

    def _pair(self, new_id: str, old_id: str) -> None:
        self.pairs[new_id] = old_id
        self.used.add(old_id)

    def _free(self, new_id: str, old_id: str) -> bool:
        """Whether the two may be paired: neither is, and no name says otherwise."""
        if new_id in self.pairs or old_id in self.used:
            return False
        mine, theirs = self.new[new_id].name, self.old[old_id].name
        return mine == theirs or (mine not in self.old_names and theirs not in self.new_names)

    def _pair_roots(self, alike: bool) -> None:
        old, new = self.old.root, self.new.root
        if not (alike and old and new and self._free(new, old)):
            return
        if self.old[old].is_leaf == self.new[new].is_leaf:
            self._pair(new, old)

    def _by_name(self) -> None:
        by_name = {node.name: node for node in self.old if node.name}
        for node in self.new:
            twin = by_name.get(node.name) if node.name else None
            if twin is not None and twin.is_leaf == node.is_leaf and twin.id not in self.used:
                self._pair(node.id, twin.id)

    def _whole_expressions(self) -> None:
        numbers: dict[Hashable, int] = {}
        old, new = _fingerprints(self.old, numbers), _fingerprints(self.new, numbers)
        self._pair_roots(new.get(self.new.root or "") == old.get(self.old.root or "", -1))
        ends = defaultdict(list)
        for node_id in _unread(self.old):
            ends[old[node_id]].append(node_id)
        for node_id in _unread(self.new):
            if node_id not in self.pairs:
                twin = next((i for i in ends[new[node_id]] if self._free(node_id, i)), None)
                if twin is not None:
                    self._pair(node_id, twin)
        stack = [pair for pair in self.pairs.items() if new[pair[0]] == old[pair[1]]]
        while stack:
            mine, theirs = stack.pop()
            for a, b in _places(self.new[mine], self.old[theirs]):
                if new[a] == old[b] and self._free(a, b):
                    self._pair(a, b)
                    stack.append((a, b))

    def _from_the_leaves(self) -> None:
        alike = defaultdict(list)
        for node in self.old:
            alike[_shape(node, None)].append(node.id)
        for node_id in self.new.order:
            node = self.new[node_id]
            if node_id in self.pairs or any(i not in self.pairs for i in node.sources):
                continue
            twins = alike[_shape(node, self.pairs)]
            twin = next((i for i in twins if self._free(node_id, i)), None)
            if twin is not None:
                self._pair(node_id, twin)

    def _from_the_root(self, any_op: bool) -> None:
        for node_id in reversed(self.new.order):
            if node_id not in self.pairs:
                continue
            for a, b in _places(self.new[node_id], self.old[self.pairs[node_id]]):
                mine, theirs = self.new[a], self.old[b]
                alike = mine.is_leaf == theirs.is_leaf if any_op else mine.op == theirs.op
                if alike and self._free(a, b):
                    self._pair(a, b)


def _unread(graph: Graph) -> Iterable[str]:
    """The ids of the nodes that no wire leaves, in their order."""
    read = {source for node in graph for source in node.sources}
    return (node_id for node_id in graph.order if node_id not in read)


def _places(mine: Node, theirs: Node) -> Iterable[tuple[str, str]]:
    """The ids that stand at the same ports of two nodes."""
    for a, b in zip(mine.inputs, theirs.inputs, strict=False):
        if isinstance(a, Ref) and isinstance(b, Ref):
            yield a.node, b.node


def _shape(node: Node, match: Match | None) -> Hashable:
    """A node but for its id and name, its inputs under the ids of the old graph."""
    inputs = tuple(
        (match[i.node] if match else i.node) if isinstance(i, Ref) else repr(i) for i in node.inputs
    )
    return node.op, inputs, repr(node.static), repr(node.content), node.trainable


def _fingerprints(graph: Graph, numbers: dict[Hashable, int]) -> dict[str, int]:
    """A number for each node that equal expressions share; what is below a name is not looked at,
    nor is the content of a leaf with a name."""
    found: dict[str, int] = {}
    known: dict[str, str | int] = {}  # by id, the name or else the number
    for node_id in graph.order:
        node = graph.nodes[node_id]
        inputs = tuple([known[i.node] if type(i) is Ref else repr(i) for i in node.inputs])
        nameless = node.op == LEAF and not node.name
        content = repr((node.content, node.trainable)) if nameless else ""
        static = repr(node.static) if node.static else ""
        key = (node.op, node.name, inputs, static, content)
        number = found[node_id] = numbers.setdefault(key, len(numbers))
        known[node_id] = node.name or number
    return found
