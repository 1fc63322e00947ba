"""Marks: lines, points, bars, images and the rest of what a program draws, as pyqtgraph's items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsPolygonItem

from app.theme import Theme
from engine.dtype import Array
from engine.program.figures import (
    Arrows,
    Band,
    Bars,
    Contour,
    Histogram,
    Image,
    Line,
    Mark,
    Rule,
    Scatter,
    Text,
)

POINT = 4 / 3  # px
STYLES = {
    "-": Qt.PenStyle.SolidLine,
    "--": Qt.PenStyle.DashLine,
    "-.": Qt.PenStyle.DashDotLine,
    ":": Qt.PenStyle.DotLine,
}
SYMBOLS = {
    **{"o": "o", "s": "s", "^": "t1", "v": "t", "<": "t3", ">": "t2", "+": "+", "x": "x"},
    **{"*": "star", "D": "d", "d": "d", "p": "p", "h": "h", ".": "o", ",": "o", "|": "|", "_": "_"},
}
LEVELS = 7  # of a contour that names none
Logs = tuple[bool, bool]


def draw(plot: Any, mark: Mark, logs: Logs, theme: Theme) -> Any:
    """Draw a mark; the image item that a colour bar belongs to, if it is one."""
    return _RULES[type(mark)](plot, mark, logs, theme)


def color_of(name: str, alpha: float, theme: Theme) -> QColor:
    """A colour by its CSS name; what is black on paper is ink here."""
    color = theme.color("ink") if name in ("black", "#000000") else QColor(name)
    if not color.isValid():
        color = theme.color("hand")
    color.setAlphaF(min(max(alpha, 0.0), 1.0) * color.alphaF())
    return color


def color_map(name: str) -> Any:
    """A colour map by matplotlib's name; viridis where it is not known. `_r` turns it round."""
    plain = name.removesuffix("_r")
    source = {"gray": "CET-L1", "Greys": "CET-L1", "jet": "CET-R4", "coolwarm": "CET-D1"}
    try:
        found = pg.colormap.get(source.get(plain, plain))
    except (FileNotFoundError, ValueError):
        found = pg.colormap.get("viridis")
    if name.endswith("_r"):
        found.reverse()
    return found


def _pen(mark: Any, theme: Theme) -> Any:
    style = STYLES.get(mark.style, Qt.PenStyle.SolidLine)
    return pg.mkPen(color_of(mark.color, mark.alpha, theme), width=mark.width * POINT, style=style)


def _line(plot: Any, mark: Line, logs: Logs, theme: Theme) -> None:
    color = color_of(mark.color, mark.alpha, theme)
    plot.plot(
        np.asarray(mark.x, np.float64),
        np.asarray(mark.y, np.float64),
        pen=_pen(mark, theme) if mark.style else None,
        symbol=SYMBOLS.get(mark.marker, "o") if mark.marker else None,
        symbolSize=mark.marker_size * POINT * (0.5 if mark.marker in ".," else 1.0),
        symbolBrush=color,
        symbolPen=pg.mkPen(color),
        name=mark.label or None,
        connect="finite",
    )


def _scatter(plot: Any, mark: Scatter, logs: Logs, theme: Theme) -> None:
    if mark.values is not None and len(mark.values):
        low = float(np.nanmin(mark.values)) if mark.low is None else mark.low
        high = float(np.nanmax(mark.values)) if mark.high is None else mark.high
        shares = (np.asarray(mark.values, np.float64) - low) / ((high - low) or 1.0)
        table = color_map(mark.colormap).map(np.clip(shares, 0, 1), mode="qcolor")
        colors = [QColor(c) for c in table]
    else:
        colors = [color_of(name, 1.0, theme) for name in mark.colors]
        colors = colors * len(mark.x) if len(colors) == 1 else colors
    for color in colors:
        color.setAlphaF(mark.alpha * color.alphaF())
    x, y = (_scaled(v, log) for v, log in zip((mark.x, mark.y), logs, strict=True))
    sizes = np.broadcast_to(np.sqrt(np.maximum(mark.sizes, 0)), len(x)) * POINT
    item = pg.ScatterPlotItem(
        x, y, size=sizes, brush=colors, pen=None, symbol=SYMBOLS.get(mark.marker, "o"),
        name=mark.label or None,
    )  # fmt: skip
    plot.addItem(item)


