"""A user's hand in tests: drags, hovers and drops as the events that a window system sends."""

from __future__ import annotations

import warnings

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


def mouse(widget, kind, at, button=LEFT, held=LEFT, keys=PLAIN):
    """One mouse event at a point (px) of a widget."""
    point = QPointF(at)
    event = QMouseEvent(kind, point, widget.mapToGlobal(point), button, held, keys)
    QApplication.sendEvent(widget, event)


def press(widget, at, button=LEFT, keys=PLAIN):
    mouse(widget, QEvent.Type.MouseButtonPress, at, button, button, keys)


def move(widget, at, held=LEFT, keys=PLAIN):
    mouse(widget, QEvent.Type.MouseMove, at, NONE, held, keys)


def release(widget, at, button=LEFT, keys=PLAIN):
    mouse(widget, QEvent.Type.MouseButtonRelease, at, button, NONE, keys)


def drag(widget, start, end, button=LEFT, keys=PLAIN, let_go=True):
    """Press at one point, move in eight steps, and let go at the other unless told not to."""
    start, end = QPointF(start), QPointF(end)
    press(widget, start, button, keys)
    for step in range(1, 9):
        move(widget, start + (end - start) * (step / 8), button, keys)
    if let_go:
        release(widget, end, button, keys)


def click(widget, at, button=LEFT, keys=PLAIN):
    press(widget, at, button, keys)
    release(widget, at, button, keys)


def double_click(widget, at):
    click(widget, at)
    mouse(widget, QEvent.Type.MouseButtonDblClick, at)
    release(widget, at)


def wheel(widget, at, delta, pixels=None, keys=PLAIN):
    point = QPointF(at)
    event = QWheelEvent(
        point,
        widget.mapToGlobal(point),
        pixels or QPoint(),
        delta,
        NONE,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def drop(widget, at, mime: QMimeData):
    """Drag something in from elsewhere and let it go; whether it was taken."""
    point = QPointF(at)
    with warnings.catch_warnings():  # 6.12 wants a QPointF, which 6.11 does not take
        warnings.simplefilter("ignore", DeprecationWarning)
        enter = QDragEnterEvent(point.toPoint(), Qt.DropAction.CopyAction, mime, LEFT, PLAIN)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(point, Qt.DropAction.CopyAction, mime, LEFT, PLAIN)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def on_canvas(window, qtbot, text):
    """Show a formula on the canvas of a window and give that the keyboard; the workspace."""
    window.workspace.edit_text(text)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    return window.workspace


def named(workspace, name):
    """The id of the node of that name."""
    return workspace.graph.named(name).id


def op_id(workspace, op):
    """The id of the one node of that op."""
    (found,) = [node.id for node in workspace.graph if node.op == op]
    return found


def value(workspace, name):
    slot = workspace.planned.slots[named(workspace, name)]
    return workspace.trace.value(slot)


def gradient(workspace, name):
    slot = workspace.planned.slots[named(workspace, name)]
    return workspace.trace.gradient(slot)
