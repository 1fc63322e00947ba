"""Formatting: f-strings, `%` and `.format`; attributes go through the lists, widths are bounded."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.program.access import REPLACED, read

LONG = re.compile(r"\d{5,}")  # digits of a width or precision beyond all use
MOST = 10_000


def checked(spec: str) -> str:
    """A format specification. Errors: ValueError where it asks for a huge width or precision."""
    if LONG.search(spec):
        raise ValueError(f"the width or precision in '{spec[:40]}' is too large; give under {MOST}")
    return spec


def formatted(value: Any, spec: str) -> str:
    """`format(value, spec)` within bounds."""
    return format(value, checked(spec))


def percent(template: str, values: Any) -> str:
    """`template % values` within bounds."""
    checked(template)
    if "*" in template:
        given = values if isinstance(values, tuple) else (values,)
        if any(isinstance(part, int) and abs(part) > MOST for part in given):
            raise ValueError("a width or precision given by '*' is too large")
    return template % values


class _Formatter(string.Formatter):
    """`str.format` whose fields reach only what programs may read."""

    def get_field(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        first, rest = _split(name)
        found = self.get_value(first, args, kwargs)
        for is_attribute, key in rest:
            found = read(found, key) if is_attribute else found[key]
        return found, first

    def format_field(self, value: Any, spec: str) -> str:
        return formatted(value, spec)


def _split(name: str) -> tuple[int | str, list[tuple[bool, Any]]]:
    """The first part of a replacement field, and the attributes and items after it."""
    head = re.match(r"[^.\[]*", name)
    assert head is not None
    rest: list[tuple[bool, Any]] = []
    for part in re.finditer(r"\.([^.\[]+)|\[([^\]]+)\]", name[head.end() :]):
        key: Any = part[1] or part[2]
        rest.append((bool(part[1]), int(key) if part[2] and key.isdigit() else key))
    first: int | str = int(head[0]) if head[0].isdigit() else head[0]
    return first, rest


def _bound(template: str) -> Callable[..., str]:
    def format(*args: Any, **kwargs: Any) -> str:
        return _Formatter().vformat(template, args, kwargs)

    return format


REPLACED[str, "format"] = _bound
