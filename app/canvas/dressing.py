"""Dressing: getting a dress ready a little at a time while the one before is shown."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.canvas.dress import Dress

SLICE_S, REST_MS = 0.002, 4  # of work in a turn of the event loop, and for others until the next

Prepare = Callable[[Dress, float], bool]  # a dress, until when; whether it is ready


class Dressing(QObject):
    """Values that come many times a second must not hold up a frame: the cards of a dress are
    composed in slices, and only then it is shown.

    Attributes: pending (the dress that is being made ready, or None).
    Signals: ready (a dress can be shown).
    """

    ready = Signal(object)

    def __init__(self, prepare: Prepare, parent: QObject) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self.pending: Dress | None = None
        self._next: Dress | None = None  # the latest that came meanwhile
        self._timer = QTimer(self)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._go_on)

    def begin(self, dress: Dress) -> None:
        """Make a dress ready, after the one that is nearly so."""
        if self.pending is not None:
            self._next = dress
            return
        self.pending = dress
        self._timer.start()

    def cancel(self) -> None:
        """Forget what is not ready."""
        self._timer.stop()
        self.pending = self._next = None

    def seek(self, position: int) -> None:
        """Have what is not ready show another position."""
        for dress in (self.pending, self._next):
            if dress is not None:
                dress.seek(position)

    @Slot()
    def _go_on(self) -> None:
        dress = self.pending
        if dress is None or not self._prepare(dress, time.perf_counter() + SLICE_S):
            return
        self.pending, self._next = self._next, None
        if self.pending is None:
            self._timer.stop()
        self.ready.emit(dress)
