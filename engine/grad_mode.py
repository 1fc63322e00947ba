"""Whether operations are recorded: no_grad, enable_grad, set_grad_enabled, inference_mode.

QUIET is a context in which numpy keeps silent of infinities and NaN, which are results here: a
function runs in a copy of it at a fraction of the cost of np.errstate.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from contextvars import ContextVar, copy_context
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

QUIET = copy_context()
QUIET.run(np.seterr, all="ignore")
_recording: ContextVar[bool] = ContextVar("recording", default=True)
_inference: ContextVar[bool] = ContextVar("inference", default=False)
is_grad_enabled = _recording.get  # per thread, as torch has it: a new thread starts with True
is_inference_mode_enabled = _inference.get


set_recording = _recording.set  # gives a token for reset_recording: cheaper than the classes
reset_recording = _recording.reset


class _Mode:
    """A mode as a context manager and as a decorator; it can be re-entered."""

    def __init__(self, recording: bool, inference: bool | None = None) -> None:
        self._wanted = (recording, inference)
        self._before: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        self._before.append((_recording.get(), _inference.get()))
        self._apply(*self._wanted)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._apply(*self._before.pop())

    @staticmethod
    def _apply(recording: bool, inference: bool | None) -> None:
        _recording.set(recording)
        if inference is not None:
            _inference.set(inference)

    def __repr__(self) -> str:
        return f"<torch.autograd.grad_mode.{type(self).__name__} object at {id(self):#x}>"

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        mode = _Mode(*self._wanted)
        if inspect.isgeneratorfunction(function):
            return _generator_in(mode, function)

        @functools.wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
            with mode:
                return function(*args, **kwargs)

        return wrapped


def _generator_in(mode: _Mode, function: Callable[..., Any]) -> Callable[..., Any]:
    """A generator function whose body runs in `mode`; outside it the caller's mode holds."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        generator = function(*args, **kwargs)
        advance: Callable[[], Any] = functools.partial(next, generator)
        while True:
            try:
                with mode:
                    value = advance()
            except StopIteration as end:
                return end.value
            try:
                sent = yield value
                advance = functools.partial(generator.send, sent)
            except GeneratorExit:
                with mode:
                    generator.close()
                raise
            except BaseException as error:
                advance = functools.partial(generator.throw, error)

    return wrapped


class no_grad(_Mode):
    """Record nothing inside: `with no_grad(): ...`, `@no_grad()` or `@no_grad`."""

    def __init__(self) -> None:
        super().__init__(False)

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)


class enable_grad(_Mode):
    """Record inside, even within no_grad; used like no_grad."""

    def __init__(self) -> None:
        super().__init__(True)

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)


class inference_mode(_Mode):
    """Record nothing, and refuse later use of the results in recorded operations.

    `with inference_mode(): ...`, `@inference_mode()`, `@inference_mode`, `inference_mode(False)`.
    """

    def __init__(self, mode: bool = True) -> None:
        super().__init__(not mode, mode)

    def __new__(cls, mode: Callable[..., Any] | bool = True) -> Any:
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)


class set_grad_enabled(_Mode):
    """Record or not from here on; as a context manager the mode before comes back."""

    def __init__(self, mode: bool) -> None:
        super().__init__(mode)
        self._call = (_recording.get(), _inference.get())
        _recording.set(mode)

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self._wanted[0]})"

    def __enter__(self) -> None:
        self._before.append(self._call)
        self._apply(*self._wanted)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        self._apply(*self._call)  # as a decorator it changes the function only
        return super().__call__(function)
