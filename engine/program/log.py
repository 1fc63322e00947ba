"""Log: the numbers of every backward of a program, so that its training can be drawn as curves."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import ref

import numpy as np

from engine.plan import Span
from engine.tensor import Tensor


@dataclass
class Curve:
    """A leaf or a root over the backwards of a run.

    Attributes: at (numbers of the backwards); values (its one number then, or the mean of its
    elements); gradients (its one number, or the root mean square); size (how many elements).
    """

    size: int = 1
    at: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))
    gradients: array[float] = field(default_factory=lambda: array("d"))


class Log:
    """Curves by name. Attributes: roots, leaves; spans (where each backward was called).

    A leaf is called what `name_of` calls it at its first backward, or numbered where it has no
    name then.
    """

    def __init__(self, name_of: Callable[[Tensor], str]) -> None:
        self.roots: dict[str, Curve] = {}
        self.leaves: dict[str, Curve] = {}
        self.spans: list[Span | None] = []
        self._name_of = name_of
        self._known: dict[int, tuple[ref[Tensor], Curve, str]] = {}  # by id of the leaf
        self._unnamed = 0

    def add(self, section: Any, gradients: Mapping[Tensor, Any]) -> None:
        """Note a backward: its first root, and each leaf that a gradient reached."""
        root, seed = section.roots[0]
        self.spans.append(section.span)
        self._note(self._root_curve(section.span, root), section.number, root._data, seed)
        for leaf, gradient in gradients.items():
            self._note(self._leaf_curve(leaf), section.number, leaf._data, gradient)

    def curves_of(
        self, span: Span | None, root: Tensor, leaves: Iterable[Tensor]
    ) -> tuple[Curve, list[Curve]]:
        """Where the numbers of a backward go that is called here: of its root, of its leaves."""
        return self._root_curve(span, root), [self._leaf_curve(leaf) for leaf in leaves]

    def extend(
        self, spans: Sequence[Span | None], first: int, curves: Sequence[Any], table: Any
    ) -> None:
        """Note rounds of several backwards each, the first of them with this number.

        `curves` tells for each pair of columns of `table` (rounds, 2 × curves), of values and
        gradients, the curve and which backward of the round it belongs to.
        """
        rounds, count = len(table), len(spans)
        self.spans += list(spans) * rounds
        for place, (curve, which) in enumerate(curves):
            numbers = np.arange(first + which, first + which + rounds * count, count)
            curve.at.frombytes(numbers.astype(np.int64).tobytes())
            curve.values.frombytes(np.ascontiguousarray(table[:, 2 * place]).tobytes())
            curve.gradients.frombytes(np.ascontiguousarray(table[:, 2 * place + 1]).tobytes())

    def _root_curve(self, span: Span | None, root: Tensor) -> Curve:
        name = f"root of line {span.line}" if span else "root"
        curve = self.roots.get(name)
        if curve is None:
            curve = self.roots[name] = Curve(root.numel())
        return curve

    def _leaf_curve(self, leaf: Tensor) -> Curve:
        known = self._known.get(id(leaf))
        if known is None or known[0]() is not leaf:
            name = self._name_of(leaf)
            known = self._known[id(leaf)] = ref(leaf), self._curve_of(leaf, name), name
        return known[1]

    def name_of(self, leaf: Tensor) -> str:
        """The name that it had at its first backward; "" for none."""
        known = self._known.get(id(leaf))
        return "" if known is None or known[0]() is not leaf else known[2]

    def _curve_of(self, leaf: Tensor, name: str) -> Curve:
        if not name:
            self._unnamed += 1
            name = f"leaf {self._unnamed}"
        if name not in self.leaves:
            self.leaves[name] = Curve(leaf.numel())
        return self.leaves[name]

    def _note(self, curve: Curve, number: int, value: Any, gradient: Any) -> None:
        curve.at.append(number)
        curve.values.append(_mean(value))
        curve.gradients.append(_magnitude(gradient))


def _mean(value: Any) -> float:
    if type(value) is float:
        return value
    array_ = np.asarray(value)
    return float(array_.sum() / array_.size) if array_.size else 0.0


def _magnitude(gradient: Any) -> float:
    """The one number, or the root mean square."""
    if type(gradient) is float:
        return gradient
    given = np.asarray(getattr(gradient, "_array", gradient))
    if given.size == 1:
        return float(given.reshape(-1)[0])
    flat = given.reshape(-1)
    return float(np.sqrt(np.dot(flat, flat) / max(flat.size, 1)))
