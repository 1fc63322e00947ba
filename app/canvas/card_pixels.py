"""Card pixels: cards composed of sprites, their numbers of one sprite for each character."""

from __future__ import annotations

import time
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.canvas.dress import Dress
from app.canvas.flow import Face, Flow
from app.canvas.group_strokes import label_places, outlet_offsets, paint_label, paint_shape
from app.canvas.preview_strokes import Picture, paint_picture
from app.canvas.scene import Scene
from app.canvas.sprites import Sprite, Sprites
from app.canvas.strokes import (
    PORT,
    TEXT_LEFT,
    Row,
    advance,
    gradient_row,
    paint_in_port,
    paint_literal,
    paint_mark,
    paint_out_port,
    value_row,
)
from app.document.graph import Literal
from app.document.labels import number
from app.document.sizes import CARD_WIDTH, port_offset
from app.theme import Theme
from engine.dtype import Array

ROUNDING = 9.0  # px, of a card without text
MOST_WORDS = 20_000  # numbers whose sprites are remembered
MOST_CARDS = 20_000  # cards likewise
LONGEST = 12  # characters of a row
DIGITS = "0123456789"

Composed = dict[tuple[int, int], list[int]]  # the sprites of cards, by node and moment


class CardPixels:
    """Paints cards and the marks of wires from sprites. `is_full`: another should be begun."""

    def __init__(self, scale: float, theme: Theme) -> None:
        self._scale, self._theme = scale, theme
        self._sprites = Sprites(scale)
        self._places: dict[tuple[object, ...], dict[str, int]] = {}  # the letters there
        self._words: dict[tuple[str, bool], tuple[int, ...]] = {}
        self._composed: WeakKeyDictionary[Dress, Composed] = WeakKeyDictionary()

    @property
    def is_full(self) -> bool:
        return self._sprites.is_full

    def prepare(self, nodes: Array, scene: Scene, dress: Dress, until_s: float) -> bool:
        """Compose cards of a dress that is not painted yet; False if the time was over before."""
        composed, moments = self._cards_of(dress), dress.moments
        for i in nodes.tolist():
            key = i, moments[i]
            if key not in composed:
                composed[key] = self._card(i, scene, dress)
                if time.perf_counter() > until_s:
                    return False
        return True

    def _cards_of(self, dress: Dress) -> Composed:
        """The cards of a dress that are composed."""
        found = self._composed.get(dress)
        if found is None or len(found) > MOST_CARDS:
            found = self._composed[dress] = {}
        return found

    def paint(
        self, painter: QPainter, nodes: Array, move: Array, scene: Scene, dress: Dress
    ) -> None:
        """Cards with text; the plane's zero lies at `move` (2,) device px."""
        composed, moments = self._cards_of(dress), dress.moments
        numbers: list[int] = []
        counts: list[int] = []
        for i in nodes.tolist():
            key = i, moments[i]
            card = composed.get(key)
            if card is None:
                card = composed[key] = self._card(i, scene, dress)
            numbers += card
            counts.append(len(card))
        origins = self._origins(nodes, move, scene)
        self._sprites.draw(painter, numbers, np.repeat(origins, counts, axis=0))

    def _card(self, i: int, scene: Scene, dress: Dress) -> list[int]:
        """The sprites of a card, the lowest first."""
        face, inputs = dress.face(scene.ids[i]), scene.graph[scene.ids[i]].inputs
        numbers = [self._still(face, len(inputs), float(scene.size[i, 1]))]
        value, gradient = face.rows if face.pictures else (face.value, face.gradient)
        if value:
            numbers += self._words.get((value, True)) or self._word(value, True)
        numbers += self._words.get((gradient, False)) or self._word(gradient, False)
        numbers += [self._picture(picture) for picture in face.pictures]
        for port, source in enumerate(inputs):
            if type(source) is Literal:
                numbers.append(self._literal(source, port_offset(len(inputs), port)))
        if face.inlets or len(face.outlets) > 1:
            numbers += [self._label(*label) for label in label_places(face)]
        return numbers

    def paint_plain(self, painter: QPainter, nodes: Array, move: Array, scene: Scene) -> None:
        """Cards without text."""
        tall = scene.size[nodes, 1]
        numbers = np.empty(len(nodes), np.int64)
        for height in np.unique(tall).tolist():
            numbers[tall == height] = self._plain(height)
        self._sprites.draw(painter, numbers, self._origins(nodes, move, scene))

    def paint_marks(
        self, painter: QPainter, wires: Array, move: Array, scene: Scene, dress: Dress
    ) -> None:
        """The glyphs of states in the middle of wires."""
        states, _ = dress.flows
        for flow in (Flow.ZERO, Flow.CUT, Flow.BROKEN):
            marked = wires[states[wires] == flow]
            if len(marked):
                middles = scene.all_along(marked, np.full(len(marked), 0.5))
                places = np.round(middles * self._scale) + move
                self._sprites.draw(painter, np.full(len(places), self._mark(flow)), places)

    def _origins(self, nodes: Array, move: Array, scene: Scene) -> Array:
        """The middle of each card's left side on whole device px."""
        left = scene.xy[nodes] - (CARD_WIDTH / 2, 0)
        origins: Array = np.round(left * self._scale) + move
        return origins

    def _plain(self, height: float) -> int:
        card = QRectF(0, -height / 2, CARD_WIDTH, height)

        def paint(painter: QPainter) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("faint", 0.6))
            painter.drawRoundedRect(card, ROUNDING, ROUNDING)

        return self._sprites.number(("plain", height), card, paint)

    def _mark(self, flow: Flow) -> int:
        def paint(painter: QPainter) -> None:
            paint_mark(painter, QPointF(0, 0), flow, self._theme)

        return self._sprites.number(("mark", flow), QRectF(-10, -10, 20, 20), paint)

    def _still(self, face: Face, inputs: int, height: float) -> int:
        """A card with its ports and without its numbers."""
        tag = face.root or face.shape
        outlets = outlet_offsets(face)
        key = (
            *(face.glyph, face.title, tag, face.trainable, face.problem is None, inputs),
            *(face.note, face.stub, height, len(outlets)),
            tuple([badge.word for badge in face.badges]) if face.badges else (),
        )

        def paint(painter: QPainter) -> None:
            card = QRectF(0, -height / 2, CARD_WIDTH, height)
            paint_shape(painter, card, face, self._theme)
            for port in range(inputs):
                paint_in_port(painter, QPointF(0, port_offset(inputs, port)), self._theme)
            for rise in outlets:
                paint_out_port(painter, QPointF(CARD_WIDTH, rise), self._theme)

        bounds = QRectF(-PORT - 2, -height / 2 - 9, CARD_WIDTH + 2 * PORT + 12, height + 14)
        return self._sprites.number(key, bounds, paint)

    def _label(self, text: str, place: QRectF, out: bool) -> int:
        """The label of a port."""

        def paint(painter: QPainter) -> None:
            paint_label(painter, text, place, out, self._theme)

        return self._sprites.number(("label", text, place.y(), out), place, paint)

    def _literal(self, source: Literal, offset: float) -> int:
        """A number typed into an input."""
        text = number(source.value)

        def paint(painter: QPainter) -> None:
            paint_literal(painter, QPointF(0, offset), text, self._theme)

        bounds = QRectF(-PORT - 68, offset - 11, 70, 22)
        return self._sprites.number(("literal", text, offset), bounds, paint)

    def _word(self, text: str, is_value: bool) -> tuple[int, ...]:
        """The sprites of a value or gradient: few characters make all numbers."""
        row = (value_row if is_value else gradient_row)(text, CARD_WIDTH)
        size = row[2].pixelSize()
        step = advance("0", size)
        if any(advance(letter, size) != step for letter in row[0]):
            found = tuple(self._sprites.numbers([self._letters(row, row[0], 0, step * LONGEST)]))
        else:
            found = tuple(
                [
                    self._letter(row, letter, place, step)
                    for place, letter in enumerate(row[0])
                    if letter != " "
                ]
            )
        if len(self._words) > MOST_WORDS:
            self._words.clear()
        self._words[text, is_value] = found
        return found

    def _letter(self, row: Row, letter: str, place: int, step: float) -> int:
        """A letter of a number; with the first digit at a place come the others, as they will."""
        key = (row[1], row[2].pixelSize(), row[3], place)
        found = self._places.setdefault(key, {})
        if letter not in found:
            wanted = DIGITS if letter in DIGITS else letter
            sprites = [self._letters(row, each, place * step, step) for each in wanted]
            found.update(zip(wanted, self._sprites.numbers(sprites), strict=True))
        return found[letter]

    def _picture(self, picture: Picture) -> int:
        """The small picture of an array."""
        area = picture.area

        def paint(painter: QPainter) -> None:
            paint_picture(painter, area, picture, self._theme)

        return self._sprites.number(picture, area.adjusted(-3, -3, 3, 3), paint)

    def _letters(self, row: Row, letters: str, x: float, width: float) -> Sprite:
        """Letters at a place in the row of a card."""
        _, y, chosen, role = row
        size = chosen.pixelSize()

        def paint(painter: QPainter) -> None:
            painter.setFont(chosen)
            painter.setPen(self._theme.color(role))
            painter.drawText(QPointF(TEXT_LEFT + x, y), letters)

        bounds = QRectF(TEXT_LEFT + x - 1, y - size, width + 2, size * 1.35)
        return (letters, x, y, size, role), bounds, paint
