"""Adding, panning, zooming and pointing with a mouse and a wheel, and what is then painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import OP_MIME
from tests.app.canvas.spots import empty_spot, number_spot, outlet, title_spot, typed
from tests.app.hand import drag, drop, move, named, op_id, wheel


def test_dropping_an_op_makes_a_node_where_it_falls(canvas, workspace):
    typed(canvas, "y = x*w")
    mime, at = QMimeData(), QPointF(300, 500)
    mime.setData(OP_MIME, b"tanh")
    world = canvas.camera.to_world(at)

    taken = drop(canvas, at, mime)

    node_id = op_id(workspace, "tanh")
    assert taken
    assert workspace.graph.positions[node_id] == pytest.approx((world.x(), world.y()))
    assert workspace.selection == {node_id}
    assert "tanh" in workspace.undo.undoText()


def test_a_drop_of_something_else_is_not_taken(canvas, workspace):
    mime = QMimeData()
    mime.setText("tanh")

    assert not drop(canvas, QPointF(300, 300), mime)
    assert len(workspace.graph) == 0


def test_ops_added_in_the_middle_do_not_hide_each_other(canvas, workspace):
    for _ in range(3):
        canvas.add_op("parameter")

    assert len(set(workspace.graph.positions.values())) == 3


def test_the_wheel_zooms_about_the_cursor(canvas):
    typed(canvas, "y = x*w")
    at = QPointF(200, 300)
    world, before = canvas.camera.to_world(at), canvas.camera.scale

    wheel(canvas, at, QPoint(0, -240))

    assert canvas.camera.scale < before
    assert (canvas.camera.to_screen(world) - at).manhattanLength() < 1e-6


def test_the_wheel_with_shift_and_a_touchpad_pan(canvas):
    typed(canvas, "y = x*w")
    before = canvas.camera

    wheel(canvas, QPointF(200, 300), QPoint(0, 120), keys=Qt.KeyboardModifier.ShiftModifier)
    wheel(canvas, QPointF(200, 300), QPoint(0, 8), QPoint(5, 7))

    assert canvas.camera.scale == before.scale
    assert (canvas.camera.dx, canvas.camera.dy) == (before.dx + 125, before.dy + 7)


def test_the_middle_button_pans(canvas, workspace):
    typed(canvas, "y = x*w")
    before = canvas.camera

    drag(canvas, QPointF(200, 300), QPointF(260, 280), button=Qt.MouseButton.MiddleButton)

    assert (canvas.camera.dx, canvas.camera.dy) == (before.dx + 60, before.dy - 20)
    assert workspace.selection == set()


def test_the_hand_shows_what_it_is_over(canvas, workspace):
    typed(canvas, "y = x*w")
    x = named(workspace, "x")
    spots = {
        Qt.CursorShape.CrossCursor: outlet(canvas, x),
        Qt.CursorShape.SizeHorCursor: number_spot(canvas, x),
        Qt.CursorShape.ArrowCursor: empty_spot(canvas),
    }

    for shape, at in spots.items():
        move(canvas, at, held=Qt.MouseButton.NoButton)

        assert canvas.cursor().shape() == shape


def test_the_tip_of_a_card_and_of_a_wire_tell_the_full_numbers(canvas, workspace):
    typed(canvas, "y = x/3")
    scene = canvas.scene

    card = canvas.tip(title_spot(canvas, named(workspace, "y")))
    wire = canvas.tip(canvas.camera.to_screen(scene.along(0, 0.5)))

    assert "0.3333333333333333" in card
    assert "0.3333333333333333" in wire
    assert canvas.tip(empty_spot(canvas)) == ""


def test_a_right_click_asks_for_the_menu_of_the_card(canvas, workspace, qtbot):
    typed(canvas, "y = x*w")
    y = named(workspace, "y")
    at = title_spot(canvas, y).toPoint()

    with qtbot.waitSignal(canvas.asked_for_menu) as told:
        QApplication.sendEvent(
            canvas,
            QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at)),
        )

    assert told.args[1] == y
    assert workspace.selection == {y}


def test_a_canvas_without_a_graph_invites(canvas):
    picture = canvas.grab().toImage()
    middle = picture.height() // 2

    colors = {picture.pixelColor(x, middle).name() for x in range(200, 800)}

    assert len(colors) > 1


@pytest.mark.parametrize("text", ["y = x*w", "y = log(x - 1)", "u = detach(x)\ny = u*x + 0*x"])
def test_every_position_of_a_run_paints(canvas, workspace, text):
    typed(canvas, text)
    workspace.playhead.reduced_motion = False
    workspace.select([named(workspace, "x")])

    for position in range(len(workspace.trace) + 1):
        workspace.playhead.seek(position)
        workspace.playhead.playing, workspace.playhead.progress = True, 0.5
        canvas.grab()
        workspace.playhead.playing, workspace.playhead.progress = False, 0.0

    assert not canvas.grab().isNull()
