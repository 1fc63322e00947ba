"""Timeline: the events of a run as a bar, the playhead on it, and the keys of a player."""

from __future__ import annotations

from functools import partial

import qtawesome
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QActionGroup,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.document.labels import glyph
from app.theme import current, font
from app.workspace.playhead import SPEEDS
from app.workspace.workspace import Workspace
from engine.op import OPS
from engine.tracing import Backward, Forward, Trace

LABELLED = 40  # above so many events the segments have no names
GAP = 4.0  # px between segments
BAR = 12.0  # px
COUNT_WIDTH = 64  # px, that of a short run
EDGE = 8.0  # px


class Strip(QWidget):
    """Segments of forward and backward events; press or drag to scrub. Signals: sought."""

    sought = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setMinimumHeight(56)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        workspace.playhead.moved.connect(self._look_again)
        workspace.playhead.advanced.connect(self.update)
        workspace.trace_changed.connect(self._look_again)
        self._running = False
        self._drawn: object = None  # what stands there
        workspace.running.connect(self._show_running)

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        self._running = running
        self.update()

    @Slot(object)
    def _look_again(self, _what: object) -> None:
        """Draw anew, unless only values have changed, as they do all the time in a descent."""
        if self._trace is None or self._look(self._trace) != self._drawn:
            self.update()

    def _look(self, trace: Trace) -> object:
        """What is drawn of a trace."""
        playhead = self._workspace.playhead
        names = _names(self._workspace, trace) if len(trace) <= LABELLED else []
        place = playhead.position, playhead.progress
        return len(trace), trace.forward_count, place, names, self._running

    @property
    def _trace(self) -> Trace | None:
        return self._workspace.trace

    def _x(self, position: float) -> float:
        count = max(len(self._trace or ()), 1)
        return EDGE + (self.width() - 2 * EDGE) * position / count

    def paintEvent(self, _event: QPaintEvent) -> None:
        trace, theme = self._trace, current()
        self._drawn = None if trace is None else self._look(trace)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if trace is None or not len(trace):
            painter.setPen(theme.color("mute"))
            painter.setFont(font(12.5))
            words = "Running…" if self._running else "Nothing to run yet"
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
            return
        middle, forward = self.height() / 2, trace.forward_count
        painter.setFont(font(11.5, weight=600))
        for title, role, start in (("forward", "forward", 0), ("backward", "backward", forward)):
            if start < len(trace) and (forward or role == "backward"):
                painter.setPen(theme.color(role))
                painter.drawText(QPointF(self._x(start), middle - 14), title)
        if len(trace) <= 200:
            self._paint_segments(painter, trace, middle)
        else:
            self._paint_blocks(painter, trace, middle)
        self._paint_playhead(painter, middle)

    def _paint_segments(self, painter: QPainter, trace: Trace, middle: float) -> None:
        theme, position = current(), self._workspace.playhead.position
        gap = GAP if len(trace) <= 80 else 1.0
        names = _names(self._workspace, trace) if len(trace) <= LABELLED else []
        painter.setFont(font(11.5))
        metrics = QFontMetricsF(painter.font())
        for i in range(len(trace)):
            role = "forward" if i < trace.forward_count else "backward"
            box = QRectF(self._x(i), middle - BAR / 2, self._x(i + 1) - self._x(i) - gap, BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(role, 1.0 if i < position else 0.25))
            painter.drawRoundedRect(box, 3, 3)
            if names and metrics.horizontalAdvance(names[i]) <= box.width() + gap:
                painter.setPen(theme.color("mute"))
                place = QRectF(box.left() - gap / 2, middle + 9, box.width() + gap, 16)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, names[i])

    def _paint_blocks(self, painter: QPainter, trace: Trace, middle: float) -> None:
        theme, position, forward = current(), self._workspace.playhead.position, trace.forward_count
        painter.setPen(Qt.PenStyle.NoPen)
        for role, start, end in (("forward", 0, forward), ("backward", forward, len(trace))):
            for a, b, strength in (
                (start, min(end, position), 1.0),
                (max(start, position), end, 0.25),
            ):
                if b > a:
                    painter.setBrush(theme.color(role, strength))
                    x = self._x(a)
                    painter.drawRoundedRect(QRectF(x, middle - BAR / 2, self._x(b) - x, BAR), 3, 3)

    def _paint_playhead(self, painter: QPainter, middle: float) -> None:
        playhead, theme = self._workspace.playhead, current()
        beat = playhead.next_position - playhead.position
        x = self._x(playhead.position + playhead.progress * beat)
        painter.setPen(QPen(theme.color("hand"), 2))
        painter.drawLine(QPointF(x, middle - 16), QPointF(x, middle + 18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hand"))
        painter.drawEllipse(QPointF(x, middle - 18), 5, 5)

    def _seek(self, x: float) -> None:
        count = len(self._trace or ())
        share = (x - EDGE) / max(self.width() - 2 * EDGE, 1)
        self.sought.emit(round(min(max(share, 0.0), 1.0) * count))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        playhead = self._workspace.playhead
        moves = {
            Qt.Key.Key_Left: playhead.step_back,
            Qt.Key.Key_Right: playhead.step_forward,
            Qt.Key.Key_Home: playhead.to_start,
            Qt.Key.Key_End: playhead.to_end,
            Qt.Key.Key_Space: playhead.toggle,
        }
        if event.key() in moves:
            moves[Qt.Key(event.key())]()
        else:
            super().keyPressEvent(event)


class Timeline(QWidget):
    """The strip with its player: first, back, play, on, last; the count; the speed."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace, playhead = workspace, workspace.playhead
        self.strip = Strip(workspace, self)
        self.strip.sought.connect(playhead.seek)
        self.play = self._button("mdi6.play", "Play or pause", playhead.toggle)
        buttons = (
            self._button("mdi6.skip-previous", "To the start", playhead.to_start),
            self._button("mdi6.step-backward", "One step back", playhead.step_back),
            self.play,
            self._button("mdi6.step-forward", "One step on", playhead.step_forward),
            self._button("mdi6.skip-next", "To the end: run all at once", playhead.to_end),
        )
        self.count = QLabel("", self)
        self.count.setProperty("role", "mute")
        self.count.setFixedWidth(COUNT_WIDTH)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed = QToolButton(self)
        self.speed.setText("1×")
        self.speed.setToolTip("Speed")
        self.speed.setAccessibleName("Speed")
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu("Speed", self.speed)
        self._speeds = QActionGroup(menu)
        for speed in SPEEDS:
            action = menu.addAction(f"{speed:g}×", partial(self._set_speed, speed))
            action.setCheckable(True)
            action.setChecked(speed == workspace.playhead.speed)
            self._speeds.addAction(action)
        self.speed.setMenu(menu)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        for button in buttons:
            row.addWidget(button)
        row.addSpacing(12)
        row.addWidget(self.strip, 1)
        row.addWidget(self.count)
        row.addWidget(self.speed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.addLayout(row)
        playhead.moved.connect(self._show)
        playhead.played.connect(self._show_playing)
        workspace.trace_changed.connect(self._show)

    def _button(self, icon: str, tip: str, then: object) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("icon_name", icon)
        button.setIconSize(QSize(20, 20))
        button.setIcon(qtawesome.icon(icon, color=current().ink))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(then)
        return button

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme."""
        for button in self.findChildren(QToolButton):
            name = button.property("icon_name")
            if name:
                color = current().hand if button is self.play else current().ink
                button.setIcon(qtawesome.icon(name, color=color))

    @Slot()
    def _show(self, _value: object = None) -> None:
        trace = self._workspace.trace
        total = len(trace) if trace is not None else 0
        self.count.setText(f"{self._workspace.playhead.position} / {total}")
        widest = self.count.fontMetrics().horizontalAdvance(f"{total} / {total}")
        self.count.setFixedWidth(max(COUNT_WIDTH, widest))

    @Slot(bool)
    def _show_playing(self, playing: bool) -> None:
        self.play.setProperty("icon_name", "mdi6.pause" if playing else "mdi6.play")
        self.restyle()

    def _set_speed(self, speed: float) -> None:
        self._workspace.playhead.speed = speed
        self.speed.setText(f"{speed:g}×")

    def sizeHint(self) -> QSize:
        return QSize(600, 64)


def _names(workspace: Workspace, trace: Trace) -> list[str]:
    """What each event is called: the glyph of its op."""
    node_of = {slot: node_id for node_id, slot in workspace.planned.slots.items()}
    names = []
    for event in trace.events:
        if isinstance(event, (Forward, Backward)):
            step = trace.plan.steps[event.step]
            node_id = node_of.get(step.output)
            node = workspace.graph.nodes.get(node_id or "")
            names.append(glyph(node) if node is not None else OPS[step.op].symbol)
        else:
            names.append("seed")
    return names
