"""Laying out: the layouts of the menu, of what is selected or of the whole level, with Cancel."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal
from PySide6.QtWidgets import QMessageBox

from app.document.arranging import arranged_on
from app.document.graph import Graph
from app.document.grouping import cards
from app.document.layout import Cancelled, LayoutError

if TYPE_CHECKING:
    from app.window import MainWindow

QUICK = 400  # nodes that are laid out within a frame; more go to a thread


class _Arranging(QThread):
    """A layout on its way; it can be interrupted. Signals: done (the graph, or the error)."""

    done = Signal(object)

    def __init__(
        self, graph: Graph, level: str, chosen: Collection[str], layout: str, window: MainWindow
    ) -> None:
        super().__init__(window)
        self._graph, self._level, self._chosen = graph, level, chosen
        self._layout = layout

    def run(self) -> None:
        stop = self.isInterruptionRequested
        try:
            found = arranged_on(self._graph, self._level, self._chosen, self._layout, stop)
        except (LayoutError, Cancelled) as error:
            self.done.emit(error)
        else:
            self.done.emit(found)


def lay_out(window: MainWindow, layout: str) -> None:
    """Arrange what is selected, or all cards unless two are; in a thread where that takes long."""
    workspace = window.workspace
    graph, level = workspace.graph, workspace.level.id
    if not len(graph):
        return
    chosen: Collection[str] = cards(graph, workspace.selection, level)
    if len(chosen) < 2:
        chosen = ()

    def take(result: Graph | LayoutError | Cancelled) -> None:
        window.canvas.notify("")
        if isinstance(result, LayoutError):
            QMessageBox.information(window, "Layout", str(result))
        elif isinstance(result, Graph) and workspace.graph is graph:
            window.canvas.animate_layout(result)

    count = len(chosen) or len(graph)
    if count <= QUICK and layout == "layered":
        try:
            take(arranged_on(graph, level, chosen, layout))
        except LayoutError as error:
            take(error)
        return
    window.canvas.notify(f"Arranging {count} nodes… Esc leaves them where they are")
    thread = _Arranging(graph, level, chosen, layout, window)
    thread.done.connect(take)
    thread.finished.connect(thread.deleteLater)
    window.canvas.escaped.connect(thread.requestInterruption)
    thread.start()
