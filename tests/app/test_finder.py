from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from app.chooser import ROW
from app.finder import MOST_RECENT, Finder
from tests.app.hand import named

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def find(window, qtbot):
    """Open the finder with the keys and type."""

    def opened(typed=""):
        window.activateWindow()
        qtbot.keyClick(window.canvas, Qt.Key.Key_P, CONTROL | SHIFT)
        finder = window.findChildren(Finder)[-1]
        qtbot.keyClicks(finder.search, typed)
        return finder

    window.workspace.edit_text("y = x*w")
    window.canvas.setFocus()
    return opened


def lines(finder):
    return [finder.list.item(i).data(ROW) for i in range(finder.list.count())]


def test_a_few_letters_and_enter_do_an_action(window, find, qtbot):
    before = window.docks["Inspector"].isVisible()

    finder = find("inspc")
    qtbot.keyClick(finder.search, Qt.Key.Key_Return)

    assert window.docks["Inspector"].isVisible() is not before


def test_of_actions_that_fit_equally_the_shorter_comes_first(find):
    texts = [line.text for line in lines(find("generated"))]

    assert texts[:2] == ["Show generated code", "Export generated code…"]


def test_every_action_is_listed_with_its_menu_and_keys(window, find):
    finder = find()

    listed = {line.text: line for line in lines(finder)}
    wanted = {a.text() for a in window.actions_.by_text.values()} - {"Find any action"}
    assert set(listed) == wanted
    assert (listed["Fit"].aside, listed["Fit"].keys) == ("View", "F")


def test_what_cannot_be_done_says_why_and_is_not_done(window, find, qtbot):
    finder = find("align left")
    qtbot.keyClick(finder.search, Qt.Key.Key_Return)

    assert lines(finder)[0].obstacle == "select two or more nodes first"
    assert finder.isVisible()
    assert finder.nothing.text() == "Align left: select two or more nodes first"


def test_actions_used_lately_come_first_and_are_remembered(window, make_window, find, qtbot):
    for text in ("Fit", "Zoom in", "Fit"):
        window.actions_.by_text[text].trigger()

    first = [line.text for line in lines(find())[:2]]
    other = make_window()
    other.editing.find_action()

    assert first == ["Fit", "Zoom in"]
    again = lines(other.findChildren(Finder)[-1])[:2]
    assert [line.text for line in again] == ["Fit", "Zoom in"]


def test_only_the_last_few_actions_count_as_used_lately(window, find):
    for text in ("Fit", "Zoom in", "Zoom out", "Select all", "Select none", "Play or pause"):
        window.actions_.by_text[text].trigger()
    window.workspace.playhead.pause()

    assert sum("used lately" in line.aside for line in lines(find())) == MOST_RECENT


def test_arrows_go_round_and_pages_stop_at_the_ends(find, qtbot):
    finder = find()
    last = finder.list.count() - 1
    seen = []

    for key in ("Up", "Down", "PageDown", "PageUp", "PageUp"):
        qtbot.keyClick(finder.search, getattr(Qt.Key, f"Key_{key}"))
        seen.append(finder.list.currentRow())

    assert seen[:2] == [last, 0]
    assert seen[2] > 1
    assert seen[4] == 0


def test_a_click_does_an_action(window, find, qtbot):
    workspace = window.workspace
    finder = find("select all")
    spot = finder.list.visualItemRect(finder.list.item(0)).center()

    qtbot.mouseClick(finder.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))

    assert workspace.selection == set(workspace.graph.nodes)


def test_letters_that_fit_nothing_are_told(find):
    finder = find("xyzzy")

    assert finder.list.count() == 0
    assert finder.nothing.text() == "Nothing matches “xyzzy”. Try a shorter word."


def test_actions_are_greyed_in_the_menus_as_the_selection_changes(window):
    actions, workspace = window.actions_.by_text, window.workspace
    workspace.edit_text("y = x*w")
    states = []

    for names in ((), ("x",), ("x", "w"), ("x", "w", "y")):
        workspace.select([named(workspace, name) for name in names])
        wanted = ("Copy", "Align left", "Space evenly across")
        states.append([actions[text].isEnabled() for text in wanted])

    assert states == [[False] * 3, [True, False, False], [True, True, False], [True] * 3]
