"""Scrubbing and typing the numbers of leaves, on the canvas itself."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from app.document.graph import Value
from tests.app.canvas.spots import number_spot, title_spot, typed
from tests.app.hand import double_click, drag, named


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
    return canvas.in_place.editor


def test_a_double_click_edits_a_leaf_in_place(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    x = named(workspace, "x")

    double_click(canvas, number_spot(canvas, x))
    field = editor(canvas)
    assert field.text() == "1.0"
    qtbot.keyClicks(field, "7.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert workspace.graph[x].content == Value(7.5)
    assert canvas.in_place.editor is None


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

    assert canvas.in_place.editor is field
    assert field.property("bad")
    assert "banana" in said[0]
    assert workspace.state is state
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert workspace.graph.named("x").content == Value(3)


def test_escape_puts_the_editor_away_without_a_change(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    state = workspace.state
    double_click(canvas, number_spot(canvas, named(workspace, "x")))

    qtbot.keyClicks(editor(canvas), "9")
    qtbot.keyClick(editor(canvas), Qt.Key.Key_Escape)

    assert canvas.in_place.editor is None
    assert workspace.state is state


def test_a_double_click_on_an_op_without_arguments_renames_it(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    y = named(workspace, "y")

    double_click(canvas, title_spot(canvas, y))
    assert editor(canvas).text() == "y"
    qtbot.keyClicks(editor(canvas), "z")
    qtbot.keyClick(editor(canvas), Qt.Key.Key_Return)

    assert workspace.graph[y].name == "z"
    assert canvas.hasFocus()


def test_return_edits_the_one_selected_leaf(canvas, workspace, qtbot):
    typed(canvas, "y = x**2")
    workspace.select([named(workspace, "x")])

    qtbot.keyClick(canvas, Qt.Key.Key_Return)

    assert editor(canvas).text() == "1.0"
