"""Sprites: small pictures painted once at one scale, and drawn from one sheet ever after."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from app.canvas.fragments import draw_pieces
from engine.dtype import Array

SHEET_WIDTH = 2048  # px
ENOUGH_ROWS = 2048  # px: a sheet higher than this is begun anew before the next picture
MARGIN = 1  # px between sprites

Paint = Callable[[QPainter], None]
Sprite = tuple[Hashable, QRectF, Paint]  # key, what it covers about its origin, how to paint it


class Sprites:
    """Pictures by key, for one scale (device px to a px of the plane).

    A sprite is painted about an origin, and is drawn with its origin on a whole device px.
    """

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self._number: dict[Hashable, int] = {}
        self._sheet = QPixmap()
        self._pieces: list[tuple[int, int, int, int]] = []
        self._middles: list[tuple[float, float]] = []
        self._table = np.empty((0, 6))
        self._x = self._y = self._row = 0

    @property
    def is_full(self) -> bool:
        """Whether the sheet has grown so large that a new one should be begun."""
        return self._y > ENOUGH_ROWS

    def number(self, key: Hashable, bounds: QRectF, paint: Paint) -> int:
        """The number of a sprite, which `paint` paints in px of the plane the first time.

        `bounds` is what it covers about its origin, in px of the plane.
        """
        found = self._number.get(key)
        return self.numbers([(key, bounds, paint)])[0] if found is None else found

    def numbers(self, wanted: Sequence[Sprite]) -> list[int]:
        """The numbers of sprites that are not there yet, painted in one go, which takes far less
        time than one by one."""
        places = [self._place(bounds) for _, bounds, _ in wanted]
        painter = QPainter(self._sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (_, _, paint), (piece, origin) in zip(wanted, places, strict=True):
            painter.save()
            painter.setClipRect(*piece)
            painter.translate(*origin)
            painter.scale(self.scale, self.scale)
            paint(painter)
            painter.restore()
        painter.end()
        first = len(self._pieces)
        for number, ((key, _, _), (piece, origin)) in enumerate(
            zip(wanted, places, strict=True), first
        ):
            x, y, wide, high = piece
            self._number[key] = number
            self._pieces.append(piece)
            self._middles.append((x - origin[0] + wide / 2, y - origin[1] + high / 2))
        return list(range(first, len(self._pieces)))

    def draw(
        self,
        painter: QPainter,
        numbers: Sequence[int] | Array,
        origins: Array,
        opacity: float = 1.0,
    ) -> None:
        """Sprites in this order, each with its origin on (n, 2) whole device px."""
        if not len(numbers):
            return
        if len(self._table) < len(self._pieces):
            self._table = np.concatenate([self._pieces, self._middles], 1)
        rows = self._table[np.asarray(numbers)]
        draw_pieces(painter, self._sheet, rows[:, :4], origins + rows[:, 4:], opacity)

    def _place(self, bounds: QRectF) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
        """Room on the sheet, row after row, and where the origin lies; the sheet grows with it."""
        scale = self.scale
        left, top = math.floor(bounds.left() * scale) - 1, math.floor(bounds.top() * scale) - 1
        wide = math.ceil(bounds.right() * scale) + 1 - left
        high = math.ceil(bounds.bottom() * scale) + 1 - top
        if self._x + wide > max(SHEET_WIDTH, self._sheet.width()):
            self._x, self._y, self._row = 0, self._y + self._row, 0
        x, y = self._x, self._y
        self._x += wide + MARGIN
        self._row = max(self._row, high + MARGIN)
        if x + wide > self._sheet.width() or y + high > self._sheet.height():
            grown = QPixmap(
                max(SHEET_WIDTH, self._sheet.width(), x + wide),
                max(y + high, min(2 * self._sheet.height(), 4096), 256),
            )
            grown.fill(Qt.GlobalColor.transparent)
            if not self._sheet.isNull():
                painter = QPainter(grown)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                painter.drawPixmap(0, 0, self._sheet)
                painter.end()
            self._sheet = grown
        return (x, y, wide, high), (x - left, y - top)
