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
AT_ONCE, LEAST = 200_000, 8  # points, and as how many a curve counts at least
ONE_WIRE, ONE_NODE = np.uint32(1), np.uint32(1 << 20)  # in one number of a pixel


def spacing(curves: Array, scale: float) -> float:
    """The px between the points that stand for curves (p, 4, 2) drawn at a scale."""
    length = float(np.abs(curves[:, 3] - curves[:, 0]).sum()) * scale
    return max(1.0, length / MOST_POINTS)


def density_image(
    area: QRect,
    curves: Array,
    scale: float,
    back: Array,
    apart: float,
    cards: Array,
    size: tuple[float, float],
    theme: Theme,
) -> QImage:
    """The picture of an area in device px.

    `curves` (p, 4, 2) are in px of the plane, of which there are `scale` device px; the middles of
    `cards` (n, 2) and their `size` are in device px; `back` (p,) tells whether a curve's wire has
    carried a gradient; its points are so many device px `apart`.
    """
    wide, high = area.width(), area.height()
    corner = np.array([area.left(), area.top()])
    extent = np.abs(curves[:, 3] - curves[:, 0]).sum(1) * (scale / apart)
    counts = STEPS[np.minimum(np.searchsorted(STEPS, extent), len(STEPS) - 1)]
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    found = np.frombuffer(image.bits(), np.uint32)
    found[:] = 0
    backward = np.zeros(wide * high, np.uint32)
    for count in np.unique(counts).tolist():
        weights = basis(count)[1:] * scale
        chosen = np.flatnonzero(counts == count)
        for part in np.array_split(chosen, 1 + len(chosen) * max(count, LEAST) // AT_ONCE):
            spots, inside = _spots(weights @ curves[part], corner, wide, high)
            np.add.at(found, spots, ONE_WIRE)
            if back[part].any():
                np.add.at(backward, spots[np.repeat(back[part], count)[inside]], ONE_WIRE)
    columns, rows = (np.arange(max(1, round(px))) - (px - 1) / 2 for px in size)
    for offset in np.stack(np.meshgrid(columns, rows), 2).reshape(-1, 2):
        np.add.at(found, _spots(cards + offset, corner, wide, high)[0], ONE_NODE)
    for start in range(0, len(found), AT_ONCE):
        band = slice(start, start + AT_ONCE)
        found[band] = _shaded(found[band], backward[band], _shades(theme))
    return image


def _shaded(found: Array, backward: Array, shades: Array) -> Array:
    """The colours of pixels on which so much was found."""
    colors = np.full(len(found), shades[0])
    inked = np.flatnonzero(found)
    n, w = np.divmod(found[inked].astype(np.int64), int(ONE_NODE))
    share = (backward[inked] * (SHARES - 1) + w // 2) // np.maximum(w, 1)
    shade = np.minimum(w, WIRES - 1) + WIRES * (share + SHARES * np.minimum(n, NODES - 1))
    colors[inked] = shades[shade]
    return colors


def _spots(points: Array, corner: Array, wide: int, high: int) -> tuple[Array, Array]:
    """The pixels under those points (…, 2) that lie in the image, and which of them do."""
    cells = np.floor(points, out=points).astype(np.int32).reshape(-1, 2)
    cells -= corner.astype(np.int32)
    x, y = cells.view(np.uint32).T  # what lies left or above is very large
    inside = (x < wide) & (y < high)
    spots = (y * np.uint32(wide) + x).view(np.int32)
    return (spots if inside.all() else spots[inside]), inside


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
