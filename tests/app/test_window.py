from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction

from app import theme
from app.commands import choose_theme
from tests.app.hand import drop, named

CONTROL = Qt.KeyboardModifier.ControlModifier


def key(qtbot, window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """A key on the canvas."""
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, key, modifiers)


def test_an_empty_window_shows_the_gallery_and_has_nothing_to_run(window):
    assert window.stack.currentIndex() == 0
    for button in (window.run_button, window.descend_button, window.export_button):
        assert not button.isEnabled()


def test_a_formula_brings_the_canvas_and_its_count(window):
    window.workspace.edit_text("y = x*w")

    assert window.stack.currentIndex() == 1
    assert window.hint.text() == "3 nodes"
    assert window.run_button.isEnabled()


def test_the_title_tells_name_and_unsaved_changes(window, tmp_path):
    clean = window.windowTitle()
    window.workspace.edit_text("y = x*w")
    changed = window.windowTitle()

    window.workspace.saved(tmp_path / "lesson.chain")

    assert clean.startswith("Untitled –")
    assert changed.startswith("Untitled •")
    assert window.windowTitle().startswith("lesson.chain –")


def test_delete_undo_redo_and_select_all_work_by_key(window, qtbot):
    workspace = window.workspace
    workspace.edit_text("y = x*w")
    workspace.select([named(workspace, "x")])

    key(qtbot, window, Qt.Key.Key_Delete)
    deleted = len(workspace.graph)
    key(qtbot, window, Qt.Key.Key_Z, CONTROL)
    undone = len(workspace.graph)
    key(qtbot, window, Qt.Key.Key_Y, CONTROL)
    redone = len(workspace.graph)
    key(qtbot, window, Qt.Key.Key_A, CONTROL)

    assert (deleted, undone, redone) == (2, 3, 2)
    assert workspace.selection == set(workspace.graph.nodes)


def test_full_stop_and_comma_step_through_the_run(window, qtbot):
    window.workspace.edit_text("y = x**2")
    seen = []

    for name in ("Home", "Period", "Period", "Comma"):
        key(qtbot, window, getattr(Qt.Key, f"Key_{name}"))
        seen.append(window.workspace.playhead.position)

    assert seen == [0, 1, 2, 1]


def test_a_chip_reads_what_is_selected(window):
    workspace = window.workspace
    workspace.edit_text("y = x*w")
    workspace.select([named(workspace, "y")])

    window.palette_panel.chosen.emit("tanh")

    (node,) = [n for n in workspace.graph if n.op == "tanh"]
    assert node.sources == (named(workspace, "y"),)


def test_tab_leaves_the_formula(window, qtbot):
    window.formula.setFocus()
    qtbot.keyClicks(window.formula, "x")

    qtbot.keyClick(window.formula, Qt.Key.Key_Tab)

    assert window.formula.toPlainText() == "x"
    assert window.focusWidget() is not window.formula


def test_escape_in_the_formula_leads_to_the_canvas_and_its_keys(window, qtbot):
    window.formula.setFocus()
    qtbot.keyClicks(window.formula, "y = x**2")

    qtbot.keyClick(window.formula, Qt.Key.Key_Escape)

    assert window.focusWidget() is window.canvas
    assert len(window.workspace.graph) == 2


def test_every_action_has_words_and_no_two_share_a_key(window):
    keys = {}
    for text, action in window.actions_.by_text.items():
        assert isinstance(action, QAction)
        assert text
        for shortcut in action.shortcuts():
            keys.setdefault(shortcut.toString(), []).append(text)

    assert {k: v for k, v in keys.items() if len(v) > 1} == {}


def test_a_file_dropped_on_the_canvas_opens_too(window, qtbot, tmp_path):
    table = tmp_path / "line.csv"
    table.write_text("t,d\n0,1\n1,3\n2,5\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(table))])
    window.workspace.edit_text("y = x")
    window.workspace.undo.setClean()

    assert drop(window.canvas, QPointF(100, 100), mime)

    qtbot.waitUntil(lambda: window.workspace.graph.named("w") is not None)


def test_run_becomes_stop_during_a_long_run(window, qtbot, monkeypatch):
    monkeypatch.setattr(window.workspace, "_slow_cost", 0)

    window.workspace.edit_text("y = x*w")
    during = window.run_button.text()
    qtbot.waitUntil(lambda: window.run_button.text() == "Run", timeout=15000)

    assert during == "Stop"
    assert window.workspace.trace is not None


def test_closing_with_unsaved_changes_asks_and_may_be_cancelled(window, monkeypatch):
    from PySide6.QtWidgets import QMessageBox

    window.workspace.edit_text("y = x*w")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answers.pop(0))

    stays = window.close()
    leaves = window.close()

    assert (stays, leaves) == (False, True)
    assert not window.isVisible()


@pytest.mark.usefixtures("dark")
def test_the_theme_can_be_chosen_and_is_remembered(window, qtbot, settings):
    for name in ("light", "dark"):
        choose_theme(window, name)
        qtbot.wait(10)

        assert theme.current().name == name
        assert settings.value("theme") == name
        assert not window.grab().isNull()
