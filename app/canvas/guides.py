"""Guides: where a card that is dragged lines up with those in view, or stands midway between two.

Everything is numpy on the cards in view, so that a drag costs what is seen and not what there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.canvas.scene import Scene
from app.theme import Theme
from engine.dtype import Array

REACH_PX = 6.0  # of the screen
OVERHANG = 12.0  # px by which a guide is longer than what it joins
PARTS = np.array([0.0, 0.5, 1.0])  # start, middle and end of a card


@dataclass(frozen=True)
class Snap:
    """How far to move what is dragged so that it lines up, and the lines that show with what."""

    by: QPointF
    lines: tuple[QLineF, ...] = ()


def snap(scene: Scene, moved: Array, rect: QRectF, view: QRectF, scale: float) -> Snap:
    """Where the cards of numbers `moved`, which fill `rect`, line up with others in view."""
    seen = scene.visible_nodes(view)
    others = seen[~np.isin(seen, moved)]
    if not len(others):
        return Snap(QPointF())
    half = scene.size[others] / 2
    low, high = scene.xy[others] - half, scene.xy[others] + half
    start = np.array([rect.left(), rect.top()])
    size = np.array([rect.width(), rect.height()])
    reach = REACH_PX / scale
    by, midway = np.zeros(2), [False, False]
    for axis in (0, 1):
        step = _in_line(low[:, axis], high[:, axis], start[axis], size[axis], reach)
        if step is None:
            step = _midway(low, high, start, size, axis, reach)
            midway[axis] = step is not None
        by[axis] = step or 0.0
    start = start + by
    lines: list[QLineF] = []
    for axis in (0, 1):
        if not midway[axis]:
            lines += _lines(low, high, start, size, axis)
    return Snap(QPointF(*by.tolist()), tuple(lines + _gaps(low, high, start, size, midway)))


def _in_line(low: Array, high: Array, start: float, size: float, reach: float) -> float | None:
    """The shortest way along one axis to where a part of the card lines up with one of another."""
    theirs = low[:, None] + (high - low)[:, None] * PARTS
    ways = (theirs[:, None, :] - (start + size * PARTS)[None, :, None]).ravel()
    k = int(np.abs(ways).argmin())
    return float(ways[k]) if abs(ways[k]) <= reach else None


def _beside(low: Array, high: Array, start: Array, size: Array, axis: int) -> tuple[Array, Array]:
    """The cards before and after along an axis that overlap across it."""
    across = 1 - axis
    level = (low[:, across] < start[across] + size[across]) & (high[:, across] > start[across])
    before = np.flatnonzero(level & (high[:, axis] <= start[axis] + size[axis] / 2))
    after = np.flatnonzero(level & (low[:, axis] >= start[axis] + size[axis] / 2))
    return before, after


def _midway(
    low: Array, high: Array, start: Array, size: Array, axis: int, reach: float
) -> float | None:
    """The way to the middle between the nearest card before and the nearest after."""
    before, after = _beside(low, high, start, size, axis)
    if not len(before) or not len(after):
        return None
    middle = (high[before, axis].max() + low[after, axis].min() - size[axis]) / 2
    way = float(middle - start[axis])
    return way if abs(way) <= reach else None


def _lines(low: Array, high: Array, start: Array, size: Array, axis: int) -> list[QLineF]:
    """The lines along which parts of the card and of others lie."""
    across = 1 - axis
    found = []
    for part in PARTS:
        line = start[axis] + size[axis] * part
        theirs = low[:, axis, None] + (high - low)[:, axis, None] * PARTS
        on = (np.abs(theirs - line) < 0.01).any(1)
        if on.any():
            first = min(low[on, across].min(), start[across]) - OVERHANG
            last = max(high[on, across].max(), start[across] + size[across]) + OVERHANG
            found.append(_line(axis, line, first, last))
    return found


def _gaps(low: Array, high: Array, start: Array, size: Array, midway: list[bool]) -> list[QLineF]:
    """The two equal gaps before and after a card that stands midway."""
    found = []
    for axis in (0, 1):
        if midway[axis]:
            before, after = _beside(low, high, start, size, axis)
            line = start[1 - axis] + size[1 - axis] / 2
            first, last = high[before, axis].max(), low[after, axis].min()
            found.append(_line(1 - axis, line, first, start[axis]))
            found.append(_line(1 - axis, line, start[axis] + size[axis], last))
    return found


def _line(axis: int, at: float, first: float, last: float) -> QLineF:
    """A line across an axis, at a place on it."""
    ends = (at, first, at, last) if axis == 0 else (first, at, last, at)
    return QLineF(*map(float, ends))


def paint_guides(painter: QPainter, lines: tuple[QLineF, ...], scale: float, theme: Theme) -> None:
    """Thin lines in the colour of the hand."""
    painter.setPen(QPen(theme.color("hand"), 1.0 / scale))
    for line in lines:
        painter.drawLine(line)
