"""Recording: every backward of a program, as a section; few whole, of the rest their numbers.

A section holds on to the graph that a backward ran over, and to what was passed along it. Kept are
the first, those asked for, and the latest; the others can be had by running the program again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.history import HERE
from engine.plan import Span
from engine.tape import Paths
from engine.tensor import Tensor

MOST_BYTES = 128 * 2**20  # of the graphs that are kept
FEWEST, MOST = 2, 32  # of the latest sections
Passed = tuple[Any, Any, Sequence[Any]]  # a Node, its upstream gradient, its contributions


@dataclass
class Section:
    """One backward.

    Attributes: number (from 0); span and scope (where it was called); roots (with head gradients);
    starts (the Node, or leaf, of each root); nodes and goals (of its paths; empty for a graph of
    scalar records alone); passed; leaves (with their values then).
    """

    number: int
    span: Span | None
    scope: Any
    roots: Sequence[tuple[Tensor, Any]]
    starts: Sequence[Any] = ()
    nodes: Sequence[Any] = ()
    goals: dict[Any, Any] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    leaves: dict[Tensor, Array] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """How much its results take."""
        return sum(_size(node.trail[1]) for node in self.nodes if node.trail) + 64


def _size(value: Any) -> int:
    if isinstance(value, tuple):
        return sum(map(_size, value))
    return getattr(value, "nbytes", 8)


class Recorder:
    """Told of every backward (see engine.tape); `wanted` are numbers of sections to keep whole.

    Attributes: count (of backwards); roots and leaves (of each backward: what `described` says of
    the first root, and of each leaf by the name that it is called).
    """

    def __init__(self, wanted: Collection[int] = (), log: Any = None) -> None:
        self.count = 0
        self._wanted = wanted
        self.log = log
        self._first: list[Section] = []
        self._latest: deque[Section] = deque(maxlen=MOST)
        self._open: list[Section] = []

    @property
    def sections(self) -> list[Section]:
        """Those that are kept, in order."""
        found = {section.number: section for section in (*self._first, *self._latest)}
        return [found[number] for number in sorted(found)]

    def section(self, roots: Sequence[tuple[Tensor, Any]], paths: Any, observe: Any) -> Any:
        """A backward begins; the observer of what it passes on."""
        section = Section(
            self.count, HERE.span, HERE.scope, roots, paths.starts, paths.nodes, paths.goals
        )
        self.count += 1
        self._open.append(section)
        take = section.passed.append

        def passed(node: Any, z_bar: Any, parts: Sequence[Any]) -> None:
            take((node, z_bar, parts))
            if observe is not None:
                observe(node, z_bar, parts)

        return passed

    def end(self, totals: dict[Any, Any]) -> None:
        """The backward that began last has ended; `totals` by leaf or Node."""
        section = self._open.pop()
        gradients = {goal: part for goal, part in totals.items() if isinstance(goal, Tensor)}
        section.leaves = {leaf: leaf._array.copy() for leaf in gradients}
        self._close(section, gradients)

    def scalars(self, root: Tensor, leaves: Sequence[Tensor]) -> None:
        """A backward over scalar records has run; the gradients wait in the leaves."""
        section = Section(self.count, HERE.span, HERE.scope, [(root, 1.0)])
        section.leaves = {leaf: np.array(leaf._data) for leaf in leaves}
        self.count += 1
        self._close(section, {leaf: leaf.pending for leaf in leaves})

    def skipped(
        self, rounds: int, spans: Sequence[Span | None], curves: Sequence[Any], table: Any
    ) -> None:
        """Rounds of a loop have run whose graphs are not kept: their numbers (see Log.extend)."""
        if self.log is not None:
            self.log.extend(spans, self.count, curves, table)
        self.count += rounds * len(spans)

    def next_wanted(self) -> int | None:
        """The number of the next section that is to be kept whole."""
        return min((number for number in self._wanted if number >= self.count), default=None)

    def forward(self, roots: Sequence[Tensor]) -> None:
        """A program ended without a backward: keep what it computed, as a section without heads."""
        paths = Paths(roots)
        self._first.append(
            Section(
                0,
                None,
                None,
                [(root, None) for root in roots],
                paths.starts,
                paths.nodes,
                paths.goals,
            )
        )

    def _close(self, section: Section, gradients: dict[Tensor, Any]) -> None:
        if self.log is not None:
            self.log.add(section, gradients)
        if section.number == 0:
            most = MOST_BYTES // section.bytes
            self._latest = deque(maxlen=max(FEWEST, min(most, MOST)))
        if section.number == 0 or section.number in self._wanted:
            self._first.append(section)
        else:
            self._latest.append(section)
