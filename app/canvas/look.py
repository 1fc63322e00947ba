"""Look: in how much detail a scene is painted at a scale, the same wherever the view lies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QSizeF

from app.canvas.density import spacing
from app.canvas.scene import Scene

TEXT_SCALE = 0.3  # device px to a px of the plane: below it cards have no text
CARD_SCALE = 0.1  # below it cards are rectangles
SMOOTH_WIRES = 6_000  # about so many in view: more are lines without antialiasing
COUNTED_WIRES = 30_000  # more are an image of how many there are


class Detail(IntEnum):
    """How much of a card can be told."""

    DENSITY = 0
    RECTANGLES = 1
    CARDS = 2
    TEXTS = 3


@dataclass(frozen=True, slots=True)
class Look:
    """How a scene is seen: device px to a px of the plane, the detail, whether wires are smooth,
    and how many px the points of a wire are apart where it is only counted."""

    scale: float
    detail: Detail
    smooth: bool = True
    apart: float = 1.0


def look_at(scene: Scene, scale: float, view: QSizeF) -> Look:
    """The look of a view of so many device px."""
    count = in_view(scene, scale, view)
    if scale >= TEXT_SCALE:
        return Look(scale, Detail.TEXTS, count <= SMOOTH_WIRES)
    if count > COUNTED_WIRES:
        return Look(scale, Detail.DENSITY, False, spacing(scene.pieces, scale))
    detail = Detail.CARDS if scale >= CARD_SCALE else Detail.RECTANGLES
    return Look(scale, detail, count <= SMOOTH_WIRES)


def in_view(scene: Scene, scale: float, view: QSizeF) -> float:
    """About how many wires or nodes a view of so many device px shows."""
    bounds = scene.bounds
    shown = min(1.0, view.width() / max(bounds.width() * scale, 1.0))
    shown *= min(1.0, view.height() / max(bounds.height() * scale, 1.0))
    return max(len(scene.wires), len(scene.ids)) * shown
