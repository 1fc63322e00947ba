"""Density: a graph too large for its parts to be told apart, as an image of how many there are."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from app.canvas.trails import basis
from app.theme import Theme
from engine.dtype import Array

WIRES, NODES = 16, 8  # shades
SHARES = 4  # between all forward and all backward
STEPS = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512])
MOST_POINTS = 1_500_000  # along all wires: where that is less than one a px they lie further apart
AT_ONCE = 200_000  # points


def spacing(curves: Array, scale: float) -> float:
    """The px between the points that stand for curves (p, 4, 2) drawn at a scale."""
    length = float(np.abs(curves[:, 3] - curves[:, 0]).sum()) * scale
    return max(1.0, length / MOST_POINTS)


def density_image(
    area: QRect,
    curves: Array,
    back: Array,
    apart: float,
    cards: Array,
    size: tuple[float, float],
    theme: Theme,
) -> QImage:
    """The picture of an area in device px.

    `curves` (p, 4, 2), the middles of `cards` (n, 2) and their `size` are in device px, `back`
    (p,) tells whether a curve's wire has carried a gradient; its points are so many px `apart`.
    """
    wide, high = area.width(), area.height()
    wires = np.zeros(wide * high, np.int64)
    backward = np.zeros(wide * high, np.int64)
    corner = np.array([area.left(), area.top()])
    extent = np.abs(curves[:, 3] - curves[:, 0]).sum(1) / apart
    counts = STEPS[np.minimum(np.searchsorted(STEPS, extent), len(STEPS) - 1)]
    for count in np.unique(counts).tolist():
        weights = basis(count)[1:]
        chosen = np.flatnonzero(counts == count)
        for part in np.array_split(chosen, 1 + len(chosen) * count // AT_ONCE):
            spots, inside = _spots(weights @ curves[part], corner, wide, high)
            wires += np.bincount(spots, minlength=wide * high)
            if back.any():
                late = np.repeat(back[part], count)[inside]
                backward += np.bincount(spots[late], minlength=wide * high)
    columns, rows = (np.arange(max(1, round(px))) - (px - 1) / 2 for px in size)
    offsets = np.stack(np.meshgrid(columns, rows), 2).reshape(-1, 1, 2)
    spots, _ = _spots(cards + offsets, corner, wide, high)
    nodes = np.bincount(spots, minlength=wide * high)
    share = (backward * (SHARES - 1) + wires // 2) // np.maximum(wires, 1)
    shade = np.minimum(wires, WIRES - 1) + WIRES * (share + SHARES * np.minimum(nodes, NODES - 1))
    pixels = _shades(theme)[shade].reshape(high, wide)
    return QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_RGB32).copy()


def _spots(points: Array, corner: Array, wide: int, high: int) -> tuple[Array, Array]:
    """The pixels under those points (n, 2) that lie in the image, and which of them do."""
    x, y = (np.floor(points.reshape(-1, 2).T).astype(np.int32) - corner[:, None]).astype(np.int32)
    inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
    return (y * np.int32(wide) + x)[inside], inside


@lru_cache(maxsize=2)
def _shades(theme: Theme) -> Array:
    """The colour of every number of wires, share of backward and number of nodes."""
    ground, forward, backward, card = map(
        _rgb, (theme.ground, theme.forward, theme.backward, theme.mute)
    )
    shades = np.empty((NODES, SHARES, WIRES, 3))
    for n in range(NODES):
        for share in range(SHARES):
            wire = forward + (backward - forward) * share / (SHARES - 1)
            for w in range(WIRES):
                color = ground + (wire - ground) * (0.85 * (w / (WIRES - 1)) ** 0.6)
                shades[n, share, w] = color + (card - color) * (0.9 * (n / (NODES - 1)) ** 0.4)
    red, green, blue = np.moveaxis(np.round(shades).astype(np.uint32), 3, 0).reshape(3, -1)
    return np.uint32(0xFF000000) | red << 16 | green << 8 | blue


def _rgb(name: str) -> Array:
    color = QColor(name)
    return np.array([color.red(), color.green(), color.blue()], np.float64)
