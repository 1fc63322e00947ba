"""Pictures of a graph at a position of its trace, painted by the canvas' own strokes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.canvas.dress import Dress
from app.canvas.scene import Scene
from app.canvas.vectors import paint_scene
from app.export.painting import Drawing, PictureError, write
from app.export.painting import image as image_of
from app.theme import LIGHT, Theme

MARGIN = 32.0  # px round the graph

__all__ = ["PictureError", "Style", "drawing", "extent", "image", "save"]


@dataclass(frozen=True)
class Style:
    """How a picture looks: pixels per px (PNG), whether it has a ground, and its theme."""

    scale: float = 2.0
    transparent: bool = False
    theme: Theme = LIGHT


def save(
    scene: Scene,
    dress: Dress,
    path: Path,
    style: Style,
    stop: Callable[[], bool] | None = None,
) -> None:
    """Write the picture in the format of the suffix, unless `stop` says no.

    Errors: PictureError.
    """
    write(path, drawing(scene, dress, style), style.scale, stop)


def image(scene: Scene, dress: Dress, style: Style) -> QImage:
    """The picture as pixels. Errors: PictureError."""
    return image_of(drawing(scene, dress, style), style.scale)


def extent(scene: Scene) -> QRectF:
    """What a picture shows: all cards and wires with a margin."""
    return scene.extent.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)


def drawing(scene: Scene, dress: Dress, style: Style) -> Drawing:
    """The whole graph in full detail. Errors: PictureError where there is nothing to see."""
    if not scene.ids:
        raise PictureError("the graph is empty", "type an expression first")
    area = extent(scene)

    def paint(painter: QPainter) -> None:
        if not style.transparent:
            ground = style.theme.color("ground")
            painter.fillRect(QRectF(0, 0, area.width(), area.height()), ground)
        painter.translate(-area.topLeft())
        paint_scene(painter, area, scene, dress, style.theme)

    return Drawing(area.width(), area.height(), paint)
