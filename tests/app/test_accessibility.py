"""What a screen reader is told: every widget that a person meets has a name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QStackedWidget,
    QWidget,
)

from tests.app.hand import named

SILENT = (QWidget, QFrame, QStackedWidget, QScrollBar)  # exactly these only hold others


def spoken(widget):
    """The name that Qt gives to a screen reader, or the title of a menu."""
    if isinstance(widget, QMenu):
        return widget.title() or widget.accessibleName()
    if isinstance(widget, (QLabel, QAbstractButton)):
        return widget.accessibleName() or widget.text()
    return widget.accessibleName() or widget.windowTitle()


def belongs_to_qt(widget):
    """Whether a widget is a part of another that speaks for it."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, (QComboBox, QLineEdit)):
            return True
        above = above.parentWidget()
    return widget.objectName().startswith("qt_") or type(widget) in SILENT


def nameless(window):
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        says_nothing = isinstance(widget, QLabel) and not widget.text()
        if not belongs_to_qt(widget) and not says_nothing and not spoken(widget):
            place = type(widget.parentWidget()).__name__
            found.append(f"{type(widget).__name__} {widget.objectName()} in {place}")
    return found


@pytest.mark.parametrize("shown", ["start page", "leaf", "op", "nothing selected"])
def test_every_widget_of_the_window_has_a_name_or_a_text(window, shown):
    if shown != "start page":
        window.workspace.edit_text("y = sin(x)*w + x")
        ids = {"leaf": ["x"], "op": ["y"]}.get(shown, [])
        window.workspace.select([named(window.workspace, name) for name in ids])
        for text in ("Outline", "History", "Find…"):
            window.actions_.by_text[text].trigger()

    assert nameless(window) == []


def test_the_finder_and_the_shortcuts_have_names_throughout(window, qtbot):
    window.editing.find_action()
    window.editing.edit_shortcuts()

    assert nameless(window) == []


def test_the_outline_is_told_with_values_and_gradients(window):
    window.workspace.edit_text("y = 3*x")
    window.actions_.by_text["Outline"].trigger()
    tree, index = window.outline.tree, window.outline.model.index(0, 0)

    interface = QAccessible.queryAccessibleInterface(tree)

    assert interface.text(QAccessible.Text.Name) == "Outline"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "y, mul, root, value 3, gradient 1"


def test_every_scroll_area_that_takes_the_keyboard_has_a_name(window):
    areas = [w for w in window.findChildren(QAbstractScrollArea) if not belongs_to_qt(w)]

    assert [type(a).__name__ for a in areas if not a.accessibleName()] == []
