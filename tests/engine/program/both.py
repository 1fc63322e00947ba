"""One program run twice, by CPython itself and by `run_program`: what each printed and raised."""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import NamedTuple

from engine.program import Limits, RunError, run_program

FAST = Limits(steps=5_000_000, seconds=60.0)


class Outcome(NamedTuple):
    """What a program printed, and the class and the message of the error that ended it."""

    printed: str
    kind: str = ""
    message: str = ""


def by_python(source: str) -> Outcome:
    """The outcome under CPython."""
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, "<program>", "exec"), {"__name__": "__main__"})
    except Exception as error:
        return Outcome(out.getvalue(), type(error).__name__, str(error))
    return Outcome(out.getvalue())


def by_us(source: str, limits: Limits = FAST) -> Outcome:
    """The outcome under `run_program`."""
    parts: list[str] = []
    error = run_program(source, limits=limits, write=parts.append).error
    printed = "".join(parts)
    if error is None:
        return Outcome(printed)
    kind = error.kind if isinstance(error, RunError) else type(error).__name__
    return Outcome(printed, kind, error.message)


def parted(text: str) -> dict[str, str]:
    """Programs by title, from a text where each begins with a line `# ---- title`."""
    found = {}
    for part in text.split("# ---- ")[1:]:
        title, _, source = part.partition("\n")
        found[title.strip()] = source
    return found
