"""OutlineModel: the graph as a tree from its ends to their inputs, made row by row as it opens."""

from __future__ import annotations

from collections import deque
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush

from app.document.graph import Graph, Node
from app.document.labels import number, preview, title
from app.theme import SMALL, current, font
from app.workspace.workspace import Workspace
from engine.dtype import Array

AnyIndex = QModelIndex | QPersistentModelIndex
Path = tuple[str, ...]
HEADINGS = ("Node", "Value", "∂")
DEEPEST = 60  # levels; what lies deeper gets a line of its own at the end
BRIEF = 9  # characters of a value


class Row:
    """A node in one place of the tree; a node that several read has several rows."""

    __slots__ = ("node_id", "parent", "place", "rows")

    def __init__(self, node_id: str, parent: Row | None, place: int) -> None:
        self.node_id, self.parent, self.place = node_id, parent, place
        self.rows: list[Row] | None = None

    @property
    def path(self) -> Path:
        """The ids from the top down to this row."""
        found, row = [self.node_id], self.parent
        while row is not None:
            found.append(row.node_id)
            row = row.parent
        return tuple(reversed(found))


class OutlineModel(QAbstractItemModel):
    """Columns: what the node is called, its value and its gradient at the playhead.

    Signals: refused (why a name that was typed cannot be taken).
    """

    refused = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._graph = Graph()
        self._tops: list[Row] = []
        self._above: dict[str, str] | None = None

    def show(self, graph: Graph) -> bool:
        """Take a graph; whether rows came, went or moved, so that every index is void."""
        before, self._graph = self._graph, graph
        if not _rewired(before, graph):
            return False
        self.beginResetModel()
        ends = [i for i in graph.nodes if not graph.consumers[i]]
        ends.sort(key=lambda i: (i != graph.root, graph[i].is_leaf))
        self._tops = [Row(node_id, None, k) for k, node_id in enumerate(ends)]
        self._above = None
        self.endResetModel()
        return True

    def node_id(self, index: AnyIndex) -> str:
        """The node of a row."""
        return self._row(index).node_id

    def path(self, index: AnyIndex) -> Path:
        """The ids from the top down to a row."""
        return self._row(index).path

    def index_of(self, path: Path) -> QModelIndex:
        """The row at the end of a path; not valid where there is none."""
        rows, found = self._tops, None
        for node_id in path:
            found = next((row for row in rows if row.node_id == node_id), None)
            if found is None:
                return QModelIndex()
            rows = self._children(found)
        return self._index(found) if found is not None else QModelIndex()

    def place_of(self, node_id: str) -> QModelIndex:
        """The row of a node that lies least deep; one that lies too deep gets one at the end."""
        above = self._parents()
        path = [node_id]
        while path[-1] in above:
            path.append(above[path[-1]])
        if len(path) <= DEEPEST:
            return self.index_of(tuple(reversed(path)))
        found = self.index_of((node_id,))
        if found.isValid():
            return found
        place = len(self._tops)
        self.beginInsertRows(QModelIndex(), place, place)
        self._tops.append(Row(node_id, None, place))
        self.endInsertRows()
        return self._index(self._tops[-1])

    def _parents(self) -> dict[str, str]:
        """For every node but the ends the consumer through which it lies least deep."""
        if self._above is None:
            graph = self._graph
            ends = [node_id for node_id in graph.nodes if not graph.consumers[node_id]]
            found, queue, seen = dict[str, str](), deque(ends), set(ends)
            while queue:
                node_id = queue.popleft()
                for source in graph[node_id].sources:
                    if source not in seen:
                        seen.add(source)
                        found[source] = node_id
                        queue.append(source)
            self._above = found
        return self._above

    def _row(self, index: AnyIndex) -> Row:
        row = index.internalPointer()
        assert isinstance(row, Row)
        return row

    def _index(self, row: Row) -> QModelIndex:
        return self.createIndex(row.place, 0, row)

    def _children(self, row: Row) -> list[Row]:
        if row.rows is None:
            sources = dict.fromkeys(self._graph[row.node_id].sources)
            row.rows = [Row(source, row, k) for k, source in enumerate(sources)]
        return row.rows

    # what a row says ----------------------------------------------------------------------------

    def _read(self, node_id: str) -> tuple[Array | None, Array | None]:
        """Value and gradient of a node at the playhead."""
        workspace = self._workspace
        trace, slot = workspace.trace, workspace.planned.slots.get(node_id)
        if trace is None or slot is None:
            return None, None
        position = workspace.playhead.position
        return trace.value_at(slot, max(position, 0)), trace.gradient_at(slot, position)

    def _spoken(self, node: Node) -> str:
        value, gradient = self._read(node.id)
        kind = ("parameter" if node.trainable else "constant") if node.is_leaf else node.op
        parts = [title(self._graph, node), kind]
        if node.id == self._graph.root:
            parts.append("root")
        parts.append(f"value {_brief(value)}" if value is not None else "no value")
        parts.append(f"gradient {_brief(gradient)}" if gradient is not None else "no gradient")
        readers = len(self._graph.consumers[node.id])
        if readers > 1:
            parts.append(f"read by {readers}")
        return ", ".join(parts)

    # Qt -----------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: AnyIndex | None = None) -> QModelIndex:
        inside = parent is not None and parent.isValid()
        rows = self._children(self._row(parent)) if inside and parent else self._tops
        if not 0 <= row < len(rows):
            return QModelIndex()
        return self.createIndex(row, column, rows[row])

    def parent(self, index: AnyIndex) -> QModelIndex:  # type: ignore[override]
        if not index.isValid():
            return QModelIndex()
        above = self._row(index).parent
        return QModelIndex() if above is None else self._index(above)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        if parent is None or not parent.isValid():
            return len(self._tops)
        return len(self._children(self._row(parent))) if parent.column() == 0 else 0

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return len(HEADINGS)

    def hasChildren(self, parent: AnyIndex | None = None) -> bool:
        if parent is None or not parent.isValid():
            return bool(self._tops)
        return parent.column() == 0 and bool(self._graph[self.node_id(parent)].sources)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if index.column() == 0 else found

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a node; why that cannot be is told by `refused`."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        words = self._workspace.rename(self.node_id(index), str(value).strip())
        if words:
            self.refused.emit(words)
        return not words

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self._graph.nodes.get(self.node_id(index))
        if node is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == 0:
                name = title(self._graph, node)
                return f"{name}  ·  {node.op}" if node.name and not node.is_leaf else name
            read = self._read(node.id)[column - 1]
            return "–" if read is None else _brief(read)
        if role == Qt.ItemDataRole.EditRole and column == 0:
            return node.name
        if role == Qt.ItemDataRole.AccessibleTextRole and column == 0:
            return self._spoken(node)
        if role == Qt.ItemDataRole.ForegroundRole:
            parameter = node.is_leaf and node.trainable
            role_name = ("hand" if parameter else "ink", "ink", "backward")[column]
            return QBrush(current().color(role_name))
        if role == Qt.ItemDataRole.FontRole and column:
            return font(SMALL, numbers=True)
        if role == Qt.ItemDataRole.TextAlignmentRole and column:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _brief(value: Array) -> str:
    return number(value.item()) if value.ndim == 0 else preview(value, BRIEF)


def _rewired(before: Graph, after: Graph) -> bool:
    """Whether nodes came or went, wires changed, or another node is the root."""
    if before.root != after.root or before.nodes.keys() != after.nodes.keys():
        return True
    old = before.nodes
    return any(n is not old[i] and n.inputs != old[i].inputs for i, n in after.nodes.items())
