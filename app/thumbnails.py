"""Thumbnails: small pictures of examples for the gallery."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from app.canvas.dress import Dress
from app.canvas.scene import Scene
from app.canvas.vectors import paint_scene
from app.document.examples import Example
from app.document.placing import placed
from app.document.planning import planned
from app.export.picture import extent
from app.theme import CARD_RADIUS, current
from engine.run import run

LARGEST = 0.62  # no card is drawn larger than this


def thumbnail(example: Example, size: QSize) -> QPixmap:
    """The example's graph after a run, small, on the ground of the theme with rounded top."""
    graph = placed(example.document().graph)
    plan = planned(graph)
    trace = run(plan.plan)
    scene, dress, theme = Scene(graph), Dress(graph, plan, trace), current()
    ratio = 2.0
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill("#00000000")
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    clip = QPainterPath()
    clip.addRoundedRect(
        QRectF(0, 0, size.width(), size.height() + CARD_RADIUS), CARD_RADIUS, CARD_RADIUS
    )
    painter.setClipPath(clip)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme.color("ground"))
    area = extent(scene)
    scale = min(size.width() / area.width(), size.height() / area.height(), LARGEST)
    painter.translate(size.width() / 2, size.height() / 2)
    painter.scale(scale, scale)
    painter.translate(-area.center())
    paint_scene(painter, area, scene, dress, theme)
    painter.end()
    return pixmap
