"""Function: generated code, and how its text is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Function:
    """Generated code. Attributes: call; source."""

    call: Callable[..., Any]
    source: str


def grouped(results: Sequence[str], groups: Sequence[int]) -> str:
    """Results as tuples of these lengths; of length 0 is one that comes as itself."""
    texts, found = [], iter(results)
    for count in groups:
        texts.append(f"({listed(next(found) for _ in range(count))})" if count else next(found))
    return ", ".join(texts)


def listed(names: Iterable[str]) -> str:
    """Names as the inside of a tuple."""
    return "".join(f"{name}, " for name in names).rstrip(" ")


def indented(lines: Iterable[str], blanks: int) -> str:
    """Lines, each after so many blanks."""
    return "".join(f"{' ' * blanks}{line}\n" for line in lines)
