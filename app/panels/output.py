"""OutputPanel: what a program prints, its curves, and the error that ended it, linked to lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.panels.late_plots import LatePlots
from app.theme import current, font
from app.workspace.growing import Growing
from app.workspace.program_run import Complaint
from app.workspace.workspace import Workspace
from engine.program.log import Curve

REDRAW_MS = 100
PLOTS_WIDTH = 240  # px
MOST_LINES = 20_000
MOST_CURVES = 8
MOST_VARIABLES = 6  # told of the call where a program failed


class OutputPanel(QWidget):
    """The output of the latest run. Signals: line_chosen (from 1), of a link in a traceback.

    `make_plots` and `preload` are what LatePlots asks for; `make_figure` makes the view of a figure
    that the program drew.
    """

    line_chosen = Signal(int)

    def __init__(
        self,
        workspace: Workspace,
        make_plots: Callable[[], Sequence[Any]],
        preload: Callable[[], object],
        make_figure: Callable[[Any], Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._workspace, self._program = workspace, workspace.program
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MOST_LINES)
        self.text.setFont(font(12.5, numbers=True))
        self.text.setProperty("role", "code")
        self.text.setAccessibleName("Output")
        self.text.setPlaceholderText("What the program prints stands here.")
        self.error = QLabel("")
        self.error.setWordWrap(True)
        self.error.setTextFormat(Qt.TextFormat.RichText)
        self.error.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.error.setContentsMargins(4, 6, 4, 6)
        self.error.linkActivated.connect(self._follow)
        self.error.setAccessibleName("Error")
        self.error.hide()
        self.status = QLabel("")
        self.status.setProperty("role", "mute")
        self.status.setAccessibleName("How the run went")
        self._drawn: dict[tuple[str, str], tuple[Curve, Growing]] = {}
        self.plots = LatePlots(make_plots, preload)
        self.plots.setAccessibleName("Curves of the program")
        self._make_figure = make_figure
        self._figures: Sequence[Any] = ()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Curves and figures")
        self.tabs.setMinimumWidth(PLOTS_WIDTH)
        self.tabs.hide()
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text, 1)
        column.addWidget(self.error)
        column.addWidget(self.status)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(words)
        split.addWidget(self.tabs)
        split.setChildrenCollapsible(False)
        split.setAccessibleName("Output and pictures")
        split.setSizes([400, 400])
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 10)
        row.addWidget(split)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MS)
        self._redraw.timeout.connect(self._draw)
        self._program.printed.connect(self._print)
        self._program.advanced.connect(self._advance)
        self._program.state_changed.connect(self._show_state)
        workspace.text_changed.connect(self._show_status)
        self.plots.ready.connect(self._draw)
        self._show_state()

    @Slot(str)
    def _print(self, text: str) -> None:
        at_end = self.text.verticalScrollBar().value() == self.text.verticalScrollBar().maximum()
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if at_end:
            self.text.verticalScrollBar().setValue(self.text.verticalScrollBar().maximum())

    @Slot()
    def _advance(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    @Slot()
    def _show_state(self) -> None:
        told = self._program.told
        if not told.output:
            self.text.clear()
        complaint = told.complaint
        self.error.setVisible(complaint is not None)
        if complaint is not None:
            self.error.setText(_linked(complaint, current().backward))
        self.status.setText(self._status())
        if told.figures is not self._figures:
            self._show_figures(told.figures)
        self._advance()

    def _show_figures(self, figures: Sequence[Any]) -> None:
        """A tab for each figure that the program drew; the curves are the first."""
        self._figures = figures
        for i in reversed(range(self.tabs.count())):
            page = self.tabs.widget(i)
            self.tabs.removeTab(i)
            if page is not None and page is not self.plots:
                page.deleteLater()
        for i, figure in enumerate(figures, 1):
            view = self._make_figure(figure)
            self.tabs.addTab(view, figure.title or f"Figure {i}")
        self.tabs.setVisible(bool(figures))

    @Slot(str)
    def _show_status(self, _text: str = "") -> None:
        self.status.setText(self._status())

    def _status(self) -> str:
        told = self._program.told
        if self._program.running:
            return "Running…"
        if not told.seconds:
            return ""
        plural = "" if told.count == 1 else "s"
        backwards = f", {told.count:,} backward{plural}" if told.count else ""
        steps = f", {told.steps:,} step{'' if told.steps == 1 else 's'}" if told.steps else ""
        first = None if self._program.running else _first_not_finite(told.roots)
        lost = "" if first is None else f", not finite from backward {first + 1:,} on"
        is_old = self._workspace.state.text != self._program.source
        old = " · the text has changed since" if is_old else ""
        return f"{told.seconds:.2f} s{steps}{backwards}{lost}{old}"

    @Slot()
    def _draw(self) -> None:
        told = self._program.told
        longest = max((len(curve.at) for curve in told.roots.values()), default=0)
        if longest > 1:
            if self.tabs.indexOf(self.plots) < 0:
                self.tabs.insertTab(0, self.plots, "Curves")
                self.tabs.setVisible(True)
            self.plots.show_curves(
                self._curves("roots", told.roots), self._curves("leaves", told.leaves)
            )
        if self._program.running:
            self.status.setText(self._status())

    def _curves(self, kind: str, told: Mapping[str, Curve]) -> Mapping[str, Growing]:
        """The first few curves, each with what is new of it."""
        found = {}
        for name in list(told)[:MOST_CURVES]:
            curve = told[name]
            drawn, growing = self._drawn.get((kind, name), (None, Growing()))
            if drawn is not curve:  # of a run before
                growing = Growing()
            self._drawn[kind, name] = curve, growing
            fresh = np.array(curve.values[growing.count :])
            growing.extend(np.arange(growing.count, growing.count + len(fresh)), fresh)
            if growing.count:
                found[name] = growing
        return found

    @Slot(str)
    def _follow(self, link: str) -> None:
        self.line_chosen.emit(int(QUrl(link).path()))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.plots.restyle()
        for i in range(self.tabs.count()):
            page: Any = self.tabs.widget(i)
            page.restyle()
        self._show_state()

    def sizeHint(self) -> QSize:
        return QSize(640, 220)


def _first_not_finite(roots: Mapping[str, Curve]) -> int | None:
    """The number of the first backward whose root was NaN or infinite."""
    firsts = []
    for curve in roots.values():
        (lost,) = np.nonzero(~np.isfinite(np.array(curve.values)))
        firsts += [curve.at[int(lost[0])]] if len(lost) else []
    return min(firsts, default=None)


def _linked(complaint: Complaint, color: str) -> str:
    """What went wrong, as rich text whose lines can be clicked; the variables of the last call."""
    if not complaint.text:
        words = escape(complaint.message)
        if complaint.remedy:
            words += f"; {escape(complaint.remedy)}"
        where = f"{_link(complaint.span.line)}: " if complaint.span is not None else ""
        return f'<span style="color:{color}">{where}{words}</span>'
    *_, last = complaint.text.split("\n")
    parts = [f"{_link(call.span.line)} in {escape(call.function)}" for call in complaint.calls]
    held = complaint.calls[-1].variables if complaint.calls else {}
    shown = "<br>".join(
        f"<code>{escape(name)} = {escape(value)}</code>"
        for name, value in list(held.items())[:MOST_VARIABLES]
    )
    path = " › ".join(parts)
    return f'{path}<br><b style="color:{color}">{escape(last)}</b>' + (
        f"<br>{shown}" if shown else ""
    )


def _link(line: int) -> str:
    return f'<a href="line:{line}">line {line}</a>'
