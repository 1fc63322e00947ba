"""A formula shown on the canvas, and where its cards and ports are (px)."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication


def typed(canvas, text):
    """Show a formula, whole, at scale 1 or less."""
    canvas.workspace.edit_text(text)
    canvas.fit()
    QApplication.processEvents()


def title_spot(canvas, node_id):
    """A point of a card that is neither port nor number."""
    scene = canvas.scene
    card = scene.rect(scene.number[node_id])
    return canvas.camera.to_screen(QPointF(card.center().x(), card.top() + 10))


def number_spot(canvas, node_id):
    scene = canvas.scene
    card = scene.rect(scene.number[node_id])
    return canvas.camera.to_screen(QPointF(card.left() + 70, card.center().y()))


def inlet(canvas, node_id, port):
    return canvas.camera.to_screen(QPointF(*canvas.scene.in_port(node_id, port)))


def outlet(canvas, node_id):
    return canvas.camera.to_screen(QPointF(*canvas.scene.out_port(node_id)))


def empty_spot(canvas):
    return QPointF(canvas.width() - 20, canvas.height() - 20)
