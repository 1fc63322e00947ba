"""Level dress: what the cards of groups and the stubs of a level say and show."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from app.canvas.dress import Dress
from app.canvas.flow import Face, Flow, size_of, wire_width
from app.canvas.level_scene import LevelScene
from app.canvas.scene import Scene
from app.document.labels import title
from app.document.level import Seen
from app.document.planning import Planned, Problem
from engine.dtype import Array
from engine.tracing import Arrival, Trace

STRENGTH = np.array([0, 2, 4, 3, 1, 5])  # by Flow: which state of several wires in one is shown
FLOWS = np.argsort(STRENGTH)


def dress_of(
    scene: Scene, plan: Planned, trace: Trace | None, position: int, previews: bool = True
) -> Dress:
    """What a scene says and shows at a position of a trace."""
    if isinstance(scene, LevelScene):
        dress: Dress = LevelDress(scene.seen, plan, trace, previews=previews)
    else:
        dress = Dress(scene.whole, plan, trace, previews=previews)
    dress.seek(position)
    return dress


class LevelDress(Dress):
    """Faces and flows of one level. Wires are numbered as the level's scene numbers them."""

    def __init__(
        self, seen: Seen, plan: Planned, trace: Trace | None, *, previews: bool = True
    ) -> None:
        super().__init__(seen.whole, plan, trace, previews=previews)
        self.seen = seen
        self._sums: dict[tuple[int, int], Arrival] = {}

    # nodes --------------------------------------------------------------------------------------

    def _face(self, node_id: str) -> Face:
        if node_id in self.seen.members:
            return self._group_face(node_id)
        if node_id in self.seen.outer:
            return self._stub_face(node_id)
        return super()._face(node_id)

    def _group_face(self, card: str) -> Face:
        nodes, outlets = self.seen.members[card], self.seen.outlets[card]
        group = self.graph.arrangement.groups[card]
        face = super()._face(self._last(card))
        count = f"{len(nodes)} nodes" if group.copies > 1 else "nodes"
        return Face(
            f"× {group.copies}" if group.copies > 1 else str(len(nodes)),
            group.title,
            "",
            face.value,
            face.gradient,
            False,
            False,
            self.graph.root in nodes,
            self._worst(nodes),
            note="node" if len(nodes) == 1 else count,
            inlets=self._labels[card],
            outlets=tuple(title(self.graph, self.graph[i]) for i in outlets)
            if len(outlets) > 1
            else ("",),
        )

    @cached_property
    def _labels(self) -> dict[str, tuple[str, ...]]:
        """Per group the names of what its inputs read."""
        found: dict[str, list[str]] = {card: [] for card in self.seen.members}
        for wire, bundle in zip(self.seen.graph.wires, self.seen.wires, strict=True):
            if wire.target in found:
                found[wire.target].append(title(self.graph, self.graph[bundle[0].source]))
        return {card: tuple(names) for card, names in found.items()}

    def _stub_face(self, card: str) -> Face:
        node_id = self.seen.outer[card]
        inner = super()._face(node_id)
        leads_in = not self.seen.graph[card].inputs
        return Face(
            inner.glyph if self.graph[node_id].is_leaf else "",
            inner.title,
            "",
            inner.value if leads_in else "",
            "",
            inner.leaf,
            inner.trainable,
            False,
            None,
            stub=True,
            outlets=("",) if leads_in else (),
        )

    def _last(self, card: str) -> str:
        """The node whose value a card shows: the root, or what leaves it last."""
        if card in self.seen.members:
            root = self.graph.root
            outlets = self.seen.outlets[card] or self.seen.members[card]
            return root if root in outlets and root is not None else outlets[-1]
        return self.seen.outer.get(card, card)

    def _worst(self, nodes: tuple[str, ...]) -> Problem | None:
        if not self._problems:
            return None
        return next((self._problems[i] for i in nodes if i in self._problems), None)

    def value(self, node_id: str) -> Array | None:
        return super().value(self._last(node_id))

    def gradient(self, node_id: str) -> Array | None:
        return super().gradient(self._last(node_id))

    # wires --------------------------------------------------------------------------------------

    @cached_property
    def _real_number(self) -> dict[tuple[str, int], int]:
        return {(wire.target, wire.port): k for k, wire in enumerate(self.graph.wires)}

    @cached_property
    def wire_number(self) -> dict[tuple[str, int], int]:
        """The number, on this level, of the wire that a wire of the whole graph is part of."""
        bundles = enumerate(self.seen.wires)
        return {(each.target, each.port): k for k, bundle in bundles for each in bundle}

    @cached_property
    def _parts(self) -> tuple[Array, Array]:
        """The numbers in the whole graph of the wires of all bundles, and where each begins."""
        number = self._real_number
        flat = [number[each.target, each.port] for bundle in self.seen.wires for each in bundle]
        counts = [len(bundle) for bundle in self.seen.wires]
        first = np.concatenate([[0], np.cumsum(counts)[:-1]]) if counts else np.empty(0)
        return np.array(flat, np.int64), first.astype(np.int64)

    @property
    def flows(self) -> tuple[Array, Array]:
        states, widths = super().flows
        parts, first = self._parts
        if not len(first):
            return np.empty(0, np.int64), np.empty(0)
        shown = FLOWS[np.maximum.reduceat(STRENGTH[states[parts]], first)]
        wide = np.maximum.reduceat(widths[parts], first)
        for k in self._thick:
            if shown[k] == Flow.GRADIENT:
                gathered = self._sum(k)
                if gathered is not None:
                    wide[k] = wire_width(size_of(gathered.contribution), self.largest)
        return shown, wide

    @cached_property
    def _thick(self) -> list[int]:
        return [k for k, bundle in enumerate(self.seen.wires) if len(bundle) > 1]

    def arrival(self, node_id: str, port: int) -> Arrival | None:
        k = self.wire_number.get((node_id, port))
        return super().arrival(node_id, port) if k is None else self._sum(k)

    def _sum(self, k: int) -> Arrival | None:
        """What the wires of a bundle have carried back by now, added up."""
        there = (super(LevelDress, self).arrival(w.target, w.port) for w in self.seen.wires[k])
        found = [arrival for arrival in there if arrival is not None]
        if len(found) <= 1:
            return found[0] if found else None
        key = (k, len(found))
        if key not in self._sums:
            total = sum(arrival.contribution for arrival in found)
            last = max(found, key=lambda arrival: arrival.event)
            self._sums[key] = replace(last, contribution=np.asarray(total))
        return self._sums[key]

    # motion -------------------------------------------------------------------------------------

    def under_way(self, until: int) -> tuple[set[str], list[tuple[str, int, bool]]]:
        nodes, wires = super().under_way(until)
        cards, seen = self.seen.graph.nodes, self.seen
        shown = {i for i in nodes if (i in cards or seen.card_of.get(i) in seen.members)}
        moved = {(self.wire_number[w[:2]], w[2]): w for w in wires if w[:2] in self.wire_number}
        return shown, list(moved.values())
