"""One drawing as PNG pixels, or as SVG and PDF vectors with real text; written whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

MOST_PIXELS = 200_000_000
LONGEST_SIDE = 32_000  # px, the painter's own limit
PDF_DPI = 1200


class PictureError(Exception):
    """A picture cannot be made: what was found, the remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}; {remedy}")
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class Drawing:
    """What to draw: its size in px, and what paints it from the origin down and to the right."""

    width: float
    height: float
    paint: Callable[[QPainter], None]


def image(drawing: Drawing, scale: float) -> QImage:
    """The drawing as pixels, `scale` to a px. Errors: PictureError where that is too large."""
    size = QSize(round(drawing.width * scale), round(drawing.height * scale))
    if (
        size.width() * size.height() > MOST_PIXELS
        or max(size.width(), size.height()) > LONGEST_SIDE
    ):
        raise PictureError(
            f"the picture would have {size.width()} × {size.height()} pixels",
            "choose a smaller scale, or SVG",
        )
    result = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    if result.isNull():
        raise PictureError("the picture does not fit into memory", "choose a smaller scale, or SVG")
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.scale(scale, scale)
    _painted(painter, drawing)
    return result


def png(drawing: Drawing, scale: float) -> bytes:
    """The drawing as PNG."""
    buffer = _Buffer()
    image(drawing, scale).save(buffer.device, "PNG")  # type: ignore[call-overload]  # stub is wrong
    return buffer.taken()


def svg(drawing: Drawing, _scale: float) -> bytes:
    """The drawing as SVG."""
    buffer = _Buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer.device)
    generator.setTitle("Chainrule")
    generator.setResolution(96)
    generator.setSize(QSizeF(drawing.width, drawing.height).toSize())
    generator.setViewBox(QRectF(0, 0, drawing.width, drawing.height))
    _painted(_on(generator), drawing)
    return buffer.taken()


def pdf(drawing: Drawing, _scale: float) -> bytes:
    """The drawing as one PDF page of its own size, a px a point."""
    buffer = _Buffer()
    writer = QPdfWriter(buffer.device)
    writer.setCreator("Chainrule")
    writer.setResolution(PDF_DPI)
    writer.setPageSize(
        QPageSize(QSizeF(drawing.width, drawing.height), QPageSize.Unit.Point, "", _EXACT)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = _on(writer)
    painter.scale(PDF_DPI / 72, PDF_DPI / 72)
    _painted(painter, drawing)
    return buffer.taken()


_EXACT = QPageSize.SizeMatchPolicy.ExactMatch
FORMATS: dict[str, Callable[[Drawing, float], bytes]] = {".png": png, ".svg": svg, ".pdf": pdf}


def write(
    path: Path, drawing: Drawing, scale: float, stop: Callable[[], bool] | None = None
) -> None:
    """Write the drawing in the format of the suffix, unless `stop` says no once it is painted.

    Errors: PictureError.
    """
    draw = FORMATS.get(path.suffix.lower())
    if draw is None:
        raise PictureError(
            f"no picture format is called '{path.suffix}'", f"use {', '.join(FORMATS)}"
        )
    data = draw(drawing, scale)
    if stop is not None and stop():
        return
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".chainrule-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
        temporary = None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PictureError(f"{path} cannot be written: {reason}", "choose another folder") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _on(device: QPaintDevice) -> QPainter:
    painter = QPainter()
    if not painter.begin(device):
        raise PictureError("Qt cannot paint this format here", "choose another format")
    return painter


def _painted(painter: QPainter, drawing: Drawing) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    try:
        drawing.paint(painter)
    finally:
        painter.end()


class _Buffer:
    """Bytes that Qt writes."""

    def __init__(self) -> None:
        self._bytes = QByteArray()
        self.device = QBuffer(self._bytes)
        self.device.open(QIODevice.OpenModeFlag.WriteOnly)

    def taken(self) -> bytes:
        self.device.close()
        return bytes(self._bytes.data())
