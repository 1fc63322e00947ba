"""How many threads compute: numpy's libraries decide that, so the number is kept and not used."""

from __future__ import annotations

import os

from engine.errors import ArgumentError, RangeError
from engine.function import function

_threads = os.cpu_count() or 1


@function("torch")
def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Nothing: every result is the same each time. Source: torch.use_deterministic_algorithms."""


@function("torch")
def get_num_threads() -> int:
    """The number set last; at first the computer's processors. Source: torch.get_num_threads."""
    return _threads


@function("torch")
def set_num_threads(threads: int) -> None:
    """Note a number of threads; numpy goes on with its own. Source: torch.set_num_threads.

    Errors: ArgumentError for what is not a whole number; RangeError below 1.
    """
    global _threads
    if not isinstance(threads, int) or isinstance(threads, bool):
        raise ArgumentError(f"set_num_threads: {threads!r} is no whole number", "write 1")
    if threads < 1:
        raise RangeError(f"set_num_threads: {threads} threads", "give at least 1")
    _threads = threads
