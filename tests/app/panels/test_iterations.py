"""The times that a line ran, stepped through and listed at its end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from app.panels.source import SourcePanel

LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
WAIT_MS = 20_000
DOUBLING = """import torch
a = torch.tensor(0.5, requires_grad=True)
b = a * 2
for i in range(12):
    b = b * 2
    b = b + 1
b.backward()
"""
TRAINING = """import torch
w = torch.tensor(1.0, requires_grad=True)
for i in range(40):
    loss = (w - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
"""


@pytest.fixture
def panel(qtbot, workspace):
    panel = SourcePanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(560, 260)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    return panel


def run(panel, workspace, qtbot, text):
    workspace.edit_text(text)
    workspace.recompute()
    qtbot.waitUntil(lambda: workspace.program.shown is not None, timeout=WAIT_MS)


def put_cursor(panel, text, word):
    editor = panel.editor
    editor.setFocus()
    cursor = QTextCursor(editor.document())
    cursor.setPosition(text.index(word))
    editor.setTextCursor(cursor)


def test_a_line_that_ran_once_offers_nothing(panel, workspace, qtbot):
    run(panel, workspace, qtbot, DOUBLING)

    put_cursor(panel, DOUBLING, "a * 2")

    assert not panel.editor.picker.isVisible()


def test_the_line_of_the_cursor_offers_its_rounds(panel, workspace, qtbot):
    run(panel, workspace, qtbot, DOUBLING)

    put_cursor(panel, DOUBLING, "b * 2\n    b")
    picker = panel.editor.picker

    assert picker.isVisible()
    assert picker.label.text() == "all of 12"
    assert len(workspace.selection) == 12


def test_the_buttons_go_from_round_to_round_and_the_values_follow(panel, workspace, qtbot):
    run(panel, workspace, qtbot, DOUBLING)
    put_cursor(panel, DOUBLING, "b * 2\n    b")
    picker, pointed = panel.editor.picker, []
    panel.editor.pointed.connect(pointed.append)

    qtbot.mouseClick(picker.after, LEFT)
    qtbot.mouseClick(picker.after, LEFT)
    qtbot.mouseClick(picker.after, LEFT)

    assert picker.label.text() == "3 of 12"
    assert panel.editor.line_values(5) == ("14", "")
    assert panel.editor.line_values(6) == ("15", "")
    assert workspace.selection == {pointed[-1]}
    assert float(workspace.value(pointed[-1])) == 14.0


def test_keys_go_from_round_to_round_and_open_the_list(panel, workspace, qtbot):
    run(panel, workspace, qtbot, DOUBLING)
    put_cursor(panel, DOUBLING, "b * 2\n    b")
    editor = panel.editor

    qtbot.keyClick(editor, Qt.Key.Key_Left, ALT)
    last = editor.picker.label.text()
    qtbot.keyClick(editor, Qt.Key.Key_Down, ALT)
    is_open = editor.picker.popup.isVisible()
    qtbot.keyClick(editor.picker.list, Qt.Key.Key_Up)
    qtbot.keyClick(editor.picker.list, Qt.Key.Key_Return)

    assert last == "12 of 12"
    assert is_open
    assert not editor.picker.popup.isVisible()
    assert editor.picker.label.text() == "11 of 12"


def test_the_list_tells_each_round_and_what_it_gave(panel, workspace, qtbot):
    run(panel, workspace, qtbot, DOUBLING)
    put_cursor(panel, DOUBLING, "b * 2\n    b")
    picker = panel.editor.picker

    qtbot.mouseClick(picker.label, LEFT)
    row = picker.times.index(3, 0)
    text = row.data()
    qtbot.mouseClick(picker.list.viewport(), LEFT, pos=picker.list.visualRect(row).center())

    assert text == "round 4  30"
    assert picker.label.text() == "4 of 12"


def test_a_node_that_is_selected_shows_its_round(panel, workspace, qtbot):
    run(panel, workspace, qtbot, DOUBLING)
    sums = [node.id for node in workspace.graph if node.op == "add"]

    workspace.select([sums[4]])

    assert panel.editor.picker.label.text() == "5 of 12"
    assert panel.editor.line_values(5) == ("62", "")


def test_a_line_of_a_training_loop_offers_its_backwards(panel, workspace, qtbot):
    run(panel, workspace, qtbot, TRAINING)
    put_cursor(panel, TRAINING, "w - 3")
    picker, program = panel.editor.picker, workspace.program
    before, told = picker.label.text(), picker.choice.told(39)

    qtbot.mouseClick(picker.before, LEFT)
    qtbot.waitUntil(lambda: program.shown == 38, timeout=WAIT_MS)

    assert before == "40 of 40"
    assert told == ("backward 40", "1.105e−7")
    assert picker.label.text() == "39 of 40"
    assert len(workspace.selection) == 1


def test_another_document_puts_the_picker_away(panel, workspace, qtbot):
    run(panel, workspace, qtbot, DOUBLING)
    put_cursor(panel, DOUBLING, "b * 2\n    b")

    workspace.edit_text("y = x**2")

    assert not panel.editor.picker.isVisible()


def test_the_picker_never_covers_the_line_that_it_is_of(panel, workspace, qtbot):
    text = DOUBLING.replace("b = b * 2", "b = b * 2" + " + 0.0" * 9)
    panel.resize(480, 260)
    run(panel, workspace, qtbot, text)
    editor = panel.editor

    put_cursor(panel, text, "b * 2 + 0.0")

    line = editor.document().findBlockByNumber(4)
    top = editor.blockBoundingGeometry(line).translated(editor.contentOffset()).top()
    assert editor.picker.isVisible()
    assert abs(editor.picker.y() - editor.viewport().y() - top) > 9
