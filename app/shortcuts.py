"""Shortcuts: the keys of every action as the user wants them, remembered in the settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence

from app.actions import Actions

GROUP = "shortcuts"
RESERVED = {
    "Esc": "Escape leaves what is under way",
    "Return": "Enter edits the selected leaf",
    "Enter": "Enter edits the selected leaf",
    "Tab": "Tab goes to the next field",
    "Shift+Tab": "Shift+Tab goes to the field before",
    "Backtab": "Shift+Tab goes to the field before",
}


class Shortcuts:
    """What the user changed is kept by the action's words; all else has the keys of its entry."""

    def __init__(self, actions: Actions, settings: QSettings) -> None:
        self._actions, self._settings = actions, settings
        for entry, action in actions:
            stored = settings.value(f"{GROUP}/{_key(entry.text)}")
            if isinstance(stored, str):
                action.setShortcuts(_read(stored))

    def of(self, text: str) -> list[QKeySequence]:
        """The keys of the action of these words."""
        return list(self._actions.by_text[text].shortcuts())

    def changed(self, text: str) -> bool:
        """Whether the user changed the keys of an action."""
        return self.of(text) != self._actions.entries[text].sequences

    def refusal(self, keys: QKeySequence) -> str:
        """Why no action may have these keys, or ""."""
        for stroke in keys.toString().split(", "):
            if stroke in RESERVED:
                return f"{RESERVED[stroke]}; choose other keys"
        return ""

    def conflict(self, text: str, keys: QKeySequence) -> str | None:
        """The words of another action that has these keys, or keys that begin as these do: the
        longer of the two could never be pressed."""
        for entry, action in self._actions:
            if entry.text != text and any(clash(keys, s) for s in action.shortcuts()):
                return entry.text
        return None

    def set(self, text: str, sequences: Sequence[QKeySequence]) -> None:
        """Give an action these keys; another that had them loses them."""
        for keys in sequences:
            while (other := self.conflict(text, keys)) is not None:
                self._put(other, [s for s in self.of(other) if not clash(keys, s)])
        self._put(text, sequences)

    def reset(self, text: str) -> None:
        """Give an action its first keys back."""
        self.set(text, self._actions.entries[text].sequences)

    def reset_all(self) -> None:
        """Give every action its first keys back."""
        self._settings.remove(GROUP)
        for entry, action in self._actions:
            action.setShortcuts(entry.sequences)

    def _put(self, text: str, sequences: Sequence[QKeySequence]) -> None:
        self._actions.by_text[text].setShortcuts(sequences)
        place = f"{GROUP}/{_key(text)}"
        if self.changed(text):
            self._settings.setValue(place, "|".join(s.toString() for s in sequences))
        else:
            self._settings.remove(place)


def clash(one: QKeySequence, other: QKeySequence) -> bool:
    """Whether two sequences are equal, or one is how the other begins."""
    both = zip(one.toString().split(", "), other.toString().split(", "), strict=False)
    return not one.isEmpty() and not other.isEmpty() and all(a == b for a, b in both)


def _key(text: str) -> str:
    """The words without what settings take for a path."""
    return text.replace("/", "∕")


def _read(stored: str) -> list[QKeySequence]:
    return [QKeySequence(keys) for keys in stored.split("|") if keys]
