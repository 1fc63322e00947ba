"""Wire pixels: thousands of wires as lines of few pens."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from app.canvas.dress import Dress
from app.canvas.flow import Flow
from app.canvas.scene import Scene
from app.canvas.strands import PEN_STEP, Strand, among
from app.canvas.strokes import DASHES, wire_role
from app.canvas.trails import dashes_of, joined, lines_of, within
from app.theme import Theme
from engine.dtype import Array

DASH_SCALE = 0.42  # device px to a px of the plane: below it wires have no dashes
DASH_LEAST = 0.75  # below this scale dashes keep their length, as they would blur
COARSE = 0.2  # of the lines along wires that are not smooth
VALUE_WIDTH = 1.4  # px
RETURNED = (Flow.GRADIENT, Flow.ZERO, Flow.BROKEN)


class WirePixels:
    """Paints the wires that meet an area of device px, at a scale and in a theme.

    Lines have opaque colours, mixed with the ground, as the lines of a wire overlap. Where they
    run is remembered: what a wire carries changes more often than its way.
    """

    def __init__(self, scale: float, theme: Theme) -> None:
        self._scale, self._theme = scale, theme
        self._key: tuple[object, ...] = ()
        self._strands: list[Strand] = []

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        move: Array,
        wires: Array,
        scene: Scene,
        dress: Dress,
        *,
        smooth: bool,
        lasting: bool,
    ) -> None:
        """Values first, thin and even; over them the gradients, the widest last.

        `wires` are those that may meet the area; the plane's zero lies at `move` (2,). A `lasting`
        area will be painted again.
        """
        here = area.translated(*(-move).tolist())
        key = (scene, scene.moves, dress, dress.fates_at, here.getRect(), smooth)
        strands = self._strands if key == self._key else None
        if strands is None:
            strands = self._find(here, wires, scene, dress.fates, smooth)
            if lasting:
                self._key, self._strands = key, strands
        for strand in strands:
            strand.draw(painter, dress.flows[0], move)

    def _find(
        self, area: QRectF, wires: Array, scene: Scene, fates: tuple[Array, Array], smooth: bool
    ) -> list[Strand]:
        """Where wires run; `fates` are their last states and their widths in px then."""
        curves, owner = scene.curves_of(wires)
        curves = curves * self._scale
        whole = area.contains(_scaled(scene.extent, self._scale))
        lines, curve = lines_of(curves, 1.0 if smooth else COARSE)
        if not whole:
            seen = within(lines, area)
            lines, curve = lines[seen], curve[seen]
        wire = owner[curve]
        states, widths = fates
        dashed = smooth and self._scale >= DASH_SCALE
        steps = np.full(len(lines), round(VALUE_WIDTH * self._scale * smooth / PEN_STEP))
        strands = [
            Strand(flows, self._color(role, strength), lines, wire, steps)
            for flows, role, strength in (
                ((Flow.IDLE,), "faint", 0.7),
                ((Flow.FORWARD,), "forward", 1.0 if smooth else 0.6),
                (RETURNED if dashed else (), "forward", 0.55),
            )
        ]
        if not dashed:
            wide = widths[wire] * self._scale * smooth
            for flows, role in (((Flow.CUT,), "mute"), (RETURNED, "backward")):
                color = self._color(role, 0.8 if smooth else 0.6)
                last = np.flatnonzero(among(states[wire], flows))
                rows = joined(lines[last], wide[last])
                strands.append(_strand(flows, color, rows, wire[last], wide[last]))
            return strands
        grown = max(self._scale, DASH_LEAST)
        for flow, (dash, gap) in DASHES.items():
            last = states[owner] == flow
            rows, ends = dashes_of(curves[last], owner[last], dash * grown, gap * grown)
            if not whole:
                seen = within(rows, area)
                rows, ends = rows[seen], ends[seen]
            wide, color = widths[ends] * self._scale, self._color(wire_role(flow), 1.0)
            strands.append(_strand((flow,), color, rows, ends, wide))
        return strands

    def _color(self, role: str, strength: float) -> QColor:
        """The colour of a role as it looks at an opacity over the ground."""
        color, ground = self._theme.color(role), self._theme.color("ground")
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


def _strand(
    flows: tuple[Flow, ...],
    color: QColor,
    lines: Array,
    wires: Array,
    widths: Array,
) -> Strand:
    """A strand of lines (n, 4) of widths (n,) in device px."""
    steps = np.round(widths / PEN_STEP).astype(np.int64)
    order = np.argsort(steps, kind="stable")
    return Strand(flows, color, lines[order], wires[order], steps[order])


def _scaled(area: QRectF, scale: float) -> QRectF:
    return QRectF(area.topLeft() * scale, area.size() * scale)
