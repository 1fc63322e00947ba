from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.panels.history import HistoryPanel
from tests.app.hand import named


@pytest.fixture
def panel(qtbot, workspace):
    panel = HistoryPanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(280, 300)
    panel.show()
    qtbot.waitExposed(panel)
    workspace.edit_text("y = x*w")
    workspace.set_root(named(workspace, "x"))
    workspace.rename(named(workspace, "w"), "v")
    return panel


def rows(panel, role=Qt.ItemDataRole.DisplayRole):
    model = panel.steps
    return [model.index(r, 0).data(role) for r in range(model.rowCount())]


def click(qtbot, panel, row):
    spot = panel.list.visualRect(panel.steps.index(row, 0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_steps_are_listed_by_name_and_the_last_is_current(panel):
    assert rows(panel) == ["Opened", "Edit formula", "Set root", "Rename"]
    assert panel.list.currentIndex().row() == 3


def test_a_click_goes_back_and_another_forward_again(panel, workspace, qtbot):
    click(qtbot, panel, 1)
    back = workspace.state.text, workspace.graph.named("w") is not None
    bold = [font.weight() > 500 for font in rows(panel, Qt.ItemDataRole.FontRole)]
    click(qtbot, panel, 3)

    assert back == ("y = x*w", True)
    assert bold == [False, True, False, False]
    assert workspace.graph.named("v") is not None
    assert workspace.undo.index() == 3


def test_a_long_way_is_shown_only_where_it_ends(panel, workspace, qtbot):
    for value in range(20):
        workspace.type_content(named(workspace, "x"), str(value))
    shown = []
    workspace.graph_changed.connect(shown.append)

    click(qtbot, panel, 1)

    assert len(shown) == 1
    assert shown[0] is workspace.graph
    assert workspace.trace is not None
    assert workspace.trace.plan is workspace.planned.plan


def test_the_row_chosen_by_the_keyboard_is_gone_to(panel, workspace, qtbot):
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Up)
    qtbot.keyClick(panel.list, Qt.Key.Key_Up)

    qtbot.keyClick(panel.list, Qt.Key.Key_Return)

    assert workspace.undo.index() == 1


def test_the_saved_state_is_marked(panel, workspace, tmp_path):
    workspace.saved(tmp_path / "lesson.chain")

    assert rows(panel)[3] == "Rename  · saved"
    assert rows(panel)[0] == "Opened"


def test_rows_are_told_with_their_state(panel, workspace):
    workspace.undo.undo()

    assert rows(panel, Qt.ItemDataRole.AccessibleTextRole) == [
        "Opened, step 0 of 3",
        "Edit formula, step 1 of 3",
        "Set root, step 2 of 3, current",
        "Rename, step 3 of 3, undone",
    ]


def test_a_new_step_takes_the_undone_ones_away(panel, workspace, qtbot):
    click(qtbot, panel, 1)

    workspace.rename(named(workspace, "x"), "u")

    assert rows(panel) == ["Opened", "Edit formula", "Rename"]
