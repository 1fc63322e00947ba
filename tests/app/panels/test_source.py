from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.panels.source import SourcePanel

TEXT = "u = x**2\n# a comment\ny = 3*u"


@pytest.fixture
def panel(qtbot, workspace):
    panel = SourcePanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(480, 220)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_values_and_gradients_stand_at_the_end_of_their_lines(panel, workspace):
    workspace.edit_text("w = 2.0\ny = w**2")

    assert panel.editor.line_values(1) == ("2", "∂w 4")
    assert panel.editor.line_values(2) == ("4", "")


def test_a_leaf_that_is_only_mentioned_shows_its_gradient_where_it_is(panel, workspace):
    workspace.edit_text(TEXT)

    value, gradients = panel.editor.line_values(1)

    assert value == "1"
    assert gradients == "∂x 6"


def test_lines_without_a_node_and_lines_that_are_not_there_show_nothing(panel, workspace):
    workspace.edit_text(TEXT)

    assert panel.editor.line_values(2) == ("", "")
    assert panel.editor.line_values(99) == ("", "")


def test_values_follow_the_playhead(panel, workspace):
    workspace.edit_text(TEXT)

    workspace.playhead.to_start()
    before = panel.editor.line_values(3)
    workspace.playhead.seek(workspace.trace.forward_count)
    forward = panel.editor.line_values(3), panel.editor.line_values(1)

    assert before == ("", "")
    assert forward == (("3", ""), ("1", ""))


def test_values_are_painted_and_gone_where_there_is_no_room(panel, workspace):
    workspace.edit_text("y = x**2")
    wide = panel.editor.viewport().grab().toImage()
    workspace.playhead.to_start()
    empty = panel.editor.viewport().grab().toImage()

    assert wide != empty
    panel.resize(60, 220)
    assert not panel.editor.viewport().grab().isNull()


def test_enter_is_a_new_line_here_and_control_enter_runs(panel, workspace, qtbot):
    editor = panel.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "u = x**2")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "u + 1")

    with qtbot.waitSignal(editor.submitted):
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert workspace.state.text == "u = x**2\nu + 1"


def test_what_is_wrong_is_told_under_the_text_with_line_and_column(panel, workspace, qtbot):
    editor = panel.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "u = x**2")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "sin(")

    qtbot.waitUntil(lambda: panel._error.isVisible())

    assert panel._error.text().startswith("line 2, column 4")
    workspace.edit_text("x")
    assert not panel._error.isVisible()


def test_line_numbers_are_painted(panel, workspace):
    workspace.edit_text("y = x\n" * 3)

    picture = panel.editor._gutter.grab().toImage()

    colors = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert len(colors) > 1
