"""Context: where MXNet keeps an array. Here that is always the CPU."""

from __future__ import annotations

import warnings
from contextvars import ContextVar
from typing import Any

from engine.errors import ArgumentError

KINDS = ("cpu", "gpu", "cpu_pinned", "cpu_shared")
_warned = False


class Context:
    """A device by type and number. Attributes: device_type; device_id. Source: mxnet.Context.

    `with Context("cpu"):` makes it the current one. Errors: ArgumentError for unknown types.
    """

    device_type: str
    device_id: int

    def __init__(self, device_type: str | Context, device_id: int = 0) -> None:
        if isinstance(device_type, Context):
            device_id, device_type = device_type.device_id, device_type.device_type
        if device_type not in KINDS:
            raise ArgumentError(f"no context is called {device_type!r}", "use cpu()")
        self.device_type, self.device_id = device_type, device_id
        self._before: list[Context] = []

    def __enter__(self) -> Context:
        on_cpu(self)
        self._before.append(_current.get())
        _current.set(self)
        return self

    def __exit__(self, *error: object) -> None:
        _current.set(self._before.pop())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Context):
            return NotImplemented
        return (self.device_type, self.device_id) == (other.device_type, other.device_id)

    def __hash__(self) -> int:
        return hash((self.device_type, self.device_id))

    def __repr__(self) -> str:
        return f"{self.device_type}({self.device_id})"


def cpu(device_id: int = 0) -> Context:
    """The CPU. Source: mxnet.cpu."""
    return Context("cpu", device_id)


def gpu(device_id: int = 0) -> Context:
    """A graphics card, which stands for the CPU here. Source: mxnet.gpu."""
    return Context("gpu", device_id)


def num_gpus() -> int:
    """How many graphics cards there are to use: none. Source: mxnet.context.num_gpus."""
    return 0


CPU = cpu()
_current: ContextVar[Context] = ContextVar("context", default=CPU)


def current_context() -> Context:
    """The context that new arrays get. Source: mxnet.context.current_context."""
    return _current.get()


def on_cpu(ctx: Any) -> None:
    """Accept a context; say once per process that a graphics card is the CPU here.

    Errors: ArgumentError for what is no Context.
    """
    global _warned
    if ctx is None:
        return
    if not isinstance(ctx, Context):
        raise ArgumentError(f"ctx={ctx!r} is not a Context", "use mx.cpu()")
    if ctx.device_type == "gpu" and not _warned:
        _warned = True
        warnings.warn(f"there is no {ctx} here: everything runs on {CPU}", stacklevel=3)


def warn_again() -> None:
    """Say it once more to whoever comes next: another program."""
    global _warned
    _warned = False
