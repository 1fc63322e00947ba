"""DataSource: which columns of which CSV file a data leaf reads, with a look at the rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.document.graph import Data
from app.document.labels import number
from app.document.table import Table, TableError, glance

ROWS = 5  # of the preview
MOST_COLUMNS = 4  # side by side in the preview
MOST_LISTED = 6  # columns in sight without scrolling


class DataSource(QWidget):
    """The file, its columns to tick, the first rows, and which rows are left out.

    Attributes: is_whole (whether the whole table has been read).
    Signals: chosen (Data), when the user takes another file or other columns.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Data")
        self._data = Data("", ("",))
        self._folder: Path | None = None
        self.is_whole = True
        self.file = QLabel()
        self.file.setProperty("role", "mute")
        self.choose = QPushButton("Choose file…")
        self.columns = QListWidget()
        self.columns.setAccessibleName("Columns")
        self.preview = QFrame()
        self.preview.setObjectName("well")
        self._cells = QGridLayout(self.preview)
        self._cells.setContentsMargins(12, 8, 12, 8)
        self._cells.setHorizontalSpacing(16)
        self._cells.setVerticalSpacing(2)
        self.note = QLabel()
        self.note.setProperty("role", "mute")
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.columns)
        column.addWidget(self.preview)
        column.addWidget(self.note)
        self.choose.clicked.connect(self._choose_file)
        self.columns.itemChanged.connect(self._tick)

    def show_data(self, data: Data, folder: Path | None) -> None:
        """Show what a leaf reads; `folder` is where files are looked for first."""
        self._data, self._folder = data, folder
        self.file.setText(data.file)
        self.file.setToolTip(data.file)
        self.columns.blockSignals(True)
        self.columns.clear()
        try:
            table, self.is_whole = glance(data.file, folder)
        except TableError as error:
            self.is_whole = True
            self._explain(str(error))
        else:
            self._show_table(table)
        self.columns.blockSignals(False)

    def _show_table(self, table: Table) -> None:
        for name in table.columns:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = name in self._data.columns
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.columns.addItem(item)
        self.columns.setFixedHeight(min(len(table.columns), MOST_LISTED) * 24 + 12)
        self._clear()
        shown = [name for name in self._data.columns if name in table.columns][:MOST_COLUMNS]
        for place, name in enumerate(shown):
            self._cell(0, place, name, "section")
            words = table.classes.get(name)
            for row, value in enumerate(table.columns[name][:ROWS]):
                text = words[int(value)] if words else number(value.item())
                self._cell(row + 1, place, text, "number")
        self.preview.setVisible(bool(shown))
        if not self.is_whole:
            self.note.setText("its first rows; the others are still to be read")
            return
        count = len(next(iter(table.columns.values())))
        gaps = f"; left out, {table.gaps}" if table.gaps else ""
        self.note.setText(f"{count} rows{gaps}")

    def _explain(self, text: str) -> None:
        self._clear()
        self.preview.hide()
        self.note.setText(text)

    def _clear(self) -> None:
        while (item := self._cells.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _cell(self, row: int, column: int, text: str, role: str) -> None:
        label = QLabel(text)
        label.setProperty("role", role)
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._cells.addWidget(label, row, column)

    @Slot()
    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Choose a table", str(self._folder or Path.home()), "Tables (*.csv *.tsv)"
        )
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Read another file: its first column, or the columns of the same names."""
        try:
            table, _ = glance(str(path), self._folder)
        except TableError as error:
            self._explain(str(error))
            return
        same = tuple(name for name in self._data.columns if name in table.columns)
        beside = self._folder is not None and path.parent == self._folder
        file = path.name if beside else str(path)
        self.chosen.emit(Data(file, same or (next(iter(table.columns)),)))

    @Slot(QListWidgetItem)
    def _tick(self, _item: QListWidgetItem) -> None:
        items = [self.columns.item(i) for i in range(self.columns.count())]
        ticked = tuple(i.text() for i in items if i.checkState() == Qt.CheckState.Checked)
        if ticked:
            self.chosen.emit(Data(self._data.file, ticked))
        else:
            self.show_data(self._data, self._folder)  # a leaf reads at least one column
