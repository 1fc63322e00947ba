"""The command `run`: a program without a window, printing exactly what it prints."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.document.program import Traced, traced
from engine.program import Limits, ProgramRun, RunError, run_program
from engine.program.log import Curve

LARGEST_BYTES = 1_000_000


class InputError(Exception):
    """The user's input has a fault; the message says which, and how to mend it."""


def read_program(path: Path) -> str:
    """The text of a program. Errors: InputError."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(f"{path} is larger than 1 MB; give a part of it")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def run(path: Path, limits: Limits, write: Any = None) -> ProgramRun:
    """Run a program from a file; what it prints goes to `write`, or to stdout."""
    source = read_program(path)
    return run_program(source, limits=limits, write=write or sys.stdout.write, files=files_of(path))


def drawn(source: str, path: Path | None) -> Traced:
    """The graph of a program's latest backward. Errors: InputError where it fails or has none."""
    files = files_of(path) if path is not None else {}
    result = run_program(source, write=len, files=files)
    if result.error is not None:
        raise InputError(complaint(result))
    if not result.sections:
        raise InputError("the program computes nothing that requires a gradient; there is no graph")
    return traced(result.trace(result.sections[-1]), source)


def files_of(path: Path) -> Mapping[str, Path]:
    """The tables beside a program, which it may read by their names."""
    folder = path.resolve().parent
    return {file.name: file for kind in ("*.csv", "*.tsv", "*.txt") for file in folder.glob(kind)}


def complaint(result: ProgramRun) -> str:
    """What stderr gets of an error: the traceback where the program ran."""
    error = result.error
    assert error is not None
    if isinstance(error, RunError):
        return error.text
    place = f"line {error.span.line}: " if error.span else ""
    return f"{place}{error}"


def summary(result: ProgramRun, output: str, limits: Limits) -> dict[str, Any]:
    """What `--json` prints: the output, roots and leaves at each backward, and the limits."""
    log = result.log
    error = result.error
    return {
        "output": output,
        "error": None
        if error is None
        else {
            "kind": error.kind if isinstance(error, RunError) else type(error).__name__,
            "message": error.message,
            "remedy": error.remedy,
            "line": error.span.line if error.span else None,
        },
        "backwards": [span.line if span else None for span in log.spans] if log else [],
        "roots": {name: _curve(curve) for name, curve in log.roots.items()} if log else {},
        "leaves": {name: _curve(curve) for name, curve in log.leaves.items()} if log else {},
        "warnings": list(result.warnings),
        "used": {"steps": result.steps, "seconds": round(result.seconds, 3)},
        "limits": {
            "steps": limits.steps,
            "seconds": limits.seconds,
            "memory": limits.memory,
            "recursion": limits.recursion,
        },
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "elements": curve.size,
        "at": list(curve.at),
        "values": list(curve.values),
        "gradients": list(curve.gradients),
    }
