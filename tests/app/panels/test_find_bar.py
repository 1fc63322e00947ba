from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.app.hand import named

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def find(window, qtbot):
    """Open the bar with the keys and type."""

    def typed(text):
        window.activateWindow()
        window.canvas.setFocus()
        qtbot.waitUntil(window.canvas.hasFocus)
        qtbot.keyClick(window.canvas, Qt.Key.Key_F, CONTROL)
        bar = window.editing.find_bar
        bar.field.clear()
        qtbot.keyClicks(bar.field, text)
        qtbot.waitUntil(lambda: not window.editing.search.busy)
        return bar

    window.workspace.edit_text("y = sin(x)*w + relu(-x)")
    return typed


def names(workspace, ids):
    return [workspace.graph[i].name or workspace.graph[i].op for i in ids]


def test_matches_are_counted_and_shown_as_one_types(window, find):
    bar = find("parameter")

    assert bar.count.text() == "2 found"
    assert sorted(names(window.workspace, window.editing.search.found)) == ["w", "x"]
    assert window.editing.marks.isVisible()


def test_enter_and_shift_enter_go_round_and_select(window, find, qtbot):
    bar = find("relu")
    window.editing.search.look_for("x")
    seen = []

    for keys in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, SHIFT, SHIFT):
        qtbot.keyClick(bar.field, Qt.Key.Key_Return, keys)
        seen.append((bar.count.text(), names(window.workspace, window.workspace.selection)))

    total = len(window.editing.search.found)
    assert [count for count, _ in seen] == [
        f"1 of {total}",
        f"2 of {total}",
        f"1 of {total}",
        f"{total} of {total}",
    ]
    assert seen[0] == seen[2]
    assert all(len(chosen) == 1 for _, chosen in seen)


def test_a_match_out_of_sight_is_brought_into_view(window, find, qtbot):
    canvas = window.canvas
    bar = find("relu")
    canvas.pan(-6000, 900)
    canvas.zoom(0.1)

    qtbot.keyClick(bar.field, Qt.Key.Key_Return)

    (node_id,) = window.workspace.selection
    card = canvas.scene.rect(canvas.scene.number[node_id])
    assert canvas.camera.world_rect(canvas.rect().toRectF()).contains(card)
    assert canvas.camera.scale >= 0.5


def test_escape_ends_and_the_canvas_has_the_keyboard(window, find, qtbot):
    bar = find("sin")

    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)

    assert bar.isHidden()
    assert window.editing.marks.isHidden()
    assert window.canvas.hasFocus()
    assert window.editing.search.found == ()


def test_escape_on_the_canvas_ends_it_too(window, find, qtbot):
    bar = find("sin")
    window.canvas.setFocus()

    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)

    assert bar.isHidden()


def test_alt_enter_selects_every_match(window, find, qtbot):
    bar = find("parameter")

    qtbot.keyClick(bar.field, Qt.Key.Key_Return, ALT)

    assert sorted(names(window.workspace, window.workspace.selection)) == ["w", "x"]


def test_values_are_searched_as_they_change(window, find):
    bar = find("value < 0")
    before = bar.count.text()

    window.workspace.type_content(named(window.workspace, "w"), "-5")

    assert before == "1 found"
    assert bar.count.text() == "4 found"


def test_zero_gradients_are_found(window, find):
    bar = find("zero gradient")

    found = names(window.workspace, window.editing.search.found)
    assert found == ["neg"]
    assert bar.count.text() == "1 found"


def test_what_cannot_be_read_is_told_below_the_field(window, find):
    bar = find("> three")

    assert bar.note.isVisible()
    assert bar.note.text() == "'three' is no number after >; type one, as > 3"
    assert bar.count.text() == ""


def test_nothing_found_is_said_and_enter_does_nothing(window, find, qtbot):
    bar = find("cosh")
    before = window.workspace.selection

    qtbot.keyClick(bar.field, Qt.Key.Key_Return)

    assert bar.count.text() == "none found"
    assert window.workspace.selection == before


def test_the_buttons_go_too_and_the_marks_lie_on_the_matches(window, find, qtbot):
    bar = find("relu")
    canvas = window.canvas
    plain = canvas.grab().toImage()
    button = next(b for b in bar._buttons if "Next" in b.toolTip())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (node_id,) = window.workspace.selection
    window.workspace.select(())
    marked = canvas.grab().toImage()

    bar.end()

    unmarked = canvas.grab().toImage()
    at = canvas.camera.to_screen(canvas.scene.rect(canvas.scene.number[node_id]).center()).toPoint()
    assert bar.count.text() in ("1 of 1", "")
    assert marked.pixelColor(at.x() + 40, at.y() + 22) == plain.pixelColor(at.x() + 40, at.y() + 22)
    assert marked.pixelColor(at.x() + 40, at.y() + 22) != unmarked.pixelColor(
        at.x() + 40, at.y() + 22
    )


def test_the_bar_stays_inside_a_narrow_canvas(window, find):
    bar = find("sin")

    window.resize(900, 700)
    window.canvas.resize(300, 300)

    assert bar.geometry().left() >= 0
    assert bar.geometry().right() <= 300


def test_another_document_ends_the_search(window, find):
    from app.document.file import Document

    bar = find("sin")

    window.workspace.open(Document())

    assert bar.isHidden()
