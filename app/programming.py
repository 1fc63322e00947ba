"""Programming: where a pasted program is written, answers and is scrubbed, and its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.actions import Entry
from app.document.program import Difference, EditableError, editable
from app.panels.output import OutputPanel
from app.panels.sections import SectionBar
from app.plotting import figure_view, preload, program_plots

if TYPE_CHECKING:
    from app.window import MainWindow

COLLAPSE = "Collapse loops and calls"


class Programming(QObject):
    """What a window has for programs. Attributes: output, sections (widgets)."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.workspace
        self._has_program = False
        self.output = OutputPanel(window.workspace, program_plots, preload, figure_view)
        self.sections = SectionBar(window.workspace)

    def begin(self) -> None:
        """Connect everything, once all of it is there."""
        workspace, window = self._workspace, self._window
        workspace.refused.connect(window.canvas.mention)
        workspace.running.connect(self._show_run)
        workspace.text_changed.connect(self._show_text)
        workspace.differed.connect(self._show_difference)
        self.output.line_chosen.connect(self._go_to_line)
        for entry in (
            Entry("Run", "Make editable", self.make_editable, unless=self._without_graph),
            Entry(
                "Run",
                COLLAPSE,
                self.collapse,
                checkable=True,
                unless=self._without_graph,
            ),
        ):
            window.actions_.add(entry)

    def _without_graph(self) -> str:
        if not self._workspace.state.is_program:
            return "the document is no program"
        return "" if len(self._workspace.graph) else "the program was not run yet"

    @Slot()
    def make_editable(self) -> None:
        """Turn the graph that the program drew into nodes and a formula; undo brings it back."""
        try:
            graph = editable(self._workspace.graph)
        except EditableError as error:
            self._window.canvas.mention(str(error))
            return
        self._workspace.take_over(graph)

    @Slot()
    def collapse(self) -> None:
        """Show loops and calls as groups, or as frames again."""
        chosen = self._window.actions_.by_text[COLLAPSE].isChecked()
        self._workspace.program.collapse(chosen)

    @Slot(str)
    def _show_text(self, _text: str) -> None:
        """A program is written in the source panel, and answers in the output panel."""
        if self._workspace.state.is_program == self._has_program:
            return
        self._has_program = self._workspace.state.is_program
        docks = self._window.docks
        if self._has_program:
            self._window.show_canvas()
            docks["Descent"].hide()
            docks.open("Source")
            docks["Output"].show()
            QTimer.singleShot(0, docks.show_code)
        else:
            docks["Output"].hide()
        self._window.show_counts()

    @Slot(bool)
    def _show_run(self, running: bool) -> None:
        """What a program prints is seen also where the descent had taken its place."""
        docks = self._window.docks
        taken = docks["Descent"].isVisible() and not docks["Output"].isVisible()
        if running and self._workspace.program.running and taken:
            docks.open("Output")

    @Slot(object)
    def _show_difference(self, changed: Difference) -> None:
        """Say what another run has changed, and select what is new."""
        QTimer.singleShot(0, self, lambda: self._workspace.select(changed.added))
        self._window.canvas.mention(str(changed))

    @Slot(int)
    def _go_to_line(self, line: int) -> None:
        self._window.docks.open("Source")
        self._window.source.editor.go_to_line(line)

    def restyle(self) -> None:
        """Draw anew what does not follow the palette by itself."""
        self.output.restyle()
        self.sections.restyle()
