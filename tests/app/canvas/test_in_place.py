"""Names, numbers at inputs, arguments and head gradients, edited at the card."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox

from app.document.graph import Literal
from tests.app.canvas.spots import inlet, title_spot, typed
from tests.app.hand import double_click, named, op_id, wheel


def write(qtbot, field, text):
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text) if text else qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_double_click_on_a_number_at_an_input_changes_it(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    y = named(workspace, "y")

    double_click(canvas, inlet(canvas, y, 1))
    field = canvas.in_place.editor
    assert field.text() == "2"
    write(qtbot, field, "3")

    assert workspace.graph[y].inputs[1] == Literal(3)
    assert "x**3" in workspace.state.text.replace(" ", "")
    assert canvas.in_place.editor is None


def test_an_open_input_takes_a_number_and_an_empty_field_opens_it(canvas, workspace, qtbot):
    typed(canvas, "y = x*1")
    workspace.add_op("mul", (0.0, 300.0))
    canvas.fit()
    (node_id,) = workspace.selection

    double_click(canvas, inlet(canvas, node_id, 0))
    write(qtbot, canvas.in_place.editor, "0.5")
    typed_in = workspace.graph[node_id].inputs
    double_click(canvas, inlet(canvas, node_id, 0))
    write(qtbot, canvas.in_place.editor, "")

    assert typed_in == (Literal(0.5), None)
    assert workspace.graph[node_id].inputs == (None, None)
    assert workspace.undo.undoText() == "Type input"


def test_what_is_no_number_is_told_and_the_field_stays(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    y, state = named(workspace, "y"), workspace.state
    double_click(canvas, inlet(canvas, y, 1))

    write(qtbot, canvas.in_place.editor, "two")

    assert canvas.in_place.editor.property("bad")
    assert workspace.state is state
    qtbot.keyClick(canvas.in_place.editor, Qt.Key.Key_Escape)
    assert canvas.in_place.editor is None


def test_the_arguments_of_an_op_are_edited_at_its_card(canvas, workspace, qtbot):
    typed(canvas, "x = [[1.0, 2.0], [3.0, 4.0]]\nu = sum(x, dim=0)\ny = u.sum()")
    u = named(workspace, "u")

    double_click(canvas, title_spot(canvas, u))
    form = canvas.in_place.editor
    dim, keepdim = form.findChild(QComboBox), form.findChild(QCheckBox)
    qtbot.mouseClick(keepdim, Qt.MouseButton.LeftButton, pos=QPoint(8, keepdim.height() // 2))
    dim.setFocus()
    qtbot.keyClick(dim.lineEdit(), Qt.Key.Key_Down)

    assert dict(workspace.graph[u].static) == {"dim": 1, "keepdim": True}
    assert canvas.in_place.editor is form
    assert dim.currentText() == "1"
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert canvas.in_place.editor is None
    assert canvas.hasFocus()


def test_a_form_ends_with_its_node(canvas, workspace):
    typed(canvas, "x = [1.0, 2.0]\ny = sum(x)")
    canvas.in_place.edit_arguments(named(workspace, "y"))

    workspace.undo.undo()

    assert canvas.in_place.editor is None


def test_an_editor_follows_its_card_when_the_view_moves(canvas, workspace):
    typed(canvas, "y = x*w")
    canvas.in_place.edit_value(named(workspace, "x"))
    before = canvas.in_place.editor.pos()

    canvas.pan(30, 20)
    moved = canvas.in_place.editor.pos() - before
    wheel(canvas, QPoint(500, 350), QPoint(0, 120))

    assert (moved.x(), moved.y()) == (30, 20)
    assert canvas.in_place.editor is not None


def test_a_head_gradient_is_typed_at_its_root(canvas, workspace, qtbot):
    typed(canvas, "x = [1.0, 2.0]\ny = x*x")
    y = op_id(workspace, "mul")
    canvas.in_place.edit_head_gradient(y)

    write(qtbot, canvas.in_place.editor, "[1, 10]")

    slot = workspace.planned.slots[named(workspace, "x")]
    assert workspace.trace.gradient(slot).tolist() == [2.0, 40.0]
    workspace.undo.undo()
    assert workspace.graph.head_gradients == {}
