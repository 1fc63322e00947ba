"""Comment hand: comments on the canvas are painted, moved, made wider and typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap

from app.canvas.comment_editor import CommentEditor
from app.canvas.gestures import DragNodes, Gesture
from app.canvas.notes import FORMULA, Note, about_height, note, paint_note, paint_ring, rect_of
from app.canvas.taker import Modifiers, Taker
from app.document.arrangement import COMMENT_WIDTH, NARROWEST, WIDEST, Comment
from app.document.commenting import retyped, widened, with_comment
from app.document.graph import Point
from app.theme import Theme, current
from app.typesetting import Typesetter

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas

EDGE_PX = 7.0  # of the screen: the right edge of a comment, by which it is made wider
MOST_MS = 12.0  # of one paint that goes into comments not laid out yet
MOST_KEPT = 400  # comments laid out
LONGEST_SIDE = 4096  # device px of a comment's picture
SMALLEST = 0.12  # scale below which comments are blank


class Widen(Gesture):
    """Drag the right edge of a comment."""

    def __init__(self, canvas: Canvas, at: QPointF, comment: Comment, hand: CommentHand) -> None:
        super().__init__(canvas, at)
        self._comment, self._hand = comment, hand

    def move(self, at: QPointF) -> None:
        dx = (at.x() - self.start.x()) / self.canvas.camera.scale
        width = round(min(max(self._comment.width + dx, NARROWEST), WIDEST))
        self._hand.changing = replace(self._comment, width=float(width))
        self.canvas.update()

    def release(self, at: QPointF) -> None:
        changed = self._hand.changing
        self.cancel()
        if changed is not None and changed.width != self._comment.width:
            workspace = self.canvas.workspace
            graph = widened(workspace.graph, changed.id, changed.width)
            workspace.rearrange(graph, "Widen comment")

    def cancel(self) -> None:
        self._hand.changing = None
        self.canvas.update()


class CommentHand(Taker):
    """Comments under the user's hands. Attributes: changing (one as it is being made wider)."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.changing: Comment | None = None
        self._typesetter = Typesetter(canvas)
        self._typesetter.ready.connect(self._formula_came)
        canvas.destroyed.connect(self._typesetter.close)
        self._notes: dict[tuple[str, float, str], Note] = {}
        self._pictures: dict[tuple[str, float, str], tuple[float, QPixmap]] = {}
        self._incomplete: set[tuple[str, float, str]] = set()
        self._editor: CommentEditor | None = None
        canvas.strokes.append(self._paint)

    # where they stand ---------------------------------------------------------------------------

    @property
    def shown(self) -> list[Comment]:
        """The comments of the level, the last on top."""
        changing = self.changing
        return [
            changing if changing and changing.id == each.id else each
            for each in self.canvas.scene.comments
        ]

    def rect(self, comment: Comment) -> QRectF:
        """Where a comment stands (px of the plane), as it is dragged too."""
        known = self._notes.get(self._key(comment))
        height = about_height(comment.text, comment.width) if known is None else known.height
        at = self.canvas.workspace.graph.positions.get(comment.id, (0.0, 0.0))
        rect = rect_of(comment, at, height)
        carried = comment.id in self.canvas.hand.picked
        return rect.translated(self.canvas.hand.carried) if carried else rect

    def at(self, world: QPointF) -> Comment | None:
        """The topmost comment under a point."""
        return next((c for c in reversed(self.shown) if self.rect(c).contains(world)), None)

    def within(self, area: QRectF) -> set[str]:
        """The comments that meet an area."""
        return {comment.id for comment in self.shown if self.rect(comment).intersects(area)}

    def inside(self, area: QRectF) -> set[str]:
        """The comments that lie in an area."""
        return {comment.id for comment in self.shown if area.contains(self.rect(comment))}

    def carried(self, ids: Iterable[str], by: QPointF) -> dict[str, Point]:
        """Where these comments stand once they are moved."""
        graph = self.canvas.workspace.graph
        known = graph.arrangement.comments.keys() & graph.positions.keys()
        places = ((i, graph.positions[i]) for i in ids if i in known)
        return {i: (x + by.x(), y + by.y()) for i, (x, y) in places}

    # typing -------------------------------------------------------------------------------------

    def add(self, world: QPointF) -> None:
        """Type a new comment at a point."""

        def take(text: str) -> None:
            workspace = self.canvas.workspace
            if text.strip():
                place = (world.x(), world.y())
                graph, made = with_comment(workspace.graph, text, place, workspace.level.id)
                workspace.rearrange(graph, "Add comment")
                self.canvas.pick({made})

        self._open("", world, COMMENT_WIDTH, take)

    def edit(self, comment: Comment) -> None:
        """Type another text for a comment; an empty one takes it away."""

        def take(text: str) -> None:
            workspace = self.canvas.workspace
            if comment.id in workspace.graph.arrangement.comments and text != comment.text:
                name = "Edit comment" if text.strip() else "Delete comment"
                workspace.rearrange(retyped(workspace.graph, comment.id, text), name)

        self._open(comment.text, self.rect(comment).topLeft(), comment.width, take)

    def _open(self, text: str, world: QPointF, width: float, take: Callable[[str], None]) -> None:
        canvas = self.canvas
        if self._editor is not None:
            self._editor.finish(taken=True)
        corner = canvas.camera.to_screen(world).toPoint()

        def closed() -> None:
            self._editor = None
            canvas.setFocus()

        wide = round(max(width * canvas.camera.scale, COMMENT_WIDTH))
        self._editor = CommentEditor(text, corner, wide, take, closed, canvas)

    # the hand -----------------------------------------------------------------------------------

    def begin(self, at: QPointF, world: QPointF, keys: Modifiers) -> Gesture | None:
        comment = self.at(world)
        if comment is None:
            return None
        if self._on_edge(comment, world):
            self.canvas.pick({comment.id})
            return Widen(self.canvas, at, comment, self)
        if comment.id not in self.canvas.hand.picked:
            self.click(world, keys)
        return DragNodes(self.canvas, at, keys)

    def _on_edge(self, comment: Comment, world: QPointF) -> bool:
        return self.rect(comment).right() - world.x() <= EDGE_PX / self.canvas.camera.scale

    def click(self, world: QPointF, keys: Modifiers) -> bool:
        comment = self.at(world)
        if comment is None:
            return False
        picked = self.canvas.hand.picked
        if keys & Qt.KeyboardModifier.ControlModifier:
            self.canvas.pick(picked ^ {comment.id})
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            self.canvas.pick(picked | {comment.id})
        else:
            self.canvas.workspace.select(())
            self.canvas.pick({comment.id})
        return True

    def double_click(self, world: QPointF) -> bool:
        comment = self.at(world)
        if comment is not None:
            self.edit(comment)
        return comment is not None

    def menu(self, at: QPoint, world: QPointF) -> bool:
        comment = self.at(world)
        if comment is None:
            return False
        if comment.id not in self.canvas.hand.picked:
            self.click(world, Qt.KeyboardModifier.NoModifier)
        self.canvas.asked_for_thing_menu.emit(at, comment.id)
        return True

    def cursor(self, world: QPointF) -> Qt.CursorShape | None:
        comment = self.at(world)
        if comment is None:
            return None
        on_edge = self._on_edge(comment, world)
        return Qt.CursorShape.SizeHorCursor if on_edge else Qt.CursorShape.SizeAllCursor

    # painting -----------------------------------------------------------------------------------

    def _key(self, comment: Comment) -> tuple[str, float, str]:
        return comment.text, comment.width, current().name

    def _paint(self, painter: QPainter, world: QRectF, scale: float, theme: Theme) -> None:
        start = time.perf_counter()
        for comment in self.shown:
            rect = self.rect(comment)
            if not rect.intersects(world):
                continue
            key = self._key(comment)
            late = (time.perf_counter() - start) * 1e3 > MOST_MS
            if scale < SMALLEST or (late and key not in self._pictures):
                painter.fillRect(rect, theme.color("panel"))
                if late:
                    QTimer.singleShot(0, self.canvas.update)
            else:
                ratio = self.canvas.devicePixelRatioF()
                picture = self._picture(comment, scale * ratio, theme)
                # a device px lies on a device px where nothing is stretched
                painter.drawPixmap(rect.adjusted(-1, -1, 1, 1), picture, picture.rect().toRectF())
            if comment.id in self.canvas.hand.picked:
                paint_ring(painter, self.rect(comment), scale, theme)

    def _note(self, comment: Comment, theme: Theme) -> Note:
        key = self._key(comment)
        found = self._notes.get(key)
        if found is None or key in self._incomplete:
            if len(self._notes) > MOST_KEPT:
                self._notes.clear()
            self._incomplete.discard(key)

            def lookup(latex: str) -> bytes | None:
                svg = self._typesetter.get(latex, theme.ink, FORMULA)
                if svg is None:
                    self._incomplete.add(key)
                return svg

            found = self._notes[key] = note(comment.text, comment.width, lookup)
        return found

    def _picture(self, comment: Comment, scale: float, theme: Theme) -> QPixmap:
        """A comment as pixels with a px of room around; the last ones while the camera zooms."""
        key = self._key(comment)
        known = self._pictures.get(key)
        if known is not None and (known[0] == scale or not self.canvas.resting):
            return known[1]
        shown = self._note(comment, theme)
        wide, high = comment.width + 2, shown.height + 2
        fine = min(scale, LONGEST_SIDE / max(wide, high))
        picture = QPixmap(QSize(round(wide * fine), round(high * fine)))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(fine, fine)
        paint_note(painter, QPointF(1, 1), shown, theme)
        painter.end()
        if len(self._pictures) > MOST_KEPT:
            self._pictures.clear()
        self._pictures[key] = (scale, picture)
        return picture

    def _formula_came(self) -> None:
        for key in self._incomplete:
            self._pictures.pop(key, None)
        self.canvas.update()
