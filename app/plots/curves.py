"""CurvePlot: curves against the step of a descent, drawn anew as they grow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from app.document.labels import number
from app.theme import current, font, mixed
from app.workspace.growing import Growing, extremes
from engine.dtype import Array

SHADES = (1.0, 0.72, 0.5, 0.36)  # of one hue: curves differ by strength and dash, not by rainbow
MOST_EXACT = 20  # steps; from here on the axis ends at a round number
WIDE = 3.0  # from so great a ratio of the values on an axis is logarithmic
FILLED, ROOM = 0.7, 0.06  # of an axis at least by the curves; above and below them
LABEL_PX = 52.0  # at least so much between two numbers of steps
TICK_PX = 24.0  # at least so much between two labels
DASHES = ((1, 0), (7, 5), (2, 4))  # px drawn and left out
FEWEST_PX = 100  # of a plot that is not laid out yet
FINE_PX, COARSE_PX = 20_000, 200_000  # lines of more px are drawn thinner, and without smoothing


class LogAxis(pg.AxisItem):
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


class StepAxis(pg.AxisItem):
    """An axis of steps, at round numbers, as 200k, that never touch each other."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        least = (high - low) / max(size / LABEL_PX, 1)
        unit = next(rung for rung in ladder(max(least, 1.0)) if rung >= least)
        return [(unit, [k * unit for k in range(math.ceil(low / unit), int(high / unit) + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [shortened(value) for value in values]


def ladder(value: float) -> list[float]:
    """1, 2, 5 and 10 times the power of ten next below a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return [m * power for m in (1, 2, 5, 10)]


def shortened(steps: float) -> str:
    """A number of steps in few letters: 2000, 200k, 1.5M."""
    if steps < 10_000:
        return f"{steps:g}"
    size, letter = (1e9, "G") if steps >= 1e9 else (1e6, "M") if steps >= 1e6 else (1e3, "k")
    return f"{steps / size:g}{letter}"


def reach(last: float) -> float:
    """Where the axis of the steps ends: a round number, so that it seldom moves as they go on."""
    if last <= MOST_EXACT:
        return max(last, 1.0)
    unit = 10.0 ** (math.floor(math.log10(last)) - 1) * 5
    return math.ceil(last / unit) * unit


def held(before: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """The range of an axis for values from low to high: the one before while it fits them well."""
    span = before[1] - before[0]
    if before[0] <= low and high <= before[1] and high - low >= FILLED * span:
        return before
    room = (high - low) * ROOM or abs(high) * ROOM or 1.0
    return low - room, high + room


def dashed(steps: Array, values: Array, on: float, off: float) -> tuple[Array, Array, Array]:
    """A line in dashes of `on` steps with `off` left out: its points, those where a dash begins or
    ends among them, and whether each is joined to the next."""
    period = on + off
    starts = np.arange(steps[0], steps[-1], period)
    points = np.union1d(steps, np.concatenate([starts, starts + on]).clip(steps[0], steps[-1]))
    middles = points + np.diff(points, append=points[-1]) / 2
    return points, np.interp(points, steps, values), (middles - steps[0]) % period < on


class CurvePlot(pg.PlotWidget):
    """Named curves over steps.

    `logarithmic` has a log axis while every value is positive and they are far apart.
    """

    def __init__(
        self, title: str, role: str, *, logarithmic: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, axisItems={"left": LogAxis("left"), "bottom": StepAxis("bottom")})
        self._role, self._logarithmic, self._is_log = role, logarithmic, False
        self._width, self._is_smooth = 2, True
        self._scale = 1.0  # px of a step
        self.setAntialiasing(True)
        self._curves: dict[str, pg.PlotDataItem] = {}
        self._title = title
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.getPlotItem().disableAutoRange()
        self.setMinimumSize(110, 100)
        self.setAccessibleName(title)
        self._legend = self.addLegend(offset=(-8, 8), labelTextSize="8pt")
        self._bad = pg.ScatterPlotItem(symbol="t1", size=9)
        self.addItem(self._bad)
        for side in ("left", "bottom"):
            self.getPlotItem().getAxis(side).setVisible(False)
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
        """Opaque, as Qt takes a hundred times as long for a jagged line that is not."""
        theme, strength = current(), SHADES[i % len(SHADES)]
        color, ground = theme.color(self._role), theme.color("ground")
        shade = mixed(ground, color, strength)
        return pg.mkPen(shade, width=self._width)

    def show_curves(self, curves: Mapping[str, Growing]) -> None:
        """Draw these against their steps. A value that is not finite gets a tick."""
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
        drawn = [curve.values for curve in curves.values() if len(curve.values)]
        if drawn:
            low = float(min(values.min() for values in drawn))
            high = float(max(values.max() for values in drawn))
            is_log = self._logarithmic and high > WIDE * low > 0
            if is_log != self._is_log:
                self._is_log = is_log
                self.setLogMode(x=False, y=is_log)
            self._frame(low, high, max(curve.count for curve in curves.values()) - 1.0)
        points = {name: self._seen(curve) for name, curve in curves.items()}
        self._choose_pens([values for _, values in points.values()])
        for i, (name, (steps, values)) in enumerate(points.items()):
            on, off = DASHES[i // len(SHADES) % len(DASHES)]
            connect: Array | str = "all"
            if off and len(steps):
                steps, values, connect = dashed(steps, values, on / self._scale, off / self._scale)
            self._curves[name].setData(steps, values, connect=connect, skipFiniteCheck=True)
        broken = np.unique(np.concatenate([[], *(curve.broken for curve in curves.values())]))
        floor = self.getPlotItem().viewRange()[1][0]
        if len(broken) or self._bad.isVisible():
            self._bad.setData(broken, np.full(len(broken), floor))
        self._bad.setVisible(len(broken) > 0)

    def _frame(self, low: float, high: float, last: float) -> None:
        """Move the axes where the curves no longer fit them: to label them anew takes longest."""
        if self._is_log:
            low, high = math.log10(low), math.log10(high)
        end = reach(last)
        box = self.getPlotItem().getViewBox()
        (_, right), before = box.viewRange()
        up = held((before[0], before[1]), low, high)
        if right != end or up != (before[0], before[1]):
            box.setRange(xRange=(0.0, end), yRange=up, padding=0)
        self._scale = max(box.width(), 1.0) / end

    def _seen(self, curve: Growing) -> tuple[Array, Array]:
        """The points of a curve that make a difference: two a pixel."""
        steps, values = curve.points()
        px = round(self.getPlotItem().getViewBox().width())
        rows = extremes(values, max(px, FEWEST_PX))
        return steps[rows], values[rows]

    def _choose_pens(self, drawn: Sequence[Array]) -> None:
        """Draw lines that fill the plot thinly: it would take too long otherwise."""
        box = self.getPlotItem().getViewBox()
        bottom, top = box.viewRange()[1]
        heights = [np.log10(values) if self._is_log else values for values in drawn]
        risen = sum(float(np.abs(np.diff(y)).sum()) for y in heights)
        length_px = risen / (top - bottom) * box.height()
        width, is_smooth = (1 if length_px > FINE_PX else 2), length_px < COARSE_PX
        if (width, is_smooth) != (self._width, self._is_smooth):
            self._width, self._is_smooth = width, is_smooth
            for i, curve in enumerate(self._curves.values()):
                curve.setPen(self._pen(i))
                curve.opts["antialias"] = is_smooth
