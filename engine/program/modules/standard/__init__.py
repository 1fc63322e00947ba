"""The standard library of programs: what is useful to a tutorial and reaches nothing outside."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from engine.program.access import allow
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.modules.standard.arithmetic import arithmetic
from engine.program.modules.standard.chance import chance
from engine.program.modules.standard.clock import clock
from engine.program.modules.standard.containers import containers
from engine.program.modules.standard.functions import functions
from engine.program.modules.standard.hints import typing
from engine.program.modules.standard.iteration import iteration
from engine.program.modules.standard.progress import progress
from engine.program.modules.standard.records import records
from engine.program.namespace import Namespace

STANDARD: dict[str, Callable[[Host], Namespace]] = {
    "__future__": lambda host: future(),
    "collections": lambda host: containers(),
    "copy": lambda host: copying(),
    "dataclasses": lambda host: records(),
    "functools": functions,
    "itertools": iteration,
    "math": arithmetic,
    "random": lambda host: chance(),
    "time": clock,
    "tqdm": progress,
    "typing": lambda host: typing(),
    "warnings": lambda host: warning(host),
}
FUTURES = "annotations division print_function absolute_import unicode_literals generator_stop"


def future() -> Namespace:
    """__future__: all of it holds already."""
    return namespace("__future__", dict.fromkeys(words(FUTURES), True))


def copying() -> Namespace:
    """copy."""

    def shallow(x: Any) -> Any:
        """A new object of the same parts. Source: copy.copy."""
        return copy.copy(x)

    def deep(x: Any) -> Any:
        """A new object of new parts. Source: copy.deepcopy."""
        return copy.deepcopy(x)

    return namespace("copy", {"copy": shallow, "deepcopy": deep})


class Catching:
    """warnings.catch_warnings: the list of what is caught stays empty, the host tells it all."""

    def __init__(self, *, record: bool = False, **options: Any) -> None:
        self._found: list[Any] | None = [] if record else None

    def __enter__(self) -> list[Any] | None:
        return self._found

    def __exit__(self, *error: object) -> None:
        """Nothing to undo."""


allow(Catching, "")


def warning(host: Host) -> Namespace:
    """warnings, which go to the host of the run."""

    def warn(message: Any, category: Any = None, stacklevel: int = 1, source: Any = None) -> None:
        """Tell the user. Source: warnings.warn."""
        host.warn(str(message))

    def ignored(*args: Any, **kwargs: Any) -> None:
        """Nothing to set: every warning is told once."""

    return namespace(
        "warnings",
        {
            "warn": warn,
            "catch_warnings": Catching,
            **dict.fromkeys(words("filterwarnings simplefilter resetwarnings"), ignored),
        },
    )
