"""Building: the menus and commands that add nodes, wire them and give them their roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.actions import Entry
from app.canvas.wire_gestures import Wanted
from app.document.building import bent, pulled_out, with_op_on_wire
from app.document.edits import LEAVES, with_op
from app.document.fitting import takers
from app.document.graph import Graph, Node
from app.document.layout import LAYOUTS
from app.document.roles import (
    is_detached,
    with_also_root,
    with_detached,
    with_trainable,
    without_detached,
)
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH
from app.document.wiring import connected, port_count
from app.op_menu import OpMenu

if TYPE_CHECKING:
    from app.window import MainWindow

ADD = "Add node…"
ONE = "select one node first"


class Building(QObject):
    """What a graph is built with besides the hand: the menu of ops, roles, roots, and the menus
    that a right click opens."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        self._workspace, self._actions = window.workspace, window.actions_
        for entry in self._entries():
            self._actions.add(entry)
        self._canvas.asked_for_op.connect(self.ask)
        self._canvas.asked_for_menu.connect(self._show_menu)
        self._canvas.asked_for_wire_menu.connect(self._show_wire_menu)

    # adding -------------------------------------------------------------------------------------

    @Slot(object)
    def ask(self, wanted: Wanted) -> None:
        """Open the menu of the ops that fit there."""
        graph, source = self._workspace.graph, wanted.source
        if wanted.wire is not None:
            source = self._canvas.scene.wires[wanted.wire].source
        value = self._workspace.value(source) if source is not None else None
        menu = OpMenu(takers(value, graph), wanted.wire is None, self._window)
        menu.chosen.connect(partial(self._add, wanted))
        menu.open_at(wanted.spot)

    def _add(self, wanted: Wanted, op: str) -> None:
        """Put a node there and wire it."""
        workspace, (x, y) = self._workspace, wanted.at
        graph = workspace.graph
        if wanted.wire is not None:
            wire = self._canvas.scene.wires[wanted.wire]
            graph, node_id = with_op_on_wire(graph, op, wanted.at, wire)
        elif wanted.target is not None:
            graph, node_id = with_op(graph, op, (x - CARD_WIDTH / 2, y))
            graph = connected(graph, node_id, *wanted.target)
        else:
            leaf = op in LEAVES
            sources = [wanted.source] if wanted.source is not None and not leaf else []
            at = (x + CARD_WIDTH / 2, y) if sources and port_count(op) else wanted.at
            graph, node_id = with_op(graph, op, at, sources)
        workspace.edit(f"Add {op}", graph)
        workspace.select([node_id])
        self._canvas.setFocus()

    # commands -----------------------------------------------------------------------------------

    def _entries(self) -> list[Entry]:
        canvas = self._canvas

        def on_canvas(
            text: str,
            then: Callable[[], object],
            keys: str = "",
            unless: Callable[[], str] | None = None,
        ) -> Entry:
            return Entry("Edit", text, then, keys, on_canvas=True, unless=unless)

        return [
            on_canvas(ADD, canvas.ask_for_op, "Space|Tab|Shift+A"),
            on_canvas("Edit value", partial(self._one, canvas.in_place.edit), "", self._not_one),
            on_canvas("Rename", self._rename, "F2", self._not_one_card),
            on_canvas("Set as root", partial(self._one, self._set_root), "R", self._not_one),
            on_canvas("Also a root", partial(self._one, self._also), "Shift+R", self._not_one),
            on_canvas(
                "Head gradient…",
                partial(self._one, canvas.in_place.edit_head_gradient),
                "H",
                self._not_root,
            ),
            on_canvas("Parameter", partial(self._train, True), "P", self._no_leaf),
            on_canvas("Constant", partial(self._train, False), "K", self._no_leaf),
            on_canvas("Detach or attach", self._detach, "D", self._nothing_to_detach),
            on_canvas("Pull out of wires", self._pull_out, "Alt+P", self._none),
            on_canvas("Straighten wires", self._straighten, "", self._none),
        ]

    @property
    def _chosen(self) -> list[Node]:
        graph = self._workspace.graph
        return [graph[i] for i in self._workspace.selection if i in graph.nodes]

    def _none(self) -> str:
        return "" if self._workspace.selection else "select a node first"

    def _not_one(self) -> str:
        return "" if len(self._workspace.selection) == 1 else ONE

    def _not_one_card(self) -> str:
        return "" if self._canvas.groups.chosen else self._not_one()

    def _not_root(self) -> str:
        chosen = self._chosen
        if len(chosen) != 1:
            return ONE
        return "" if chosen[0].id in self._workspace.graph.roots else "make the node a root first"

    def _no_leaf(self) -> str:
        return "" if any(node.is_leaf for node in self._chosen) else "select a leaf first"

    def _nothing_to_detach(self) -> str:
        consumers = self._workspace.graph.consumers
        ops = [node for node in self._chosen if not node.is_leaf and consumers[node.id]]
        return "" if ops else "select an op that another reads; a leaf is made a constant"

    def _one(self, then: Callable[[str], object]) -> None:
        if len(self._workspace.selection) == 1:
            then(next(iter(self._workspace.selection)))

    def _rename(self) -> None:
        group = self._canvas.groups.chosen
        if group is not None:
            self._canvas.groups.rename(group)
        else:
            self._one(self._canvas.in_place.edit_name)

    def _set_root(self, node_id: str) -> None:
        self._workspace.set_root(node_id)

    def _also(self, node_id: str) -> None:
        graph = self._workspace.graph
        if node_id == graph.root:
            self._canvas.notify("This node is the root; choose another to start from as well")
            return
        text = "End being a root" if node_id in graph.also_roots else "Add root"
        self._workspace.edit(text, with_also_root(graph, node_id))

    def _train(self, trainable: bool) -> None:
        text = "Make parameter" if trainable else "Make constant"
        graph = with_trainable(self._workspace.graph, self._workspace.selection, trainable)
        self._workspace.edit(text, graph)

    def _detach(self) -> None:
        graph = self._workspace.graph
        ids = [node.id for node in self._chosen if not node.is_leaf and graph.consumers[node.id]]
        if all(is_detached(graph, i) for i in ids):
            self._workspace.edit("Attach", without_detached(graph, ids))
        else:
            self._workspace.edit("Detach", with_detached(graph, ids))

    def _pull_out(self) -> None:
        workspace = self._workspace
        drop = 1.5 * CARD_HEIGHT
        at = {i: workspace.graph.positions[i] for i in workspace.selection}
        places = {i: (x, y + drop) for i, (x, y) in at.items()}
        workspace.edit("Pull out", pulled_out(workspace.graph, places))

    def _straighten(self) -> None:
        workspace, graph = self._workspace, self._workspace.graph
        for wire in graph.wires:
            if {wire.source, wire.target} & workspace.selection:
                graph = self._straight(graph, wire.target, wire.port)
        if graph is not workspace.graph:
            workspace.rearrange(graph, "Straighten wires")

    @staticmethod
    def _straight(graph: Graph, target: str, port: int) -> Graph:
        if (target, port) not in graph.routes:
            return graph
        wire = next(w for w in graph.wires if (w.target, w.port) == (target, port))
        return bent(graph, wire, ())

    # menus --------------------------------------------------------------------------------------

    @Slot(object, str)
    def _show_menu(self, at: QPoint, node_id: str) -> None:
        """What can be done with a node, or where there is none."""
        menu = QMenu(self._window)
        if not node_id:
            names: tuple[str, ...] = (
                *(ADD, "Paste", "", "Select all", "Fit"),
                *(f"Layout: {LAYOUTS['layered'].title}", "", "Export PNG…"),
            )
        elif self._workspace.graph[node_id].is_leaf:
            names = (
                *("Edit value", "Rename", "", "Parameter", "Constant", ""),
                *("Select upstream", "Select downstream", "Fit selection", ""),
                *("Cut", "Copy", "Duplicate", "Delete"),
            )
        else:
            names = (
                *("Edit value", "Rename", "", "Set as root", "Also a root", "Head gradient…", ""),
                *("Detach or attach", "Pull out of wires", "Straighten wires", ""),
                *("Select upstream", "Select downstream", "Fit selection", ""),
                *("Cut", "Copy", "Duplicate", "Delete", "Delete and join wires"),
            )
        self._fill(menu, names)
        menu.popup(at)

    def _fill(self, menu: QMenu, names: tuple[str, ...]) -> None:
        for name in names:
            if name:
                menu.addAction(self._actions.by_text[name])
            else:
                menu.addSeparator()

    @Slot(object, int)
    def _show_wire_menu(self, at: QPoint, number: int) -> None:
        """What can be done with a wire."""
        canvas, workspace = self._canvas, self._workspace
        wire = canvas.scene.wires[number]
        where = canvas.camera.to_world(canvas.mapFromGlobal(at).toPointF())
        wanted = Wanted(at, (where.x(), where.y()), wire=number)
        menu = QMenu(self._window)
        menu.addAction("Insert node…", partial(self.ask, wanted))
        straighten: QAction = menu.addAction(
            "Straighten wire",
            lambda: workspace.rearrange(
                self._straight(workspace.graph, wire.target, wire.port), "Straighten wire"
            ),
        )
        straighten.setEnabled((wire.target, wire.port) in workspace.graph.routes)
        menu.addAction("Go to source", partial(self._go_to, wire.source))
        menu.addAction("Go to target", partial(self._go_to, wire.target))
        menu.addSeparator()
        menu.addAction("Delete wire", partial(canvas.delete_wire, number))
        menu.popup(at)

    def _go_to(self, node_id: str) -> None:
        self._workspace.select([node_id])
        self._canvas.reveal(node_id)
