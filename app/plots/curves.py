"""CurvePlot: curves against the step of a descent, drawn anew as they grow."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from app.plots.decimate import thinned
from app.theme import current, font
from engine.dtype import Array

SHADES = (1.0, 0.72, 0.5, 0.36)  # of one hue: curves differ by strength and dash, not by rainbow
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """Named curves over steps; `logarithmic` uses a log axis while every value is positive."""

    def __init__(
        self, title: str, role: str, *, logarithmic: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role, self._logarithmic = role, logarithmic
        self._curves: dict[str, pg.PlotDataItem] = {}
        self._title = title
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setMinimumSize(160, 110)
        self.setAccessibleName(title)
        self._legend = self.addLegend(offset=(-8, 8), labelTextSize="8pt")
        self._bad = pg.ScatterPlotItem(symbol="t1", size=9)
        self.addItem(self._bad)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = current()
        self.setBackground(theme.ground)
        item = self.getPlotItem()
        item.setTitle(self._title, color=theme.mute, size="9pt")
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.mute))
            small: QFont = font(11, numbers=True)
            axis.setStyle(tickFont=small, tickLength=-4)
        self._bad.setBrush(theme.color("backward"))
        self._bad.setPen(pg.mkPen(None))
        self._legend.setLabelTextColor(theme.color("mute"))
        for i, curve in enumerate(self._curves.values()):
            curve.setPen(self._pen(i))

    def _pen(self, i: int) -> object:
        color = current().color(self._role, SHADES[i % len(SHADES)])
        return pg.mkPen(color, width=2, style=DASHES[i // len(SHADES) % len(DASHES)])

    def show_curves(self, curves: Mapping[str, Array]) -> None:
        """Draw these; step k of a curve is its entry k. A value that is not finite gets a tick."""
        if curves.keys() != self._curves.keys():
            for curve in self._curves.values():
                self.removeItem(curve)
            self._legend.clear()
            self._curves = {
                name: self.plot(pen=self._pen(i), name=name if len(curves) > 1 else None)
                for i, name in enumerate(curves)
            }
            self._legend.setVisible(len(curves) > 1)
        positive = self._logarithmic and all(
            len(y) and np.nanmin(np.where(np.isfinite(y), y, np.inf)) > 0 for y in curves.values()
        )
        self.setLogMode(x=False, y=positive)
        broken: list[float] = []
        for name, y in curves.items():
            steps, values = thinned(np.asarray(y, np.float64))
            finite = np.isfinite(values)
            broken.extend(steps[~finite])
            self._curves[name].setData(steps[finite], values[finite])
        floor = self.getPlotItem().viewRange()[1][0]
        self._bad.setData(broken, [floor] * len(broken))
