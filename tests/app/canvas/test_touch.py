"""Fingers, as the events that touch screens and touchpads send."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.touch import LONG_PRESS_MS, Touch
from tests.app.canvas.spots import empty_spot, inlet, number_spot, outlet, title_spot, typed
from tests.app.hand import named


@pytest.fixture(scope="module")
def screen(qapp):
    return QTest.createTouchDevice()


@pytest.fixture
def fingers(canvas, screen):
    """Sends the fingers of one moment: down, on and up, each a dict of points by finger."""
    Touch(canvas)

    def send(down=(), on=(), up=()):
        sequence = QTest.touchEvent(canvas, screen)
        for points, put in ((down, sequence.press), (on, sequence.move), (up, sequence.release)):
            for finger, at in dict(points).items():
                put(finger, QPointF(at).toPoint(), canvas)
        sequence.commit()

    return send


def native(canvas, kind, value, at):
    device = QPointingDevice.primaryPointingDevice()
    point = QPointF(at)
    event = QNativeGestureEvent(
        kind, device, 2, point, point, canvas.mapToGlobal(point), value, QPointF()
    )
    QApplication.sendEvent(canvas, event)


def drag(fingers, start, end, steps=5):
    start, end = QPointF(start), QPointF(end)
    fingers(down={0: start})
    for step in range(1, steps + 1):
        fingers(on={0: start + (end - start) * (step / steps)})
    fingers(up={0: end})


def near(one, other, within=1.5):
    return (QPointF(one) - QPointF(other)).manhattanLength() < within


def test_a_pinch_on_a_touchpad_zooms_about_the_cursor(canvas):
    Touch(canvas)
    typed(canvas, "y = sin(x)")
    at, scale = QPointF(300, 200), canvas.camera.scale
    world = canvas.camera.to_world(at)

    native(canvas, Qt.NativeGestureType.ZoomNativeGesture, 0.25, at)

    assert canvas.camera.scale == pytest.approx(scale * 1.25)
    assert near(canvas.camera.to_screen(world), at)


def test_two_fingers_zoom_about_their_middle(canvas, fingers):
    typed(canvas, "y = sin(x)")
    scale, world = canvas.camera.scale, canvas.camera.to_world(QPointF(300, 300))

    fingers(down={0: (QPointF(250, 300)), 1: QPointF(350, 300)})
    fingers(on={0: QPointF(275, 300), 1: QPointF(325, 300)})
    fingers(up={0: QPointF(275, 300), 1: QPointF(325, 300)})

    assert canvas.camera.scale == pytest.approx(scale / 2)
    assert near(canvas.camera.to_screen(world), QPointF(300, 300))


def test_two_fingers_pan(canvas, fingers):
    typed(canvas, "y = sin(x)")
    before = canvas.camera

    fingers(down={0: QPointF(250, 300), 1: QPointF(350, 300)})
    fingers(on={0: QPointF(290, 330), 1: QPointF(390, 330)})
    fingers(up={0: QPointF(290, 330), 1: QPointF(390, 330)})

    assert canvas.camera.scale == pytest.approx(before.scale)
    assert canvas.camera.dx == pytest.approx(before.dx + 40)
    assert canvas.camera.dy == pytest.approx(before.dy + 30)


def test_a_tap_selects_and_a_tap_beside_selects_nothing(canvas, workspace, fingers):
    typed(canvas, "y = sin(x)")
    spot = title_spot(canvas, named(workspace, "y"))

    fingers(down={0: spot})
    fingers(up={0: spot})
    chosen = workspace.selection
    fingers(down={0: empty_spot(canvas)})
    fingers(up={0: empty_spot(canvas)})

    assert chosen == {named(workspace, "y")}
    assert not workspace.selection


def test_one_finger_moves_a_card_in_one_step(canvas, workspace, fingers):
    typed(canvas, "y = sin(x)")
    x = named(workspace, "x")
    before, spot = workspace.graph.positions[x], title_spot(canvas, x)

    drag(fingers, spot, spot + QPointF(0, 60))

    assert workspace.graph.positions[x][1] > before[1] + 40
    assert workspace.undo.undoText() == "Move"


def test_one_finger_on_the_empty_canvas_pans(canvas, workspace, fingers):
    typed(canvas, "y = sin(x)")
    before = canvas.camera

    drag(fingers, QPointF(30, 30), QPointF(90, 50))

    assert (canvas.camera.dx - before.dx, canvas.camera.dy - before.dy) == pytest.approx((60, 20))
    assert not workspace.selection


def test_a_finger_22_px_beside_the_ports_draws_a_wire(canvas, workspace, fingers):
    typed(canvas, "u = sin(x)\nv = cos(w)")
    x, v = named(workspace, "x"), named(workspace, "v")

    drag(fingers, outlet(canvas, x) + QPointF(22, 0), inlet(canvas, v, 0) + QPointF(-15, -16))

    assert workspace.graph[v].sources == (x,)


def test_a_second_finger_leaves_the_card_where_it_was(canvas, workspace, fingers):
    typed(canvas, "y = sin(x)")
    x = named(workspace, "x")
    state, spot = workspace.state, title_spot(canvas, x)

    fingers(down={0: spot})
    fingers(on={0: spot + QPointF(0, 40)})
    fingers(on={0: spot + QPointF(0, 40)}, down={1: spot + QPointF(100, 0)})
    fingers(up={0: spot, 1: spot + QPointF(100, 0)})

    assert workspace.state is state
    assert canvas.scene.xy[canvas.scene.number[x]].tolist() == list(workspace.graph.positions[x])


def test_a_finger_held_still_opens_the_menu(canvas, workspace, fingers, qtbot):
    typed(canvas, "y = sin(x)")
    spot = title_spot(canvas, named(workspace, "y"))

    with qtbot.waitSignal(canvas.asked_for_menu, timeout=LONG_PRESS_MS * 10) as asked:
        fingers(down={0: spot})
    fingers(up={0: spot})

    assert asked.args[1] == named(workspace, "y")
    assert workspace.selection == {named(workspace, "y")}


def test_a_double_tap_edits_a_leaf(canvas, workspace, fingers):
    typed(canvas, "x = 2.0\ny = sin(x)")
    spot = number_spot(canvas, named(workspace, "x"))

    for _ in range(2):
        fingers(down={0: spot})
        fingers(up={0: spot})

    assert canvas._editor is not None


def test_the_window_takes_touches(window):
    assert window.canvas.testAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
