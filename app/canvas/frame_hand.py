"""Frame hand: frames held by their bars, and cards dropped into them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.canvas import frames
from app.canvas.gestures import Gesture
from app.canvas.taker import Modifiers, Taker
from app.document.framing import put_in, retitled, taken_out
from app.document.graph import Graph
from app.theme import Theme

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas


class DragFrame(Gesture):
    """Move a frame with all that is in it, comments too; one undo step."""

    def __init__(self, canvas: Canvas, at: QPointF, frame: int) -> None:
        super().__init__(canvas, at)
        cards = (canvas.scene.ids[i] for i in canvas.scene.frames[frame][1])
        self.nodes = [i for card in cards for i in canvas.scene.held(card)]
        self.notes = canvas.comments.inside(frames.frame_rect(canvas.scene, frame))
        self.picked = canvas.hand.picked
        canvas.hand.picked |= self.notes
        self.moved = QPointF()

    def move(self, at: QPointF) -> None:
        self._shift((at - self.last) / self.canvas.camera.scale)
        self.last = at

    def release(self, at: QPointF) -> None:
        canvas = self.canvas
        places = canvas.scene.places(self.nodes) | canvas.comments.carried(self.notes, self.moved)
        canvas.hand.picked, canvas.hand.carried = self.picked, QPointF()
        canvas.workspace.move(places, "Move frame")

    def cancel(self) -> None:
        self._shift(-self.moved)
        self.canvas.hand.picked = self.picked

    def _shift(self, step: QPointF) -> None:
        self.moved += step
        self.canvas.hand.carried = self.moved
        self.canvas.scene.shift(self.nodes, step.x(), step.y())
        self.canvas.repaint_all()


class FrameHand(Taker):
    """Select, move and title frames."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        canvas.strokes.append(self._paint)

    def retitle(self, frame: str) -> None:
        """Type another title for a frame in place."""
        canvas = self.canvas
        title = canvas.workspace.graph.arrangement.frames[frame].title

        def take(text: str) -> str:
            if text.strip() != title:
                graph = retitled(canvas.workspace.graph, frame, text)
                canvas.workspace.rearrange(graph, "Rename frame")
            return ""

        def place() -> QPointF:
            scene = canvas.scene
            shown = (k for k, (each, _) in enumerate(scene.frames) if each.id == frame)
            k = next(shown, None)
            corner = QPointF() if k is None else frames.frame_rect(scene, k).topLeft()
            return canvas.camera.to_screen(corner)

        canvas.in_place.write("Frame title", title, "frame title", take, place)

    @property
    def chosen(self) -> str | None:
        """The one frame that is selected."""
        found = self.canvas.hand.picked & self.canvas.workspace.graph.arrangement.frames.keys()
        return next(iter(found)) if len(found) == 1 else None

    def dropped(self, graph: Graph, cards: Collection[str], out: bool) -> tuple[Graph, str]:
        """The graph once these cards have been let go where they are, and what that was: `out` of
        their frames, or into one."""
        scene = self.canvas.scene
        if not graph.arrangement.frames:
            return graph, "Move"
        if out:
            left = taken_out(graph, cards)
            changed = left.arrangement.framed != graph.arrangement.framed
            return left, "Move out of frame" if changed else "Move"
        free = [i for i in cards if i not in graph.arrangement.framed]
        name = "Move"
        for card in free:
            k = frames.frame_at(scene, scene.rect(scene.number[card]).center())
            if k is not None:
                graph, name = put_in(graph, [card], scene.frames[k][0].id), "Move into frame"
        return graph, name

    # the hand -----------------------------------------------------------------------------------

    def _bar(self, world: QPointF) -> int | None:
        scene = self.canvas.scene
        if not scene.frames or scene.card_at(world) is not None:
            return None
        return frames.bar_at(scene, world)

    def begin(self, at: QPointF, world: QPointF, keys: Modifiers) -> Gesture | None:
        k = self._bar(world)
        if k is None:
            return None
        self.click(world, keys)
        return DragFrame(self.canvas, at, k)

    def click(self, world: QPointF, keys: Modifiers) -> bool:
        k = self._bar(world)
        if k is None:
            return False
        frame = self.canvas.scene.frames[k][0].id
        if not keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self.canvas.workspace.select(())
            self.canvas.pick({frame})
        else:
            self.canvas.pick(self.canvas.hand.picked ^ {frame})
        return True

    def double_click(self, world: QPointF) -> bool:
        k = self._bar(world)
        if k is not None:
            self.retitle(self.canvas.scene.frames[k][0].id)
        return k is not None

    def menu(self, at: QPoint, world: QPointF) -> bool:
        k = self._bar(world)
        if k is None:
            return False
        self.click(world, Qt.KeyboardModifier.NoModifier)
        self.canvas.asked_for_thing_menu.emit(at, self.canvas.scene.frames[k][0].id)
        return True

    def cursor(self, world: QPointF) -> Qt.CursorShape | None:
        return None if self._bar(world) is None else Qt.CursorShape.SizeAllCursor

    def _paint(self, painter: QPainter, _world: QRectF, scale: float, theme: Theme) -> None:
        if self.canvas.scene.frames and self.canvas.hand.picked:
            frames.paint_picked(painter, self.canvas.scene, self.canvas.hand.picked, scale, theme)
