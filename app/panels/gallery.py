"""Gallery: the start page, with the examples as pictures and the files opened lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.document.edits import OP_MIME
from app.document.examples import EXAMPLES, Example
from app.theme import current, font

CARD = QSize(252, 204)
PICTURE = 118  # px
Picture = Callable[[Example, QSize], QPixmap]


class ExampleCard(QFrame):
    """One example: its picture, title and one sentence. Signals: chosen (the example)."""

    chosen = Signal(object)

    def __init__(self, example: Example, parent: QWidget) -> None:
        super().__init__(parent)
        self.example, self.pixmap = example, QPixmap()
        self._hovered = False
        self.setFixedSize(CARD)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"Example: {example.title}")
        self.setAccessibleDescription(example.blurb)
        self.setToolTip(example.source)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._hovered or self.hasFocus()
        painter.setPen(QPen(theme.color("hand" if lit else "line"), 1.0))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        if not self.pixmap.isNull():
            painter.drawPixmap(1, 1, self.pixmap)
        painter.setPen(theme.color("ink"))
        painter.setFont(font(13, weight=600))
        painter.drawText(QRectF(14, PICTURE + 8, CARD.width() - 28, 18), 0, self.example.title)
        painter.setPen(theme.color("mute"))
        painter.setFont(font(11.5))
        painter.drawText(
            QRectF(14, PICTURE + 29, CARD.width() - 28, 52),
            Qt.TextFlag.TextWordWrap,
            self.example.blurb,
        )

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:
        self._hovered = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.example)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.example)
        else:
            super().keyPressEvent(event)


class Gallery(QScrollArea):
    """Examples in a grid, files opened lately above them.

    Signals: example_chosen, file_chosen (a path), op_dropped (an op let go here).
    """

    example_chosen = Signal(object)
    file_chosen = Signal(str)
    op_dropped = Signal(str)

    def __init__(self, picture: Picture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setWidgetResizable(True)
        self.setAcceptDrops(True)
        inside = QWidget()
        self.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(40, 36, 40, 36)
        column.setSpacing(8)
        heading = QLabel("See automatic differentiation")
        heading.setProperty("role", "title")
        column.addWidget(heading)
        hint = QLabel(
            "Type an expression above, such as  sin(x*y) + exp(-x)*y,  "
            "drag an op from the palette (Ctrl+1), or open an example."
        )
        hint.setProperty("role", "mute")
        hint.setWordWrap(True)
        column.addWidget(hint)
        self._recent_title = QLabel("Recent")
        self._recent_title.setProperty("role", "section")
        self._recent_title.setContentsMargins(0, 16, 0, 0)
        column.addWidget(self._recent_title)
        self._recent = QVBoxLayout()
        self._recent_buttons: list[QPushButton] = []
        self._recent.setSpacing(2)
        column.addLayout(self._recent)
        title = QLabel("Examples")
        title.setProperty("role", "section")
        title.setContentsMargins(0, 16, 0, 4)
        column.addWidget(title)
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(16)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column.addWidget(holder)
        column.addStretch(1)
        self.cards = [ExampleCard(example, holder) for example in EXAMPLES]
        for card in self.cards:
            card.chosen.connect(self.example_chosen)
        self._columns = 0
        self._pending: list[ExampleCard] = []
        self._drawing = QTimer(self)
        self._drawing.timeout.connect(self._draw_next)
        self.show_recent([])

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List these files above the examples."""
        for button in self._recent_buttons:
            button.deleteLater()
        self._recent_buttons = []
        self._recent_title.setVisible(bool(paths))
        for path in paths[:5]:
            button = QPushButton(path.name)
            button.setProperty("role", "link")
            button.setToolTip(str(path))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _c=False, p=path: self.file_chosen.emit(str(p)))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self._recent_buttons.append(button)

    def draw_pictures(self) -> None:
        """Draw the pictures anew, one between two events so that nothing waits."""
        self._pending = list(self.cards)
        self._drawing.start(0)

    def _draw_next(self) -> None:
        if self._pending:
            card = self._pending.pop(0)
            card.pixmap = self._picture(card.example, QSize(CARD.width() - 2, PICTURE))
            card.update()
        else:
            self._drawing.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = max(1, (self.viewport().width() - 64) // (CARD.width() + 16))
        if columns != self._columns:
            self._columns = columns
            for i, card in enumerate(self.cards):
                self._grid.addWidget(card, i // columns, i % columns)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(OP_MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.op_dropped.emit(bytes(event.mimeData().data(OP_MIME).data()).decode())
        event.acceptProposedAction()
