"""CurvePlot: curves against the step of a descent, drawn anew as they grow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from app.document.labels import number
from app.plots.decimate import thinned
from app.theme import current, font
from engine.dtype import Array

SHADES = (1.0, 0.72, 0.5, 0.36)  # of one hue: curves differ by strength and dash, not by rainbow
TICK_PX = 24.0  # at least so much between two labels
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


class LogAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis whose logarithmic ticks stand at 1, 2, 5 or at whole decades, never in a heap."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not self.logMode:
            return super().tickValues(low, high, size)
        first, last = math.floor(low), math.ceil(high)
        most = max(size / TICK_PX, 2)
        if (high - low) * 3 <= most:
            values = [d + math.log10(m) for d in range(first, last + 1) for m in (1, 2, 5)]
        else:
            values = [float(d) for d in range(first, last + 1, math.ceil((last - first) / most))]
        return [(1.0, [v for v in values if low <= v <= high])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if not self.logMode:
            return super().tickStrings(values, scale, spacing)
        return [number(10.0**value, 3) for value in values]


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """Named curves over steps; `logarithmic` uses a log axis while every value is positive."""

    def __init__(
        self, title: str, role: str, *, logarithmic: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, axisItems={"left": LogAxis("left")})
        self._role, self._logarithmic = role, logarithmic
        self.setAntialiasing(True)
        self._curves: dict[str, pg.PlotDataItem] = {}
        self._title = title
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setMinimumSize(110, 100)
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
            self._legend.setColumnCount(1 if len(curves) <= 3 else 3)
        for side in ("left", "bottom"):
            self.getPlotItem().getAxis(side).setVisible(bool(curves))
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
