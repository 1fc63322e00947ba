from __future__ import annotations

from PySide6.QtCore import Qt

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(qtbot, window, key):
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, key, CONTROL)


def test_outline_and_history_are_folded_until_their_keys_open_them(window, qtbot):
    window.workspace.edit_text("y = x*w")
    before = [window.docks[title].isVisible() for title in ("Outline", "History")]

    press(qtbot, window, Qt.Key.Key_5)
    press(qtbot, window, Qt.Key.Key_6)

    assert before == [False, False]
    assert [window.docks[title].isVisible() for title in ("Outline", "History")] == [True, True]


def test_an_open_outline_is_remembered(window, make_window, qtbot):
    window.workspace.edit_text("y = x*w")
    press(qtbot, window, Qt.Key.Key_5)
    window.workspace.undo.setClean()
    window.close()

    other = make_window()

    assert other.docks["Outline"].isVisible()
    assert not other.docks["History"].isVisible()


def test_a_row_of_the_outline_brings_its_card_into_view(window, qtbot):
    window.workspace.edit_text("y = x*w")
    window.docks.open("Outline")
    canvas, outline = window.canvas, window.outline
    canvas.pan(5000, 0)
    row = outline.tree.visualRect(outline.model.index(0, 0)).center()

    qtbot.mouseClick(outline.tree.viewport(), Qt.MouseButton.LeftButton, pos=row)

    (node_id,) = window.workspace.selection
    card = canvas.scene.rect(canvas.scene.number[node_id])
    assert canvas.camera.world_rect(canvas.rect().toRectF()).contains(card)
