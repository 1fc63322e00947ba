"""SectionBar: which backward of a program is shown; a training loop is scrubbed here."""

from __future__ import annotations

import qtawesome
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from app.theme import current
from app.workspace.workspace import Workspace


class SectionBar(QWidget):
    """A slider over the backwards of the latest run, where there are several."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = workspace.program
        self.setObjectName("panel")
        self.setAccessibleName("Backwards of the program")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Backward")
        self.slider.setTracking(True)
        self.label = QLabel("")
        self.label.setProperty("role", "mute")
        self.before, self.after = QToolButton(), QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        for button, words, step in (
            (self.before, "Backward before", -1),
            (self.after, "Backward after", 1),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _on=False, step=step: self._step(step))
        row.addWidget(self.before)
        row.addWidget(self.slider, 1)
        row.addWidget(self.after)
        row.addWidget(self.label)
        self.slider.valueChanged.connect(self._program.show)
        self._program.state_changed.connect(self._show_state)
        self._program.advanced.connect(self._show_state)
        self._show_state()
        self.restyle()

    def _step(self, by: int) -> None:
        self.slider.setValue(self.slider.value() + by)

    @Slot()
    def _show_state(self) -> None:
        program, told = self._program, self._program.told
        self.setVisible(told.count > 1)
        self.slider.setEnabled(not program.running)
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(told.count - 1, 0))
        shown = program.asked if program.asked is not None else program.shown
        self.slider.setValue(told.count - 1 if program.running or shown is None else shown)
        self.slider.blockSignals(False)
        self.label.setText(self._words())

    def _words(self) -> str:
        program, told = self._program, self._program.told
        if program.running:
            return f"{told.count:,} backwards so far"
        number = program.asked if program.asked is not None else program.shown
        if number is None:
            return f"{told.count:,} backwards"
        span = told.spans[number] if number < len(told.spans) else None
        where = f" · line {span.line}" if span is not None else ""
        waiting = " · computing…" if program.asked is not None else ""
        return f"backward {number + 1:,} of {told.count:,}{where}{waiting}"

    def restyle(self) -> None:
        """Icons in the theme's ink."""
        for button, way in ((self.before, "left"), (self.after, "right")):
            button.setIcon(qtawesome.icon(f"mdi6.chevron-{way}", color=current().ink))