def _scaled(values: Array, logarithmic: bool) -> Array:
    given = np.asarray(values, np.float64)
    if not logarithmic:
        return given
    with np.errstate(all="ignore"):
        return np.asarray(np.log10(given))


def _bars(plot: Any, mark: Bars, logs: Logs, theme: Theme) -> None:
    brush = color_of(mark.color, mark.alpha, theme)
    base = np.broadcast_to(mark.base, len(mark.places))
    if mark.horizontal:
        item = pg.BarGraphItem(
            x0=base, width=mark.lengths, y=mark.places, height=mark.widths, brush=brush, pen=None
        )
    else:
        item = pg.BarGraphItem(
            x=mark.places, y0=base, height=mark.lengths, width=mark.widths, brush=brush, pen=None
        )
    plot.addItem(item, **({"name": mark.label} if mark.label else {}))
    if mark.names:
        axis = plot.getAxis("left" if mark.horizontal else "bottom")
        axis.setTicks([list(zip(mark.places.tolist(), mark.names, strict=False))])


def _histogram(plot: Any, mark: Histogram, logs: Logs, theme: Theme) -> None:
    middles, widths = (mark.edges[:-1] + mark.edges[1:]) / 2, np.diff(mark.edges)
    bars = Bars(
        middles, mark.counts, widths, np.zeros(len(middles)), mark.color, False, (), mark.alpha,
        mark.label,
    )  # fmt: skip
    _bars(plot, bars, logs, theme)


def _contour(plot: Any, mark: Contour, logs: Logs, theme: Theme) -> Any:
    z = np.asarray(mark.z, np.float64)
    finite = z[np.isfinite(z)]
    if not finite.size or min(z.shape) < 2:
        return None
    levels = mark.levels
    if levels is None or isinstance(levels, int):
        count = LEVELS if levels is None else levels
        levels = tuple(np.linspace(finite.min(), finite.max(), count + 2)[1:-1].tolist())
    left, right, bottom, top = _extent(mark)
    rows, columns = z.shape
    place = QTransform()
    place.translate(left, bottom)
    place.scale((right - left) / (columns - 1), (top - bottom) / (rows - 1))
    map_ = color_map(mark.colormap)
    if mark.filled:
        steps = np.digitize(z, levels).astype(np.float64)
        image = pg.ImageItem(steps, axisOrder="row-major")
        image.setColorMap(map_)
        image.setOpacity(mark.alpha)
        half_x, half_y = (right - left) / (columns - 1) / 2, (top - bottom) / (rows - 1) / 2
        image.setRect(
            QRectF(left - half_x, bottom - half_y, right - left + 2 * half_x,
                   top - bottom + 2 * half_y)
        )  # fmt: skip
        plot.addItem(image)
        return image
    low, high = min(levels), max(levels)
    for i, level in enumerate(levels):
        color = (
            color_of(mark.colors[i % len(mark.colors)], mark.alpha, theme)
            if mark.colors
            else map_.map((level - low) / ((high - low) or 1.0), mode="qcolor")
        )
        item = pg.IsocurveItem(z.T, level, pen=pg.mkPen(color, width=1.5))
        item.setTransform(place)
        plot.addItem(item)
    return None


def _extent(mark: Contour) -> tuple[float, float, float, float]:
    return (
        float(np.min(mark.x)), float(np.max(mark.x)), float(np.min(mark.y)), float(np.max(mark.y)),
    )  # fmt: skip


