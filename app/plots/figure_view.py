"""FigureView: what a program drew with matplotlib's names, drawn with pyqtgraph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

from app.plots.marks import draw
from app.theme import Theme, current, font
from engine.program.figures import Axes, Figure, Ticks

DOTS_PER_INCH = 100.0


class FigureView(pg.GraphicsLayoutWidget):
    """One figure, its axes in their places."""

    def __init__(
        self, figure: Figure, theme: Theme | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._figure, self._theme = figure, theme
        self.setAccessibleName(figure.title or "Figure")
        self.restyle()

    def restyle(self) -> None:
        """Draw everything in the colours of the theme."""
        theme = self._theme or current()
        self.setBackground(theme.color("ground"))
        self.ci.clear()
        if self._figure.title:
            columns = self._figure.grid[1]
            self.ci.addLabel(self._figure.title, 0, 0, 1, columns, color=theme.ink, size="12pt")
        first = 1 if self._figure.title else 0
        for axes in self._figure.axes:
            row, column, rows, columns = axes.place
            plot = self.ci.addPlot(row + first, column, rows, columns)
            _draw(plot, axes, theme)


def _draw(plot: Any, axes: Axes, theme: Theme) -> None:
    """Draw axes and their marks into a plot."""
    logs = axes.x_scale == "log", axes.y_scale == "log"
    plot.setMenuEnabled(False)
    plot.hideButtons()
    for side, label, ticks in (
        ("bottom", axes.x_label, axes.x_ticks),
        ("left", axes.y_label, axes.y_ticks),
    ):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(theme.color("faint")))
        axis.setTextPen(pg.mkPen(theme.color("mute")))
        axis.setTickFont(font(10.5, numbers=True))
        axis.setVisible(axes.frame)
        if label:
            plot.setLabel(side, label, color=theme.mute)
        if ticks is not None:
            axis.setTicks([_ticks(ticks, logs[side == "left"])])
    if axes.title:
        plot.setTitle(axes.title, color=theme.ink, size="11pt")
    plot.setLogMode(*logs)
    plot.showGrid(x=axes.grid, y=axes.grid, alpha=0.25)
    if axes.legend:
        plot.addLegend(offset=(-8, 8), labelTextColor=theme.color("ink"))
    colored = None
    for mark in axes.marks:
        item = draw(plot, mark, logs, theme)
        colored = item if item is not None else colored
    if axes.equal:
        plot.setAspectLocked(True)
    for limits, place, set_range in (
        (axes.x_limits, logs[0], plot.setXRange),
        (axes.y_limits, logs[1], plot.setYRange),
    ):
        if limits is not None:
            low, high = (float(np.log10(v)) if place else v for v in limits)
            set_range(low, high, padding=0)
    if axes.colorbar is not None and colored is not None:
        _add_colorbar(plot, colored, axes.colorbar)


def _add_colorbar(plot: Any, image: Any, label: str) -> None:
    low, high = image.getLevels()
    bar = pg.ColorBarItem(
        values=(low, high), colorMap=image.getColorMap(), label=label, interactive=False, width=14
    )
    bar.setImageItem(image, insert_in=plot)


def _ticks(ticks: Ticks, logarithmic: bool) -> list[tuple[float, str]]:
    texts = ticks.texts or tuple(f"{value:g}" for value in ticks.at)
    places = [float(np.log10(value)) if logarithmic else value for value in ticks.at]
    return list(zip(places, texts, strict=False))


def save_figure(figure: Figure, path: Path, theme: Theme) -> bool:
    """Write a figure as PNG, in its size at 100 dots per inch; whether that went well."""
    view = FigureView(figure, theme)
    width, height = (max(round(inches * DOTS_PER_INCH), 100) for inches in figure.size)
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(width, height)
    view.show()
    view.scene().update(QRectF())
    view.ci.layout.activate()
    picture = view.grab()
    view.close()
    return bool(picture.save(str(path), "PNG"))
