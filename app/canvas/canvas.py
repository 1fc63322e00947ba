"""Canvas: the widget on which the graph is seen and built."""

from __future__ import annotations

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPointF,
    QRectF,
    Qt,
    QVariantAnimation,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from app.canvas.camera import Camera, fitted
from app.canvas.dress import Dress
from app.canvas.gestures import Band, DragNodes, DrawWire, Gesture, Pan, ScrubLeaf
from app.canvas.layer import Layer
from app.canvas.overlay import Hand, paint_motion, paint_overlay
from app.canvas.scene import Scene
from app.document.graph import Graph, Value
from app.document.labels import full, number
from app.theme import SMALL, current, font
from app.workspace.workspace import Workspace

OP_MIME = "application/x-chainrule-op"
DRAG_PX = 4  # a press that moves less is a click
VALUE_BAND = (-11.0, 10.0)  # px from the middle of a card: the row of its value
ZOOM_STEP = 1.0015


class Canvas(QWidget):
    """The laid-out graph: pan, zoom, select, drag, wire, edit leaves in place.

    Attributes: workspace; scene; dress; camera; hand. Signals: camera_changed; asked_for_menu
    (global position and the node id or "").
    """

    camera_changed = Signal()
    asked_for_menu = Signal(object, str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.scene = Scene(Graph())
        self.dress = Dress(Graph(), workspace.planned, None)
        self.camera, self.hand = Camera(), Hand()
        self._layer, self._gesture = Layer(), None
        self._pressed: QMouseEvent | None = None
        self._fit_wanted = True
        self._glide: QVariantAnimation | None = None
        self._editor: QLineEdit | None = None
        self._arranging = False
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Graph canvas")
        self.setMinimumSize(240, 180)
        workspace.graph_changed.connect(self._show_graph)
        workspace.trace_changed.connect(self._show_trace)
        workspace.selection_changed.connect(self.update)
        workspace.opened.connect(self.fit_later)
        workspace.playhead.moved.connect(self._show_position)
        workspace.playhead.advanced.connect(self.update)

    # what is shown ------------------------------------------------------------------------------

    @Slot(object)
    def _show_graph(self, graph: Graph) -> None:
        before = self.scene
        self.scene = Scene(graph)
        self.hand.hovered = self.hand.hovered_wire = self.hand.hovered_port = None
        self._dress()
        if not before.ids and graph.nodes:
            self.fit()
        elif self._arranging:
            self._arranging = False
        elif not self._in_sight():
            self._glide_to(self._fitting())

    @Slot(object)
    def _show_trace(self, _trace: object) -> None:
        self._dress()

    def _dress(self) -> None:
        workspace = self.workspace
        self.dress = Dress(workspace.graph, workspace.planned, workspace.trace)
        self.dress.seek(workspace.playhead.position)
        self.repaint_all()

    @Slot(int)
    def _show_position(self, position: int) -> None:
        self.dress.seek(position)
        self.repaint_all()

    @Slot()
    def repaint_all(self) -> None:
        """Paint the layer anew, as something in it changed."""
        self._layer.dirty = True
        self.update()

    # the camera ---------------------------------------------------------------------------------

    def set_camera(self, camera: Camera) -> None:
        """Look elsewhere."""
        self.camera = camera
        self.close_editor()
        self.update()
        self.camera_changed.emit()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by so many px."""
        self._stop_gliding()
        self.set_camera(self.camera.panned(dx, dy))

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Enlarge about a point of the canvas, its middle unless given."""
        self._stop_gliding()
        self.set_camera(self.camera.zoomed(factor, about or QRectF(self.rect()).center()))

    @Slot()
    def fit_later(self) -> None:
        """Show the whole graph at the next paint."""
        self._fit_wanted = True
        self.update()

    @Slot()
    def fit(self) -> None:
        """Show the whole graph."""
        self._stop_gliding()
        self.set_camera(self._fitting())

    @Slot()
    def fit_selection(self) -> None:
        """Show what is selected, or the whole graph."""
        chosen = [self.scene.number[i] for i in self.workspace.selection if i in self.scene.number]
        bounds = self.scene.bounds_of(chosen) if chosen else self.scene.bounds
        self._glide_to(fitted(bounds, QRectF(self.rect()).size(), most=1.4))

    def _fitting(self) -> Camera:
        return fitted(self.scene.bounds, QRectF(self.rect()).size())

    def _in_sight(self) -> bool:
        """Whether every card is in view: a new one must never appear outside."""
        if not self.scene.ids:
            return True
        view = self.camera.world_rect(QRectF(self.rect()))
        return view.contains(self.scene.bounds) or self.camera.scale < 0.3

    def _glide_to(self, end: Camera) -> None:
        """Move the camera there within 160 ms."""
        self._stop_gliding()
        start = self.camera
        if self.workspace.playhead.reduced_motion:
            self.set_camera(end)
            return
        glide = QVariantAnimation(self)
        glide.setDuration(160)
        glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        glide.setStartValue(0.0)
        glide.setEndValue(1.0)

        def show(share: float) -> None:
            self.set_camera(
                Camera(
                    start.scale + (end.scale - start.scale) * share,
                    start.dx + (end.dx - start.dx) * share,
                    start.dy + (end.dy - start.dy) * share,
                )
            )

        glide.valueChanged.connect(show)
        self._glide = glide
        glide.start()

    def _stop_gliding(self) -> None:
        if self._glide is not None:
            self._glide.stop()
            self._glide.deleteLater()
            self._glide = None

    # commands -----------------------------------------------------------------------------------

    @Slot()
    def delete_selection(self) -> None:
        """Take the selected nodes away."""
        if self.workspace.selection:
            chosen = self.workspace.selection
            name = "Delete node" if len(chosen) == 1 else f"Delete {len(chosen)} nodes"
            self.workspace.edit(name, self.workspace.graph.without(chosen))

    @Slot()
    def select_all(self) -> None:
        """Select every node."""
        self.workspace.select(self.scene.ids)

    def add_op(self, op: str, at: QPointF | None = None) -> None:
        """A new node of an op at a point of the canvas, its middle unless given."""
        where = at if at is not None else QRectF(self.rect()).center()
        world = self.camera.to_world(where)
        if at is None:
            while self.scene.node_at(world) is not None:
                world += QPointF(24, 24)
        self.workspace.add_op(op, (world.x(), world.y()))

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
        editor.returnPressed.connect(lambda: self._commit_leaf(node_id))
        editor.installEventFilter(self)
        editor.show()
        editor.setFocus()
        self._editor = editor

    def _commit_leaf(self, node_id: str) -> None:
        assert self._editor is not None
        wrong = self.workspace.type_content(node_id, self._editor.text())
        if wrong:
            self._editor.setProperty("bad", True)
            self._editor.style().polish(self._editor)
            QToolTip.showText(
                self._editor.mapToGlobal(self._editor.rect().bottomLeft()), wrong, self._editor
            )
            return
        self.close_editor()
        self.setFocus()

    def close_editor(self) -> None:
        """Put the in-place editor away."""
        if self._editor is not None:
            editor, self._editor = self._editor, None
            editor.removeEventFilter(self)
            editor.deleteLater()

    def animate_layout(self, graph: Graph) -> None:
        """Show another arrangement of the same nodes, gliding there."""
        self._arranging = True
        self.workspace.rearrange(graph)
        self._glide_to(self._fitting())

    # painting -----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, playhead = current(), self.workspace.playhead
        if self._fit_wanted and self.width() > 1:
            self._fit_wanted = False
            self.camera = self._fitting()
            self.camera_changed.emit()
        painter = QPainter(self)
        self._layer.paint(
            painter,
            self.rect(),
            self.devicePixelRatioF(),
            self.camera,
            self.scene,
            self.dress,
            theme,
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.translate(self.camera.dx, self.camera.dy)
        painter.scale(self.camera.scale, self.camera.scale)
        paint_overlay(
            painter,
            self.scene,
            self.dress,
            self.hand,
            self.workspace.selection,
            self.camera.scale,
            theme,
        )
        if playhead.playing and not playhead.reduced_motion:
            paint_motion(
                painter, self.scene, self.dress, playhead.next_position, playhead.progress, theme
            )
        painter.restore()
        if self.hand.refusal:
            self._paint_refusal(painter)
        if not self.scene.ids:
            self._paint_invitation(painter)

    def _paint_refusal(self, painter: QPainter) -> None:
        theme = current()
        painter.setFont(font(SMALL))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self.hand.refusal) + 24
        left = min(self.hand.at.x() + 16, self.width() - width - 8)
        box = QRectF(left, self.hand.at.y() + 14, width, 28)
        painter.setPen(QPen(theme.color("backward"), 1))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(theme.color("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.hand.refusal)

    def _paint_invitation(self, painter: QPainter) -> None:
        painter.setPen(current().color("mute"))
        painter.setFont(font(15))
        painter.drawText(
            self.rect(),
            Qt.AlignmentFlag.AlignCenter,
            "Type an expression above, or drag an op from the left",
        )

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_editor()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._stop_gliding()
        if self._gesture is None and event.button() != Qt.MouseButton.RightButton:
            self._pressed = QMouseEvent(event.clone())  # type: ignore[call-overload]

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
        elif self._pressed is not None:
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
            if self._gesture is not None:
                gesture, self._gesture = self._gesture, None
                gesture.cancel()
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
        if node_id and node_id not in self.workspace.selection:
            self.workspace.select([node_id])
        self.asked_for_menu.emit(event.globalPos(), node_id)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def _tip(self, at: QPointF) -> str:
        """The full numbers under the hand."""
        world = self.camera.to_world(at)
        node_id = self.scene.node_at(world)
        if node_id is not None:
            face, value = self.dress.face(node_id), self.dress.value(node_id)
            gradient = self.dress.gradient(node_id)
            lines = [f"<b>{face.title}</b>"]
            if value is not None:
                lines.append(f"value {full(value)}")
            if gradient is not None:
                lines.append(f"gradient {full(gradient)}")
            return "<br>".join(line.replace("\n", "<br>") for line in lines)
        k = self.scene.wire_at(world, 6 / self.camera.scale)
        if k is None:
            return ""
        wire = self.scene.wires[k]
        arrival = self.dress.arrival(wire.target, wire.port)
        if arrival is None:
            return ""
        part = arrival.contribution
        largest = number(float(abs(part).max())) if part.size else "none"
        return f"gradient back along this wire: {full(part)}" + (
            f"<br>largest {largest}" if part.size > 1 else ""
        )

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._editor and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
                self.close_editor()
                self.setFocus()
                return True
        elif watched is self._editor and event.type() == QEvent.Type.FocusOut:
            self.close_editor()
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.repaint_all()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        old = event.oldSize()
        if old.width() > 1:
            shift = ((event.size().width() - old.width()) / 2, 0.0)
            self.camera = self.camera.panned(*shift)
        self.camera_changed.emit()
        super().resizeEvent(event)

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
