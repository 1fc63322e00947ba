"""Budget: how long, how far and how large a program may run; counted down as it goes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from engine.program.errors import Ended

FIRST, LARGEST = 64, 100_000  # steps between two looks at the clock
LOOK_S = 0.02  # wanted between them
NAP_S = 0.05
GRACE_S = 0.5  # for an operation to come to its end
WORDS_S = 0.3  # for the `__repr__` and `__str__` of a program that has failed
NESTED = 20  # calls in them


@dataclass(frozen=True)
class Limits:
    """What a run may use.

    Attributes: steps (rounds of loops, and calls of the program's own functions); seconds; memory
    (bytes beyond what the process had before); recursion (nested calls).
    """

    steps: int = 1_000_000_000
    seconds: float = 600.0
    memory: int = 4 * 2**30
    recursion: int = 1000


class Budget:
    """What is left of the limits.

    Attributes: left (steps until the next look at the clock: whoever takes a step counts it down,
    and calls `refill` when it falls below zero); depth (how many calls are nested); over (whether
    the run has ended, so that nothing of the program may run any more).
    """

    __slots__ = (
        "_asked",
        "_begun",
        "_given",
        "_looked",
        "_seconds",
        "_slice",
        "_stopped",
        "depth",
        "left",
        "limits",
        "over",
    )

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = 0
        self.depth = 0
        self._slice = FIRST
        self._given = 0
        self._begun = self._looked = time.perf_counter()
        self._stopped = threading.Event()
        self.over = False
        self._seconds = limits.seconds
        self._asked = 0.0

    @property
    def steps(self) -> int:
        """How many steps have been taken."""
        return self._given - max(self.left, 0)

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return time.perf_counter() - self._begun

    def stop(self) -> None:
        """End the run at its next step; from any thread."""
        self._stopped.set()
        self.left = -1

    def refill(self) -> None:
        """Look whether the run may go on. Errors: Ended."""
        self.check()
        now = time.perf_counter()
        elapsed = now - self._looked
        self._looked = now
        if elapsed < LOOK_S / 2:
            self._slice = min(self._slice * 2, LARGEST)
        elif elapsed > LOOK_S:
            self._slice = max(int(self._slice * LOOK_S / elapsed), 1)
        over = self._given - self.limits.steps
        if over >= 0:
            self._end(
                f"the program took {self.limits.steps:,} steps and was ended",
                "raise the limit of steps, or look for a loop that does not end",
            )
        count = min(self._slice, -over)
        self._given -= max(self.left, 0)
        self._given += count
        self.left = count - 1
        if self._stopped.is_set():
            self.left = -1

    def check(self) -> None:
        """Errors: Ended where the run was stopped, or is over, or its time is."""
        if self._stopped.is_set():
            self._end("the program was stopped", "press Run to start it again")
        if self.seconds > self._seconds:
            self._end(
                f"the program ran for {self.limits.seconds:g} seconds and was ended",
                "raise the limit of seconds, or look for a loop that does not end",
            )
        if self.over:
            self._end("the program has ended", "press Run to start it again")

    def _end(self, message: str, remedy: str) -> NoReturn:
        self.close()
        raise Ended(message, remedy)

    def last_words(self) -> None:
        """Leave little more time and few nested calls, for what an error shows of the program."""
        self._seconds = min(self._seconds, self.seconds + WORDS_S)
        self.depth = max(self.depth, self.limits.recursion - NESTED)

    def close(self) -> None:
        """Let nothing of the program run any more."""
        self.over = True
        self._given -= max(self.left, 0)
        self.left = -1

    def watch(self) -> bool:
        """Have the next step look at the clock where the run is to end; from another thread.

        Whether it should have ended long since.
        """
        if not self._stopped.is_set() and self.seconds <= self._seconds:
            return False
        self.left = -1
        self._asked = self._asked or self.seconds
        return self.seconds > self._asked + GRACE_S

    def step(self) -> None:
        """Take a step. Errors: Ended."""
        self.left -= 1
        if self.left < 0:
            self.refill()

    def sleep(self, seconds: float) -> None:
        """Wait, and notice Stop meanwhile. Errors: Ended."""
        until = time.perf_counter() + seconds
        while (rest := until - time.perf_counter()) > 0:
            self._stopped.wait(min(rest, NAP_S))
            self.check()

    def too_deep(self) -> NoReturn:
        """Errors: RecursionError, of too many nested calls."""
        raise RecursionError(
            f"more than {self.limits.recursion} calls are nested; end the recursion earlier, "
            "or raise the limit of recursion"
        )


@contextmanager
def memory_bounded(limits: Limits) -> Iterator[None]:
    """Let the process grow by no more than `limits.memory` meanwhile, where the system can.

    What goes beyond is a MemoryError at the place that asked for it.
    """
    size = _address_space()
    if size is None:
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    hard = before[1]
    wanted = size + limits.memory
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _address_space() -> int | None:
    """How many bytes of address space the process has; None where that cannot be told."""
    if not sys.platform.startswith("linux"):
        return None
    import resource

    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[0]) * resource.getpagesize()
