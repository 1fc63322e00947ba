"""ArgumentFields: the static arguments of a node, each in the widget that suits it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from app.document.arguments import HINTS, argument_text, arguments, choices
from app.document.graph import Node, Ref
from app.workspace.workspace import Workspace

EVERY = "all"  # what a dim of None is called


class ArgumentFields(QWidget):
    """A row for each argument: a box for yes and no, a list where the choices are known, else a
    field. What is wrong with an argument is said under it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Arguments")
        self._workspace = workspace
        self._shown: tuple[Any, ...] = ()
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setVerticalSpacing(6)
        self.fields: dict[str, QWidget] = {}
        self._wrong: dict[str, QLabel] = {}

    def show_node(self, node: Node | None) -> None:
        """Offer the arguments of a node; a field in use stays unless they changed."""
        rank = self._rank(node) if node is not None else None
        if rank is None and node is not None and (node.id, node.op) == self._shown[:2]:
            rank = self._shown[3]  # the run is under way
        shown = (node.id, node.op, node.static, rank) if node is not None else ()
        if shown == self._shown:
            return
        same = shown[:2] == self._shown[:2] and shown[3:] == self._shown[3:] and self.fields
        self._shown = shown
        held = arguments(node) if node is not None else {}
        if same:
            for name, value in held.items():
                self._fill(name, value)
            return
        while self._rows.rowCount():  # one of them may be in the middle of saying something
            row = self._rows.takeRow(0)
            for item in (row.labelItem, row.fieldItem):
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        self.fields.clear()
        self._wrong.clear()
        for name, value in held.items():
            assert node is not None
            self._add(node, name, value, choices(node, name, rank))
        self.setVisible(bool(held))

    def focus_first(self) -> None:
        """Be ready for typing."""
        for field in self.fields.values():
            field.setFocus()
            if isinstance(field, QLineEdit):
                field.selectAll()
            return

    def _rank(self, node: Node) -> int | None:
        """How many dims the first input has, None while that is not known."""
        source = node.input(0)
        value = self._workspace.value(source.node) if isinstance(source, Ref) else None
        return None if value is None else value.ndim

    def _add(self, node: Node, name: str, value: Any, offered: tuple[Any, ...]) -> None:
        field: QWidget
        if offered == (False, True):
            field = box = QCheckBox()
            box.clicked.connect(lambda on: self._take(name, str(on)))
        elif offered:
            field = combo = QComboBox()
            combo.setEditable(name in HINTS)
            combo.setToolTip(HINTS.get(name, ""))
            for choice in offered:
                combo.addItem(_word(choice))
            combo.activated.connect(lambda _i: self._take(name, _typed(combo.currentText())))
            line = combo.lineEdit()
            if line is not None:
                line.setAccessibleName(f"Argument {name}")
                line.editingFinished.connect(lambda: self._take(name, _typed(combo.currentText())))
        else:
            field = line = QLineEdit()
            line.setPlaceholderText(HINTS.get(name, ""))
            line.setToolTip(HINTS.get(name, ""))
            line.editingFinished.connect(lambda: self._take(name, line.text()))
        field.setAccessibleName(f"Argument {name}")
        field.setFixedHeight(30)
        label = QLabel(name)
        label.setProperty("role", "mute")
        label.setBuddy(field)
        wrong = QLabel("")
        wrong.setProperty("role", "error")
        wrong.setWordWrap(True)
        wrong.hide()
        self.fields[name], self._wrong[name] = field, wrong
        self._rows.addRow(label, field)
        self._rows.addRow(wrong)
        self._fill(name, value)

    def _fill(self, name: str, value: Any) -> None:
        field = self.fields[name]
        with QSignalBlocker(field):
            if isinstance(field, QCheckBox):
                field.setChecked(bool(value))
            elif isinstance(field, QComboBox):
                if field.findText(_word(value)) < 0:
                    field.addItem(_word(value))
                field.setCurrentText(_word(value))
            elif isinstance(field, QLineEdit) and field.text() != argument_text(value):
                field.setText(argument_text(value))
        self._say(name, "")

    def _take(self, name: str, text: str) -> None:
        node = self._workspace.graph.nodes.get(self._shown[0]) if self._shown else None
        if node is None:
            return
        if text == argument_text(arguments(node).get(name)):
            self._say(name, "")
        else:
            self._say(name, self._workspace.set_argument(node.id, name, text))

    def _say(self, name: str, wrong: str) -> None:
        label = self._wrong[name]
        label.setText(wrong)
        label.setVisible(bool(wrong))
        self.adjustSize()


def _word(choice: Any) -> str:
    return EVERY if choice is None else argument_text(choice)


def _typed(word: str) -> str:
    return "" if word.strip() == EVERY else word
