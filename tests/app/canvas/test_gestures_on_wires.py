"""Drawing, moving and taking away wires with the events of a mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from tests.app.canvas.spots import empty_spot, inlet, outlet, title_spot, typed
from tests.app.hand import drag, move, named, press, release


def wires(canvas):
    return {(w.source, w.target, w.port) for w in canvas.workspace.graph.wires}


def test_a_wire_drawn_from_output_to_input_connects(canvas, workspace):
    typed(canvas, "u = sin(x)\nv = cos(w)")
    x, v = named(workspace, "x"), named(workspace, "v")

    drag(canvas, outlet(canvas, x), inlet(canvas, v, 0))

    assert (x, v, 0) in wires(canvas)
    assert workspace.undo.undoText() == "Connect"
    assert "cos(x)" in workspace.state.text.replace("u = sin(x)", "")
    assert canvas.hand.loose is None


def test_a_wire_drawn_from_an_open_input_back_to_an_output_connects(canvas, workspace):
    typed(canvas, "y = x*w")
    workspace.add_op("mul", (0.0, 300.0))
    canvas.fit()
    free, x = workspace.selection, named(workspace, "x")
    (target,) = free

    drag(canvas, inlet(canvas, target, 1), outlet(canvas, x))

    assert (x, target, 1) in wires(canvas)


def test_a_card_is_a_large_target_for_a_wire_to_its_first_open_input(canvas, workspace):
    typed(canvas, "y = sin(x)")
    workspace.add_op("mul", (0.0, 300.0))
    canvas.fit()
    (target,) = workspace.selection

    for _ in range(2):
        drag(canvas, outlet(canvas, named(workspace, "x")), title_spot(canvas, target))

    x = named(workspace, "x")
    assert {(x, target, 0), (x, target, 1)} <= wires(canvas)


def test_a_wire_that_would_close_a_cycle_says_why_and_changes_nothing(canvas, workspace):
    typed(canvas, "u = sin(x)\ny = cos(u)")
    u, y, state = named(workspace, "u"), named(workspace, "y"), workspace.state

    drag(canvas, outlet(canvas, y), inlet(canvas, u, 0), let_go=False)
    said = canvas.hand.refusal
    canvas.grab()
    release(canvas, inlet(canvas, u, 0))

    assert "cycle" in said
    assert "u" in said
    assert workspace.state is state
    assert canvas.hand.refusal == ""
    assert canvas.hand.loose is None


def test_a_wire_let_go_in_the_void_changes_nothing(canvas, workspace):
    typed(canvas, "y = x*w")
    state = workspace.state

    drag(canvas, outlet(canvas, named(workspace, "x")), empty_spot(canvas))

    assert workspace.state is state


def test_picking_up_a_wired_input_and_dropping_it_in_the_void_disconnects(canvas, workspace):
    typed(canvas, "y = x*w")
    x, y = named(workspace, "x"), named(workspace, "y")

    drag(canvas, inlet(canvas, y, 0), empty_spot(canvas))

    assert (x, y, 0) not in wires(canvas)
    assert workspace.graph[y].inputs[0] is None
    assert workspace.undo.undoText() == "Disconnect"
    workspace.undo.undo()
    assert (x, y, 0) in wires(canvas)


def test_the_menu_of_a_wire_takes_it_away(canvas, workspace, qtbot):
    typed(canvas, "y = x*w")
    x, y = named(workspace, "x"), named(workspace, "y")
    number = [(w.source, w.target, w.port) for w in canvas.scene.wires].index((x, y, 0))
    at = canvas.camera.to_screen(canvas.scene.along(number, 0.5)).toPoint()

    with qtbot.waitSignal(canvas.asked_for_wire_menu) as asked:
        QApplication.sendEvent(canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, at))
    canvas.delete_wire(asked.args[1])

    assert (x, y, 0) not in wires(canvas)
    assert workspace.undo.undoText() == "Delete wire"


def test_a_wire_picked_up_can_be_put_on_another_input(canvas, workspace):
    typed(canvas, "y = x*w\nz = sin(v)")
    x, y, z = (named(workspace, n) for n in "xyz")

    drag(canvas, inlet(canvas, y, 0), inlet(canvas, z, 0))

    assert (x, z, 0) in wires(canvas)
    assert workspace.graph[y].inputs[0] is None


def test_a_wire_put_back_where_it_was_changes_nothing(canvas, workspace):
    typed(canvas, "y = x*w")
    y, state = named(workspace, "y"), workspace.state
    start = inlet(canvas, y, 0)

    press(canvas, start)
    move(canvas, start + QPointF(-60, 0))
    move(canvas, start)
    release(canvas, start)

    assert workspace.state is state


def test_escape_lets_go_of_a_wire(canvas, workspace, qtbot):
    typed(canvas, "u = sin(x)\nv = cos(w)")
    state, end = workspace.state, inlet(canvas, named(workspace, "v"), 0)

    drag(canvas, outlet(canvas, named(workspace, "x")), end, let_go=False)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    release(canvas, end)

    assert workspace.state is state
    assert canvas.hand.loose is None
