"""Handles by which hooks are taken away again."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from types import TracebackType
from typing import Any

_number = itertools.count()


class RemovableHandle:
    """Adds a hook to a table; `remove()`, or leaving it as a context manager, takes it away."""

    def __init__(self, table: dict[int, Callable[..., Any]], hook: Callable[..., Any]) -> None:
        self._table, self.id = table, next(_number)
        table[self.id] = hook

    def remove(self) -> None:
        """Call the hook no more."""
        self._table.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.remove()
