"""Generating: the window's commands that show and export generated code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from app.panels.generated_code import GeneratedCode
from app.workspace.generating import Generated, as_file

if TYPE_CHECKING:
    from app.window import MainWindow

SHOW, EXPORT = "Show generated code", "Export generated code…"


class Generating(QObject):
    """What a window has for generated code. Attributes: dialog."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._exports = False  # what is generated next
        self.dialog = GeneratedCode(window.workspace, window.descent_run, window)
        self.dialog.wanted.connect(self.write)
        window.descent_run.generated.connect(self._take)

    def missing(self) -> str:
        """Why there is nothing to generate, or ""."""
        return "" if len(self._window.workspace.graph) else "the graph is empty"

    def offer(self, exports: QMenu) -> None:
        """Put the commands into the menu of exports and that of the descent."""
        by_text = self._window.actions_.by_text
        exports.addAction(by_text[EXPORT])
        for text in (SHOW, EXPORT):
            self._window.descent.menu.addAction(by_text[text])

    @Slot()
    def show(self) -> None:
        """Show the code."""
        self.dialog.begin()

    @Slot()
    def export(self) -> None:
        """Ask where, and write the code in view, or else that of the descent."""
        if self.dialog.isVisible() and self.dialog.shown is not None:
            self.write(self.dialog.shown)
        else:
            self._exports = True
            self._window.descent_run.generate()

    @Slot(object)
    def _take(self, codes: tuple[Generated, ...]) -> None:
        if self._exports:
            self._exports = False
            self.write(next((code for code in codes if code.source), codes[0]))

    @Slot(object)
    def write(self, code: Generated) -> None:
        """Ask where, and write this; why not, where there is no code."""
        window = self._window
        if code.source:
            window.files.export_text(as_file(code, window.workspace.state.text), "generated", ".py")
        else:
            window.canvas.mention(f"There is no code to export: {code.reason}")
