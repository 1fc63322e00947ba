"""Drawing, moving and taking away wires with the events of a mouse."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from app.document.edits import OP_MIME
from tests.app.canvas.spots import empty_spot, inlet, outlet, title_spot, typed
from tests.app.hand import drag, drop, move, named, op_id, press, release


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


def test_the_ports_that_fit_light_up_and_one_that_does_not_says_why(canvas, workspace):
    typed(canvas, "A = zeros(3, 4)\nB = zeros(4, 2)\nC = zeros(5, 2)\ny = sum(A@B)")
    c, y = named(workspace, "C"), named(workspace, "y")
    product = op_id(workspace, "matmul")

    drag(canvas, outlet(canvas, c), inlet(canvas, product, 1), let_go=False)
    lit, said = set(canvas.hand.fitting), canvas.hand.refusal
    canvas.grab()
    state = workspace.state
    release(canvas, inlet(canvas, product, 1))

    assert lit == {(y, 0)}
    assert said == "matmul: left (3, 4) needs a right side with 4 rows; this is (5, 2)"
    assert workspace.state is state
    assert canvas.hand.fitting == ()


def test_a_wire_from_an_open_input_lights_the_outputs_that_do_not_depend_on_it(canvas, workspace):
    typed(canvas, "u = sin(x)\ny = cos(u)")
    x, u = named(workspace, "x"), named(workspace, "u")
    workspace.edit("Open", workspace.graph.with_input(u, 0, None))

    drag(canvas, inlet(canvas, u, 0), empty_spot(canvas), let_go=False)

    assert canvas.hand.fitting == (x,)


def test_a_wire_let_go_over_nothing_asks_for_an_op(canvas, workspace, qtbot):
    typed(canvas, "y = x*w")
    x = named(workspace, "x")

    with qtbot.waitSignal(canvas.asked_for_op) as asked:
        drag(canvas, outlet(canvas, x), empty_spot(canvas))

    (wanted,) = asked.args
    at = canvas.camera.to_world(empty_spot(canvas))
    assert wanted.source == x
    assert wanted.at == (at.x(), at.y())


def wire_spot(canvas, source, target, share=0.5):
    ends = [(w.source, w.target) for w in canvas.scene.wires]
    number = ends.index((named(canvas.workspace, source), named(canvas.workspace, target)))
    return canvas.camera.to_screen(canvas.scene.along(number, share))


def test_a_card_let_go_on_a_wire_is_put_into_it(canvas, workspace):
    typed(canvas, "u = sin(x)\ny = u*w")
    workspace.add_op("exp", (0.0, 400.0))
    canvas.fit()
    (node_id,) = workspace.selection
    card = canvas.camera.to_screen(canvas.scene.rect(canvas.scene.number[node_id]).center())
    grip = title_spot(canvas, node_id)

    drag(canvas, grip, wire_spot(canvas, "u", "y") + (grip - card), let_go=False)
    lit = canvas.hand.hovered_wire
    release(canvas, wire_spot(canvas, "u", "y") + (grip - card))

    assert lit is not None
    assert (named(workspace, "u"), node_id, 0) in wires(canvas)
    assert (node_id, named(workspace, "y"), 0) in wires(canvas)
    assert workspace.undo.undoText() == "Insert into wire"
    workspace.undo.undo()
    assert (named(workspace, "u"), named(workspace, "y"), 0) in wires(canvas)


def test_a_card_pulled_with_alt_leaves_a_joined_wire(canvas, workspace):
    typed(canvas, "u = sin(x)\ny = u*w")
    u, start = named(workspace, "u"), title_spot(canvas, named(workspace, "u"))

    drag(canvas, start, start + QPointF(0, 160), keys=Qt.KeyboardModifier.AltModifier)

    assert (named(workspace, "x"), named(workspace, "y"), 0) in wires(canvas)
    assert workspace.graph[u].inputs == (None,)
    assert workspace.undo.undoText() == "Pull out node"


def test_a_wire_dragged_by_its_middle_goes_through_that_point(canvas, workspace):
    typed(canvas, "u = sin(x)\ny = u*w")
    start = wire_spot(canvas, "u", "y")
    end = start + QPointF(0, 90)
    key = named(workspace, "y"), 0

    drag(canvas, start, end)
    ((x, y),) = workspace.graph.routes[key]
    drag(canvas, end, end + QPointF(10, 30))

    there = canvas.camera.to_world(end)
    assert (round(x, 6), round(y, 6)) == (round(there.x(), 6), round(there.y(), 6))
    assert len(workspace.graph.routes[key]) == 1
    assert workspace.undo.undoText() == "Bend wire"
    workspace.undo.undo()
    workspace.undo.undo()
    assert key not in workspace.graph.routes


def test_escape_gives_a_bent_wire_its_way_back(canvas, workspace, qtbot):
    typed(canvas, "u = sin(x)\ny = u*w")
    start, before = wire_spot(canvas, "u", "y"), canvas.scene.pieces.copy()

    drag(canvas, start, start + QPointF(0, 90), let_go=False)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)

    assert (canvas.scene.pieces == before).all()
    assert workspace.graph.routes == {}


def test_an_op_dropped_on_a_wire_is_put_into_it(canvas, workspace):
    typed(canvas, "u = sin(x)\ny = u*w")
    mime = QMimeData()
    mime.setData(OP_MIME, b"tanh")

    assert drop(canvas, wire_spot(canvas, "u", "y"), mime)

    node_id = op_id(workspace, "tanh")
    assert (named(workspace, "u"), node_id, 0) in wires(canvas)
    assert (node_id, named(workspace, "y"), 0) in wires(canvas)
    assert workspace.undo.undoText() == "Insert tanh"
