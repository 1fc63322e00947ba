"""Strands: lines that show once their wires have come to a state, drawn again from a sheet.

A painter takes longer for a wide dash than for a picture of several dashes. What is drawn
a second time is therefore drawn from such pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.canvas.flow import Flow
from app.canvas.fragments import draw_lines, draw_pieces
from engine.dtype import Array

PEN_STEP = 0.25  # device px between the widths of pens; one of no width is a px wide
FINE = 4  # steps of pens of a px
RUN = 24.0  # device px of a wire to a picture
RIM = 1.0  # device px about the lines of a picture
SHEET_WIDTH = 128
LARGEST = 6_000_000  # device px of a sheet: larger ones are not made


@dataclass(frozen=True)
class Runs:
    """Pictures of parts of wires: their wires (n,), pieces of a sheet (n, 4) and middles (n, 2)."""

    sheet: QPixmap
    wires: Array
    pieces: Array
    middles: Array


class Strand:
    """Lines (n, 4) of one colour, drawn where their wires (n,) are in one of the states `flows`.

    Lines of a wire follow each other, the thinnest come first; `steps` (n,) are their widths in
    steps of pens. Those of a px are drawn quickly: only wider ones are worth a sheet.
    """

    def __init__(
        self,
        flows: tuple[Flow, ...],
        color: QColor,
        lines: Array,
        wires: Array,
        steps: Array,
    ) -> None:
        self._flows, self._color = flows, color
        self._lines, self._wires, self._steps = lines, wires, steps
        self._known = False
        self._runs: Runs | None = None

    def draw(self, painter: QPainter, states: Array, move: Array) -> None:
        """Draw what the wires in these states (m,) have of it, moved by whole device px (2,)."""
        if self._runs is not None:
            chosen = among(states[self._runs.wires], self._flows)
            middles = self._runs.middles[chosen] + move
            draw_pieces(painter, self._runs.sheet, self._runs.pieces[chosen], middles)
            return
        chosen = among(states[self._wires], self._flows)
        if not chosen.any():
            return
        if self._known:
            self._runs, self._known = self._drawn(), False
            if self._runs is not None:
                self.draw(painter, states, move)
                return
        else:
            self._known = bool(self._steps[-1] > FINE)
        self._draw_lines(painter, self._lines[chosen] + np.tile(move, 2), self._steps[chosen])

    def _draw_lines(self, painter: QPainter, lines: Array, steps: Array) -> None:
        cuts = [0, *(np.flatnonzero(np.diff(steps)) + 1).tolist(), len(steps)]
        for start, end in pairwise(cuts):
            pen = QPen(self._color, float(steps[start]) * PEN_STEP)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            draw_lines(painter, lines[start:end])

    def _drawn(self) -> Runs | None:
        """All of it as pictures, unless they were too large."""
        first = firsts(self._lines, self._wires)
        reach = self._steps * (PEN_STEP / 2) + RIM
        ends = self._lines.reshape(-1, 2, 2)
        low = np.minimum.reduceat(ends.min(1) - reach[:, None], first)
        high = np.maximum.reduceat(ends.max(1) + reach[:, None], first)
        low = np.floor(low)
        sizes = np.ceil(high) - low
        if sizes.prod(1).sum() > LARGEST:
            return None
        corners, size = packed(sizes)
        sheet = QPixmap(size)
        sheet.fill(Qt.GlobalColor.transparent)
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        counts = np.diff(np.append(first, len(self._lines)))
        moves = np.repeat(np.tile(corners - low, 2), counts, axis=0)
        self._draw_lines(painter, self._lines + moves, self._steps)
        painter.end()
        pieces = np.concatenate([corners, sizes], 1)
        return Runs(sheet, self._wires[first], pieces, low + sizes / 2)


def among(states: Array, flows: tuple[Flow, ...]) -> Array:
    """(n,) which of the states are some of these."""
    wanted = np.zeros(len(Flow), bool)
    wanted[list(flows)] = True
    found: Array = wanted[states]
    return found


def firsts(lines: Array, wires: Array) -> Array:
    """The first line of each run: of a wire, and of as much of it as makes a picture."""
    along = np.cumsum(np.hypot(*np.diff(lines[:, :2], axis=0, prepend=lines[:1, :2]).T))
    begins = np.diff(wires, prepend=-1) != 0
    start = along[begins][np.cumsum(begins) - 1]
    return np.flatnonzero(begins | (np.diff((along - start) // RUN, prepend=0) != 0))


def packed(sizes: Array) -> tuple[Array, QSize]:
    """Corners (n, 2) of boxes (n, 2) in rows, the highest first, and the size of their sheet."""
    order = np.argsort(-sizes[:, 1], kind="stable")
    wide, high = sizes[order].T
    room = max(SHEET_WIDTH, wide.max())
    left = np.cumsum(wide) - wide
    row = (left // room).astype(np.int64)  # which a box begins in, and may leave
    first = np.flatnonzero(np.diff(row, prepend=-1))
    bottom = np.cumsum(high[first])
    corners = np.empty_like(sizes)
    corners[order] = np.stack([left - left[first][row], (bottom - high[first])[row]], 1)
    return corners, QSize(int(room + wide.max()), int(bottom[-1]))
