"""Level: what one level of a graph shows, as a graph of cards: a group inside it is one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.document.arrangement import TOP
from app.document.graph import Graph, Input, Node, Point, Ref, Wire
from app.document.grouping import middle
from app.document.sizes import CARD_WIDTH, GROUP, PORT_GAP, STUB, STUB_GAP, port_offset

INTO, OUT_OF = "in:", "out:"  # begin the ids of stubs, before the id of the outer node


@dataclass(frozen=True)
class Seen:
    """One level of a graph.

    Attributes: graph (cards by id: nodes as they are, groups, and stubs for nodes outside; their
    wires); wires (for each wire of it those of the whole graph that it stands for, which come from
    one node); card_of (the card of each node that is not one itself); members (the nodes inside
    each group); outlets (the nodes whose values leave each group, in the order of its ports);
    outer (the node that each stub leads to).
    """

    whole: Graph
    level: str
    graph: Graph
    wires: tuple[tuple[Wire, ...], ...]
    card_of: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outlets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outer: Mapping[str, str] = field(default_factory=dict)


def seen(graph: Graph, level: str) -> Seen | None:
    """A level of a graph; None where that is all of it, each node a card."""
    if not graph.arrangement.groups:
        return None
    return _Looking(graph, level).seen()


class _Looking:
    """A level as it is put together."""

    def __init__(self, graph: Graph, level: str) -> None:
        self.graph, self.level = graph, level
        self.cards: dict[str, Node] = {}
        self.wires: list[tuple[Wire, ...]] = []
        self.members: dict[str, list[str]] = {}
        self.home: dict[str, str] = {}  # node → its card, of all that are inside the level
        order = graph.arrangement
        tops = order.tops(level)
        for node_id in graph.nodes:
            group = order.within.get(node_id, TOP)
            card = node_id if group == level else tops.get(group)
            if card is not None:
                self.home[node_id] = card
                if card != node_id:
                    self.members.setdefault(card, []).append(node_id)

    def seen(self) -> Seen:
        graph, home = self.graph, self.home
        outlets = self._outlets()
        into: dict[str, None] = {}
        for card in dict.fromkeys(home.values()):
            if card in self.members:
                self._add(card, GROUP, self._reads(self.members[card]), len(outlets[card]))
            else:
                self._add_node(graph[card])
            into.update(
                (wire.source, None) for wire in self._latest(card) if wire.source not in home
            )
        read = {wire.target: None for wire in graph.wires if self._leaves(wire)}
        for node_id in read:
            self._add(OUT_OF + node_id, STUB, self._reads([node_id], inside=True), 0)
        for node_id in into:
            self.cards[INTO + node_id] = Node(INTO + node_id, STUB, static=(("outputs", 1),))
        outer = {INTO + i: i for i in into} | {OUT_OF + i: i for i in read}
        card_of = {i: card for i, card in home.items() if card != i}
        card_of |= {i: OUT_OF + i for i in read} | {i: INTO + i for i in into}
        return Seen(
            graph,
            self.level,
            self._standing(list(into), list(read)),
            tuple(self.wires),
            card_of,
            {i: tuple(nodes) for i, nodes in self.members.items()},
            outlets,
            outer,
        )

    def _leaves(self, wire: Wire) -> bool:
        return wire.source in self.home and wire.target not in self.home

    def _outlets(self) -> dict[str, tuple[str, ...]]:
        """Per group the nodes that are read outside it, and those that nothing reads."""
        home, found = self.home, {}
        for card, nodes in self.members.items():
            found[card] = tuple(
                i
                for i in nodes
                if not self.graph.consumers[i]
                or any(home.get(wire.target) != card for wire in self.graph.consumers[i])
            )
        return found

    def _reads(self, nodes: list[str], *, inside: bool = False) -> dict[str, list[Wire]]:
        """The wires into these nodes from other cards, by their source; with `inside` only those
        that come from this level."""
        found: defaultdict[str, list[Wire]] = defaultdict(list)
        here = self.home.get(nodes[0])
        for node_id in nodes:
            for port, value in enumerate(self.graph[node_id].inputs):
                if not isinstance(value, Ref) or (inside and value.node not in self.home):
                    continue
                if here is None or self.home.get(value.node) != here:
                    found[value.node].append(Wire(value.node, node_id, port))
        return found

    def _add(self, card: str, op: str, reads: Mapping[str, list[Wire]], outputs: int) -> None:
        inputs = tuple(Ref(self._card(source)) for source in reads)
        self.cards[card] = Node(card, op, inputs=inputs, static=(("outputs", outputs),))
        self.wires.extend(tuple(wires) for wires in reads.values())

    def _add_node(self, node: Node) -> None:
        inputs: list[Input] = []
        for port, value in enumerate(node.inputs):
            if isinstance(value, Ref):
                self.wires.append((Wire(value.node, node.id, port),))
                value = Ref(self._card(value.node))
            inputs.append(value)
        changed = tuple(inputs) != node.inputs
        self.cards[node.id] = replace(node, inputs=tuple(inputs)) if changed else node

    def _card(self, node_id: str) -> str:
        return self.home.get(node_id, INTO + node_id)

    def _latest(self, card: str) -> list[Wire]:
        """One wire for each wired input of the card that was added last."""
        count = len(self.cards[card].sources)
        return [wires[0] for wires in self.wires[len(self.wires) - count :]]

    def _standing(self, into: list[str], read: list[str]) -> Graph:
        """The cards where they stand, stubs beside them."""
        at = dict(self.graph.positions)
        for card, nodes in self.members.items():
            if card not in at:
                at[card] = middle(self.graph, nodes)
        cards = Graph(self.cards)
        places = [at.get(i, (0.0, 0.0)) for i in dict.fromkeys(self.home.values())] or [(0.0, 0.0)]
        left, right = min(x for x, _ in places), max(x for x, _ in places)
        wish: dict[str, float] = {}
        for i in into:
            heights = [_port_height(cards, at, wire) for wire in cards.consumers[INTO + i]]
            wish[INTO + i] = sum(heights) / max(len(heights), 1)
        at.update(_column(wish, left - CARD_WIDTH - STUB_GAP))
        wish = {}
        for i in read:
            heights = [at.get(source, (0.0, 0.0))[1] for source in cards[OUT_OF + i].sources]
            wish[OUT_OF + i] = sum(heights) / max(len(heights), 1)
        at.update(_column(wish, right + CARD_WIDTH + STUB_GAP))
        routes = {
            (target, port): way
            for (target, port), way in self.graph.routes.items()
            if self.home.get(target) == target
            and all(self.home.get(source) == source for source in self.graph[target].sources)
        }
        root = self.home.get(self.graph.root or "")
        return Graph(self.cards, {i: at[i] for i in self.cards if i in at}, routes, root)


def _port_height(cards: Graph, at: Mapping[str, Point], wire: Wire) -> float:
    """How high the input stands that a wire ends in."""
    offset = port_offset(len(cards[wire.target].inputs), wire.port)
    return at.get(wire.target, (0.0, 0.0))[1] + offset


def _column(wish: Mapping[str, float], x: float) -> dict[str, Point]:
    """Stubs in a column, each as near as can be to the height that it wishes for."""
    ids = sorted(wish, key=lambda i: wish[i])
    places: list[list[str]] = [[i] for i in ids]  # runs that stand close together
    tops = [wish[i] for i in ids]
    k = 0
    while k + 1 < len(places):
        if tops[k] + len(places[k]) * 2 * PORT_GAP <= tops[k + 1]:
            k += 1
            continue
        run = places[k] + places.pop(k + 1)
        tops.pop(k + 1)
        middle_of = sum(wish[i] - n * 2 * PORT_GAP for n, i in enumerate(run)) / len(run)
        places[k], tops[k] = run, middle_of
        k = max(k - 1, 0)
    return {
        i: (x, top + n * 2 * PORT_GAP)
        for run, top in zip(places, tops, strict=True)
        for n, i in enumerate(run)
    }
