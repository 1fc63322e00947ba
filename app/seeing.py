"""Seeing: what the window's cards show besides numbers, as the user wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from app.actions import Entry
from app.canvas.speech import Speech
from app.canvas.touch import Touch

if TYPE_CHECKING:
    from app.window import MainWindow

OUTLINE_KEYS = ("Cut", "Copy", "Paste", "Duplicate", "Delete", "Delete and join wires")
PREVIEWS = "Previews on cards"


def shows_previews(settings: QSettings) -> bool:
    """Whether arrays are small pictures on their cards."""
    return bool(settings.value("previews", True, type=bool))


class Seeing(QObject):
    """Adds its commands to the registry, and keeps what they choose in the settings."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._settings, self._canvas = window.settings, window.canvas
        self._window = window
        self.touch, self.speech = Touch(self._canvas), Speech(self._canvas)
        self._canvas.show_previews(shows_previews(self._settings))
        action = window.actions_.add(Entry("View", PREVIEWS, self._toggle_previews, checkable=True))
        action.setChecked(self._canvas.previews)

    def begin(self) -> None:
        """Let the keys of cards work in the outline, too, and show what is pointed at there."""
        outline = self._window.outline
        for text in OUTLINE_KEYS:
            outline.tree.addAction(self._window.actions_.by_text[text])
        outline.hovered.connect(self._canvas.point_at)

    def _toggle_previews(self) -> None:
        shown = not self._canvas.previews
        self._settings.setValue("previews", shown)
        self._canvas.show_previews(shown)
