"""Frames: titled borders round cards, painted on the ground below the wires."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from app.document.arrangement import Frame
from app.theme import Theme, font
from engine.dtype import Array

if TYPE_CHECKING:
    from app.canvas.scene import Scene

PADDING, BAR = 22.0, 26.0  # px round the cards, and of the bar with the title above
RADIUS = 12.0
TITLE, LARGEST_TITLE, READABLE = 13.0, 40.0, 11.0  # px; the last of the screen


def frame_rect(scene: Scene, k: int) -> QRectF:
    """The border of frame number `k` with its bar."""
    _, numbers = scene.frames[k]
    low = (scene.xy[numbers] - scene.size[numbers] / 2).min(0) - PADDING
    high = (scene.xy[numbers] + scene.size[numbers] / 2).max(0) + PADDING
    (left, top), (right, bottom) = low.tolist(), high.tolist()
    return QRectF(left, top - BAR, right - left, bottom - top + BAR)


def bar_rect(rect: QRectF) -> QRectF:
    """The bar of a frame, by which it is held."""
    return QRectF(rect.left(), rect.top(), rect.width(), BAR + PADDING / 2)


def frame_at(scene: Scene, point: QPointF) -> int | None:
    """The number of the smallest frame around a point."""
    around = [k for k in range(len(scene.frames)) if frame_rect(scene, k).contains(point)]

    def area(k: int) -> float:
        rect = frame_rect(scene, k)
        return rect.width() * rect.height()

    return min(around, key=area, default=None)


def bar_at(scene: Scene, point: QPointF) -> int | None:
    """The number of the topmost frame whose bar is under a point."""
    found = [k for k in range(len(scene.frames)) if bar_rect(frame_rect(scene, k)).contains(point)]
    return found[-1] if found else None


def paint_frames(
    painter: QPainter, scene: Scene, world: QRectF, scale: float, theme: Theme
) -> None:
    """The frames that meet `world`; the painter is in px of the plane, `scale` device px each."""
    found = [(frame, frame_rect(scene, k)) for k, (frame, _) in enumerate(scene.frames)]
    for frame, rect in sorted(found, key=lambda each: -each[1].width() * each[1].height()):
        if rect.adjusted(-2, -LARGEST_TITLE, 2, 2).intersects(world):
            _paint_frame(painter, frame, rect, scale, theme)


def _paint_frame(painter: QPainter, frame: Frame, rect: QRectF, scale: float, theme: Theme) -> None:
    painter.setPen(QPen(theme.color(frame.color, 0.5), max(1.0, 1.0 / scale)))
    painter.setBrush(theme.color(frame.color, 0.07))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    if not frame.title:
        return
    size = min(max(TITLE, READABLE / scale), LARGEST_TITLE)
    chosen = font(size, weight=600)
    painter.setFont(chosen)
    painter.setPen(theme.color("ink" if frame.color == "mute" else frame.color))
    room = rect.width() - 28
    text = QFontMetricsF(chosen).elidedText(frame.title, Qt.TextElideMode.ElideRight, room)
    height = max(BAR, size * 1.4)
    place = QRectF(rect.left() + 14, rect.top() + 4 + BAR - height, room, height)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def paint_picked(
    painter: QPainter, scene: Scene, picked: frozenset[str], scale: float, theme: Theme
) -> None:
    """A line in the colour of the hand round the frames that are selected."""
    for k, (frame, _) in enumerate(scene.frames):
        if frame.id in picked:
            painter.setPen(QPen(theme.color("hand"), max(2.0, 1.5 / scale)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame_rect(scene, k), RADIUS, RADIUS)


def without(scene: Scene, numbers: Array) -> tuple[tuple[Frame, Array], ...]:
    """The frames of a scene once these cards are taken out of them."""
    left = ((frame, inside[~np.isin(inside, numbers)]) for frame, inside in scene.frames)
    return tuple((frame, inside) for frame, inside in left if len(inside))
