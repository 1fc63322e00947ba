"""loadtxt and genfromtxt: tables of numbers from the files that a run was given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from engine.program.host import Host
from engine.program.modules.numpy.guard import guarded


def readers(host: Host) -> dict[str, Callable[..., Any]]:
    """The functions that read files, bound to those of one run."""
    return {
        name: _reader(host, guarded(getattr(np, name), name)) for name in ("loadtxt", "genfromtxt")
    }


def _reader(host: Host, read: Callable[..., Any]) -> Callable[..., Any]:
    def reader(fname: Any, *args: Any, **kwargs: Any) -> Any:
        return read(_path(host, fname), *args, **kwargs)

    reader.__name__ = reader.__qualname__ = read.__name__
    reader.__doc__ = read.__doc__
    return reader


def _path(host: Host, name: Any) -> Path:
    """Where a file of the run is. Errors: FileNotFoundError where it was given none of the name."""
    if isinstance(name, str) and name in host.files:
        return host.files[name]
    known = ", ".join(sorted(host.files)) or "no file at all"
    raise FileNotFoundError(f"the program was given no file {name!r}; it may read {known}")
