"""Touch: fingers on a touch screen or a touchpad, as what the mouse does and more."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QEventPoint,
    QMouseEvent,
    QNativeGestureEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas

REACH_PX = 24.0  # round a port: a finger is no needle
SLACK_PX = 10.0  # a finger that moves less stands still
LONG_PRESS_MS = 500
DOUBLE_TAP_S, DOUBLE_TAP_PX = 0.4, 30.0
SMALLEST_PX = 20.0  # between two fingers that still tell a scale
LEFT, NO = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
TOUCHES = (
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
    QEvent.Type.TouchCancel,
)


class Touch(QObject):
    """Watches a canvas: one finger taps, drags cards, draws wires and pans the empty canvas; held
    still it opens the menu. Two fingers pan and pinch about their middle."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._start = QPointF()  # where the one finger went down
        self._last = QPointF()
        self._alone = False  # one finger is down, and nothing else has come of it
        self._drags = self._pans = False
        self._fingers: tuple[QPointF, float] | None = None  # the middle of two and their distance
        self._tapped: tuple[float, QPointF] | None = None
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(LONG_PRESS_MS)
        self._hold.timeout.connect(self._open_menu)
        canvas.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        canvas.installEventFilter(self)

    # touchpads ----------------------------------------------------------------------------------

    def _pinched(self, event: QNativeGestureEvent) -> bool:
        kind = event.gestureType()
        if kind == Qt.NativeGestureType.ZoomNativeGesture:
            self._canvas.zoom(max(1.0 + event.value(), 0.1), event.position())
        elif kind == Qt.NativeGestureType.SmartZoomNativeGesture:
            self._canvas.fit_selection()
        else:
            return False
        return True

    # touch screens ------------------------------------------------------------------------------

    def _touched(self, event: QTouchEvent) -> None:
        down = [p for p in event.points() if p.state() != QEventPoint.State.Released]
        if event.type() == QEvent.Type.TouchCancel:
            self._end()
        elif len(down) >= 2:
            self._pinch(down[0].position(), down[1].position())
        elif self._fingers is not None:  # one of two was lifted: the other does nothing more
            if not down:
                self._fingers = None
        elif event.type() == QEvent.Type.TouchBegin and down:
            self._press(down[0].position())
        elif down:
            self._move(down[0].position())
        elif event.points():
            self._release(event.points()[0].position())

    def _press(self, at: QPointF) -> None:
        self._start = self._last = at
        self._alone, self._drags, self._pans = True, False, False
        self._hold.start()

    def _move(self, at: QPointF) -> None:
        away = at - self._start
        if self._alone and math.hypot(away.x(), away.y()) >= SLACK_PX:
            self._hold.stop()
            self._alone = False
            start = self._at_port(self._start)
            world = self._canvas.camera.to_world(self._start)
            self._pans = start == self._start and self._canvas.scene.node_at(world) is None
            self._drags = not self._pans
            if self._drags:
                self._mouse(QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
        if self._pans:
            self._canvas.pan(at.x() - self._last.x(), at.y() - self._last.y())
        elif self._drags:
            self._mouse(QEvent.Type.MouseMove, at, NO, LEFT)
        self._last = at

    def _release(self, at: QPointF) -> None:
        if self._drags:
            self._mouse(QEvent.Type.MouseButtonRelease, self._at_port(at), LEFT, NO)
        elif self._alone:
            self._tap(self._start)
        self._end()

    def _tap(self, at: QPointF) -> None:
        now, before = time.monotonic(), self._tapped
        self._mouse(QEvent.Type.MouseButtonPress, at, LEFT, LEFT)
        self._mouse(QEvent.Type.MouseButtonRelease, at, LEFT, NO)
        self._tapped = now, at
        if before is not None and now - before[0] < DOUBLE_TAP_S:
            away = at - before[1]
            if math.hypot(away.x(), away.y()) < DOUBLE_TAP_PX:
                self._tapped = None
                self._mouse(QEvent.Type.MouseButtonDblClick, at, LEFT, LEFT)

    def _pinch(self, one: QPointF, other: QPointF) -> None:
        """Move and scale as two fingers do; what one of them had begun is left as it was."""
        if self._fingers is None:
            if self._drags:
                self._canvas.let_go()
            self._end()
        middle, apart = (one + other) / 2, one - other
        distance = max(math.hypot(apart.x(), apart.y()), SMALLEST_PX)
        if self._fingers is not None:
            before, was = self._fingers
            self._canvas.pan(middle.x() - before.x(), middle.y() - before.y())
            self._canvas.zoom(distance / was, middle)
        self._fingers = middle, distance

    def _end(self) -> None:
        self._hold.stop()
        self._alone = self._drags = self._pans = False

    @Slot()
    def _open_menu(self) -> None:
        """A finger has been held still: what the right button opens."""
        if not self._alone:
            return
        self._alone = False
        point = self._start.toPoint()
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, point, self._canvas.mapToGlobal(point)
        )
        QApplication.sendEvent(self._canvas, event)

    def _at_port(self, at: QPointF) -> QPointF:
        """The port that a finger means at a point; the point where there is none."""
        canvas = self._canvas
        world, reach = canvas.camera.to_world(at), REACH_PX / canvas.camera.scale
        inlet = canvas.scene.in_port_at(world, reach)
        if inlet is not None:
            return canvas.camera.to_screen(QPointF(*canvas.scene.in_port(*inlet)))
        outlet = canvas.scene.out_port_at(world, reach)
        if outlet is not None:
            return canvas.camera.to_screen(QPointF(*canvas.scene.out_port(outlet)))
        return at

    def _mouse(
        self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, self._canvas.mapToGlobal(at), button, held, none)
        QApplication.sendEvent(self._canvas, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            return self._pinched(event)
        if isinstance(event, QTouchEvent) and event.type() in TOUCHES:
            self._touched(event)
            event.accept()
            return True
        return super().eventFilter(watched, event)
