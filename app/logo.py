"""The logo: a ∂ in the colour of backward, as an icon of any size."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from app.theme import Theme, font

SIZES = (16, 18, 24, 32, 48, 64, 128, 256)


def logo(theme: Theme) -> QIcon:
    """The icon in a theme's colours."""
    icon = QIcon()
    for size in SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setFont(font(size * 1.12, weight=600))
        painter.setPen(theme.color("backward"))
        painter.drawText(QRectF(0, -size * 0.06, size, size), Qt.AlignmentFlag.AlignCenter, "∂")
        painter.end()
        icon.addPixmap(pixmap)
    return icon
