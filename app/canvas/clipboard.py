"""Copy, cut, paste and duplicate on a canvas: as our own format and as the expression's text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, QRectF
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.document.file import FileError
from app.document.formula import FormulaError
from app.document.fragment import (
    FRAGMENT_MIME,
    Fragment,
    centre,
    from_bytes,
    outer_cards,
    put,
    said,
    taken,
    written,
)
from app.document.graph import Point

NOTHING = "There is nothing to paste; copy nodes, or an expression as text"
LONGEST = 20_000  # characters of a text that is read as an expression
MOST_WRITTEN = 1000  # nodes that are also copied as an expression; more would take too long


def copy(canvas: Canvas) -> None:
    """Put the selected nodes on the clipboard, and the expression that they are."""
    graph, chosen = canvas.workspace.graph, canvas.workspace.selection
    fragment = taken(graph, chosen, canvas.workspace.level.id, canvas.hand.picked)
    if not fragment:
        return
    mime = QMimeData()
    mime.setData(FRAGMENT_MIME, fragment.to_bytes())
    if 0 < len(chosen) <= MOST_WRITTEN:
        mime.setText(written(graph, chosen))
    QGuiApplication.clipboard().setMimeData(mime)


def cut(canvas: Canvas) -> None:
    """Copy the selected nodes and take them away."""
    copy(canvas)
    canvas.delete_selection("Cut")


def paste(canvas: Canvas, *, wired: bool = False) -> str:
    """Put what is on the clipboard at the cursor, or where there is room; why that cannot be, or
    "". With `wired` nodes are wired to what they read where they were copied, if it is there."""
    mime = _held()
    if mime is None:
        return NOTHING
    try:
        if mime.hasFormat(FRAGMENT_MIME):
            fragment = from_bytes(bytes(mime.data(FRAGMENT_MIME).data()))
        elif mime.hasText() and mime.text().strip():
            fragment, wired = _said(mime.text(), canvas), True
        else:
            return NOTHING
    except FileError as error:
        return f"This cannot be pasted: {error}"
    except FormulaError as error:
        return f"The text on the clipboard is no expression: {error.summary}"
    if not fragment:
        return "The text on the clipboard only names what is here already; nothing was pasted"
    _put(canvas, fragment, _place(canvas, fragment), wired, "Paste")
    return ""


def duplicate(canvas: Canvas) -> None:
    """The selected nodes once more, below, reading what they read."""
    graph, chosen = canvas.workspace.graph, canvas.workspace.selection
    fragment = taken(graph, chosen, canvas.workspace.level.id, canvas.hand.picked)
    if fragment:
        _put(canvas, fragment, _middle(fragment), True, "Duplicate")


def _held() -> QMimeData | None:
    """What is on the clipboard; None where the window system has lost it."""
    return QGuiApplication.clipboard().mimeData()


def _said(text: str, canvas: Canvas) -> Fragment:
    if len(text) > LONGEST:
        raise FileError(
            f"the text has {len(text)} characters, the limit is {LONGEST}", "open it as a file"
        )
    return said(text.strip(), canvas.workspace.graph)


def _put(canvas: Canvas, fragment: Fragment, at: Point, wired: bool, verb: str) -> None:
    workspace = canvas.workspace
    before = workspace.graph.arrangement.ids
    graph, ids = put(workspace.graph, fragment, at, wired=wired, level=workspace.level.id)
    name = _nodes(len(ids)) if ids else "comment"
    workspace.edit(f"{verb} {name}", graph)
    workspace.select(ids)
    canvas.pick(set(graph.arrangement.comments).difference(before))


def _place(canvas: Canvas, fragment: Fragment) -> Point:
    """The cursor where it is over the canvas, else where the nodes stood, else the middle."""
    under = QApplication.widgetAt(QCursor.pos())
    view = canvas.camera.world_rect(QRectF(canvas.rect()))
    if under is canvas:
        world = canvas.camera.to_world(QPointF(canvas.mapFromGlobal(QCursor.pos())))
        return world.x(), world.y()
    x, y = _middle(fragment)
    if view.contains(QPointF(x, y)):
        return x, y
    return view.center().x(), view.center().y()


def _middle(fragment: Fragment) -> Point:
    graph = fragment.graph
    return centre(graph, outer_cards(graph) or graph.arrangement.comments)


def _nodes(count: int) -> str:
    return "node" if count == 1 else f"{count} nodes"
