"""Run: a program from its text to what it printed, within limits."""

from __future__ import annotations

import secrets
import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import EngineError
from engine.history import HERE
from engine.program import modules
from engine.program.budget import Budget, Limits, memory_bounded
from engine.program.compiling import compiled
from engine.program.errors import Call, Denied, Ended, ProgramError, RunError
from engine.program.host import Host
from engine.program.log import Log
from engine.program.naming import Namer, labels_of
from engine.program.recording import Recorder, Section
from engine.program.syntax import parse
from engine.program.traces import Labels, Names, trace_of
from engine.program.unit import Unit
from engine.tracing import Trace

STACK_BYTES = 512 * 2**20
FRAMES = 200_000  # of Python; a call of the program takes several
T = TypeVar("T")


@dataclass
class ProgramRun:
    """What came of running a program.

    Attributes: error (None where it ran to its end); figures (what it drew); warnings; steps and
    seconds (that it took); seed; sections (the backwards that are kept whole); log (the numbers of
    all).
    """

    error: ProgramError | None = None
    figures: list[Any] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    steps: int = 0
    seconds: float = 0.0
    seed: int = 0
    sections: Sequence[Section] = ()
    log: Log | None = None
    _names: Names | None = None
    _labels: Labels = field(default_factory=dict)

    def trace(self, section: Section) -> Trace:
        """What happened in one of the sections that are kept."""
        assert self._names is not None
        return trace_of(section, self._names, self._labels)


def run_program(
    source: str,
    *,
    limits: Limits | None = None,
    write: Callable[[str], object] = sys.stdout.write,
    files: Mapping[str, Path] | None = None,
    started: Callable[[Budget], object] = lambda _budget: None,
    recorded: bool = True,
    seed: int | None = None,
    wanted: Collection[int] = (),
) -> ProgramRun:
    """Run a program; what it prints goes to `write` as it comes.

    `started` is given the budget, whose `stop` ends the run from any thread. Of the backwards the
    first, the latest and those `wanted` are kept whole. `seed` starts the random numbers that the
    program does not seed itself; two runs of one seed are the same. Nothing that a program does is
    raised here: see `ProgramRun.error`.
    """
    limits = limits or Limits()
    budget = Budget(limits)
    host = Host(budget, write, files or {})
    seed = secrets.randbits(32) if seed is None else seed
    result = ProgramRun(figures=host.figures, warnings=host.warnings, seed=seed)
    started(budget)
    with memory_bounded(limits):
        result.error = _on_deep_stack(
            lambda: _run(source, host, result, wanted if recorded else None), budget
        )
    result.steps, result.seconds = budget.steps, budget.seconds
    return result


def _run(
    source: str, host: Host, result: ProgramRun, wanted: Collection[int] | None
) -> ProgramError | None:
    unit: Unit | None = None
    modules.reset(result.seed)
    HERE.span = HERE.scope = None
    try:
        tree = parse(source)
        unit, code = compiled(tree, host)
        namer = Namer(unit)
        if wanted is not None:
            result._names, result._labels = namer, labels_of(tree)
            result.log = Log(namer.numbered)
            HERE.recorder = Recorder(wanted, result.log)
        code(unit.globals)
        if HERE.recorder is not None and not HERE.recorder.count:
            ends = namer.ends()
            if ends:
                HERE.recorder.forward(ends)
    except ProgramError as error:
        return error
    except Ended as error:
        return ProgramError(error.message, error.remedy, HERE.span)
    except Exception as error:
        if unit is None:
            raise
        return explained(error, unit, source)
    finally:
        if HERE.recorder is not None:
            result.sections = HERE.recorder.sections
        modules.reset(result.seed)
        HERE.span = HERE.scope = HERE.recorder = None
    return None


def explained(error: Exception, unit: Unit, source: str) -> RunError:
    """An error of a program as its user sees it: with the program's lines only."""
    module = next(iter(unit.scopes.values()))
    unit.note(error, module, unit.globals)
    calls = [
        Call(noted.scope.label, noted.span, noted.variables()) for noted in reversed(unit.calls)
    ]
    message, remedy = str(error), ""
    if isinstance(error, EngineError):
        message, remedy = error.message, error.remedy
    elif isinstance(error, MemoryError):
        message = message or "there is not enough memory"
        remedy = "use smaller arrays, or raise the limit of memory"
    elif isinstance(error, KeyError):
        message = repr(error.args[0]) if error.args else ""
    kind = "AttributeError" if isinstance(error, Denied) else type(error).__name__
    shown = f"{message}; {remedy}" if remedy else message
    text = written(calls, source, f"{kind}: {shown}" if shown else kind)
    return RunError(kind, message, remedy, calls, text)


def written(calls: list[Call], source: str, last: str) -> str:
    """A traceback in Python's manner."""
    lines = source.splitlines()
    parts = ["Traceback (most recent call last):"]
    for call in calls:
        parts.append(f"  line {call.span.line}, in {call.function}")
        if 0 < call.span.line <= len(lines):
            parts.append(f"    {lines[call.span.line - 1].strip()}")
    return "\n".join([*parts, last])


def _on_deep_stack(work: Callable[[], T], budget: Budget) -> T:
    """Do the work in a thread whose stack is large enough for deep recursion."""
    found: list[T] = []
    failed: list[BaseException] = []

    def thread() -> None:
        try:
            found.append(work())
        except BaseException as error:  # raised again where the caller waits
            failed.append(error)

    before = threading.stack_size(STACK_BYTES), sys.getrecursionlimit()
    sys.setrecursionlimit(FRAMES)
    try:
        runner = threading.Thread(target=thread, daemon=True)
        runner.start()
        while runner.is_alive():
            try:
                runner.join(0.5)
            except KeyboardInterrupt:
                budget.stop()
    finally:
        threading.stack_size(before[0])
        sys.setrecursionlimit(before[1])
    if failed:
        raise failed[0]
    return found[0]
