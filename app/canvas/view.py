"""View: the part of the canvas that shows: what is painted, and through which camera."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPointF,
    QRectF,
    QSizeF,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.canvas.camera import Camera, fitted
from app.canvas.dress import Dress
from app.canvas.dressing import Dressing
from app.canvas.layer import Layer
from app.canvas.level_dress import dress_of
from app.canvas.level_scene import scene_of
from app.canvas.motion import Motion
from app.canvas.overlay import Hand, paint_overlay
from app.canvas.scene import PORT_REACH, Scene
from app.canvas.tips import inlet_tip, node_tip, outlet_tip, wire_tip
from app.document.graph import Graph
from app.theme import SMALL, Theme, current, font
from app.workspace.workspace import Workspace

Painter = Callable[[QPainter, QRectF, float, Theme], None]
GLIDE_MS = 160
MENTION_MS = 3000
REST_MS = 80  # without zooming, until the picture is painted exactly
CORNERS_PX = 60  # the height of legend and map

INVITATION = "Type an expression above, or drag an op from the palette (Ctrl+1)"


class View(QWidget):
    """The graph as the camera sees it; it follows the workspace.

    Attributes: workspace; scene; dress; camera; hand; previews; strokes (of what lies over the
    cards, each given the painter in px of the plane, what is in view, the scale and the theme).
    Signals: camera_changed; dressed (values are shown that will be painted in the next frame).
    """

    camera_changed = Signal()
    dressed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.scene = Scene(Graph())
        self.dress = Dress(Graph(), workspace.planned, None)
        self.camera, self.hand = Camera(), Hand()
        self.previews = True  # arrays are small pictures on their cards
        self._layer, self._motion = Layer(), Motion()
        self._dressing = Dressing(self._prepare, self)
        self._dressing.ready.connect(self._put_on)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.update)
        self._fit_wanted = True
        self._notice = ""
        self._glide: QVariantAnimation | None = None
        self.strokes: list[Painter] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 140)
        workspace.graph_changed.connect(self._show_graph)
        workspace.trace_changed.connect(self._show_trace)
        workspace.selection_changed.connect(self.update)
        workspace.opened.connect(self.fit_later)
        workspace.running.connect(self._show_running)
        workspace.doing_changed.connect(self._show_doing)
        workspace.level.changed.connect(self._show_level)
        workspace.playhead.moved.connect(self._show_position)
        workspace.playhead.advanced.connect(self.update)

    # what is shown ------------------------------------------------------------------------------

    @Slot(object)
    def _show_graph(self, graph: Graph) -> None:
        before, was_whole = self.scene, self._in_sight(self.scene.number)
        self.scene = scene_of(graph, self.workspace.level.id)
        self.hand.hovered = self.hand.hovered_wire = self.hand.hovered_port = None
        self.hand.picked &= frozenset(graph.arrangement.ids)
        self._dress()
        if not before.ids and graph.nodes:
            self.fit()
        elif not self._in_sight(
            graph.nodes if was_whole else set(graph.nodes) - set(before.whole.nodes)
        ):
            self.glide_to_fit()

    @Slot(str)
    def _show_level(self, level: str) -> None:
        """Show another level of the same graph."""
        self.hand.picked = frozenset()
        self.scene = scene_of(self.workspace.graph, level)
        self.hand.hovered = self.hand.hovered_wire = self.hand.hovered_port = None
        self._dress()
        self.fit()

    @Slot(object)
    def _show_trace(self, trace: object) -> None:
        if self.workspace.overrides and trace is not None:
            self._dressing.begin(self._new_dress())
        else:
            self._dress()
        if trace is not None or self.workspace.failure is not None:
            self._show_running(False)

    def _dress(self) -> None:
        self._dressing.cancel()
        self._put_on(self._new_dress())

    def _new_dress(self) -> Dress:
        workspace = self.workspace
        return dress_of(
            self.scene,
            workspace.planned,
            workspace.trace,
            workspace.playhead.position,
            self.previews,
        )

    @Slot(object)
    def _put_on(self, dress: Dress) -> None:
        self.dress = dress
        self.repaint_all()
        self.dressed.emit()

    def _prepare(self, dress: Dress, until_s: float) -> bool:
        return self._layer.prepare(self.scene, dress, until_s)

    @Slot(str)
    def point_at(self, node_id: str) -> None:
        """Put a faint ring round a card that is hovered elsewhere; "" takes it away."""
        self.hand.pointed = node_id or None
        self.update()

    def show_previews(self, shown: bool) -> None:
        """Draw arrays as small pictures on their cards, or write what they are in few words."""
        self.previews = shown
        self._dress()

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        failure = self.workspace.failure
        if running:
            self.notify(self.workspace.doing)
        else:
            words = (failure.message, failure.remedy) if failure else ()
            self.notify("; ".join(filter(None, words)))

    @Slot()
    def _show_doing(self) -> None:
        """A long run has come to another of its parts."""
        if self.workspace.busy:
            self.notify(self.workspace.doing)

    @Slot(str)
    def notify(self, text: str) -> None:
        """Say one sentence at the top of the canvas until the next; nothing to take it away."""
        self._notice = text[:1].upper() + text[1:]
        self.setAccessibleDescription(self._notice)
        self.update()

    @Slot(str)
    def mention(self, text: str) -> None:
        """Say a sentence that goes by itself."""
        self.notify(text)
        said = self._notice
        QTimer.singleShot(MENTION_MS, self, lambda: said == self._notice and self.notify(""))

    @Slot(int)
    def _show_position(self, position: int) -> None:
        self._dressing.seek(position)
        if position != self.dress.position:
            self.dress.seek(position)
            self.repaint_all()

    @Slot()
    def repaint_all(self) -> None:
        """Paint the layer anew, as something in it changed."""
        self._layer.dirty = True
        self.update()

    @property
    def resting(self) -> bool:
        """Whether the camera has not just zoomed."""
        return not self._rest.isActive()

    # the camera ---------------------------------------------------------------------------------

    def set_camera(self, camera: Camera) -> None:
        """Look elsewhere; the picture is exact once the scale has rested."""
        if camera.scale != self.camera.scale:
            self._rest.start()
        self.camera = camera
        self.update()
        self.camera_changed.emit()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by so many px."""
        self.stop_gliding()
        self.set_camera(self.camera.panned(dx, dy))

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Enlarge about a point of the canvas, its middle unless given."""
        self.stop_gliding()
        self.set_camera(self.camera.zoomed(factor, about or QRectF(self.rect()).center()))

    @Slot()
    def fit_later(self) -> None:
        """Show the whole graph at the next paint."""
        self._fit_wanted = True
        self.update()

    @Slot()
    def fit(self) -> None:
        """Show the whole graph."""
        self.stop_gliding()
        self.set_camera(self._fitting())

    @Slot()
    def fit_selection(self) -> None:
        """Show what is selected, or the whole graph."""
        chosen = [self.scene.number[i] for i in self.workspace.selection if i in self.scene.number]
        bounds = self.scene.bounds_of(chosen) if chosen else self.scene.bounds
        self._glide_to(fitted(bounds, self._room(), most=1.4))

    def _fitting(self) -> Camera:
        return fitted(self.scene.bounds, self._room())

    def _room(self) -> QSizeF:
        """The size of the view less the strip at the bottom where legend and map stand."""
        return QSizeF(self.width(), max(self.height() - CORNERS_PX, 80))

    def _in_sight(self, node_ids: Collection[str]) -> bool:
        """Whether these cards are in view: a new one must never appear outside."""
        numbers = [self.scene.number[i] for i in node_ids if i in self.scene.number]
        if not numbers:
            return True
        view = self.camera.world_rect(QRectF(self.rect()))
        return view.contains(self.scene.bounds_of(numbers))

    def glide_to_fit(self) -> None:
        """Show the whole graph, moving there."""
        self._glide_to(self._fitting())

    def _glide_to(self, end: Camera) -> None:
        """Move the camera there, unless motion is reduced."""
        self.stop_gliding()
        start = self.camera
        if self.workspace.playhead.reduced_motion:
            self.set_camera(end)
            return
        glide = QVariantAnimation(self)
        glide.setDuration(GLIDE_MS)
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

    def stop_gliding(self) -> None:
        """Leave the camera where it is."""
        if self._glide is not None:
            self._glide.stop()
            self._glide.deleteLater()
            self._glide = None

    def _paint_words(self, painter: QPainter, words: str, at: QPointF, edge: str) -> None:
        """A sentence in a box: right and below of a point, in as many lines as it needs."""
        theme = current()
        painter.setFont(font(SMALL))
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = QRectF(0, 0, max(self.width() - 40.0, 60.0), 400)
        needed = QFontMetricsF(painter.font()).boundingRect(room, middle, words)
        width = needed.width() + 24
        left = min(at.x() - (width / 2 if edge == "line" else 0), self.width() - width - 8)
        box = QRectF(max(left, 8.0), at.y(), width, max(needed.height() + 12, 28))
        painter.setPen(QPen(theme.color(edge), 1))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(theme.color("ink"))
        painter.drawText(box, middle, words)

    def _paint_invitation(self, painter: QPainter) -> None:
        painter.setPen(current().color("mute"))
        painter.setFont(font(15))
        is_program = self.workspace.state.is_program
        words = "Press Run to see what the program computes" if is_program else INVITATION
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)

    def tip(self, at: QPointF) -> str:
        """The full numbers under a point of the view."""
        world, scale = self.camera.to_world(at), self.camera.scale
        reach = PORT_REACH / 2 / min(scale, 1.0)
        inlet, outlet = self.scene.in_port_at(world, reach), self.scene.out_port_at(world, reach)
        if inlet is not None:
            return inlet_tip(self.dress, *inlet)
        if outlet is not None:
            return outlet_tip(self.dress, outlet)
        node_id = self.scene.card_at(world)
        if node_id is not None:
            return node_tip(self.dress, node_id)
        k = self.scene.wire_at(world, 6 / scale)
        return "" if k is None else wire_tip(self.dress, self.scene.wires[k])

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
            resting=self.resting,
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.translate(self.camera.dx, self.camera.dy)
        painter.scale(self.camera.scale, self.camera.scale)
        world = self.camera.world_rect(QRectF(self.rect()))
        for paint in self.strokes:
            paint(painter, world, self.camera.scale, theme)
        paint_overlay(
            painter,
            self.scene,
            self.dress,
            self.hand,
            self.workspace.selection,
            world,
            self.camera.scale,
            theme,
        )
        painter.restore()
        if playhead.playing and not playhead.reduced_motion:
            self._motion.paint(
                painter,
                QRectF(self.rect()),
                self.devicePixelRatioF(),
                self.camera,
                self.scene,
                self.dress,
                theme,
                playhead.next_position,
                playhead.progress,
            )
        if self._notice:
            self._paint_words(painter, self._notice, QPointF(self.width() / 2, 16), "line")
        if self.hand.refusal:
            self._paint_words(
                painter, self.hand.refusal, self.hand.at + QPointF(16, 14), "backward"
            )
        if not self.scene.ids:
            self._paint_invitation(painter)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.repaint_all()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        old, new, bounds = event.oldSize(), event.size(), self.scene.bounds
        if old.width() > 1 and self.scene.ids:
            was_whole = self.camera.world_rect(QRectF(QPointF(), QSizeF(old))).contains(bounds)
            dx, dy = new.width() - old.width(), new.height() - old.height()
            self.camera = self.camera.panned(dx / 2, dy / 2)
            room = QRectF(QPointF(), self._room())
            if was_whole and not self.camera.world_rect(room).contains(bounds):
                self.camera = self._fitting()
        self.camera_changed.emit()
        super().resizeEvent(event)
