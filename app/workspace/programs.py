"""The child's side of programs: run one, tell of it as it goes, then answer questions about it."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.history import HERE
from engine.program import Limits, RunError
from engine.program.log import Curve, Log

if TYPE_CHECKING:
    from engine.program import ProgramRun

REPORT_S = 0.05  # a program reports this often
MOST_OUTPUT = 1_000_000  # characters; more are counted and left out
PARTS = 20_000  # numbers of a curve that are sent at once


class Reporter:
    """Sends what a program prints, where it is and its curves, from a thread of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._printed: list[str] = []
        self._count = 0
        self._sent: dict[tuple[str, str], int] = {}
        self._over = threading.Event()
        self.log: Log | None = None
        self._thread = threading.Thread(target=self._report_on, daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Take what the program prints."""
        with self._lock:
            room = MOST_OUTPUT - self._count
            self._count += len(text)
            if room > 0:
                self._printed.append(text[:room])
                if self._count > MOST_OUTPUT:
                    self._printed.append("\n… more was printed than is shown here\n")

    def end(self) -> None:
        """Send the rest."""
        self._over.set()
        self._thread.join()
        self._report(None)

    def _report_on(self) -> None:
        while not self._over.wait(REPORT_S):
            span = HERE.span
            recorder = HERE.recorder
            if recorder is not None:
                self.log = recorder.log
            self._report(span.line if span is not None else None)

    def _report(self, line: int | None) -> None:
        with self._lock:
            printed, self._printed = self._printed, []
        news = {
            "output": "".join(printed),
            "line": line,
            "count": len(self.log.spans) if self.log else 0,
            "roots": self._fresh("roots"),
            "leaves": self._fresh("leaves"),
        }
        self._connection.send(("going", news))

    def _fresh(self, kind: str) -> Mapping[str, Curve]:
        """What is new of the curves since the last time."""
        found: dict[str, Curve] = {}
        curves: Mapping[str, Curve] = getattr(self.log, kind, {})
        for name, curve in list(curves.items()):
            start = self._sent.get((kind, name), 0)
            end = min(len(curve.gradients), start + PARTS)
            if end > start or start == 0:
                self._sent[kind, name] = end
                part = slice(start, end)
                found[name] = Curve(
                    curve.size, curve.at[part], curve.values[part], curve.gradients[part]
                )
        return found

    def finished(self) -> bool:
        """Whether every number of the curves was sent."""
        return all(
            self._sent.get((kind, name), 0) >= len(curve.gradients)
            for kind in ("roots", "leaves")
            for name, curve in getattr(self.log, kind, {}).items()
        )


def serve_program(
    connection: Connection, source: str, files: Mapping[str, Path], limits: Limits
) -> None:
    """Run a program, then send the sections that are asked for by ("section", number)."""
    result = _run(connection, source, files, limits)
    _send_section(connection, result, None)
    while True:
        word, value = connection.recv()
        if word == "quit":
            return
        if word == "section":
            if value not in {section.number for section in result.sections}:
                result = _again(source, files, limits, (value,), result.seed)
            _send_section(connection, result, value)


def _run(
    connection: Connection, source: str, files: Mapping[str, Path], limits: Limits
) -> ProgramRun:
    from engine.program import run_program  # in the child: the window never needs it

    reporter = Reporter(connection)
    begun = time.perf_counter()
    try:
        result = run_program(source, limits=limits, write=reporter.write, files=files)
    finally:
        reporter.end()
    reporter.log = result.log
    while not reporter.finished():
        reporter._report(None)
    connection.send(("done", _told(result, time.perf_counter() - begun)))
    return result


def _told(result: ProgramRun, seconds: float) -> dict[str, Any]:
    """How a run ended, as plain data."""
    error = result.error
    return {
        "error": None if error is None else (error.message, error.remedy, error.span),
        "text": error.text if isinstance(error, RunError) else "",
        "calls": error.calls if isinstance(error, RunError) else (),
        "figures": list(result.figures),
        "warnings": list(result.warnings),
        "steps": result.steps,
        "seconds": seconds,
        "spans": list(result.log.spans) if result.log else [],
        "kept": [section.number for section in result.sections],
    }


def _again(
    source: str, files: Mapping[str, Path], limits: Limits, wanted: Collection[int], seed: int
) -> ProgramRun:
    """The same run, for the sake of a section that was not kept."""
    from engine.program import run_program

    return run_program(source, limits=limits, write=len, files=files, wanted=wanted, seed=seed)


def _send_section(connection: Connection, result: ProgramRun, number: int | None) -> None:
    """Send one section, the latest where none is named; None where there is none."""
    sections = {section.number: section for section in result.sections}
    if number is None:
        number = max(sections, default=None)
    section = None if number is None else sections.get(number)
    connection.send(("section", (number, None if section is None else result.trace(section))))
