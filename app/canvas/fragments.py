"""Rows of numbers that the painter reads as lines, rectangles or pieces of a pixmap.

One call draws thousands of them, and Python makes no object for each.
"""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from engine.dtype import Array

Kind = TypeVar("Kind")
FRAGMENT = 10  # doubles: centre, source rectangle, scale x and y, rotation, opacity


def draw_lines(painter: QPainter, lines: Array) -> None:
    """Lines (n, 4) from x, y to x, y with the painter's pen."""
    rows = np.ascontiguousarray(lines, np.float64)
    if len(rows):
        painter.drawLines(_first(rows, QLineF), len(rows))


def draw_rectangles(painter: QPainter, rectangles: Array) -> None:
    """Rectangles (n, 4) of x, y, width, height with the painter's pen and brush."""
    rows = np.ascontiguousarray(rectangles, np.float64)
    if len(rows):
        painter.drawRects(_first(rows, QRectF), len(rows))


def draw_pieces(
    painter: QPainter, sheet: QPixmap, pieces: Array, centres: Array, opacity: float = 1.0
) -> None:
    """Pieces (n, 4) of x, y, width, height of a sheet about centres (n, 2), unscaled.

    Every piece must lie on the sheet: the painter does not look.
    """
    rows = np.empty((len(pieces), FRAGMENT))
    rows[:, :2] = centres
    rows[:, 2:6] = pieces
    rows[:, 6:8] = 1
    rows[:, 8] = 0
    rows[:, 9] = opacity
    if len(rows):
        painter.drawPixmapFragments(_first(rows, QPainter.PixmapFragment), len(rows), sheet)


def _first(rows: Array, kind: type[Kind]) -> Kind:
    """The first row as Qt's object, behind which Qt finds the others."""
    address: int = rows.__array_interface__["data"][0]
    return cast(Kind, shiboken6.wrapInstance(address, kind))
