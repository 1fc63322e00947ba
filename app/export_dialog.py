"""ExportDialog: how a picture shall look before it is written."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from app.export.picture import Style
from app.theme import THEMES, current

SCALES = (1.0, 2.0, 3.0, 4.0)


class ExportDialog(QDialog):
    """Theme, ground, and for PNG the scale."""

    def __init__(self, suffix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Export {suffix[1:].upper()}")
        self.theme_box = QComboBox()
        self.theme_box.addItems(["light", "dark"])
        self.theme_box.setCurrentText(current().name)
        self.scale_box = QComboBox()
        for scale in SCALES:
            self.scale_box.addItem(f"{scale:g}×", scale)
        self.scale_box.setCurrentIndex(1)
        self.transparent = QCheckBox("Transparent ground")
        form = QFormLayout()
        form.setSpacing(12)
        form.addRow("Theme", self.theme_box)
        if suffix == ".png":
            form.addRow("Scale", self.scale_box)
        form.addRow("", self.transparent)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Export…")
        buttons.button(QDialogButtonBox.StandardButton.Ok).setProperty("role", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(buttons)

    def style_chosen(self) -> Style:
        """What was chosen."""
        return Style(
            scale=self.scale_box.currentData(),
            transparent=self.transparent.isChecked(),
            theme=THEMES[self.theme_box.currentText()],
        )
