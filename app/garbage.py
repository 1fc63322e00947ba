"""Collector: Python's search for garbage, in the interface's thread alone.

A thread that happened on widgets among the garbage would have them deleted while it holds Qt's
locks and waits for Python's, for which the interface, deleting, waits too.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 250
SETTLED_MS = 4_000  # all is imported: to search through that would stall for 90 ms


class Collector(QObject):
    """Collects as Python does by itself, generation by generation, but only when its timer asks."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        QTimer.singleShot(SETTLED_MS, self, gc.freeze)

    @Slot()
    def collect(self) -> None:
        """Search the oldest generation that is due."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
