"""The outline and the ear: keys, names and hovering beside the canvas, and what is spoken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.canvas.speech import said
from app.shortcuts import clash
from tests.app.hand import named, op_id

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def outline(window, qtbot):
    """The outline's tree with the keyboard, over s = sin(x), y = s*w + s."""
    window.workspace.edit_text("s = sin(x)\ny = s*w + s")
    window.actions_.by_text["Outline"].trigger()
    window.activateWindow()
    tree = window.outline.tree
    tree.setFocus()
    qtbot.waitUntil(tree.hasFocus)
    return tree


def choose(window, name):
    window.workspace.select([named(window.workspace, name)])


def test_delete_in_the_outline_deletes_the_node(window, outline, qtbot):
    choose(window, "w")

    qtbot.keyClick(outline, Key.Key_Delete)

    assert window.workspace.graph.named("w") is None
    assert window.workspace.undo.undoText() == "Delete node"


def test_copy_and_paste_work_from_the_outline(window, outline, qtbot):
    choose(window, "w")
    before = len(window.workspace.graph)

    qtbot.keyClick(outline, Key.Key_C, CONTROL)
    qtbot.keyClick(outline, Key.Key_V, CONTROL)

    assert len(window.workspace.graph) == before + 1


def typed(qtbot, outline, name):
    qtbot.keyClick(outline, Key.Key_F2)
    editor = outline.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, name)
    qtbot.keyClick(editor, Key.Key_Return)


def test_f2_in_the_outline_renames_the_node(window, outline, qtbot):
    choose(window, "w")
    node_id = named(window.workspace, "w")

    typed(qtbot, outline, "weight")
    qtbot.waitUntil(lambda: window.workspace.graph[node_id].name == "weight")

    assert "weight" in window.workspace.state.text


def test_a_name_that_is_taken_is_refused_at_the_row(window, outline, qtbot):
    choose(window, "w")
    heard = []
    window.outline.model.refused.connect(heard.append)

    typed(qtbot, outline, "x")
    qtbot.waitUntil(lambda: bool(heard))

    assert heard == ["another node is called 'x'; choose another name"]
    assert window.workspace.graph.named("w") is not None


def test_hovering_a_row_points_at_its_card(window, outline, qtbot):
    spot = outline.visualRect(outline.model().index(0, 0)).center()

    QTest.mouseMove(outline.viewport(), spot)
    qtbot.waitUntil(lambda: window.canvas.hand.pointed == named(window.workspace, "y"))
    outline.left.emit()

    assert window.canvas.hand.pointed is None


# chords -----------------------------------------------------------------------------------------


def test_two_keys_one_after_the_other_do_an_action(window, qtbot):
    window.workspace.edit_text("y = sin(x)")
    window.editing.shortcuts.set("Fit", [QKeySequence("G, J")])
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    window.canvas.zoom(3.0)

    qtbot.keyClick(window.canvas, Key.Key_G)
    between = window.canvas.camera.scale
    qtbot.keyClick(window.canvas, Key.Key_J)

    assert between > 1.0
    assert window.canvas.camera.scale <= 1.0


def test_a_chord_is_remembered(make_window):
    make_window().editing.shortcuts.set("Fit", [QKeySequence("G, J")])

    again = make_window()

    assert again.editing.shortcuts.of("Fit") == [QKeySequence("G, J")]


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        ("G, J", "G", True),
        ("G", "G, J", True),
        ("G, J", "G, K", False),
        ("G, J", "G, J", True),
        ("J", "G, J", False),
        ("Ctrl+,", "Ctrl+,, A", True),
        ("Ctrl+,, A", "Ctrl+., A", False),
    ],
)
def test_keys_clash_where_one_is_how_the_other_begins(one, other, do):
    assert clash(QKeySequence(one), QKeySequence(other)) == do


def test_a_chord_takes_away_the_key_with_which_it_begins(window):
    shortcuts = window.editing.shortcuts

    whose = shortcuts.conflict("Save", QKeySequence("L, S"))
    shortcuts.set("Save", [QKeySequence("L, S")])

    assert whose == "Select connected"
    assert shortcuts.of("Select connected") == []


def test_no_step_of_a_chord_may_be_escape(window):
    assert window.editing.shortcuts.refusal(QKeySequence("G, Esc"))


def test_no_two_actions_share_keys_at_first(window):
    actions = [(e.text, s) for e, a in window.actions_ for s in a.shortcuts()]
    clashing = [
        (one[0], other[0])
        for i, one in enumerate(actions)
        for other in actions[i + 1 :]
        if clash(one[1], other[1])
    ]

    assert clashing == []


# speech -----------------------------------------------------------------------------------------


def test_the_canvas_tells_of_the_selected_node(window):
    window.workspace.edit_text("x = 2.0\nw = 3.0\ny = 2*(x*w)")

    window.workspace.select([op_id_of(window.workspace)])

    interface = QAccessible.queryAccessibleInterface(window.canvas)
    assert interface.text(QAccessible.Text.Description) == "x·w, mul, value 6, gradient 2"


def op_id_of(workspace):
    return next(n.id for n in workspace.graph if n.op == "mul" and n.id != workspace.graph.root)


def test_it_tells_of_the_playheads_position(window):
    window.workspace.edit_text("x = 2.0\ny = sin(x)")
    window.workspace.select([op_id(window.workspace, "sin")])

    window.workspace.playhead.to_start()

    assert window.canvas.accessibleDescription() == "y, sin, root, no value, no gradient"


def test_several_are_counted_and_trouble_is_told(window):
    window.workspace.edit_text("x = -1.0\ny = log(x)")
    window.canvas.select_all()
    several = said(window.canvas)
    choose(window, "y")

    assert several == "2 nodes selected"
    assert "log is NaN at -1" in said(window.canvas)


def test_menus_docks_and_actions_have_names(window):
    assert all(menu.title() for menu in window.actions_.menus.values())
    assert all(
        dock.windowTitle() and dock.widget().accessibleName() for dock in window.docks.values()
    )
    assert all(action.text() for _entry, action in window.actions_)


def test_a_press_of_the_arrow_keys_with_and_without_ctrl_does_not_clash(window, qtbot):
    window.workspace.edit_text("y = sin(x)")
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    choose(window, "y")

    qtbot.keyClick(window.canvas, Key.Key_Left)
    walked = window.workspace.selection
    qtbot.keyClick(window.canvas, Key.Key_Right, CONTROL)

    assert walked == {named(window.workspace, "x")}
    assert window.workspace.selection == {named(window.workspace, n) for n in ("x", "y")}
    assert QApplication.focusWidget() is window.canvas
