"""One workload as everyone does it: those who agree with torch are timed, the others are named."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from tests.benchmarks.measure import Work, measure, spread

OURS, REFERENCE = "ours", "torch"
PATIENCE_SECONDS = 120  # for a peer to be compiled and to answer
OUR_PATIENCE_SECONDS = 300


class Absent(Exception):
    """Why a peer takes no part in a workload."""


class Late(BaseException):
    """A contender has not become ready; not an Exception, which compilers would wrap."""


@dataclass(frozen=True)
class Made:
    """How our code came to be: its back end; the seconds to its first result; those that one then
    waits for native code, which is compiled in the background."""

    backend: str
    seconds: float
    native_seconds: float = 0.0


@dataclass(frozen=True)
class Runner:
    """How a contender works.

    Attributes: work (does `steps` units); answer (arrays that all contenders share; None for a
    limit of the machine, which computes nothing); steps; made (of ours, where it is compiled).
    """

    work: Work
    answer: Callable[[], Sequence[Any]] | None
    steps: int = 1
    made: Made | None = None


@dataclass(frozen=True)
class Peer:
    """A contender: `make` may raise Absent. `target` is the least ratio of its time to ours."""

    name: str
    make: Callable[[], Runner]
    target: float | None = None


@dataclass(frozen=True)
class Workload:
    """A row of the table. Attributes: title; unit (what is timed); ours; peers; tolerance
    (relative to the largest element of an answer); absent (peers that cannot do it, and why)."""

    title: str
    unit: str
    ours: Callable[[], Runner]
    peers: tuple[Peer, ...]
    tolerance: float = 1e-9
    absent: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Ratio:
    """A contender's time ÷ ours: the median of the rounds, its quartiles, and what is aimed at."""

    median: float
    low: float
    high: float
    target: float | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the target is met, where there is one."""
        return self.target is None or self.median >= self.target


@dataclass
class Row:
    """What a contest came to.

    Attributes: seconds (per unit, round by round, of each contender); ratios (of the peers);
    made (our code); absent and wrong (contenders that were not timed, and why).
    """

    workload: str
    title: str
    unit: str
    made: Made | None = None
    seconds: dict[str, list[float]] = field(default_factory=dict)
    ratios: dict[str, Ratio] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain data, with whether each target is reached."""
        plain = asdict(self)
        for name, ratio in self.ratios.items():
            plain["ratios"][name]["reached"] = ratio.is_reached if ratio.target else None
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Row:
        """What `as_json` wrote."""
        ratios = {
            name: Ratio(r["median"], r["low"], r["high"], r["target"])
            for name, r in plain["ratios"].items()
        }
        made = None if plain["made"] is None else Made(**plain["made"])
        return cls(**{**plain, "made": made, "ratios": ratios})


def contest(name: str, workload: Workload, rounds: int) -> Row:
    """Make all contenders, compare their answers with torch's, time those who are right."""
    row = Row(name, workload.title, workload.unit, absent=dict(workload.absent))
    runners: dict[str, Runner] = {}
    answers: dict[str, Sequence[Any]] = {}
    for peer in (Peer(OURS, workload.ours), *workload.peers):
        patience = OUR_PATIENCE_SECONDS if peer.name == OURS else PATIENCE_SECONDS
        try:
            with _within(patience):
                runner = peer.make()
                if runner.answer is not None:
                    answers[peer.name] = [np.array(part) for part in runner.answer()]
            runners[peer.name] = runner
        except Late as error:
            row.absent[peer.name] = str(error)
        except Exception as error:  # of a peer: whatever it is, the others go on
            row.absent[peer.name] = reason(error)
    for peer_name in _wrong(row, answers, workload.tolerance):
        del runners[peer_name]
    if OURS in runners:
        row.made = runners[OURS].made
    gc.collect()
    gc.freeze()  # what the peers have imported is no burden on the others' collections
    try:
        found = measure({who: runner.work for who, runner in runners.items()}, rounds)
    finally:
        gc.unfreeze()
    for who, seconds in found.items():
        row.seconds[who] = [each / runners[who].steps for each in seconds]
    if OURS in row.seconds:
        for peer in workload.peers:
            if peer.name in row.seconds:
                part = spread(row.seconds[peer.name], row.seconds[OURS])
                row.ratios[peer.name] = Ratio(*part, peer.target)
    return row


def reason(error: Exception) -> str:
    """The first line of an error."""
    text = str(error).strip().split("\n")[0][:160]
    return text if isinstance(error, Absent) else f"{type(error).__name__}: {text}"


def _wrong(row: Row, answers: Mapping[str, Sequence[Any]], tolerance: float) -> list[str]:
    """Note who disagrees with torch; without torch, with us."""
    reference = REFERENCE if REFERENCE in answers else OURS
    if reference not in answers:
        return []
    for name, answer in answers.items():
        fault = disagreement(answer, answers[reference], tolerance)
        if fault is not None:
            row.wrong[name] = fault
    return list(row.wrong)


def disagreement(found: Sequence[Any], expected: Sequence[Any], tolerance: float) -> str | None:
    """Where answers differ by more than `tolerance` of their largest element, or None."""
    if len(found) != len(expected):
        return f"{len(found)} results, not {len(expected)}"
    for place, (a, b) in enumerate(zip(found, expected, strict=True)):
        a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
        if a.shape != b.shape:
            return f"result {place} has shape {a.shape}, not {b.shape}"
        largest = max(np.abs(b).max(initial=0.0), 1e-300)
        error = np.abs(a - b).max(initial=0.0) / largest
        if not error <= tolerance:
            return f"result {place} is off by {error:.1e} of its largest element"
    return None


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raises Late once the time is over, where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: Any) -> None:
        raise Late(f"not ready within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    """What it makes, and the seconds that took."""
    start = time.perf_counter()
    made = make()
    return made, time.perf_counter() - start
