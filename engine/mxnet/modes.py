"""Whether MXNet's idiom records and trains: off until `record()` or `train_mode()` says so."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar

from engine.grad_mode import no_grad

_recording: ContextVar[bool] = ContextVar("mxnet_recording", default=False)
_training: ContextVar[bool] = ContextVar("mxnet_training", default=False)
is_recording = _recording.get
is_training = _training.get


def set_recording(is_recording: bool) -> bool:
    """Record or not from here on; returns what was before. Source: autograd.set_recording."""
    before = _recording.get()
    _recording.set(bool(is_recording))
    return before


def set_training(train_mode: bool) -> bool:
    """Train or predict from here on; returns what was before. Source: autograd.set_training."""
    before = _training.get()
    _training.set(bool(train_mode))
    return before


class Scope:
    """`with` a mode of recording and of training; None leaves one as it is. Re-enterable."""

    def __init__(self, recording: bool | None, training: bool | None) -> None:
        self._wanted = (recording, training)
        self._before: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        self._before.append((is_recording(), is_training()))
        recording, training = self._wanted
        if recording is not None:
            set_recording(recording)
        if training is not None:
            set_training(training)

    def __exit__(self, *error: object) -> None:
        recording, training = self._before.pop()
        set_recording(recording)
        set_training(training)


def engine_mode() -> AbstractContextManager[None]:
    """The engine's mode for one operation: it records only where MXNet's idiom does."""
    return nullcontext() if is_recording() else no_grad()
