"""Folding: repeats of a graph are offered to be shown as one card each, folded and unfolded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot

from app.actions import Entry
from app.canvas.offer import Offer
from app.document.collecting import collecting_later
from app.document.graph import Graph
from app.document.repeats import Repeat, folded, repeats, unfolded

if TYPE_CHECKING:
    from app.window import MainWindow

ENOUGH = 60  # nodes: a smaller graph is not asked about
REST_MS = 400  # without a change, until a graph is looked through
AT_ONCE = 2000  # nodes that are looked through within a frame; more go to a thread
DECLINED = "repeats_shown"  # a key of the document's view


class Folding(QObject):
    """Commands that fold and unfold repeats, and the offer to do so. Attributes: offer."""

    _found = Signal(object, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.workspace
        self.offer = Offer(window.canvas)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._look)
        self._pool = QThreadPool(self)
        self._found.connect(self._propose)
        self._workspace.graph_changed.connect(self._changed)
        for entry in (
            Entry("Arrange", "Fold repeats", self.fold, unless=self._without_nodes),
            Entry("Arrange", "Unfold repeats", self.unfold, unless=self._without_folds),
        ):
            window.actions_.add(entry)

    def _without_nodes(self) -> str:
        return "" if len(self._workspace.graph) else "there are no nodes yet"

    def _folds(self) -> list[str]:
        """The folded repeats, the chosen one alone if a folded one is selected."""
        groups = self._workspace.graph.arrangement.groups
        chosen = self._window.canvas.groups.chosen
        if chosen is not None and groups[chosen].copies > 1:
            return [chosen]
        return [group.id for group in groups.values() if group.copies > 1]

    def _without_folds(self) -> str:
        return "" if self._folds() else "no repeat is folded"

    @Slot()
    def fold(self) -> None:
        """Show each repeat on this level as one card."""
        graph = self._workspace.graph
        found = repeats(graph, self._workspace.level.id)
        if found:
            self._fold(graph, found)
        else:
            self._window.canvas.notify("nothing repeats here four times or more")

    def _fold(self, graph: Graph, found: list[Repeat]) -> None:
        level = self._workspace.level.id
        with collecting_later():
            self._workspace.rearrange(folded(graph, level, found), "Fold repeats")
        self.offer.hide()
        self._window.canvas.glide_to_fit()

    @Slot()
    def unfold(self) -> None:
        """Show the selected repeat in full again, or all of them."""
        graph = self._workspace.graph
        with collecting_later():
            for group in self._folds():
                graph = unfolded(graph, group)
            self._workspace.view = {**self._workspace.view, DECLINED: True}
            self._workspace.rearrange(graph, "Unfold repeats")
        self._window.canvas.glide_to_fit()

    # the offer ----------------------------------------------------------------------------------

    @Slot(object)
    def _changed(self, graph: Graph) -> None:
        self.offer.hide()
        if len(graph) > ENOUGH and not self._workspace.view.get(DECLINED):
            self._rest.start()

    @Slot()
    def _look(self) -> None:
        graph, level = self._workspace.graph, self._workspace.level.id
        if len(graph) <= AT_ONCE:
            self._propose(graph, repeats(graph, level))
            return

        def look() -> None:
            found = repeats(graph, level)
            self._found.emit(graph, found)

        self._pool.start(look)

    @Slot(object, object)
    def _propose(self, graph: Graph, found: list[Repeat]) -> None:
        if not found or graph is not self._workspace.graph:
            return

        def then(taken: bool) -> None:
            if taken and graph is self._workspace.graph:
                self._fold(graph, found)
            elif not taken:
                self._workspace.view = {**self._workspace.view, DECLINED: True}

        first = found[0]
        more = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
        words = f"{first.title} repeats {len(first.blocks)} times{more}"
        self.offer.ask(words, "Show it as one card", then)