def _image(plot: Any, mark: Image, logs: Logs, theme: Theme) -> Any:
    values = np.asarray(mark.values, np.float64)
    rows, columns = values.shape[:2]
    upper = mark.origin != "lower"
    left, right, bottom, top = mark.extent or (
        (-0.5, columns - 0.5, rows - 0.5, -0.5)
        if upper
        else (-0.5, columns - 0.5, -0.5, rows - 0.5)
    )
    item = pg.ImageItem(values[::-1] if upper and bottom < top else values, axisOrder="row-major")
    if values.ndim == 2:
        item.setColorMap(color_map(mark.colormap))
        finite = values[np.isfinite(values)]
        low = mark.low if mark.low is not None else float(finite.min()) if finite.size else 0.0
        high = mark.high if mark.high is not None else float(finite.max()) if finite.size else 1.0
        item.setLevels((low, high if high > low else low + 1.0))
    else:
        item.setLevels((0.0, 1.0))
    item.setOpacity(mark.alpha)
    item.setRect(QRectF(min(left, right), min(bottom, top), abs(right - left), abs(top - bottom)))
    plot.addItem(item)
    if upper and bottom > top:
        plot.invertY(True)
    return item if values.ndim == 2 else None


def _band(plot: Any, mark: Band, logs: Logs, theme: Theme) -> None:
    x = _scaled(np.concatenate([mark.x, mark.x[::-1]]), logs[0])
    y = _scaled(np.concatenate([mark.low, mark.high[::-1]]), logs[1])
    outline = QPolygonF([QPointF(*point) for point in zip(x, y, strict=True)])
    item = QGraphicsPolygonItem(outline)
    item.setPen(QPen(Qt.PenStyle.NoPen))
    item.setBrush(color_of(mark.color, mark.alpha, theme))
    plot.addItem(item)


def _rule(plot: Any, mark: Rule, logs: Logs, theme: Theme) -> None:
    at = float(_scaled(np.array(mark.at), logs[1 if mark.horizontal else 0]))
    plot.addItem(pg.InfiniteLine(at, angle=0 if mark.horizontal else 90, pen=_pen(mark, theme)))


def _text(plot: Any, mark: Text, logs: Logs, theme: Theme) -> None:
    item = pg.TextItem(mark.text, color=color_of(mark.color, 1.0, theme), anchor=(0, 1))
    item.setPos(mark.x, mark.y)
    plot.addItem(item, ignoreBounds=True)
    if mark.target is not None:
        x, y = mark.target
        color = color_of(mark.color, 1.0, theme)
        plot.plot([mark.x, x], [mark.y, y], pen=pg.mkPen(color, width=1))


def _arrows(plot: Any, mark: Arrows, logs: Logs, theme: Theme) -> None:
    x, y, u, v = (np.asarray(a, np.float64).ravel() for a in (mark.x, mark.y, mark.u, mark.v))
    longest = float(np.max(np.hypot(u, v), initial=0.0)) or 1.0
    reach = max(np.ptp(x), np.ptp(y), 1e-12) / max(np.sqrt(len(x)), 1.0) / longest
    points = np.stack([np.stack([x, x + u * reach]), np.stack([y, y + v * reach])])
    color = color_of(mark.color, 1.0, theme)
    plot.plot(points[0].T.ravel(), points[1].T.ravel(), connect="pairs", pen=pg.mkPen(color))
    plot.plot(x + u * reach, y + v * reach, pen=None, symbol="o", symbolSize=4, symbolBrush=color,
              symbolPen=None)  # fmt: skip


_RULES: dict[type, Callable[..., Any]] = {
    Line: _line,
    Scatter: _scatter,
    Bars: _bars,
    Histogram: _histogram,
    Contour: _contour,
    Image: _image,
    Band: _band,
    Rule: _rule,
    Text: _text,
    Arrows: _arrows,
}
