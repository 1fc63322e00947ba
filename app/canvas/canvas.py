"""Canvas: the widget on which the graph is seen and built."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.canvas.camera import Camera
from app.canvas.gestures import CATCH, Band, DragNodes, Gesture, Pan, PullNodes, ScrubLeaf
from app.canvas.group_hand import GroupHand
from app.canvas.in_place import InPlace
from app.canvas.taker import Taker
from app.canvas.view import View
from app.canvas.wire_gestures import BendWire, DrawWire, Wanted
from app.document.arrangement import TOP
from app.document.building import with_op_on_wire
from app.document.edits import OP_MIME
from app.document.graph import Graph, Ref, Value
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH
from app.workspace.workspace import Workspace

DRAG_PX = 4  # a press that moves less is a click
VALUE_BAND = (-11.0, 10.0)  # px from the middle of a card: the row of its value
ZOOM_STEP = 1.0015
LEGIBLE, CLOSE = 0.35, 0.8  # scale at which a card can be read, and at which it is shown


class Canvas(View):
    """The graph under the user's hands: select, drag, wire, edit leaves in place.

    Signals: asked_for_op (Wanted: where a node is wanted), asked_for_menu (global position and the
    node id or ""), asked_for_wire_menu (global position and the number of the wire), escaped (Esc
    was pressed).
    """

    asked_for_op = Signal(object)
    asked_for_menu = Signal(object, str)
    asked_for_wire_menu = Signal(object, int)
    escaped = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._gesture: Gesture | None = None
        self._pressed: QMouseEvent | None = None
        self.in_place = InPlace(self)
        self.groups = GroupHand(self)
        self.takers: list[Taker] = [self.groups]
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Graph canvas")

    # commands -----------------------------------------------------------------------------------

    @Slot()
    def delete_selection(self, verb: str = "Delete") -> None:
        """Take away what is selected, or else the wire under the hand."""
        chosen, picked = self.workspace.selection, self.hand.picked
        if not chosen and not picked:
            if self.hand.hovered_wire is not None:
                self.delete_wire(self.hand.hovered_wire)
            return
        graph = self.workspace.graph.without(chosen)
        if picked:
            graph = graph.arranged_as(graph.arrangement.without(picked))
        one = len(chosen) == 1
        name = ("node" if one else f"{len(chosen)} nodes") if chosen else self._named(picked)
        self.workspace.edit(f"{verb} {name}", graph)

    def _named(self, picked: Collection[str]) -> str:
        """Frames or comments in a word."""
        frames = self.workspace.graph.arrangement.frames.keys()
        word = "frame" if frames >= set(picked) else "comment"
        return word if len(picked) == 1 else f"{len(picked)} {word}s"

    def pick(self, ids: Iterable[str]) -> None:
        """Select these frames and comments and no others."""
        self.hand.picked = frozenset(ids)
        self.update()

    def delete_wire(self, k: int) -> None:
        """Take wire number `k` away; its input is left open."""
        graph = self.workspace.graph
        for wire in self.scene.bundle(k):
            graph = graph.with_input(wire.target, wire.port, None)
        self.workspace.edit("Delete wire", graph)

    @Slot()
    def select_all(self) -> None:
        """Select every node."""
        self.workspace.select(i for card in self.scene.ids for i in self.scene.held(card))

    def add_op(self, op: str, at: QPointF | None = None) -> None:
        """A new node of an op at a point of the canvas, its middle unless given."""
        where = at if at is not None else QRectF(self.rect()).center()
        world = self.camera.to_world(where)
        if at is None:
            world = self._free_spot(world)
        self.workspace.add_op(op, (world.x(), world.y()))

    def insert_op(self, op: str, at: QPointF, wire: int) -> None:
        """A new node of an op, put into wire number `wire` where it has an input."""
        world = self.camera.to_world(at)
        place = (world.x(), world.y())
        graph, node_id = with_op_on_wire(self.workspace.graph, op, place, self.scene.wires[wire])
        self.workspace.edit(f"Insert {op}", graph)
        self.workspace.select([node_id])

    def ask_for_op(self, at: QPointF | None = None) -> None:
        """Ask which op is wanted at a point of the canvas: that under the pointer unless given.

        One selected node is read by it, a wire there is led through it.
        """
        pointer = QPointF(self.mapFromGlobal(QCursor.pos()))
        inside = QRectF(self.rect()).contains(pointer)
        where = at or (pointer if inside else QRectF(self.rect()).center())
        world = self.camera.to_world(where)
        chosen = self.workspace.selection
        source = next(iter(chosen)) if at is None and len(chosen) == 1 else None
        wire = None if source else self.scene.wire_at(world, 6 / self.camera.scale)
        if at is None and wire is None:
            world = self._free_spot(world)
        place = (world.x(), world.y())
        self.asked_for_op.emit(Wanted(self.mapToGlobal(where.toPoint()), place, source, wire=wire))

    def _free_spot(self, world: QPointF) -> QPointF:
        """The first place downwards of a point where a card covers no other."""
        card = QRectF(0, 0, CARD_WIDTH + 16, CARD_HEIGHT + 16)
        card.moveCenter(world)
        while len(self.scene.visible_nodes(card)):
            card.translate(0, CARD_HEIGHT / 2)
        return card.center()

    def reveal(self, node_id: str) -> None:
        """Bring a card into view, and near enough to be read; on its level if it is inside a
        group."""
        self.workspace.level.enter(self.workspace.graph.arrangement.within.get(node_id, TOP))
        card = self.scene.rect(self.scene.number[node_id])
        view = self.camera.world_rect(QRectF(self.rect()))
        if view.contains(card) and self.camera.scale >= LEGIBLE:
            return
        scale = self.camera.scale if self.camera.scale >= LEGIBLE else CLOSE
        middle, centre = QRectF(self.rect()).center(), card.center() * scale
        self._glide_to(Camera(scale, middle.x() - centre.x(), middle.y() - centre.y()))

    def animate_layout(self, graph: Graph) -> None:
        """Show another arrangement of the same nodes, gliding there."""
        self.workspace.rearrange(graph)
        self.glide_to_fit()

    # the hand -----------------------------------------------------------------------------------

    def _begin(self, event: QMouseEvent) -> Gesture | None:
        """The gesture that a press and drag at this point means."""
        at = event.position()
        world = self.camera.to_world(at)
        reach = self._reach()
        if event.button() == Qt.MouseButton.MiddleButton:
            return Pan(self, at)
        if event.button() != Qt.MouseButton.LeftButton:
            return None
        inlet = self.scene.in_port_at(world, reach)
        if inlet is not None:
            return DrawWire(self, at, None, inlet)
        outlet = self.scene.out_port_at(world, reach)
        if outlet is not None:
            return DrawWire(self, at, outlet, None)
        for taker in self.takers:
            taken = taker.begin(at, world, event.modifiers())
            if taken is not None:
                return taken
        node_id = self.scene.node_at(world)
        add = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if node_id is None:
            wire = self.scene.wire_at(world, 6 / self.camera.scale)
            if wire is not None and not event.modifiers() and self.scene.may_bend(wire):
                return BendWire(self, at, wire)
            return Band(self, at, add)
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            if node_id not in self.workspace.selection:
                self.workspace.select([node_id])
            return PullNodes(self, at)
        if self._on_number(node_id, world):
            self._click(node_id, event.modifiers())
            return ScrubLeaf(self, at, node_id)
        if node_id not in self.workspace.selection:
            self._click(node_id, event.modifiers())
        return DragNodes(self, at)

    def _reach(self) -> float:
        """How far from a port the hand still means it, in px of the plane."""
        return 12.0 / min(self.camera.scale, 1.0)

    def _on_number(self, node_id: str, world: QPointF) -> bool:
        """Whether a point is on the number of a leaf, which is dragged like a slider."""
        node = self.workspace.graph[node_id]
        if not isinstance(node.content, Value) or isinstance(node.content.value, (tuple, bool)):
            return False
        card = self.scene.rect(self.scene.number[node_id])
        offset = world.y() - card.center().y()
        return VALUE_BAND[0] <= offset <= VALUE_BAND[1] and world.x() > card.left() + 48

    def _click(self, node_id: str | None, modifiers: Qt.KeyboardModifier) -> None:
        """Select what was clicked; shift adds, ctrl toggles."""
        chosen = self.workspace.selection
        if node_id is None:
            return
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.workspace.select(chosen ^ {node_id})
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.workspace.select(chosen | {node_id})
        else:
            self.workspace.select([node_id])

    def let_go(self) -> None:
        """Leave what the hand has begun as it was."""
        self._pressed = None
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.in_place.close()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.stop_gliding()
        if self._gesture is None and event.button() != Qt.MouseButton.RightButton:
            self._pressed = QMouseEvent(event.clone())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is not None:
            away = at - self._pressed.position()
            if away.manhattanLength() < DRAG_PX:
                return
            self._gesture = self._begin(self._pressed)
            self._pressed = None
        if self._gesture is not None:
            self._gesture.move(at)
        else:
            self._hover(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.release(event.position())
        elif self._pressed is not None and self._pressed.button() == Qt.MouseButton.LeftButton:
            world, keys = self.camera.to_world(event.position()), event.modifiers()
            self._pressed = None
            if any(taker.click(world, keys) for taker in self.takers):
                return
            node_id = self.scene.node_at(world)
            self._click(node_id, event.modifiers())
            if not event.modifiers():
                self.pick(())
                if node_id is None:
                    self.workspace.select(())
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        world = self.camera.to_world(event.position())
        if any(taker.double_click(world) for taker in self.takers):
            return
        inlet = self.scene.in_port_at(world, self._reach())
        node_id = self.scene.node_at(world)
        if inlet is not None and not isinstance(
            self.workspace.graph[inlet[0]].input(inlet[1]), Ref
        ):
            self.in_place.edit_number(*inlet)
        elif node_id is not None:
            self.in_place.edit(node_id)
        else:
            self.ask_for_op(event.position())

    def _hover(self, at: QPointF) -> None:
        world = self.camera.to_world(at)
        reach = self._reach()
        port = self.scene.in_port_at(world, reach) or self.scene.out_port_at(world, reach)
        node_id = self.scene.node_at(world)
        wire = None if node_id or port else self.scene.wire_at(world, 6 / self.camera.scale)
        hand = self.hand
        if (port, node_id, wire) != (hand.hovered_port, hand.hovered, hand.hovered_wire):
            hand.hovered_port, hand.hovered, hand.hovered_wire = port, node_id, wire
            shape = Qt.CursorShape.ArrowCursor
            if port is not None:
                shape = Qt.CursorShape.CrossCursor
            elif node_id is not None and self._on_number(node_id, world):
                shape = Qt.CursorShape.SizeHorCursor
            shapes = (taker.cursor(world) for taker in self.takers if port is None)
            shape = next((found for found in shapes if found is not None), shape)
            self.setCursor(shape)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        fine = event.pixelDelta()
        if not fine.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(fine.x(), fine.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(event.angleDelta().y() or event.angleDelta().x(), 0)
        else:
            self.zoom(ZOOM_STEP ** event.angleDelta().y(), event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            if self._gesture is not None:
                self.let_go()
            else:
                self.workspace.select(())
                self.pick(())
        elif any(taker.key(event) for taker in self.takers):
            return
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and len(self.workspace.selection) == 1
        ):
            self.in_place.edit(next(iter(self.workspace.selection)))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        world = self.camera.to_world(QPointF(event.pos()))
        if any(taker.menu(event.globalPos(), world) for taker in self.takers):
            return
        node_id = self.scene.node_at(world) or ""
        wire = self.scene.wire_at(world, 6 / self.camera.scale)
        if not node_id and wire is not None:
            self.asked_for_wire_menu.emit(event.globalPos(), wire)
            return
        if node_id and node_id not in self.workspace.selection:
            self.workspace.select([node_id])
        self.asked_for_menu.emit(event.globalPos(), node_id)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = QPointF(event.pos())
            tips = (taker.tip(self.camera.to_world(at)) for taker in self.takers)
            QToolTip.showText(event.globalPos(), next(filter(None, tips), "") or self.tip(at), self)
            return True
        return super().event(event)

    # dropping -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(OP_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(OP_MIME):
            self.hand.hovered_wire = self._wire_under(event.position())
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hand.hovered_wire = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        op = bytes(event.mimeData().data(OP_MIME).data()).decode()
        wire = self._wire_under(event.position())
        if wire is None:
            self.add_op(op, event.position())
        else:
            self.insert_op(op, event.position(), wire)
        event.acceptProposedAction()

    def _wire_under(self, at: QPointF) -> int | None:
        """The wire into which a card let go here is put."""
        world = self.camera.to_world(at)
        return None if self.scene.node_at(world) else self.scene.wire_at(world, CATCH)
