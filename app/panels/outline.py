"""OutlinePanel: the graph as a tree beside the canvas, with one selection in both."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QToolTip,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.document.graph import Graph
from app.panels.outline_model import OutlineModel, Path
from app.workspace.workspace import Workspace

MOST_SHOWN = 30  # selected nodes whose rows are opened
NUMBER_PX = 84
Flag = QItemSelectionModel.SelectionFlag


class Tree(QTreeView):
    """The tree. Asterisk does not open all: a node that many read would come without end.

    Signals: left (the cursor).
    """

    left = Signal()

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Asterisk:
            super().keyPressEvent(event)


class OutlinePanel(QWidget):
    """Ends of the graph on top, their inputs below them. Signals: pointed (the id of a node that
    was chosen here, so that the canvas can bring it into view), hovered (the id of the node under
    the cursor, or "")."""

    pointed = Signal(str)
    hovered = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._workspace = workspace
        self._open: set[Path] = set()
        self._following = False  # the selection comes from elsewhere
        self.model = OutlineModel(workspace)
        self.model.setParent(self)
        self.tree = Tree()
        self.tree.setModel(self.model)
        self.tree.setAccessibleName("Outline")
        self.tree.setAccessibleDescription("The graph from its root to its inputs")
        self.tree.setUniformRowHeights(True)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setIndentation(14)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.tree.setMouseTracking(True)
        self.tree.entered.connect(lambda at: self.hovered.emit(self.model.node_id(at)))
        self.tree.viewportEntered.connect(lambda: self.hovered.emit(""))
        self.tree.left.connect(lambda: self.hovered.emit(""))
        self.model.refused.connect(self._complain)
        header = self.tree.header()
        header.setAccessibleName("Columns of the outline")
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, NUMBER_PX)
        self.hint = QLabel("Nothing here yet; type an expression above the canvas.")
        self.hint.setProperty("role", "mute")
        self.hint.setWordWrap(True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 8, 12, 16)
        inside.addWidget(self.hint)
        inside.addWidget(self.tree)
        self.setMinimumWidth(220)
        self.tree.expanded.connect(lambda index: self._open.add(self.model.path(index)))
        self.tree.collapsed.connect(lambda index: self._open.discard(self.model.path(index)))
        self.tree.selectionModel().selectionChanged.connect(self._chosen)
        self.tree.activated.connect(self._point)
        workspace.graph_changed.connect(self._show)
        workspace.selection_changed.connect(self._follow)
        workspace.trace_changed.connect(self._refresh)
        workspace.playhead.moved.connect(self._refresh)

    @Slot(object)
    def _show(self, graph: Graph) -> None:
        if not self.isVisible():
            return
        self.hint.setVisible(not len(graph))
        if self.model.show(graph):
            self._reopen()
            self._follow(self._workspace.selection)
        self._refresh()

    def _reopen(self) -> None:
        """Open what was open before, or the first end."""
        wanted, self._open = sorted(self._open, key=len), set()
        for path in wanted:
            index = self.model.index_of(path)
            if index.isValid():
                self.tree.setExpanded(index, True)
        if not self._open:
            self.tree.setExpanded(self.model.index(0, 0), True)

    @Slot(object)
    def _follow(self, chosen: frozenset[str]) -> None:
        """Select the rows of what is selected on the canvas, opening what they lie in."""
        if self._following or not self.isVisible():
            return
        self._following = True
        selection = QItemSelection()
        present = {self.model.node_id(i) for i in self.tree.selectionModel().selectedRows()}
        if present != chosen:
            ids = [i for i in self._workspace.graph.nodes if i in chosen][:MOST_SHOWN]
            places = [place for i in ids if (place := self.model.place_of(i)).isValid()]
            for place in places:
                selection.select(place, place)
            self.tree.selectionModel().select(selection, Flag.ClearAndSelect | Flag.Rows)
            for place in reversed(places):
                self.tree.scrollTo(place)
            if places:
                flag = Flag.NoUpdate
                self.tree.selectionModel().setCurrentIndex(places[0], flag)
        self._following = False

    @Slot()
    def _chosen(self, _new: object = None, _old: object = None) -> None:
        """Rows were selected here: select their nodes."""
        if self._following:
            return
        self._following = True
        rows = self.tree.selectionModel().selectedRows()
        self._workspace.select(self.model.node_id(row) for row in rows)
        self._following = False
        if len(rows) == 1:
            self._point(rows[0])

    @Slot(QModelIndex)
    def _point(self, index: QModelIndex) -> None:
        self.pointed.emit(self.model.node_id(index))

    @Slot(str)
    def _complain(self, words: str) -> None:
        """Say at the row why a name cannot be taken."""
        place = self.tree.visualRect(self.tree.currentIndex()).bottomLeft()
        QToolTip.showText(self.tree.viewport().mapToGlobal(place), words, self.tree)

    @Slot()
    def _refresh(self, _value: object = None) -> None:
        if self.isVisible():
            self.tree.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show(self._workspace.graph)

    def sizeHint(self) -> QSize:
        return QSize(280, 320)
