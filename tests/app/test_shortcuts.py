from __future__ import annotations

import string

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit

from app.shortcuts_dialog import ShortcutsDialog
from tests.app.hand import named

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(window):
    """The list of shortcuts, opened by its action."""
    window.workspace.edit_text("y = x*w")
    window.actions_.by_text["Keyboard shortcuts…"].trigger()
    return window.findChildren(ShortcutsDialog)[-1]


def keys_of(window, text):
    return [keys.toString() for keys in window.actions_.by_text[text].shortcuts()]


def press(qtbot, dialog, key, modifiers):
    dialog.keys.setFocus()
    qtbot.keyClick(dialog.keys, key, modifiers)


def test_keys_that_are_pressed_and_set_do_the_action(window, dialog, qtbot):
    dialog.select("Fit")
    press(qtbot, dialog, Qt.Key.Key_J, CONTROL)
    free = dialog.note.text()
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    dialog.close()
    window.canvas.zoom(3.0)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)

    qtbot.keyClick(window.canvas, Qt.Key.Key_J, CONTROL)

    assert free == "Ctrl+J is free"
    assert keys_of(window, "Fit") == ["Ctrl+J"]
    assert window.canvas.camera.scale <= 1.0


def test_keys_of_another_action_are_named_and_taken_only_when_set(window, dialog, qtbot):
    dialog.select("Fit")

    press(qtbot, dialog, Qt.Key.Key_S, CONTROL)
    words, button = dialog.note.text(), dialog.take.text()
    before = keys_of(window, "Save")
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)

    assert words == "Ctrl+S is “Save”; if you set it here, “Save” loses it"
    assert button == "Set anyway"
    assert before == ["Ctrl+S"]
    assert keys_of(window, "Save") == []
    assert keys_of(window, "Fit") == ["Ctrl+S"]


def test_enter_and_escape_cannot_be_given_away(window, dialog, qtbot):
    dialog.select("Fit")

    press(qtbot, dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)

    assert dialog.note.text() == "Enter edits the selected leaf; choose other keys"
    assert not dialog.take.isEnabled()


def test_changed_keys_are_remembered_and_reset(window, make_window, dialog, qtbot):
    dialog.select("Copy")
    qtbot.mouseClick(dialog.none, Qt.MouseButton.LeftButton)
    other = make_window()
    remembered = keys_of(other, "Copy")
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    third = make_window()

    assert remembered == []
    assert keys_of(window, "Copy") == ["Ctrl+C"]
    assert keys_of(third, "Copy") == ["Ctrl+C"]


def test_reset_all_brings_every_key_back(window, dialog, qtbot):
    before = {text: keys_of(window, text) for text in window.actions_.by_text}
    shortcuts = window.editing.shortcuts
    shortcuts.set("Fit", [QKeySequence("Ctrl+S")])
    shortcuts.set("Undo", [])

    qtbot.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)

    assert {text: keys_of(window, text) for text in window.actions_.by_text} == before
    assert not [k for k in window.settings.allKeys() if k.startswith("shortcuts")]


def test_resetting_one_takes_its_key_back_from_another(window):
    shortcuts = window.editing.shortcuts
    shortcuts.set("Fit", [QKeySequence("Ctrl+S")])

    shortcuts.reset("Save")

    assert keys_of(window, "Save") == ["Ctrl+S"]
    assert keys_of(window, "Fit") == []


def test_the_search_finds_actions_by_words_and_by_keys(dialog, qtbot):
    qtbot.keyClicks(dialog.search, "Ctrl+Z")
    by_keys = [item.text(0) for item in dialog._items()]
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "select up")

    assert "Undo" in by_keys
    assert dialog.text == "Select upstream"


def test_no_two_actions_share_a_key(window):
    owners = {}
    for text in window.actions_.by_text:
        for keys in keys_of(window, text):
            owners.setdefault(keys, []).append(text)

    assert {keys: texts for keys, texts in owners.items() if len(texts) > 1} == {}


EDITORS = {
    "formula": lambda w: w.formula,
    "source": lambda w: w.source.editor,
    "palette": lambda w: w.palette_panel.search,
    "leaf": lambda w: w.canvas.findChild(
        QLineEdit, options=Qt.FindChildOption.FindDirectChildrenOnly
    ),
    "inspector": lambda w: w.inspector.content,
    "find": lambda w: w.editing.find_bar.field,
}


@pytest.mark.parametrize("place", EDITORS)
def test_typing_in_a_text_field_does_no_action(window, qtbot, place):
    workspace = window.workspace
    workspace.edit_text("y = x*w")
    workspace.select([named(workspace, "x")])
    window.canvas.in_place.edit_value(named(workspace, "x"))
    if place == "find":
        window.editing.find()
    field = EDITORS[place](window)
    field.setFocus()
    done = []
    window.actions_.used.connect(done.append)

    for letter in string.ascii_letters + string.digits + " .,;-+*/()=":
        qtbot.keyClick(field, letter)
    for key in ("Left", "Right", "Home", "End", "Backspace", "Delete"):
        qtbot.keyClick(field, getattr(Qt.Key, f"Key_{key}"))
        qtbot.keyClick(field, getattr(Qt.Key, f"Key_{key}"), CONTROL)
    for letter in "ACVX":
        qtbot.keyClick(field, getattr(Qt.Key, f"Key_{letter}"), CONTROL)

    assert done == []
    assert len(workspace.graph) > 0
