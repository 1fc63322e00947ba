"""Background: native code is compiled in a thread, and used once it is ready."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from engine.plan.clusters import Unsuited
from engine.plan.code import Code
from engine.plan.function import Function
from engine.plan.native import is_present
from engine.plan.native_operations import SLOWER
from engine.plan.scalars import is_scalar

QUICK, QUICK_NUMBERS = 4_000, 20_000  # instructions that take a second: on arrays, on numbers
MOST, MOST_NUMBERS = 8_000, 100_000  # from here on they take too long
SLOW = 50_000  # elements whose exp or sin numpy computes faster than C's library


class Native:
    """Native code for something, while it is being made and after.

    Attributes: reason (why there will be none, or None).
    """

    def __init__(self, code: Code, make: Callable[[], Function]) -> None:
        self._code, self._make = code, make
        self._function: Function | None = None
        self._thread: Thread | None = None
        self.reason = None if is_present() else "llvmlite is not installed"
        if is_present() and _slow_elements(code) > SLOW:
            self.reason = "numpy's own functions are faster on so many elements"
        self._is_scalar = is_scalar(code)
        if len(code.instructions) > (MOST_NUMBERS if self._is_scalar else MOST):
            self.reason = "so many operations take too long to compile"

    reason: str | None

    @property
    def is_quick(self) -> bool:
        """Whether it is compiled in a moment, so that one may wait for it."""
        return len(self._code.instructions) <= (QUICK_NUMBERS if self._is_scalar else QUICK)

    def begin(self) -> None:
        """Start to compile, unless that has happened."""
        if self._thread is None and self.reason is None:
            self._thread = Thread(target=self._compile, name="native")  # LLVM must end by itself
            self._thread.start()

    def ready(self, *, wait: bool = False) -> Function | None:
        """The function, if it is there; waits for it where asked to."""
        if wait:
            self.begin()
            if self._thread is not None:
                self._thread.join()
        return self._function

    def _compile(self) -> None:
        try:
            self._function = self._make()
        except (Unsuited, RuntimeError) as error:  # LLVM's own errors are RuntimeErrors
            self.reason = str(error)


def _slow_elements(code: Code) -> int:
    """How many elements take a function of C's library, one after the other."""
    return sum(
        code.values[step.output].size
        for step in code.instructions
        if step.kind == "ufunc" and step.name in SLOWER
    )
