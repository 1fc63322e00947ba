"""Wire pixels: thousands of wires as lines of few pens."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.dress import Dress
from app.canvas.flow import Flow
from app.canvas.fragments import draw_lines
from app.canvas.scene import Scene
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


@dataclass(frozen=True)
class Strand:
    """Lines (n, 4) that are drawn once their wires (n,) have come to one of the states `flows`.

    `steps` (n,) are the widths of the pens, the thinnest first.
    """

    flows: tuple[Flow, ...]
    role: str
    strength: float
    lines: Array
    wires: Array
    steps: Array


@dataclass(frozen=True)
class Course:
    """The ways of wires in device px from the plane's zero: of the values, and of what follows."""

    values: Array
    wires: Array
    strands: list[Strand]


class WirePixels:
    """Paints the wires that meet an area of device px, at a scale and in a theme.

    Lines have opaque colours, mixed with the ground, as the lines of a wire overlap. Where they
    run is remembered: what a wire carries changes more often than its way.
    """

    def __init__(self, scale: float, theme: Theme) -> None:
        self._scale, self._theme = scale, theme
        self._key: tuple[object, ...] = ()
        self._course: Course | None = None

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
        course = self._course if key == self._key else None
        if course is None:
            course = self._find(here, wires, scene, dress.fates, smooth)
            if lasting:
                self._key, self._course = key, course
        dashed = smooth and self._scale >= DASH_SCALE
        move = np.tile(move, 2)
        state = dress.flows[0][course.wires]
        for chosen, role, strength in (
            (state == Flow.IDLE, "faint", 0.7),
            (state == Flow.FORWARD, "forward", 1.0 if smooth else 0.6),
            (_among(state, RETURNED) & dashed, "forward", 0.55),
        ):
            painter.setPen(self._pen(role, strength, VALUE_WIDTH * self._scale * smooth))
            draw_lines(painter, course.values[chosen] + move)
        for strand in course.strands:
            chosen = _among(dress.flows[0][strand.wires], strand.flows)
            lines, steps = strand.lines[chosen] + move, strand.steps[chosen]
            cuts = [0, *(np.flatnonzero(np.diff(steps)) + 1).tolist(), len(steps)]
            for start, end in pairwise(cuts if len(steps) else ()):
                width = float(steps[start]) * PEN_STEP
                painter.setPen(self._pen(strand.role, strand.strength, width))
                draw_lines(painter, lines[start:end])

    def _pen(self, role: str, strength: float, width: float) -> QPen:
        pen = QPen(_mixed(self._theme, role, strength), round(width / PEN_STEP) * PEN_STEP)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def _find(
        self, area: QRectF, wires: Array, scene: Scene, fates: tuple[Array, Array], smooth: bool
    ) -> Course:
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
        if not smooth or self._scale < DASH_SCALE:
            wide = widths[wire] * self._scale * smooth
            strength = 0.8 if smooth else 0.6
            strands = []
            for flows, role in (((Flow.CUT,), "mute"), (RETURNED, "backward")):
                last = np.flatnonzero(_among(states[wire], flows))
                rows = joined(lines[last], wide[last])
                strands.append(_strand(flows, role, strength, rows, wire[last], wide[last]))
            return Course(lines, wire, strands)
        grown = max(self._scale, DASH_LEAST)
        strands = []
        for flow, (dash, gap) in DASHES.items():
            last = states[owner] == flow
            rows, ends = dashes_of(curves[last], owner[last], dash * grown, gap * grown)
            if not whole:
                seen = within(rows, area)
                rows, ends = rows[seen], ends[seen]
            wide = widths[ends] * self._scale
            strands.append(_strand((flow,), wire_role(flow), 1.0, rows, ends, wide))
        return Course(lines, wire, strands)


def _strand(
    flows: tuple[Flow, ...], role: str, strength: float, lines: Array, wires: Array, widths: Array
) -> Strand:
    """A strand of lines (n, 4) of widths (n,) in device px."""
    steps = np.round(widths / PEN_STEP).astype(np.int64)
    order = np.argsort(steps, kind="stable")
    return Strand(flows, role, strength, lines[order], wires[order], steps[order])


def _among(states: Array, flows: tuple[Flow, ...]) -> Array:
    """(n,) which of the states are some of these."""
    wanted = np.zeros(len(Flow), bool)
    wanted[list(flows)] = True
    found: Array = wanted[states]
    return found


def _scaled(area: QRectF, scale: float) -> QRectF:
    return QRectF(area.topLeft() * scale, area.size() * scale)


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
