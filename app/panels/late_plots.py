"""LatePlots: room for plots whose library is imported only once they can be seen."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.workspace.growing import Growing

PREPARE_MS = 250  # the first paint of the window comes before the import

Curves = Mapping[str, Growing]


class Plot(Protocol):
    """What is asked of a plot."""

    def show_curves(self, curves: Curves) -> None: ...

    def restyle(self) -> None: ...


class LatePlots(QWidget):
    """Plots side by side.

    When they are first shown, `preload` imports in a thread what they need and `make_plots` then
    gives them, so that neither the start of the app nor the interface waits. Signals: ready.
    """

    ready = Signal()
    _imported = Signal()

    def __init__(
        self, make_plots: Callable[[], Sequence[Any]], preload: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setAccessibleName("Plots of the descent")
        self._make_plots, self._preload = make_plots, preload
        self.plots: Sequence[Plot] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREPARE_MS)
        self._timer.timeout.connect(self._import)
        self._imported.connect(self._make)

    def show_curves(self, *curves: Curves) -> None:
        """Draw these in the first plots, if they are there yet."""
        for plot, drawn in zip(self.plots, curves, strict=False):
            plot.show_curves(drawn)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for plot in self.plots:
            plot.restyle()

    @Slot()
    def _import(self) -> None:
        def work() -> None:
            self._preload()
            with contextlib.suppress(RuntimeError):  # the window is gone
                self._imported.emit()

        threading.Thread(target=work, daemon=True).start()

    @Slot()
    def _make(self) -> None:
        if not self.plots:
            plots = self._make_plots()
            for plot in plots:
                self._row.addWidget(plot, 1)
            self.plots = plots
            self.ready.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.plots and not self._timer.isActive():
            self._timer.start()
