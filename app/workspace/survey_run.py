"""SurveyRun: landscapes and sweeps from a process of their own; the latest wish counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.workspace.surveying import Box, Wanted
from app.workspace.worker import Worker
from engine.landscape import Number
from engine.plan import Plan

LOWEST, HIGHEST, RATES = -6.0, 1.0, 71  # decades of learning rates; how many are tried
MOST_STEPS = 10_000  # of a descent of a sweep


class SurveyRun(QObject):
    """Asks for the loss around a descent, or at the end of many.

    Signals: surveyed (Surveyed, finer and finer), swept (Swept, more and more), failed (message,
    remedy).
    """

    surveyed = Signal(object)
    swept = Signal(object)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker(self)
        self._worker.heard.connect(self._heard)
        self._plan: Plan | None = None  # of the landscape that the process is at
        self._numbers: tuple[Number, ...] = ()
        self._ticket = 0  # of what was asked for last

    def show_landscape(
        self, plan: Plan, numbers: Sequence[Number], box: Box, size: tuple[int, ...]
    ) -> None:
        """Compute the landscape of these numbers over a box, to be shown at a size in px."""
        if self._numbers != tuple(numbers) or self._plan is not plan:
            self._worker.tell("quit")
            self._plan, self._numbers = plan, tuple(numbers)
            self._worker.send("landscape", plan, self._numbers)
        self._ticket += 1
        self._worker.tell("go", Wanted(box, size, self._ticket))

    def try_rates(self, plan: Plan, parameters: Sequence[str], steps: int, momentum: float) -> None:
        """Compute where descents at RATES learning rates come to."""
        self._worker.tell("quit")
        self._plan = None
        steps = min(steps, MOST_STEPS)
        rates = np.logspace(LOWEST, HIGHEST, RATES)
        self._worker.send("sweep", plan, tuple(parameters), rates, steps, momentum)

    def close(self) -> None:
        """End the process for good."""
        self._worker.close()

    @Slot(object)
    def _heard(self, message: tuple[str, Any]) -> None:
        kind, payload = message
        if kind == "landscape":
            if self._plan is not None and payload.ticket == self._ticket:  # it is still wanted
                self.surveyed.emit(payload)
        elif kind == "swept":
            self.swept.emit(payload)
        elif kind in ("failed", "died"):
            self._plan = None
            self.failed.emit(*(payload or ("the process that computes it died", "try again")))
