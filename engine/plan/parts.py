"""Parts: a long function compiled piece by piece, as Python compiles long ones in much memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.plan.function import Function, indented
from engine.plan.scalars import compiled

LONG = 2_000  # lines of a function that is compiled as one
PART = 500  # lines of each part of others
ASSIGNED = re.compile(r"([A-Za-z_]\w*) = ")


def straight(
    name: str, given: Sequence[str], lines: Sequence[str], result: str, scope: Mapping[str, Any]
) -> Function:
    """The function that takes `given`, runs these lines and returns `result`.

    The lines of a long one share their names, which it forgets at its end: one thread at a time may
    call it.
    """
    body = indented([*lines, f"return {result}"], 4)
    source = f"def {name}({', '.join(given)}):\n{body}"
    if len(lines) <= LONG:
        return Function(compiled(source, name, scope), source)
    return Function(_in_parts(given, lines, result, scope), source)


def _in_parts(
    given: Sequence[str], lines: Sequence[str], result: str, scope: Mapping[str, Any]
) -> Callable[..., Any]:
    """The function, as parts whose names are all global."""
    space: dict[str, Any] = dict(scope)
    parts = [_part(lines[start : start + PART], "", space) for start in range(0, len(lines), PART)]
    last = _part([], result, space)
    forgotten = dict.fromkeys([*given, *_assigned(lines)])

    def call(*arrays: Any) -> Any:
        space.update(zip(given, arrays, strict=True))
        for part in parts:
            part()
        found = last()
        space.update(forgotten)
        return found

    return call


def _part(lines: Sequence[str], result: str, space: dict[str, Any]) -> Callable[[], Any]:
    names = _assigned(lines)
    head = [f"global {', '.join(names)}"] if names else []
    body = indented([*head, *lines, f"return {result}"], 4)
    exec(compile(f"def part():\n{body}", "<plan>", "exec"), space)
    part: Callable[[], Any] = space["part"]
    return part


def _assigned(lines: Sequence[str]) -> list[str]:
    """The names that these lines give a value to."""
    found = [match[1] for match in map(ASSIGNED.match, lines) if match is not None]
    return list(dict.fromkeys(found))
