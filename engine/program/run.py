"""Run: a program from its text to what it printed, within limits."""

from __future__ import annotations

import ctypes
import difflib
import itertools
import secrets
import sys
import threading
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import EngineError
from engine.history import HERE
from engine.program import modules
from engine.program.budget import Budget, Limits, memory_bounded
from engine.program.compiling import compiled
from engine.program.errors import Call, Denied, Ended, ProgramError, RunError, SyntaxProblem
from engine.program.host import Host
from engine.program.log import Log
from engine.program.naming import Namer, labels_of
from engine.program.recording import Recorder, Section
from engine.program.syntax import parse
from engine.program.traces import Labels, Names, trace_of
from engine.program.unit import Unit
from engine.tracing import Trace

STACK_BYTES = 512 * 2**20  # at least; what Python itself does in C needs some for each level
SHOWN = 3  # lines of a traceback that are alike
LONGEST = 10_000  # characters of an error's message
FRAMES = 50  # of Python, for each call of the program that may be nested
FEWEST_FRAMES = 20_000
STACK_PER_BYTE = 2  # a level of nested tuples takes 48 bytes, and to hash it half as many again
WATCH_S = 0.05
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
        names, log = self._names, self.log
        assert names is not None
        assert log is not None
        return trace_of(section, lambda leaf: names(leaf) or log.name_of(leaf), self._labels)


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
    try:
        result.error = _on_deep_stack(
            lambda: _run(source, host, result, wanted if recorded else None), budget
        )
    except Ended as error:  # it came when the program had just ended
        result.error = ProgramError(error.message, error.remedy)
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
            result.log = Log(namer)
            HERE.recorder = Recorder(wanted, result.log)
        with memory_bounded(host.budget.limits), _warnings_told(host):
            code(unit.globals)
        if HERE.recorder is not None and not HERE.recorder.count:
            ends = namer.ends()
            if ends:
                HERE.recorder.forward(ends)
    except ProgramError as error:
        return error
    except Ended as error:
        host.budget.close()
        return ProgramError(error.message, error.remedy, HERE.span)
    except SystemExit:
        return None
    except BaseException as error:
        if unit is not None:
            return explained(error, unit, source)
        if isinstance(error, (RecursionError, MemoryError)):
            return SyntaxProblem("the program is nested too deeply", "split its expressions")
        raise
    finally:
        host.budget.close()
        if HERE.recorder is not None:
            result.sections = HERE.recorder.sections
        modules.finish(host)
        modules.reset(result.seed)
        HERE.span = HERE.scope = HERE.recorder = None
    return None


@contextmanager
def _warnings_told(host: Host) -> Iterator[None]:
    """What the engine or numpy warns of is told to the program's user, each sentence once."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_where: host.warn(str(message))
        yield


def explained(error: BaseException, unit: Unit, source: str) -> RunError:
    """An error of a program as its user sees it: with the program's lines only."""
    module = next(iter(unit.scopes.values()))
    unit.host.budget.last_words()
    unit.note(error, module, unit.globals)
    calls = [
        Call(noted.scope.label, noted.span, noted.variables()) for noted in reversed(unit.calls)
    ]
    message, remedy = _text(error), ""
    if isinstance(error, EngineError):
        message, remedy = error.message, error.remedy
    elif isinstance(error, MemoryError):
        message = message or "there is not enough memory"
        remedy = "use smaller arrays, or raise the limit of memory"
    elif isinstance(error, NameError):
        remedy = _like(error.name or "", [*module.slots, *unit.builtins])
    elif isinstance(error, KeyError):
        message = message or "''"
    kind = "AttributeError" if isinstance(error, Denied) else type(error).__name__
    shown = f"{message}; {remedy}" if remedy else message
    text = written(calls, source, f"{kind}: {shown}" if shown else kind)
    return RunError(kind, message, remedy, calls, text)


def _text(error: BaseException) -> str:
    """What an error says; a `__str__` of the program may fail, or run into a limit."""
    try:
        text = str(error)
    except BaseException:
        return f"<{type(error).__name__} whose __str__ failed>"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _like(name: str, known: Sequence[str]) -> str:
    """A question about the known name that is most like this one."""
    if len(name) > 50:
        return ""
    near = difflib.get_close_matches(name, [one for one in known if one != name], 1)
    return f"did you mean '{near[0]}'?" if near else ""


def written(calls: list[Call], source: str, last: str) -> str:
    """A traceback in Python's manner."""
    lines = source.splitlines()
    parts = ["Traceback (most recent call last):"]
    for (line, function), group in itertools.groupby(calls, lambda c: (c.span.line, c.function)):
        count = sum(1 for _ in group)
        for _ in range(min(count, SHOWN)):
            parts.append(f"  line {line}, in {function}")
            if 0 < line <= len(lines):
                parts.append(f"    {lines[line - 1].strip()}")
        if count > SHOWN:
            parts.append(f"  [previous line repeated {count - SHOWN} more times]")
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

    before = threading.stack_size(), sys.getrecursionlimit()
    frames = max(FRAMES * budget.limits.recursion, FEWEST_FRAMES)
    sys.setrecursionlimit(max(frames, before[1]))
    try:
        runner = _started(thread, max(STACK_BYTES, STACK_PER_BYTE * budget.limits.memory))
        while runner.is_alive():
            try:
                runner.join(WATCH_S)
                if budget.watch():
                    _interrupt(runner)
            except KeyboardInterrupt:
                budget.stop()
    finally:
        threading.stack_size(before[0])
        sys.setrecursionlimit(before[1])
    if failed:
        raise failed[0]
    return found[0]


def _interrupt(runner: threading.Thread) -> None:
    """Raise Ended in a thread, wherever its Python code is; a loop in C goes on."""
    assert runner.ident is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(runner.ident), ctypes.py_object(Ended)
    )


def _started(target: Callable[[], None], stack: int) -> threading.Thread:
    """A thread with a stack as large as can be had, up to so many bytes."""
    while True:
        runner = threading.Thread(target=target, daemon=True)
        try:
            threading.stack_size(stack)
            runner.start()
        except (RuntimeError, ValueError):  # the system gives no such stack
            if stack < STACK_BYTES // 8:
                raise
            stack //= 2
        else:
            return runner
