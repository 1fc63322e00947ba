"""Function: generated code, and how its text is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np

from engine.dtype import Array


@dataclass(frozen=True)
class Function:
    """Generated code. Attributes: call; source."""

    call: Callable[..., Any]
    source: str


Column = float | range | Sequence[float]  # one number for all steps, or one for each


@dataclass(frozen=True)
class Rows:
    """What varies in each of some steps. Attributes: columns; steps."""

    columns: tuple[Column, ...]
    steps: int

    def __iter__(self) -> Iterator[tuple[float, ...]]:
        if not self.columns:
            return repeat((), self.steps)
        each = [repeat(c, self.steps) if isinstance(c, float) else c for c in self.columns]
        return zip(*each, strict=True)

    def table(self) -> Array:
        """As an array (steps, columns)."""
        found = np.empty((self.steps, len(self.columns)))
        for place, column in enumerate(self.columns):
            found[:, place] = (
                np.arange(column.start, column.stop) if isinstance(column, range) else column
            )
        return found


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
