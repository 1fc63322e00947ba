"""RatePlot: where descents at many learning rates come to."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.plots.curves import WIDE, LogAxis, shortened
from app.theme import current, font
from app.workspace.surveying import Swept
from engine.dtype import Array

SMALLEST = 1e-16  # of the greatest loss: less is drawn as that
HELP = "Click to take the learning rate there"


class RatePlot(pg.PlotWidget):
    """The loss after some steps against the learning rate, both logarithmic where that can be.

    Descents that diverge have a mark at the top. Signals: picked (a learning rate).
    """

    picked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {"left": LogAxis("left"), "bottom": LogAxis("bottom")}
        super().__init__(parent, axisItems=axes)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.getPlotItem().disableAutoRange()
        self.setMinimumSize(110, 100)
        self.setAccessibleName("Loss against the learning rate")
        self.setToolTip(HELP)
        self._title = "loss by rate"
        self._curve = pg.PlotDataItem(antialias=True, connect="finite")
        self._best = pg.PlotDataItem(symbol="o", symbolSize=9, pen=None)
        self._diverged = pg.PlotDataItem(symbol="t1", symbolSize=8, pen=None)
        self._now = pg.InfiniteLine(angle=90)
        for part in (self._now, self._curve, self._best, self._diverged):
            self.addItem(part)
        self.setLogMode(x=True, y=False)
        self._is_log, self._low, self._high = False, 0.0, 1.0
        self.scene().sigMouseClicked.connect(self._clicked)
        self.restyle()

    def show_swept(self, swept: Swept) -> None:
        """Draw what is known so far."""
        self._title = f"after {shortened(swept.steps)} steps"
        good = np.isfinite(swept.losses)
        rates, losses = swept.rates[good], swept.losses[good]
        for part in (self._curve, self._best, self._diverged):
            part.clear()
        if len(losses):
            self._frame(swept, losses)
            floor = 10**self._low if self._is_log else self._low
            drawn = np.where(good, np.maximum(swept.losses, floor), np.nan)
            self._curve.setData(swept.rates, drawn)
            best = [int(losses.argmin())]
            self._best.setData(rates[best], np.maximum(losses[best], floor))
            bad = swept.rates[~good]
            roof = 10**self._high if self._is_log else self._high
            self._diverged.setData(bad, np.full(len(bad), roof))
        self._show_title()

    def _frame(self, swept: Swept, losses: Array) -> None:
        """Choose the axes; a loss of 0 stands at the bottom of a logarithmic one."""
        low, high = float(losses.min()), float(losses.max())
        least = max(float(losses[losses > 0].min(initial=high)), high * SMALLEST)
        self._is_log = low >= 0 and high > WIDE * least
        self.setLogMode(x=True, y=self._is_log)
        self._low, top = (math.log10(least), math.log10(high)) if self._is_log else (low, high)
        room = 0.1 * (top - self._low) or abs(top) * 0.1 or 1.0
        self._high = top + room
        view = self.getPlotItem().getViewBox()
        view.setYRange(self._low - room, self._high + room, padding=0)
        view.setXRange(*(math.log10(swept.rates[k]) for k in (0, -1)), padding=0.02)

    def show_rate(self, rate: float) -> None:
        """Mark the learning rate that is in use."""
        self._now.setPos(math.log10(rate))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = current()
        self.setBackground(theme.ground)
        self._show_title()
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.mute))
            axis.setStyle(tickFont=font(11, numbers=True), tickLength=-4)
        self._curve.setPen(pg.mkPen(theme.backward, width=2))
        self._now.setPen(pg.mkPen(theme.hand, width=1.5))
        for part, role in ((self._best, "backward"), (self._diverged, "mute")):
            part.setSymbolBrush(theme.color(role))
            part.setSymbolPen(pg.mkPen(None))

    def _show_title(self) -> None:
        item = self.getPlotItem()
        item.setTitle(self._title, color=current().mute, size="9pt")
        item.titleLabel.setMinimumWidth(0)  # or a narrow plot would be wider than its room

    def _clicked(self, event: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        view = self.getPlotItem().getViewBox()
        is_inside = view.sceneBoundingRect().contains(event.scenePos())
        if event.button() == Qt.MouseButton.LeftButton and is_inside:
            self.picked.emit(float(f"{10 ** view.mapSceneToView(event.scenePos()).x():.3g}"))
            event.accept()

    def sizeHint(self) -> QSize:
        return QSize(220, 200)
