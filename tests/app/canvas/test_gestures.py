"""Gestures on the real canvas, with the events of a mouse, a wheel and a keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from app.canvas.canvas import OP_MIME
from app.document.graph import Value
from tests.app.hand import (
    click,
    double_click,
    drag,
    drop,
    move,
    named,
    op_id,
    press,
    release,
    wheel,
)

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MIDDLE = Qt.MouseButton.MiddleButton


def typed(canvas, text):
    """Show a formula, whole, at scale 1 or less."""
    canvas.workspace.edit_text(text)
    canvas.fit()
    QApplication.processEvents()


def title_spot(canvas, node_id):
    """A point of a card that is neither port nor number."""
    scene = canvas.scene
    card = scene.rect(scene.number[node_id])
    return canvas.camera.to_screen(QPointF(card.center().x(), card.top() + 10))


def number_spot(canvas, node_id):
    scene = canvas.scene
    card = scene.rect(scene.number[node_id])
    return canvas.camera.to_screen(QPointF(card.left() + 70, card.center().y()))


def inlet(canvas, node_id, port):
    return canvas.camera.to_screen(QPointF(*canvas.scene.in_port(node_id, port)))


def outlet(canvas, node_id):
    return canvas.camera.to_screen(QPointF(*canvas.scene.out_port(node_id)))


def empty_spot(canvas):
    return QPointF(canvas.width() - 20, canvas.height() - 20)


def wires(canvas):
    return {(w.source, w.target, w.port) for w in canvas.workspace.graph.wires}


# moving and selecting ---------------------------------------------------------------------------


def test_dragging_a_card_moves_it_and_undo_puts_it_back(canvas, workspace):
    typed(canvas, "y = x*w")
    y, before = named(workspace, "y"), workspace.graph.positions
    start = title_spot(canvas, y)

    drag(canvas, start, start + QPointF(40, 60))

    scale = canvas.camera.scale
    x0, y0 = before[y]
    assert workspace.graph.positions[y] == pytest.approx((x0 + 40 / scale, y0 + 60 / scale))
    assert workspace.selection == {y}
    assert workspace.undo.undoText() == "Move"
    workspace.undo.undo()
    assert workspace.graph.positions == before


def test_dragging_one_of_several_selected_cards_moves_them_all(canvas, workspace):
    typed(canvas, "y = x*w")
    x, w, y = (named(workspace, n) for n in "xwy")
    before = workspace.graph.positions
    workspace.select([x, w])
    start = title_spot(canvas, x)

    drag(canvas, start, start + QPointF(0, 50))

    after = workspace.graph.positions
    assert after[y] == before[y]
    for node_id in (x, w):
        assert after[node_id][1] - before[node_id][1] == pytest.approx(50 / canvas.camera.scale)


def test_a_press_that_hardly_moves_is_a_click(canvas, workspace):
    typed(canvas, "y = x*w")
    y, state = named(workspace, "y"), workspace.state
    start = title_spot(canvas, y)

    drag(canvas, start, start + QPointF(2, 1))

    assert workspace.state is state
    assert workspace.selection == {y}


def test_escape_in_the_middle_of_a_drag_leaves_everything_as_it_was(canvas, workspace, qtbot):
    typed(canvas, "y = x*w")
    y, state = named(workspace, "y"), workspace.state
    drawn = canvas.scene.out_port(y)
    start = title_spot(canvas, y)

    drag(canvas, start, start + QPointF(40, 60), let_go=False)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    release(canvas, start + QPointF(40, 60))

    assert workspace.state is state
    assert canvas.scene.out_port(y) == pytest.approx(drawn)


def test_clicks_select_shift_adds_control_toggles_and_the_ground_clears(canvas, workspace):
    typed(canvas, "y = x*w")
    x, w, y = (named(workspace, n) for n in "xwy")
    steps = [
        ((title_spot(canvas, x),), {x}),
        ((title_spot(canvas, w),), {w}),
        ((title_spot(canvas, y), Qt.MouseButton.LeftButton, SHIFT), {w, y}),
        ((title_spot(canvas, w), Qt.MouseButton.LeftButton, CONTROL), {y}),
        ((empty_spot(canvas),), set()),
    ]

    for how, chosen in steps:
        click(canvas, *how)

        assert workspace.selection == chosen


def test_a_band_selects_the_cards_it_meets(canvas, workspace):
    typed(canvas, "y = x*w")
    x, y = named(workspace, "x"), named(workspace, "y")
    scene, camera = canvas.scene, canvas.camera
    card = scene.rect(scene.number[x])

    drag(
        canvas,
        camera.to_screen(card.topLeft()) + QPointF(-30, -30),
        camera.to_screen(card.center()),
    )

    assert workspace.selection == {x}
    assert canvas.hand.band is None
    left = camera.to_screen(scene.bounds.topLeft()) - QPointF(30, 30)
    drag(canvas, left, camera.to_screen(scene.bounds.bottomRight()) + QPointF(5, 5))
    assert workspace.selection == set(workspace.graph.nodes)
    assert y in workspace.selection


def test_a_band_with_shift_keeps_what_was_selected(canvas, workspace):
    typed(canvas, "y = x*w")
    x, y = named(workspace, "x"), named(workspace, "y")
    workspace.select([y])
    card = canvas.scene.rect(canvas.scene.number[x])
    start = canvas.camera.to_screen(card.topLeft()) + QPointF(-30, -30)

    drag(canvas, start, canvas.camera.to_screen(card.center()), keys=SHIFT)

    assert workspace.selection == {x, y}


def test_an_empty_band_clears_the_selection(canvas, workspace):
    typed(canvas, "y = x*w")
    workspace.select(workspace.graph.nodes)

    drag(canvas, empty_spot(canvas) - QPointF(30, 30), empty_spot(canvas))

    assert workspace.selection == set()


def test_delete_takes_the_selection_away_and_undo_brings_it_back(canvas, workspace):
    typed(canvas, "y = x*w")
    before = workspace.graph
    workspace.select([named(workspace, "w")])

    canvas.delete_selection()

    assert workspace.graph.named("w") is None
    assert workspace.graph.named("y").inputs[1] is None
    assert workspace.undo.undoText() == "Delete node"
    workspace.undo.undo()
    assert workspace.graph == before


# wires ------------------------------------------------------------------------------------------


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


# leaves -----------------------------------------------------------------------------------------


def test_scrubbing_the_number_of_a_leaf_runs_everything_anew(canvas, workspace):
    typed(canvas, "y = x**2")
    x, count = named(workspace, "x"), workspace.undo.count()
    start = number_spot(canvas, x)

    drag(canvas, start, start + QPointF(120, 0))

    assert workspace.graph[x].content == Value(2.0)
    slot = workspace.planned.slots[named(workspace, "y")]
    assert workspace.trace.value(slot) == 4.0
    assert workspace.undo.count() == count + 1
    workspace.undo.undo()
    assert workspace.graph[x].content == Value(1.0)


def test_escape_takes_a_scrub_back(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    x = named(workspace, "x")
    start = number_spot(canvas, x)

    drag(canvas, start, start + QPointF(120, 0), let_go=False)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)

    assert workspace.graph[x].content == Value(1.0)


def test_two_scrubs_are_two_undo_steps(canvas, workspace):
    typed(canvas, "z = x*y")
    count = workspace.undo.count()

    for name in "xy":
        start = number_spot(canvas, named(workspace, name))
        drag(canvas, start, start + QPointF(60, 0))

    assert workspace.undo.count() == count + 2


def test_an_array_is_not_scrubbed_but_dragged(canvas, workspace):
    typed(canvas, "x = [1.0, 2.0]\ny = sum(x)")
    x = named(workspace, "x")
    content, start = workspace.graph[x].content, number_spot(canvas, x)

    drag(canvas, start, start + QPointF(60, 0))

    assert workspace.graph[x].content == content
    assert workspace.undo.undoText() == "Move"


def editor(canvas):
    (found,) = [e for e in canvas.findChildren(QLineEdit) if e is canvas._editor]
    return found


def test_a_double_click_edits_a_leaf_in_place(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    x = named(workspace, "x")

    double_click(canvas, number_spot(canvas, x))
    field = editor(canvas)
    assert field.text() == "1.0"
    qtbot.keyClicks(field, "7.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert workspace.graph[x].content == Value(7.5)
    assert canvas._editor is None


def test_a_wrong_value_keeps_the_editor_open_with_a_reason(canvas, workspace, qtbot, monkeypatch):
    typed(canvas, "y = x**2")
    state, said = workspace.state, []
    monkeypatch.setattr(
        "app.canvas.canvas.QToolTip.showText", lambda _at, text, *_a: said.append(text)
    )
    double_click(canvas, number_spot(canvas, named(workspace, "x")))
    field = editor(canvas)

    qtbot.keyClicks(field, "banana")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert canvas._editor is field
    assert field.property("bad")
    assert "banana" in said[0]
    assert workspace.state is state
    qtbot.keyClick(field, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert workspace.graph.named("x").content == Value(3)


def test_escape_puts_the_editor_away_without_a_change(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    state = workspace.state
    double_click(canvas, number_spot(canvas, named(workspace, "x")))

    qtbot.keyClicks(editor(canvas), "9")
    qtbot.keyClick(editor(canvas), Qt.Key.Key_Escape)

    assert canvas._editor is None
    assert workspace.state is state


def test_a_double_click_on_an_op_opens_no_editor(canvas, workspace):
    typed(canvas, "y = x**2")

    double_click(canvas, title_spot(canvas, named(workspace, "y")))

    assert canvas._editor is None


def test_return_edits_the_one_selected_leaf(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    workspace.select([named(workspace, "x")])

    qtbot.keyClick(canvas, Qt.Key.Key_Return)

    assert editor(canvas).text() == "1.0"


# adding, panning, zooming -----------------------------------------------------------------------


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

    wheel(canvas, QPointF(200, 300), QPoint(0, 120), keys=SHIFT)
    wheel(canvas, QPointF(200, 300), QPoint(0, 8), QPoint(5, 7))

    assert canvas.camera.scale == before.scale
    assert (canvas.camera.dx, canvas.camera.dy) == (before.dx + 125, before.dy + 7)


def test_the_middle_button_pans(canvas, workspace):
    typed(canvas, "y = x*w")
    before = canvas.camera

    drag(canvas, QPointF(200, 300), QPointF(260, 280), button=MIDDLE)

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
