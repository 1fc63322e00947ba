"""Notes: comments laid out from Markdown and mathematics, and the strokes that paint them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)
from PySide6.QtSvg import QSvgRenderer

from app.document.arrangement import Comment
from app.document.graph import Point
from app.theme import BODY, CARD_RADIUS, NUMBERS, Theme, font

PADDING = 12.0  # px
PARAGRAPH = 4.0  # px below one
FORMULA = 15.0  # px, size of mathematics
LIFT = 2.5  # px by which a formula stands above the middle of its line
SEMIBOLD = 600  # the boldest weight that is shipped
HEADINGS = (20, 17, 15, 13, 13, 13)  # px
MATHEMATICS = re.compile(r"(?<!\\)(\$\$?)(?=\S)(.+?)(?<=\S)(?<!\\)\1", re.DOTALL)
READING = QTextDocument.MarkdownFeature
Lookup = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Note:
    """A comment laid out: its text, and the formulas with where they stand in it."""

    document: QTextDocument
    formulas: tuple[tuple[QRectF, QSvgRenderer], ...]

    @property
    def height(self) -> float:
        """In px, of the whole card."""
        return float(self.document.size().height()) + 2 * PADDING


def formulas(text: str) -> list[str]:
    """The LaTeX between the dollar signs of a text."""
    return [found[2] for found in MATHEMATICS.finditer(text)]


def note(text: str, width: float, lookup: Lookup) -> Note:
    """A comment laid out in a width. What `lookup` has no SVG for yet is shown as its source."""
    drawn: list[QSvgRenderer] = []

    def picture(found: re.Match[str]) -> str:
        svg = lookup(found[2])
        if svg is None:
            return "`" + found[2].replace("`", "") + "`"
        drawn.append(QSvgRenderer(QByteArray(svg)))
        return f"![ ](formula:{len(drawn) - 1})"

    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(font(BODY))
    document.setIndentWidth(18)
    features = READING.MarkdownDialectGitHub | READING.MarkdownNoHTML
    words = text.replace("![", "[")  # no pictures: they could be any file of the reader's
    document.setMarkdown(MATHEMATICS.sub(picture, words), features)
    for k in range(len(drawn)):
        picture_kind = QTextDocument.ResourceType.ImageResource.value
        document.addResource(picture_kind, QUrl(f"formula:{k}"), _nothing())
    _dress(document, drawn)
    document.setTextWidth(width - 2 * PADDING)
    return Note(document, _places(document, drawn))


@lru_cache(maxsize=1)
def _nothing() -> QImage:
    """A transparent picture: the formula is painted over its room."""
    blank = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    blank.fill(Qt.GlobalColor.transparent)
    return blank


def _dress(document: QTextDocument, drawn: list[QSvgRenderer]) -> None:
    """Give headings, code and formulas their sizes, all in px."""
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        parts = []
        fragments = block.begin()
        while not fragments.atEnd():
            parts.append(fragments.fragment())
            fragments += 1
        for part in parts:
            cursor = QTextCursor(document)
            cursor.setPosition(part.position())
            cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
            form = part.charFormat()
            if form.isImageFormat():
                _size(cursor, form.toImageFormat(), drawn)
                continue
            changed = QTextCharFormat()
            if level:
                changed.setFont(font(HEADINGS[level - 1], weight=600))
            elif form.fontWeight() > SEMIBOLD:
                changed.setFontWeight(SEMIBOLD)
            if form.fontFixedPitch():
                changed.setFontFamilies([NUMBERS])
                changed.setProperty(QTextCharFormat.Property.FontPixelSize, 12)
            cursor.mergeCharFormat(changed)
        room = QTextBlockFormat()
        room.setBottomMargin(PARAGRAPH)
        QTextCursor(block).mergeBlockFormat(room)
        block = block.next()


def _size(cursor: QTextCursor, image: QTextImageFormat, drawn: list[QSvgRenderer]) -> None:
    """Leave the room that a formula takes; other pictures are not shown."""
    size = _formula(image.name(), drawn)
    wide, high = (size.defaultSize().width(), size.defaultSize().height()) if size else (1, 1)
    image.setWidth(wide)
    image.setHeight(high)
    image.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    cursor.setCharFormat(image)


def _formula(name: str, drawn: list[QSvgRenderer]) -> QSvgRenderer | None:
    kind, _, number = name.partition(":")
    ours = kind == "formula" and number.isdigit() and int(number) < len(drawn)
    return drawn[int(number)] if ours else None


def _places(
    document: QTextDocument, drawn: list[QSvgRenderer]
) -> tuple[tuple[QRectF, QSvgRenderer], ...]:
    """Where the formulas stand once the text is laid out."""
    found = []
    block = document.begin()
    while block.isValid():
        corner = document.documentLayout().blockBoundingRect(block).topLeft()
        fragments = block.begin()
        while not fragments.atEnd():
            part = fragments.fragment()
            form = part.charFormat()
            for k in range(part.length() if form.isImageFormat() else 0):
                image = form.toImageFormat()
                renderer = _formula(image.name(), drawn)
                offset = part.position() + k - block.position()
                line = block.layout().lineForTextPosition(offset)
                if renderer is not None and line.isValid():
                    x = line.cursorToX(offset)[0]  # type: ignore[index]  # stub lacks the pair
                    y = line.y() + (line.height() - image.height()) / 2 - LIFT
                    place = QRectF(0, 0, image.width(), image.height())
                    found.append((place.translated(corner + QPointF(x, y)), renderer))
            fragments += 1
        block = block.next()
    return tuple(found)


@lru_cache(maxsize=4096)
def about_height(text: str, width: float) -> float:
    """How high a comment is before its formulas are there, in px."""
    return note(text, width, lambda _latex: None).height


def rect_of(comment: Comment, at: Point, height: float) -> QRectF:
    """Where a comment stands."""
    return QRectF(at[0], at[1], comment.width, height)


def paint_note(painter: QPainter, at: QPointF, shown: Note, theme: Theme) -> None:
    """A comment with its upper left corner at a point."""
    document = shown.document
    rect = QRectF(at.x(), at.y(), document.textWidth() + 2 * PADDING, shown.height)
    painter.setPen(QPen(theme.color("line"), 1.0))
    painter.setBrush(theme.color("panel", 0.94))
    painter.drawRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)
    painter.save()
    painter.translate(at + QPointF(PADDING, PADDING))
    context = QAbstractTextDocumentLayout.PaintContext()
    colors = QPalette()
    colors.setColor(QPalette.ColorRole.Text, theme.color("ink"))
    colors.setColor(QPalette.ColorRole.Link, theme.color("hand"))
    context.palette = colors
    document.documentLayout().draw(painter, context)
    for place, renderer in shown.formulas:
        renderer.render(painter, place)
    painter.restore()


def paint_ring(painter: QPainter, rect: QRectF, scale: float, theme: Theme) -> None:
    """The line round a comment that is selected."""
    painter.setPen(QPen(theme.color("hand"), max(2.0, 1.5 / scale)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-4, -4, 4, 4), CARD_RADIUS + 3, CARD_RADIUS + 3)
