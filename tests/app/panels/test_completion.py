"""Words offered while a program is typed in the source panel, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from app.panels.source import SourcePanel

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot, workspace):
    workspace.edit_text("import torch\nimport torch.nn as nn\n")
    panel = SourcePanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(500, 300)
    panel.show()
    qtbot.waitExposed(panel)
    panel.editor.setFocus()
    panel.editor.moveCursor(QTextCursor.MoveOperation.End)
    return panel


@pytest.fixture
def editor(panel):
    """The editor; the panel that owns it lives as long."""
    return panel.editor


def offered(editor):
    completer = editor.completion.completer
    if not editor.completion.popup.isVisible():
        return []
    model = completer.completionModel()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_names_of_a_module_are_offered_after_its_dot(editor, qtbot):
    qtbot.keyClicks(editor, "net = nn.Lin")

    assert "Linear" in offered(editor)


def test_enter_takes_the_first_and_makes_no_line(editor, qtbot):
    qtbot.keyClicks(editor, "x = torch.linsp")

    qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert editor.toPlainText().splitlines()[-1] == "x = torch.linspace"
    assert offered(editor) == []


def test_control_space_offers_without_a_letter(editor, qtbot):
    qtbot.keyClick(editor, Qt.Key.Key_Space, CONTROL)

    assert {"torch", "nn", "while", "print"} <= set(offered(editor))


def test_one_letter_is_not_enough(editor, qtbot):
    qtbot.keyClicks(editor, "x = t")

    assert offered(editor) == []


def test_a_formula_is_left_alone(editor, qtbot, workspace):
    workspace.edit_text("y = x**2")

    qtbot.keyClicks(editor, "si")

    assert offered(editor) == []
