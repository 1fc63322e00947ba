"""Trails: wires as short straight lines in device px, no finer than an eye can see, and dashes."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QRectF

from engine.dtype import Array

LEVEL = 2.0  # px: a curve that rises less is a straight line
STEPS = np.array([1, 2, 4, 6, 8, 12, 16, 24, 32])  # lines for a curve
EXTENTS = np.array([2.0, 6.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0])  # px of the curve, between
DASH_STEPS = 16
WIDE = 1.75  # px: bends of narrower lines have no notches that show
JOINT = 0.12  # of a line's width by which its ends reach on, so that bends have no notches
WIDEST = 20.0  # px that a line may reach beyond its ends
APART = 10.0  # px between the arc lengths of different wires


@cache
def basis(count: int) -> Array:
    """Bernstein weights (count + 1, 4) of a cubic curve."""
    t = np.linspace(0, 1, count + 1)[:, None]
    s = 1 - t
    return np.concatenate([s**3, 3 * t * s**2, 3 * t * t * s, t**3], 1)


def lines_of(curves: Array, finish: float = 1.0) -> tuple[Array, Array]:
    """Lines (n, 4) along curves (p, 4, 2) in device px, and of each (n,) its curve's number.

    A `finish` below 1 makes them coarser.
    """
    extent = np.abs(curves[:, 3] - curves[:, 0])
    reach = np.where(extent[:, 1] < LEVEL, 0.0, finish * extent.sum(1))
    steps = STEPS[np.searchsorted(EXTENTS, reach)]
    rows = np.concatenate([[0], np.cumsum(steps)])
    lines = np.empty((int(rows[-1]), 4))
    for count in np.unique(steps).tolist():
        chosen = np.flatnonzero(steps == count)
        if count == 1:
            lines[rows[chosen]] = curves[chosen][:, ::3].reshape(-1, 4)
            continue
        points = basis(count) @ curves[chosen]
        place = (rows[chosen, None] + np.arange(count)).ravel()
        lines[place] = np.concatenate([points[:, :-1], points[:, 1:]], 2).reshape(-1, 4)
    return lines, np.repeat(np.arange(len(curves)), steps)


def within(lines: Array, area: QRectF) -> Array:
    """Which of the lines (n, 4) may show in an area."""
    low = np.minimum(lines[:, :2], lines[:, 2:])
    high = np.maximum(lines[:, :2], lines[:, 2:])
    return np.flatnonzero(
        (high[:, 0] > area.left() - WIDEST)
        & (low[:, 0] < area.right() + WIDEST)
        & (high[:, 1] > area.top() - WIDEST)
        & (low[:, 1] < area.bottom() + WIDEST)
    )


def joined(lines: Array, widths: Array) -> Array:
    """The lines, those of widths (n,) that are wide a little longer at both ends."""
    wide = np.flatnonzero(widths > WIDE)
    if not len(wide):
        return lines
    result = lines.copy()
    result[wide] = _longer(lines[wide], JOINT * widths[wide])
    return result


def _longer(lines: Array, more: Array) -> Array:
    along = lines[:, 2:] - lines[:, :2]
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    step = along * (more / length)[:, None]
    return np.concatenate([lines[:, :2] - step, lines[:, 2:] + step], 1)


def dashes_of(curves: Array, wire: Array, dash: float, gap: float) -> tuple[Array, Array]:
    """Dashes (n, 4) of px lengths along wires, and of each (n,) the number of its wire.

    `wire` (p,) tells which wire each curve (p, 4, 2) is a part of; a wire's curves follow each
    other.
    """
    if not len(curves):
        return np.empty((0, 4)), np.empty(0, np.int64)
    points = basis(DASH_STEPS) @ curves
    steps = np.hypot(*np.moveaxis(np.diff(points, axis=1), 2, 0))
    begins = np.concatenate([[True], wire[1:] != wire[:-1]])
    ahead = np.where(begins, APART, 0.0)[:, None]
    arc = np.cumsum(np.concatenate([ahead, steps], 1).ravel())
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(curves)) - 1
    start, end = arc[first * (DASH_STEPS + 1)], arc[(last + 1) * (DASH_STEPS + 1) - 1]
    counts = np.maximum(np.ceil((end - start) / (dash + gap)).astype(np.int64), 0)
    owner = np.repeat(np.arange(len(first)), counts)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    from_ = start[owner] + nth * (dash + gap)
    to = np.minimum(from_ + dash, end[owner])
    x, y = points.reshape(-1, 2).T
    ends = [np.interp(at, arc, axis) for at in (from_, to) for axis in (x, y)]
    return np.stack(ends, axis=1), wire[first][owner]
