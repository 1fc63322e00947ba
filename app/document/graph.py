"""Graph: what the user is editing, as a frozen value; every edit returns a new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from app.document.arrangement import NOTHING, Arrangement
from engine.dtype import Array

Point = tuple[float, float]
Number = int | float | bool
LEAF = "leaf"


@dataclass(frozen=True, slots=True)
class Ref:
    """An input that is wired to the output of another node."""

    node: str


@dataclass(frozen=True, slots=True)
class Literal:
    """An input that is a number typed in place."""

    value: Number


Input = Ref | Literal | None  # None: not connected


@dataclass(frozen=True, slots=True)
class Value:
    """A leaf's content: a number or nested tuples of numbers."""

    value: Any = 1.0


@dataclass(frozen=True, slots=True)
class Made:
    """A leaf's content made by a function: zeros, linspace, randn with its seed, …"""

    function: str
    args: tuple[Number, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """A leaf's content read from columns of a CSV file."""

    file: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A leaf's content that only the run of a program knows, of this shape."""

    shape: tuple[int, ...]


Content = Value | Made | Data | Recorded


@dataclass(frozen=True, slots=True)
class Node:
    """One op or leaf. `name` is its variable in the formula ("" where it has none).

    `static` holds the arguments that are not tensors, as (name, value) pairs; only those that
    differ from the op's defaults. An `implied` leaf has no line in the formula: its name is only
    mentioned, and its content is known to the graph alone.
    """

    id: str
    op: str = LEAF
    name: str = ""
    inputs: tuple[Input, ...] = ()
    static: tuple[tuple[str, Any], ...] = ()
    content: Content | None = None
    trainable: bool = False
    implied: bool = False

    @property
    def is_leaf(self) -> bool:
        return self.op == LEAF

    def input(self, port: int) -> Input:
        """What feeds a port; None where nothing does."""
        return self.inputs[port] if port < len(self.inputs) else None

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the nodes wired to the inputs, once per wire."""
        return tuple(i.node for i in self.inputs if isinstance(i, Ref))


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection from the output of `source` to input `port` of `target`."""

    source: str
    target: str
    port: int


@dataclass(frozen=True)
class Graph:
    """Nodes by id, where they stand (px, centre of the card), and the node to differentiate.

    `routes` leads long wires through way points, by (target id, port); those in `bends` were led by
    hand, and stay when an end moves. `chosen_root` is the user's choice; without one the root is
    the last finished node that nothing reads. Backward starts from those in `also_roots` too, each
    with its head gradient (a number or nested tuples, as a leaf's value), or ones.
    `positions` also tells where the cards of groups stand, and the upper left corners of comments.
    """

    nodes: Mapping[str, Node] = field(default_factory=dict)
    positions: Mapping[str, Point] = field(default_factory=dict)
    routes: Mapping[tuple[str, int], tuple[Point, ...]] = field(default_factory=dict)
    chosen_root: str | None = None
    bends: frozenset[tuple[str, int]] = frozenset()
    also_roots: tuple[str, ...] = ()
    head_gradients: Mapping[str, Any] = field(default_factory=dict)
    arrangement: Arrangement = NOTHING

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __getitem__(self, node_id: str) -> Node:
        return self.nodes[node_id]

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each id in node order."""
        return {node_id: i for i, node_id in enumerate(self.nodes)}

    @cached_property
    def wires(self) -> tuple[Wire, ...]:
        """Every wire, by target in node order and then by port."""
        return tuple(
            [
                Wire(source.node, node.id, port)
                for node in self
                for port, source in enumerate(node.inputs)
                if isinstance(source, Ref)
            ]
        )

    @cached_property
    def ends(self) -> tuple[Array, Array, Array]:
        """Per wire the numbers of its source and target in node order, and its port."""
        number, wires = self.number, self.wires
        sources = np.array([number[wire.source] for wire in wires], np.int64)
        targets = np.array([number[wire.target] for wire in wires], np.int64)
        return sources, targets, np.array([wire.port for wire in wires], np.int64)

    @cached_property
    def consumers(self) -> Mapping[str, tuple[Wire, ...]]:
        """The wires that leave each node."""
        found: dict[str, list[Wire]] = {node_id: [] for node_id in self.nodes}
        for wire in self.wires:
            found[wire.source].append(wire)
        return {node_id: tuple(wires) for node_id, wires in found.items()}

    @cached_property
    def root(self) -> str | None:
        """The id of the node to differentiate; None for an empty graph."""
        if self.chosen_root in self.nodes:
            return self.chosen_root
        read = np.bincount(self.ends[0], minlength=len(self)).tolist()
        sinks = [node_id for node_id, count in zip(self.nodes, read, strict=True) if not count]
        ops = [node_id for node_id in sinks if not self[node_id].is_leaf]
        whole = [node_id for node_id in ops if node_id not in self.unfinished]
        leaves = [node_id for node_id in sinks if self[node_id].trainable]
        ends = whole or ops or leaves or sinks
        return ends[-1] if ends else None

    @property
    def roots(self) -> tuple[str, ...]:
        """The nodes from which backward starts, the root first."""
        if self.root is None:
            return ()
        also = (i for i in self.also_roots if i in self.nodes and i != self.root)
        return (self.root, *also)

    @cached_property
    def unfinished(self) -> frozenset[str]:
        """The nodes that have an open input or depend on one that has."""
        found: set[str] = set()
        if not any(None in node.inputs for node in self):
            return frozenset()
        for node_id in self.order:
            node = self[node_id]
            if None in node.inputs or not found.isdisjoint(node.sources):
                found.add(node_id)
        return frozenset(found)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Ids such that inputs come before what reads them, otherwise in node order."""
        sources, targets, _ = self.ends
        ids, count = list(self.nodes), len(self)
        readers = targets[np.argsort(sources, kind="stable")[::-1]].tolist()  # of the last first
        ends = np.cumsum(np.bincount(sources, minlength=count)[::-1])[::-1].tolist()
        waiting = np.bincount(targets, minlength=count).tolist()
        ready = [i for i in range(count - 1, -1, -1) if not waiting[i]]
        result: list[str] = []
        ends.append(0)
        while ready:
            i = ready.pop()
            result.append(ids[i])
            for reader in readers[ends[i + 1] : ends[i]]:
                waiting[reader] -= 1
                if not waiting[reader]:
                    ready.append(reader)
        return tuple(result)

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The leaves in node order."""
        return tuple(node for node in self if node.is_leaf)

    def named(self, name: str) -> Node | None:
        """The node of that name."""
        return next((node for node in self if node.name == name), None)

    def ancestors(self, node_ids: Iterable[str]) -> set[str]:
        """The nodes that these depend on, themselves included."""
        stack, seen = list(node_ids), set()
        while stack:
            node_id = stack.pop()
            if node_id not in seen:
                seen.add(node_id)
                stack.extend(self[node_id].sources)
        return seen

    def fresh_id(self) -> str:
        """An id that no node has."""
        taken = (int(i[1:]) for i in self.nodes if i[:1] == "n" and i[1:].isdigit())
        return f"n{max(taken, default=0) + 1}"

    def with_nodes(self, *nodes: Node, at: Mapping[str, Point] | None = None) -> Graph:
        """These nodes added, or put in place of those with the same ids."""
        merged = {**self.nodes, **{node.id: node for node in nodes}}
        return replace(self, nodes=merged, positions={**self.positions, **(at or {})})

    def without(self, node_ids: Iterable[str]) -> Graph:
        """The graph without these nodes; inputs that they fed are left open."""
        gone = set(node_ids)
        kept = {}
        for node in self:
            if node.id in gone:
                continue
            if gone.intersection(node.sources):
                inputs = tuple(
                    None if isinstance(i, Ref) and i.node in gone else i for i in node.inputs
                )
                node = replace(node, inputs=inputs)
            kept[node.id] = node
        arrangement = self.arrangement.kept(kept)
        if self.arrangement:
            gone.update(set(self.arrangement.ids).difference(arrangement.ids))
        return replace(
            self,
            nodes=kept,
            arrangement=arrangement,
            positions={k: p for k, p in self.positions.items() if k not in gone},
            routes={
                k: r
                for k, r in self.routes.items()
                if k[0] in kept and isinstance(kept[k[0]].input(k[1]), Ref)
            },
            chosen_root=None if self.chosen_root in gone else self.chosen_root,
            also_roots=tuple(i for i in self.also_roots if i not in gone),
            head_gradients={i: g for i, g in self.head_gradients.items() if i not in gone},
        )

    def with_input(self, node_id: str, port: int, value: Input) -> Graph:
        """One input wired, typed in, or left open."""
        node = self[node_id]
        inputs = (*node.inputs[:port], value, *node.inputs[port + 1 :])
        routes = {k: r for k, r in self.routes.items() if k != (node_id, port)}
        return replace(self.with_nodes(replace(node, inputs=inputs)), routes=routes)

    def standing(
        self,
        positions: Mapping[str, Point],
        routes: Mapping[tuple[str, int], tuple[Point, ...]],
        arrangement: Arrangement | None = None,
    ) -> Graph:
        """The same nodes at these places; what was found out about them is kept."""
        order = self.arrangement if arrangement is None else arrangement
        graph = replace(self, positions=positions, routes=routes, arrangement=order)
        graph.__dict__.update({k: v for k, v in self.__dict__.items() if k in _OF_THE_NODES})
        return graph

    def arranged_as(self, arrangement: Arrangement, at: Mapping[str, Point] | None = None) -> Graph:
        """The same nodes under other groups, frames and comments; `at` tells of new places."""
        kept = arrangement.kept(self.nodes)
        known = {*self.nodes, *kept.ids}
        places = {**self.positions, **(at or {})}
        places = {i: p for i, p in places.items() if i in known}
        return self.standing(places, self.routes, kept)

    def moved(self, positions: Mapping[str, Point]) -> Graph:
        """These nodes put elsewhere. A route moves with both ends of its wire; where one end moves
        it is forgotten, unless it was led by hand."""
        routes = {}
        for (target, port), route in self.routes.items():
            source = self[target].input(port)
            if not isinstance(source, Ref):
                continue
            ends = {target, source.node} & positions.keys()
            if len(ends) == 2:
                (x, y), (x0, y0) = positions[target], self.positions[target]
                route = tuple((a + x - x0, b + y - y0) for a, b in route)
            elif ends and (target, port) not in self.bends:
                continue
            routes[target, port] = route
        return self.standing({**self.positions, **positions}, routes)


_OF_THE_NODES = {  # cached properties that do not depend on where the nodes stand
    name for name, value in vars(Graph).items() if isinstance(value, cached_property)
}
