"""ProgramRun: the program of the document, run in a child process, and what is known of its run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.document.program import traced
from app.workspace.worker import Worker
from engine.plan import Span
from engine.program import Limits
from engine.program.errors import Call
from engine.program.log import Curve
from engine.tracing import Trace

TABLES = ("*.csv", "*.tsv", "*.txt")  # beside the document, that a program may read


@dataclass(frozen=True)
class Complaint:
    """Why a run ended early: the message, the remedy, where, and the program's traceback."""

    message: str
    remedy: str = ""
    span: Span | None = None
    text: str = ""
    calls: tuple[Call, ...] = ()


@dataclass
class Told:
    """What a run has told so far.

    Attributes: output; line (where it is; None at its end); count (of backwards); spans (of each);
    roots and leaves (curves by name); figures; warnings; complaint; steps; seconds.
    """

    output: str = ""
    line: int | None = None
    count: int = 0
    spans: Sequence[Span | None] = ()
    roots: dict[str, Curve] = field(default_factory=dict)
    leaves: dict[str, Curve] = field(default_factory=dict)
    figures: Sequence[Any] = ()
    warnings: Sequence[str] = ()
    complaint: Complaint | None = None
    steps: int = 0
    seconds: float = 0.0


class ProgramRun(QObject):
    """The latest run of a program.

    Attributes: told; source (of that run); drawn (the source whose graph was drawn last); shown
    (the section that is shown, or None); asked (the number of the one that is on its way, or None);
    collapsed (loops and calls are groups); runs (how many were begun).
    Signals: printed (text), advanced (line and curves), state_changed (began, ended), section
    (a Traced to be shown).
    """

    printed = Signal(str)
    advanced = Signal()
    state_changed = Signal()
    section = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.told = Told()
        self.source = self.drawn = ""
        self.shown: int | None = None
        self.asked: int | None = None
        self.collapsed = False
        self.runs = 0
        self.limits = Limits()
        self._trace: Trace | None = None
        self._worker = Worker(self)
        self._worker.heard.connect(self._heard)
        self._running = False

    @property
    def running(self) -> bool:
        """Whether the program is under way."""
        return self._running

    def start(self, source: str, folder: Path | None) -> None:
        """Run a program, in place of one that is under way."""
        self._worker.kill()
        self.told, self.source = Told(), source
        self.shown = self.asked = self._trace = None
        self._running = True
        self.runs += 1
        self._worker.send("program", source, _files(folder), self.limits)
        self.state_changed.emit()

    @Slot()
    def stop(self) -> None:
        """End the run at once."""
        if self._running:
            self._worker.kill()
            self._end(Complaint("the program was stopped", "press Run to start it again"))

    def forget(self) -> None:
        """Leave the run; another document is shown."""
        self._worker.kill()
        self.told, self._running = Told(), False
        self.source = self.drawn = ""
        self.shown = self.asked = self._trace = None
        self.state_changed.emit()

    def close(self) -> None:
        """End the process for good."""
        self._worker.close()

    def show(self, number: int) -> None:
        """Ask for a backward by its number; `section` tells when it is there."""
        if self.running or not 0 <= number < self.told.count or number == self.shown:
            return
        waiting = self.asked is not None
        self.asked = number
        if not waiting:
            self._worker.tell("section", number)
        self.state_changed.emit()

    def collapse(self, collapsed: bool) -> None:
        """Show loops and calls as groups, or as frames."""
        self.collapsed = collapsed
        if self._trace is not None:
            self._show_trace()

    def _show_trace(self) -> None:
        assert self._trace is not None
        self.section.emit(traced(self._trace, self.source, collapsed=self.collapsed))

    @Slot(object)
    def _heard(self, message: tuple[str, Any]) -> None:
        kind, payload = message
        if kind == "going":
            self._take_news(payload)
        elif kind == "done":
            self._take_end(payload)
        elif kind == "section":
            self._take_section(*payload)
        elif kind in ("failed", "died"):
            words = payload or ("the program's process died", "it may have run out of memory")
            self._end(Complaint(*words))

    def _take_news(self, news: Mapping[str, Any]) -> None:
        told = self.told
        told.line, told.count = news["line"], news["count"]
        for kind in ("roots", "leaves"):
            curves: dict[str, Curve] = getattr(told, kind)
            for name, fresh in news[kind].items():
                curve = curves.setdefault(name, Curve(fresh.size))
                curve.at.extend(fresh.at)
                curve.values.extend(fresh.values)
                curve.gradients.extend(fresh.gradients)
        if news["output"]:
            told.output += news["output"]
            self.printed.emit(news["output"])
        self.advanced.emit()

    def _take_end(self, end: Mapping[str, Any]) -> None:
        told = self.told
        told.figures, told.warnings = end["figures"], end["warnings"]
        told.steps, told.seconds, told.spans = end["steps"], end["seconds"], end["spans"]
        told.count = len(told.spans)
        error = end["error"]
        if error is None:
            self._end(None)
        else:
            message, remedy, span = error
            self._end(Complaint(message, remedy, span, end["text"], tuple(end["calls"])))

    def _end(self, complaint: Complaint | None) -> None:
        self._running, self.asked = False, None
        self.told.line, self.told.complaint = None, complaint
        self.state_changed.emit()

    def _take_section(self, number: int | None, trace: Trace | None) -> None:
        wanted, self.asked = self.asked, None
        if trace is not None:
            self._trace, self.drawn = trace, self.source
            self._show_trace()
            self.shown = number
        if wanted is not None and wanted != number:
            self.show(wanted)
        self.state_changed.emit()


def _files(folder: Path | None) -> Mapping[str, Path]:
    if folder is None:
        return {}
    return {file.name: file for kind in TABLES for file in folder.glob(kind)}
