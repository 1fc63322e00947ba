from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication

from app.document.graph import Value
from app.panels.formula_edit import FormulaEdit, changed_lines
from tests.app.hand import named

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


@pytest.fixture
def edit(qtbot, workspace):
    edit = FormulaEdit(workspace, single=True)
    qtbot.addWidget(edit)
    edit.resize(500, 40)
    edit.show()
    qtbot.waitExposed(edit)
    edit.setFocus()
    return edit


def settle(qtbot, workspace, text):
    qtbot.waitUntil(lambda: workspace.state.text == text)


def underlined(edit):
    return [
        s.cursor.selectedText() for s in edit.extraSelections() if s.format.underlineStyle() == WAVE
    ]


def test_typing_builds_the_graph(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "sin(x*y) + exp(-x)*y")

    settle(qtbot, workspace, "sin(x*y) + exp(-x)*y")

    assert {n.op for n in workspace.graph} == {"leaf", "mul", "sin", "neg", "exp", "add"}
    assert workspace.trace.fault is None


def test_the_graph_follows_only_when_the_hand_rests(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**2")

    assert len(workspace.graph) == 0
    settle(qtbot, workspace, "x**2")


def test_an_error_is_underlined_where_it_stands_once_the_hand_rests(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**2")
    settle(qtbot, workspace, "x**2")
    before = workspace.state

    qtbot.keyClicks(edit, " + sin()")
    assert underlined(edit) == []
    with qtbot.waitSignal(edit.complained, check_params_cb=lambda e: e is not None) as told:
        pass

    (part,) = underlined(edit)
    assert part in " + sin()"
    assert told.args[0].remedy
    assert edit.property("bad")
    assert workspace.state is before


def test_an_error_goes_away_with_its_cause(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**")
    with qtbot.waitSignal(edit.complained, check_params_cb=lambda e: e is not None):
        pass

    qtbot.keyClicks(edit, "2")
    settle(qtbot, workspace, "x**2")

    assert underlined(edit) == []
    assert not edit.property("bad")


def test_undo_of_broken_text_brings_the_last_good_back(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**2")
    settle(qtbot, workspace, "x**2")
    qtbot.keyClicks(edit, " + (")

    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL)

    assert edit.toPlainText() == "x**2"
    assert workspace.state.text == "x**2"
    assert underlined(edit) == []


def test_undo_and_redo_of_good_text_are_the_undo_of_the_document(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**2")
    settle(qtbot, workspace, "x**2")
    workspace.undo.setClean()
    qtbot.keyClicks(edit, " + 1")
    settle(qtbot, workspace, "x**2 + 1")

    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    undone = edit.toPlainText()
    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL | SHIFT)

    assert undone == "x**2"
    assert edit.toPlainText() == "x**2 + 1"


def test_enter_takes_the_text_and_asks_for_a_run(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**2")

    with qtbot.waitSignal(edit.submitted):
        qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert workspace.state.text == "x**2"


def test_enter_on_a_broken_formula_shows_the_error_at_once(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**")

    with qtbot.assertNotEmitted(edit.submitted):
        qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert underlined(edit)
    assert edit.toPlainText() == "x**"


def test_shift_and_enter_make_a_new_line_and_the_editor_grows(edit, workspace, qtbot):
    height = edit.height()
    qtbot.keyClicks(edit, "u = x**2")

    qtbot.keyClick(edit, Qt.Key.Key_Return, SHIFT)
    qtbot.keyClicks(edit, "u + 1")
    settle(qtbot, workspace, "u = x**2\nu + 1")

    assert edit.height() > height


def test_a_change_from_elsewhere_keeps_the_cursor(edit, workspace, qtbot):
    workspace.edit_text("w = 2.0\ny = w*x")
    cursor = edit.textCursor()
    cursor.setPosition(4)
    edit.setTextCursor(cursor)

    workspace.set_content(named(workspace, "w"), Value(3.0))

    assert edit.toPlainText() == "w = 3.0\ny = w*x"
    assert edit.textCursor().position() == 4


def test_a_change_from_elsewhere_never_puts_the_cursor_outside(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "sin(x*y) + exp(-x)*y")
    settle(qtbot, workspace, edit.toPlainText())

    workspace.edit_text("x")

    assert edit.toPlainText() == "x"
    assert edit.textCursor().position() <= 1


def test_leaving_the_editor_takes_what_was_typed(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**2")

    edit.clearFocus()

    assert workspace.state.text == "x**2"


def test_an_emptied_editor_empties_the_graph_and_undo_fills_it(edit, workspace, qtbot):
    qtbot.keyClicks(edit, "x**2")
    settle(qtbot, workspace, "x**2")
    workspace.undo.setClean()

    qtbot.keyClick(edit, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    settle(qtbot, workspace, "")

    assert len(workspace.graph) == 0
    workspace.undo.undo()
    assert edit.toPlainText() == "x**2"


def test_words_are_coloured_by_what_they_are(edit, workspace, qtbot):
    from app import theme

    workspace.edit_text("sin(x) + 2 # note")
    block = edit.document().firstBlock()
    qtbot.waitUntil(lambda: len(block.layout().formats()) >= 4)

    colors = {
        block.text()[f.start : f.start + f.length]: f.format.foreground().color().name()
        for f in block.layout().formats()
    }

    t = theme.current()
    assert colors == {"sin": t.ink, "x": t.hand, "2": t.forward, "# note": t.faint}


def test_pasted_rich_text_becomes_plain(edit, workspace, qtbot, qapp):
    from PySide6.QtCore import QMimeData

    mime = QMimeData()
    mime.setHtml("<b>x</b>**2")
    mime.setText("x**2")
    qapp.clipboard().setMimeData(mime)

    qtbot.keyClick(edit, Qt.Key.Key_V, CONTROL)

    settle(qtbot, workspace, "x**2")
    assert edit.toPlainText() == "x**2"


def test_all_lines_are_in_view_after_one_came_before_them(window):
    shown = window.workspace
    shown.edit_text("h = tanh(x*w + b)\nL = mean((h - t)**2)")
    window.formula.setFocus()
    window.formula.moveCursor(QTextCursor.MoveOperation.End)

    shown.add_op("cross_entropy", (0.0, 300.0))
    QApplication.processEvents()

    assert window.formula.document().blockCount() == 3
    assert window.formula.firstVisibleBlock().blockNumber() == 0


lines = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=6)


@given(lines, lines)
def test_only_the_lines_that_changed_are_replaced(before, after):
    first, end, new = changed_lines(before, after)

    assert before[:first] + new + before[end:] == after
    assert end > first
    assert new


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
@given(texts=st.lists(lines.map("\n".join), max_size=5))
def test_the_editor_shows_every_text_of_the_workspace(edit, texts):
    for text in texts:
        edit._show(text)

        assert edit.toPlainText() == text
