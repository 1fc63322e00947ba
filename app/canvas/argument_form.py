"""ArgumentForm: the static arguments of an op, edited at its card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.argument_fields import ArgumentFields
from app.document.graph import Graph
from app.workspace.workspace import Workspace

WIDTH = 250


class ArgumentForm(QFrame):
    """A small panel beside a card; every change is taken at once. Signals: ended (Esc, or the node
    is gone)."""

    ended = Signal()

    def __init__(self, workspace: Workspace, node_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._node_id = workspace, node_id
        node = workspace.graph[node_id]
        self.setObjectName("argument_form")
        self.setAccessibleName(f"Arguments of {node.op}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        heading = QLabel(node.op)
        heading.setProperty("role", "section")
        self.fields = ArgumentFields(workspace)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.fields)
        workspace.graph_changed.connect(self._show)
        workspace.trace_changed.connect(self._show_ranks)
        self._show(workspace.graph)

    @Slot(object)
    def _show(self, graph: Graph) -> None:
        node = graph.nodes.get(self._node_id)
        if node is None:
            self.ended.emit()
            return
        self.fields.show_node(node)
        self.adjustSize()

    @Slot(object)
    def _show_ranks(self, _trace: object) -> None:
        self._show(self._workspace.graph)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ended.emit()
        else:
            super().keyPressEvent(event)
