"""Canvas: the widget on which the graph is seen and built."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from app.canvas.camera import Camera
from app.canvas.gestures import Band, DragNodes, DrawWire, Gesture, Pan, ScrubLeaf
from app.canvas.view import View
from app.document.edits import OP_MIME
from app.document.graph import Graph, Value
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH
from app.theme import SMALL, font
from app.workspace.workspace import Workspace

DRAG_PX = 4  # a press that moves less is a click
VALUE_BAND = (-11.0, 10.0)  # px from the middle of a card: the row of its value
ZOOM_STEP = 1.0015
LEGIBLE, CLOSE = 0.35, 0.8  # scale at which a card can be read, and at which it is shown


class Canvas(View):
    """The graph under the user's hands: select, drag, wire, edit leaves in place.

    Signals: asked_for_menu (global position and the node id or ""), asked_for_wire_menu (global
    position and the number of the wire), escaped (Esc was pressed).
    """

    asked_for_menu = Signal(object, str)
    asked_for_wire_menu = Signal(object, int)
    escaped = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._gesture: Gesture | None = None
        self._pressed: QMouseEvent | None = None
        self._editor: QLineEdit | None = None
        self._edited = ""  # the leaf that the editor is for
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Graph canvas")
        self.camera_changed.connect(self.close_editor)

    # commands -----------------------------------------------------------------------------------

    @Slot()
    def delete_selection(self) -> None:
        """Take the selected nodes away, or else the wire under the hand."""
        if not self.workspace.selection and self.hand.hovered_wire is not None:
            self.delete_wire(self.hand.hovered_wire)
        elif self.workspace.selection:
            chosen = self.workspace.selection
            name = "Delete node" if len(chosen) == 1 else f"Delete {len(chosen)} nodes"
            self.workspace.edit(name, self.workspace.graph.without(chosen))

    def delete_wire(self, k: int) -> None:
        """Take wire number `k` away; its input is left open."""
        wire = self.scene.wires[k]
        graph = self.workspace.graph.with_input(wire.target, wire.port, None)
        self.workspace.edit("Delete wire", graph)

    @Slot()
    def select_all(self) -> None:
        """Select every node."""
        self.workspace.select(self.scene.ids)

    def add_op(self, op: str, at: QPointF | None = None) -> None:
        """A new node of an op at a point of the canvas, its middle unless given."""
        where = at if at is not None else QRectF(self.rect()).center()
        world = self.camera.to_world(where)
        if at is None:
            world = self._free_spot(world)
        self.workspace.add_op(op, (world.x(), world.y()))

    def _free_spot(self, world: QPointF) -> QPointF:
        """The first place downwards of a point where a card covers no other."""
        card = QRectF(0, 0, CARD_WIDTH + 16, CARD_HEIGHT + 16)
        card.moveCenter(world)
        while len(self.scene.visible_nodes(card)):
            card.translate(0, CARD_HEIGHT / 2)
        return card.center()

    def reveal(self, node_id: str) -> None:
        """Bring a card into view, and near enough to be read."""
        card = self.scene.rect(self.scene.number[node_id])
        view = self.camera.world_rect(QRectF(self.rect()))
        if view.contains(card) and self.camera.scale >= LEGIBLE:
            return
        scale = self.camera.scale if self.camera.scale >= LEGIBLE else CLOSE
        middle, centre = QRectF(self.rect()).center(), card.center() * scale
        self._glide_to(Camera(scale, middle.x() - centre.x(), middle.y() - centre.y()))

    def edit_leaf(self, node_id: str) -> None:
        """Type a leaf's value in place."""
        node = self.workspace.graph[node_id]
        if not node.is_leaf:
            return
        self.close_editor()
        card = self.scene.rect(self.scene.number[node_id])
        top_left = self.camera.to_screen(card.topLeft())
        editor = QLineEdit(self.workspace.content_text(node_id), self)
        editor.setFont(font(SMALL, numbers=True))
        editor.setGeometry(
            round(top_left.x()), round(top_left.y() + 22 * self.camera.scale), 220, 34
        )
        editor.setAccessibleName("Leaf value")
        editor.selectAll()
        editor.installEventFilter(self)
        editor.show()
        editor.setFocus()
        self._editor, self._edited = editor, node_id

    def _commit_leaf(self) -> None:
        assert self._editor is not None
        wrong = self.workspace.type_content(self._edited, self._editor.text())
        if wrong:
            self._editor.setProperty("bad", True)
            self._editor.style().polish(self._editor)
            QToolTip.showText(
                self._editor.mapToGlobal(self._editor.rect().bottomLeft()), wrong, self._editor
            )
            return
        self.close_editor()
        self.setFocus()

    @Slot()
    def close_editor(self) -> None:
        """Put the in-place editor away."""
        if self._editor is not None:
            editor, self._editor = self._editor, None
            editor.removeEventFilter(self)
            editor.deleteLater()

    def animate_layout(self, graph: Graph) -> None:
        """Show another arrangement of the same nodes, gliding there."""
        self.workspace.rearrange(graph)
        self.glide_to_fit()

    # the hand -----------------------------------------------------------------------------------

    def _begin(self, event: QMouseEvent) -> Gesture | None:
        """The gesture that a press and drag at this point means."""
        at = event.position()
        world = self.camera.to_world(at)
        reach = 12.0 / min(self.camera.scale, 1.0)
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
        node_id = self.scene.node_at(world)
        add = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if node_id is None:
            return Band(self, at, add)
        if self._on_number(node_id, world):
            self._click(node_id, event.modifiers())
            return ScrubLeaf(self, at, node_id)
        if node_id not in self.workspace.selection:
            self._click(node_id, event.modifiers())
        return DragNodes(self, at)

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
        self.close_editor()
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
            world = self.camera.to_world(event.position())
            node_id = self.scene.node_at(world)
            self._click(node_id, event.modifiers())
            if node_id is None and not event.modifiers():
                self.workspace.select(())
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node_id = self.scene.node_at(self.camera.to_world(event.position()))
        if node_id is not None:
            self.edit_leaf(node_id)

    def _hover(self, at: QPointF) -> None:
        world = self.camera.to_world(at)
        reach = 12.0 / min(self.camera.scale, 1.0)
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
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and len(self.workspace.selection) == 1
        ):
            self.edit_leaf(next(iter(self.workspace.selection)))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        world = self.camera.to_world(QPointF(event.pos()))
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
            QToolTip.showText(event.globalPos(), self.tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the in-place editor: Enter takes the text, Escape and leaving drop it."""
        if watched is self._editor:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    self._commit_leaf()
                    return True
                if event.key() == Qt.Key.Key_Escape:
                    self.close_editor()
                    self.setFocus()
                    return True
            elif event.type() == QEvent.Type.FocusOut:
                self.close_editor()
        return super().eventFilter(watched, event)

    # dropping -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(OP_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(OP_MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        op = bytes(event.mimeData().data(OP_MIME).data()).decode()
        self.add_op(op, event.position())
        event.acceptProposedAction()
