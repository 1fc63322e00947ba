"""Formatting: f-strings, `%` and `.format`; attributes go through the lists, widths are bounded."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine.program.access import REPLACED, read

LONG = re.compile(r"\d{5,}")  # digits of a width or precision beyond all use
MOST = 10_000
CONVERSIONS: dict[str | None, Callable[[Any], Any]] = {
    None: lambda value: value,
    "s": str,
    "r": repr,
    "a": ascii,
}


def checked(spec: str) -> str:
    """A format specification. Errors: ValueError where it asks for a huge width or precision."""
    if LONG.search(spec):
        raise ValueError(f"the width or precision in '{spec[:40]}' is too large; give under {MOST}")
    return spec


def formatted(value: Any, spec: str) -> str:
    """`format(value, spec)` within bounds."""
    if type(spec) is not str:
        raise TypeError(f"format() argument 2 must be str, not {type(spec).__name__}")
    return format(value, checked(spec))


def percent(template: Any, values: Any) -> Any:
    """`template % values` of a string or of bytes, within bounds."""
    text = template if isinstance(template, str) else template.decode("latin-1")
    if any(LONG.search(part) for part in re.findall(r"%(?:\([^)]*\))?[-+ #0]*([\d.]*)", text)):
        checked(text)
    if "*" in text:
        given = values if isinstance(values, tuple) else (values,)
        if any(isinstance(part, int) and abs(part) > MOST for part in given):
            raise ValueError(f"a width or precision given by '*' is too large; give under {MOST}")
    return template % values


class _Fields:
    """The replacement fields of one `.format`: numbered by themselves, or by the template."""

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self._args, self._kwargs = args, kwargs
        self._next: int | None = None  # of fields without a number; -1 once some have one

    def filled(self, template: str, depth: int = 2) -> str:
        """The template with all fields replaced."""
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        parts = []
        for text, name, spec, conversion in string.Formatter().parse(template):
            parts.append(text)
            if name is not None:
                value = self._value(name)
                if conversion not in CONVERSIONS:
                    raise ValueError(f"Unknown conversion specifier '{conversion}'")
                value = CONVERSIONS[conversion](value)
                parts.append(formatted(value, self.filled(spec or "", depth - 1)))
        return "".join(parts)

    def _value(self, field: str) -> Any:
        head = re.match(r"[^.\[]*", field)
        assert head is not None
        found = self._first(head[0])
        for is_attribute, key in _path(field[head.end() :]):
            found = read(found, key) if is_attribute else found[key]
        return found

    def _first(self, name: str) -> Any:
        if name and not name.isdigit():
            return self._kwargs[name]
        if name:
            if self._next is not None and self._next >= 0:
                raise ValueError(
                    "cannot switch from automatic field numbering to manual field specification"
                )
            self._next, index = -1, int(name)
        else:
            if self._next == -1:
                raise ValueError(
                    "cannot switch from manual field specification to automatic field numbering"
                )
            index = self._next or 0
            self._next = index + 1
        if index >= len(self._args):
            raise IndexError(f"Replacement index {index} out of range for positional args tuple")
        return self._args[index]


def _path(text: str) -> Iterator[tuple[bool, Any]]:
    """The attributes and items behind the first name of a field."""
    at = 0
    while at < len(text):
        part = re.compile(r"\.([^.\[]*)|\[([^\]]*)\]").match(text, at)
        if part is None:
            missing = text[at] == "[" and "Missing ']' in format string"
            raise ValueError(missing or "Only '.' or '[' may follow ']' in format field specifier")
        key = part[1] if part[1] is not None else part[2]
        if not key:
            raise ValueError("Empty attribute in format string")
        is_attribute = part[1] is not None
        yield is_attribute, int(key) if not is_attribute and key.isdigit() else key
        at = part.end()


def _format(template: str) -> Callable[..., str]:
    def format(*args: Any, **kwargs: Any) -> str:
        return _Fields(args, kwargs).filled(template)

    return format


def _format_map(template: str) -> Callable[[Mapping[str, Any]], str]:
    def format_map(mapping: Mapping[str, Any]) -> str:
        return _Fields((), mapping).filled(template)

    return format_map


REPLACED[str, "format"] = _format
REPLACED[str, "format_map"] = _format_map
