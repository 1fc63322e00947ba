"""Whether operations are recorded: no_grad, enable_grad, set_grad_enabled."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class _Mode(threading.local):
    """Per thread, as torch has it: a worker thread starts with recording on."""

    enabled = True


MODE = _Mode()


def is_grad_enabled() -> bool:
    """Whether operations are being recorded in this thread."""
    return MODE.enabled


class _GradMode:
    """A grad mode as a context manager and as a decorator; it can be re-entered."""

    def __init__(self, enabled: bool) -> None:
        self._enabled = enabled
        self._before: list[bool] = []

    def __enter__(self) -> None:
        self._before.append(MODE.enabled)
        MODE.enabled = self._enabled

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        MODE.enabled = self._before.pop()

    def __call__(self, function: F) -> F:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with _GradMode(self._enabled):
                return function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]


class no_grad(_GradMode):
    """Record nothing inside: `with no_grad(): ...`, `@no_grad()` or `@no_grad`."""

    def __init__(self) -> None:
        super().__init__(False)

    def __new__(cls, function: F | None = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)


class enable_grad(_GradMode):
    """Record inside, even within no_grad; used like no_grad."""

    def __init__(self) -> None:
        super().__init__(True)

    def __new__(cls, function: F | None = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)


class set_grad_enabled(_GradMode):
    """Record or not from here on; as a context manager the mode before comes back."""

    def __init__(self, mode: bool) -> None:
        super().__init__(mode)
        self._call = MODE.enabled
        MODE.enabled = mode

    def __enter__(self) -> None:
        self._before.append(self._call)
        MODE.enabled = self._enabled

    def __call__(self, function: F) -> F:
        MODE.enabled = self._call  # as a decorator it changes the function only
        return super().__call__(function)
