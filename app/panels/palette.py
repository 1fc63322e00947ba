"""Palette: every op of the table as a chip, by family, with search; click or drag to add."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from superqt import QFlowLayout

from app.document.edits import LEAVES, OP_MIME
from engine.op import OPS

LONGEST = 16  # characters on a chip
ORDER = (
    "Arithmetic",
    "Powers",
    "Exp and log",
    "Trigonometric",
    "Hyperbolic",
    "Activations",
    "Reductions",
    "Linear algebra",
    "Losses",
    "Choice",
    "Shape",
    "Structure",
)


class Chip(QPushButton):
    """One op; it can be dragged onto the canvas."""

    def __init__(self, op: str, symbol: str, tip: str, parent: QWidget) -> None:
        plain = symbol == op or len(symbol) > 3
        super().__init__(_shortened(op) if plain else f"{symbol} {_shortened(op)}", parent)
        self.op = op
        self._start = QPoint()
        self.setProperty("role", "chip")
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._start = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        moved = (event.position().toPoint() - self._start).manhattanLength()
        if (
            event.buttons() & Qt.MouseButton.LeftButton
            and moved >= QApplication.startDragDistance()
        ):
            drag, mime = QDrag(self), QMimeData()
            mime.setData(OP_MIME, self.op.encode())
            drag.setMimeData(mime)
            drag.setPixmap(self.grab())
            drag.setHotSpot(self._start)
            self.setDown(False)
            drag.exec(Qt.DropAction.CopyAction)
            return
        super().mouseMoveEvent(event)


class Palette(QWidget):
    """Search over families of chips, read from the op table. Signals: chosen (the op's name)."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.search = QLineEdit(self)
        listed = [op for op in OPS.values() if op.listed]
        self.search.setPlaceholderText(f"Search {len(listed) + len(LEAVES)} ops")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search ops")
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._choose_first)
        self._nothing = QLabel("", self)
        self._nothing.setProperty("role", "mute")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._families: list[tuple[QLabel, QWidget, list[Chip]]] = []
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 4, 12, 16)
        self._column.setSpacing(8)
        self._column.addWidget(self._nothing)
        self._add_family(
            "Leaves", [(name, sign, f"{name}: {tip}") for name, (sign, tip, _, _) in LEAVES.items()]
        )
        for family in sorted({op.family for op in listed}, key=_place):
            ops = [op for op in listed if op.family == family]
            self._add_family(family, [(op.name, op.symbol, _tip(op.name)) for op in ops])
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setAccessibleName("Ops by family")
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 16, 0, 0)
        outer.setSpacing(8)
        row = QVBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.search)
        outer.addLayout(row)
        outer.addWidget(area)
        self.setMinimumWidth(200)

    def _add_family(self, title: str, ops: list[tuple[str, str, str]]) -> None:
        heading = QLabel(title)
        heading.setProperty("role", "section")
        heading.setContentsMargins(0, 10, 0, 0)
        box = QWidget()
        flow: QLayout = QFlowLayout(box)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(6)
        chips = []
        for op, symbol, tip in ops:
            chip = Chip(op, symbol, tip, box)
            chip.clicked.connect(lambda _checked=False, name=op: self.chosen.emit(name))
            flow.addWidget(chip)
            chips.append(chip)
        self._column.addWidget(heading)
        self._column.addWidget(box)
        self._families.append((heading, box, chips))

    def _filter(self, text: str) -> None:
        word = text.strip().lower()
        found = False
        for heading, box, chips in self._families:
            whole = bool(word) and word in heading.text().lower()
            shown = [c for c in chips if whole or not word or _fits(word, c)]
            for chip in chips:
                chip.setVisible(chip in shown)
            heading.setVisible(bool(shown))
            box.setVisible(bool(shown))
            found = found or bool(shown)
        self._nothing.setText(f"No op matches “{text}”. Try a family, as “reduction”.")
        self._nothing.setVisible(not found)

    def visible_ops(self) -> list[str]:
        """The ops that the search leaves."""
        return [c.op for _, _, chips in self._families for c in chips if not c.isHidden()]

    def _choose_first(self) -> None:
        shown = self.visible_ops()
        word = self.search.text().strip().lower()
        if word and shown:
            self.chosen.emit(min(shown, key=lambda op: (not op.startswith(word), len(op))))

    def sizeHint(self) -> QSize:
        return QSize(240, 600)


def _shortened(op: str) -> str:
    """A name that fits a narrow palette; the tooltip has it whole."""
    return op if len(op) <= LONGEST else f"{op[: LONGEST - 1]}…"


def _place(family: str) -> int:
    return ORDER.index(family) if family in ORDER else len(ORDER)


def _fits(word: str, chip: Chip) -> bool:
    return word in chip.op.lower() or word in chip.toolTip().lower()


def _tip(name: str) -> str:
    op = OPS[name]
    text = (op.__doc__ or "").split("Source:")[0].strip()
    return f"{op.signature()}\n{text}"
