"""Host: what a run offers to the modules that its program imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from engine.program.budget import Budget

T = TypeVar("T")


@dataclass
class Host:
    """The world of one run.

    Attributes: budget (steps, seconds, memory); write (takes what is printed); files (that the
    program may read, by the name it uses); figures (that it drew, in order, plain data);
    warnings (told once each); modules (that it imported, by name).
    """

    budget: Budget
    write: Callable[[str], object]
    files: Mapping[str, Path] = field(default_factory=dict)
    figures: list[Any] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    modules: dict[str, Any] = field(default_factory=dict)

    def charged(self, items: Iterable[T]) -> Iterator[T]:
        """The items of what may never end, each a step of the budget."""
        budget = self.budget
        for item in items:
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            yield item

    def warn(self, sentence: str) -> None:
        """Tell the user something once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)
