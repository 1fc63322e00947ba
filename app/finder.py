"""Finder: every action by a part of its words, with its menu and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from app.actions import Actions
from app.chooser import Chooser, Row
from app.ranking import score

WIDTH = 560
MOST_RECENT, RECENT_BONUS = 5, 3
WORDS = "Find any action"
SETTING = "recent_actions"


class Recent:
    """The actions done lately, the latest first; remembered."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def words(self) -> list[str]:
        """Their words."""
        stored = self._settings.value(SETTING) or []
        return [stored] if isinstance(stored, str) else list(stored)

    def remember(self, text: str) -> None:
        """An action was done."""
        if text == WORDS:
            return
        words = [text, *(word for word in self.words if word != text)]
        self._settings.setValue(SETTING, words[:MOST_RECENT])


def rows(actions: Actions, typed: str, recent: list[str]) -> list[Row]:
    """The actions that fit what is typed, the best first, of equals the shorter; without letters
    those used lately, and then all in the order of the menus."""
    found: list[tuple[float, int, int, Row]] = []
    for number, (entry, action) in enumerate(actions):
        scores = (score(typed, action.text()), score(typed, f"{entry.menu} {action.text()}"))
        earned = max((s for s in scores if s is not None), default=None)
        if earned is None or entry.text == WORDS:
            continue
        late = entry.text in recent
        place = recent.index(entry.text) if late else len(recent)
        merit = earned + RECENT_BONUS * late if typed.strip() else -place
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        obstacle = actions.obstacle(entry.text)
        aside = f"{entry.menu} · used lately" if late else entry.menu
        length = len(entry.text) if typed.strip() else 0
        found.append((-merit, length, number, Row(action.text(), action, aside, keys, obstacle)))
    return [row for *_, row in sorted(found, key=lambda f: f[:3])]


class Finder(Chooser):
    """Find any action by typing a part of its words. Signals: chosen (the QAction)."""

    def __init__(self, actions: Actions, recent: Recent, parent: QWidget) -> None:
        super().__init__(WORDS, "Actions", WIDTH, parent)
        self._actions, self._recent = actions, recent

    def rows(self, typed: str) -> Sequence[Row]:
        return rows(self._actions, typed, self._recent.words)
