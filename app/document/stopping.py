"""Stopping: long work asks now and then whether it is still wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Stop = Callable[[], bool]
T = TypeVar("T")
ASKED_EVERY = 4096  # items


class Stopped(Exception):
    """The caller's `stop` said yes, and the work was given up half way."""


def never() -> bool:
    """A `stop` for work that is always done to its end."""
    return False


def watched(items: Iterable[T], stop: Stop) -> Iterator[T]:
    """The items as they are. Errors: Stopped, soon after `stop` says yes."""
    for k, item in enumerate(items):
        if k % ASKED_EVERY == 0 and stop():
            raise Stopped
        yield item
