"""InPlace: what is typed on the canvas itself: values, names, numbers at inputs, arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.argument_form import ArgumentForm
from app.canvas.inline_editor import HEIGHT, WIDTH, InlineEditor
from app.document.arguments import arguments
from app.document.building import number_text, with_number_text
from app.document.roles import head_gradient_text, with_head_gradient
from app.document.wiring import port_name

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas

VALUE_TOP, GRADIENT_TOP = 22, 46  # px below the top of a card


class InPlace(QObject):
    """At most one editor at a time, which follows its card. Attributes: editor (or None)."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas, self._workspace = canvas, canvas.workspace
        self._place: Callable[[], QPointF] = QPointF
        self.editor: QWidget | None = None
        canvas.camera_changed.connect(self._follow)

    def edit(self, node_id: str) -> None:
        """What Enter and a double click edit: a leaf's value, an op's arguments, else the name."""
        node = self._workspace.graph[node_id]
        if node.is_leaf:
            self.edit_value(node_id)
        elif arguments(node):
            self.edit_arguments(node_id)
        else:
            self.edit_name(node_id)

    def edit_value(self, node_id: str) -> None:
        """Type a leaf's value."""
        text = self._workspace.content_text(node_id)
        hint = "a number, [1, 2], randn(3)"

        def take(typed: str) -> str:
            return self._workspace.type_content(node_id, typed)

        self._type("Leaf value", text, hint, take, lambda: self._corner(node_id, VALUE_TOP))

    def edit_name(self, node_id: str) -> None:
        """Type a node's name."""
        name = self._workspace.graph[node_id].name

        def take(typed: str) -> str:
            return self._workspace.rename(node_id, typed.strip())

        self.write_on_card("Node name", name, take, node_id)

    def write_on_card(self, name: str, text: str, take: Callable[[str], str], card: str) -> None:
        """Type what stands at the top of a card. `take` says what is wrong with it, or ""."""
        self._type(name, text, name.lower(), take, lambda: self._corner(card, 0))

    def edit_number(self, node_id: str, port: int) -> None:
        """Type the number of an input that no wire feeds; an empty text opens it."""
        graph = self._workspace.graph
        name = port_name(graph[node_id], port)

        def take(typed: str) -> str:
            try:
                edited = with_number_text(self._workspace.graph, node_id, port, typed)
            except ValueError as error:
                return str(error)
            self._workspace.edit(f"Type {name}", edited)
            return ""

        def place() -> QPointF:
            at = QPointF(*self._canvas.scene.in_port(node_id, port))
            return self._canvas.camera.to_screen(at) - QPointF(WIDTH + 8, HEIGHT / 2)

        text = number_text(graph, node_id, port)
        self._type(f"Input {name}", text, "a number; empty: open", take, place)

    def edit_head_gradient(self, node_id: str) -> None:
        """Type the gradient with which backward starts from a root; an empty text is ones."""

        def take(typed: str) -> str:
            try:
                edited = with_head_gradient(self._workspace.graph, node_id, typed)
            except ValueError as error:
                return str(error)
            self._workspace.edit("Change head gradient", edited)
            return ""

        text = head_gradient_text(self._workspace.graph, node_id)
        hint = "a number, [1, 0]; empty: ones"
        self._type("Head gradient", text, hint, take, lambda: self._corner(node_id, GRADIENT_TOP))

    def edit_arguments(self, node_id: str) -> None:
        """Change the static arguments of an op."""
        form = ArgumentForm(self._workspace, node_id, self._canvas)
        self._open(form, lambda: self._beside(node_id, form))
        form.ended.connect(self.finish)
        form.fields.focus_first()

    @Slot()
    def close(self) -> None:
        """Put the editor away; nothing more is taken."""
        if self.editor is not None:
            editor, self.editor = self.editor, None
            editor.hide()
            editor.deleteLater()

    @Slot()
    def finish(self) -> None:
        """Put the editor away and give the canvas the keys back."""
        editor, focused = self.editor, QApplication.focusWidget()
        self.close()
        if editor is not None and (focused in (None, editor) or editor.isAncestorOf(focused)):
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _type(
        self,
        name: str,
        text: str,
        hint: str,
        take: Callable[[str], str],
        place: Callable[[], QPointF],
    ) -> None:
        editor = InlineEditor(name, text, hint, take, self._canvas)
        self._open(editor, place)
        editor.ended.connect(self.finish)
        editor.setFocus()

    def _open(self, editor: QWidget, place: Callable[[], QPointF]) -> None:
        self.close()
        self.editor, self._place = editor, place
        self._follow()
        editor.show()
        editor.raise_()

    def _corner(self, node_id: str, below: float) -> QPointF:
        """A point at the left side of a card, so many px of the plane below its top."""
        camera = self._canvas.camera
        at = self._card(node_id).topLeft()
        return camera.to_screen(at) + QPointF(0, below * camera.scale)

    def _beside(self, node_id: str, form: QWidget) -> QPointF:
        """Under a card, or over it where there is no room."""
        card = self._card(node_id)
        below = self._canvas.camera.to_screen(card.bottomLeft()) + QPointF(0, 8)
        if below.y() + form.height() <= self._canvas.height():
            return below
        above = self._canvas.camera.to_screen(card.topLeft()) - QPointF(0, form.height() + 8)
        return above if above.y() >= 0 else below

    def _card(self, node_id: str) -> QRectF:
        scene = self._canvas.scene
        number = scene.number.get(node_id)
        return QRectF() if number is None else scene.rect(number)

    @Slot()
    def _follow(self) -> None:
        """Keep the editor at its place, and inside the canvas."""
        if self.editor is None:
            return
        at, size = self._place().toPoint(), self.editor.size()
        right, bottom = self._canvas.width() - size.width(), self._canvas.height() - size.height()
        self.editor.move(QPoint(max(0, min(at.x(), right)), max(0, min(at.y(), bottom))))
