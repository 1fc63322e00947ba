"""Wire pixels: thousands of wires as lines of few pens."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.flow import Flow
from app.canvas.fragments import draw_lines
from app.canvas.strokes import DASHES, wire_role
from app.canvas.trails import dashes_of, joined, lines_of, within
from app.theme import Theme
from engine.dtype import Array

DASH_SCALE = 0.42  # device px to a px of the plane: below it wires have no dashes
DASH_LEAST = 0.75  # below this scale dashes keep their length, as they would blur
PEN_STEP = 0.25  # device px between the widths of pens; one of no width is a px wide
COARSE = 0.2  # of the lines along wires that are not smooth
VALUE_WIDTH = 1.4  # px
RETURNED = (Flow.GRADIENT, Flow.ZERO, Flow.BROKEN)


class WirePixels:
    """Paints the wires that meet an area of device px, at a scale and in a theme.

    Lines have opaque colours, mixed with the ground, as the lines of a wire overlap.
    """

    def __init__(self, scale: float, theme: Theme) -> None:
        self._scale, self._theme = scale, theme

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        move: Array,
        curves: Array,
        owner: Array,
        flows: tuple[Array, Array],
        *,
        whole: bool,
        smooth: bool,
    ) -> None:
        """Values first, thin and even; over them the gradients, the widest last.

        `curves` (p, 4, 2) are in device px from the plane's zero, which lies at `move` (2,);
        `owner` (p,) is each curve's wire, `flows` the state and the width in px of every wire;
        `whole` tells that all of them lie in the area.
        """
        states, widths = flows
        area = area.translated(*(-move).tolist())
        dashed = smooth and self._scale >= DASH_SCALE
        lines, curve = lines_of(curves, 1.0 if smooth else COARSE)
        if not whole:
            seen = within(lines, area)
            lines, curve = lines[seen], curve[seen]
        wire = owner[curve]
        state = states[wire]
        returned = np.isin(state, RETURNED)
        thin = np.full(len(lines), VALUE_WIDTH * self._scale * smooth)
        for chosen, role, strength in (
            (state == Flow.IDLE, "faint", 0.7),
            (state == Flow.FORWARD, "forward", 1.0 if smooth else 0.6),
            (returned & dashed, "forward", 0.55),
        ):
            self._draw(painter, lines[chosen] + np.tile(move, 2), thin[chosen], role, strength)
        if not dashed:
            wide = widths[wire] * self._scale * smooth
            lines = joined(lines, wide) + np.tile(move, 2)
            for chosen, role in ((state == Flow.CUT, "mute"), (returned, "backward")):
                self._draw(painter, lines[chosen], wide[chosen], role, 0.8 if smooth else 0.6)
            return
        grown = max(self._scale, DASH_LEAST)
        for flow, (dash, gap) in DASHES.items():
            chosen = states[owner] == flow
            rows, wire = dashes_of(curves[chosen], owner[chosen], dash * grown, gap * grown)
            if not whole:
                seen = within(rows, area)
                rows, wire = rows[seen], wire[seen]
            wide = widths[wire] * self._scale
            self._draw(painter, rows + np.tile(move, 2), wide, wire_role(flow), 1.0)

    def _draw(
        self, painter: QPainter, lines: Array, widths: Array, role: str, strength: float
    ) -> None:
        """Lines (n, 4) of widths (n,), the thin ones first."""
        steps = np.round(widths / PEN_STEP).astype(np.int64)
        pen = QPen(_mixed(self._theme, role, strength))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        for step in np.unique(steps).tolist():
            pen.setWidthF(step * PEN_STEP)
            painter.setPen(pen)
            draw_lines(painter, lines[steps == step])


def _mixed(theme: Theme, role: str, strength: float) -> QColor:
    """The colour of a role as it looks at an opacity over the ground."""
    color, ground = theme.color(role), theme.color("ground")
    return QColor(
        *(
            round(a * strength + b * (1 - strength))
            for a, b in (
                (color.red(), ground.red()),
                (color.green(), ground.green()),
                (color.blue(), ground.blue()),
            )
        )
    )
