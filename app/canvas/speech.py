"""Speech: what a screen reader is told of the canvas: the selected node and its numbers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from app.canvas.canvas import Canvas
from app.document.labels import number, preview, shape
from engine.dtype import Array

BRIEF = 24  # characters of an array


def said(canvas: Canvas) -> str:
    """`mul, value 6, gradient 2` for one node; how many there are for several; "" for none."""
    chosen = canvas.workspace.selection & canvas.workspace.graph.nodes.keys()
    if len(chosen) != 1:
        return f"{len(chosen)} nodes selected" if chosen else ""
    (node_id,) = chosen
    dress, face = canvas.dress, canvas.dress.face(node_id)
    node, value, gradient = dress.graph[node_id], dress.value(node_id), dress.gradient(node_id)
    kind = ("parameter" if node.trainable else "constant") if node.is_leaf else node.op
    parts = [face.title] if face.title == kind else [face.title, kind]
    parts += ["root"] * face.root
    parts.append(f"value {_brief(value)}" if value is not None else "no value")
    parts.append(f"gradient {_brief(gradient)}" if gradient is not None else "no gradient")
    if face.problem is not None:
        parts.append(face.problem.message)
    parts += [badge.sentence for badge in face.badges]
    return ", ".join(parts)


class Speech(QObject):
    """Keeps the canvas' accessible description, and announces it as it changes."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas, self._last = canvas, ""
        workspace = canvas.workspace
        workspace.selection_changed.connect(self._tell)
        workspace.trace_changed.connect(self._tell)
        workspace.playhead.moved.connect(self._tell)

    @Slot()
    def _tell(self, _value: object = None) -> None:
        if self._canvas.workspace.playhead.playing:
            return  # nobody can listen as fast as that
        words = said(self._canvas)
        if words:
            self._canvas.setAccessibleDescription(words)
        if words and words != self._last:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._canvas, words))
        self._last = words


def _brief(value: Array) -> str:
    if value.ndim == 0:
        return number(value.item())
    return f"{shape(value)}, {preview(value, BRIEF)}"
