"""Checkpoints: less memory for one more forward pass.

Of the values that backward reads, those of a stretch are computed again when it comes to them, from
what stands before the stretch: about √n stretches keep 2√n values instead of n. The results are the
same to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median

from engine.plan.code import Code, Instruction, Value
from engine.plan.lifetimes import last_reads, roots

BUDGET = 128_000_000  # bytes of values at once, from which on they are not all kept
SMALL = 4_096  # bytes of a value that is kept in any case
ONCE = frozenset({"call", "part", "kernel", "noted", "native"})  # what is not run again


@dataclass(frozen=True)
class Peak:
    """Where most is kept. Attributes: place (of an instruction); bytes."""

    place: int
    bytes: int


def peak(code: Code) -> Peak:
    """Where the values that are made, and still read, take most memory."""
    sources = roots(code)
    last = last_reads(code, sources)
    ends: dict[int, list[int]] = {}
    held = most = at = 0
    for place, step in enumerate(code.instructions):
        if step.kind != "view":
            size = _bytes(code.values[step.output])
            held += size
            ends.setdefault(last.get(step.output, place), []).append(size)
        if held >= most:
            most, at = held, place
        held -= sum(ends.pop(place, ()))
    return Peak(at, most)


def checkpointed(code: Code, budget: int = BUDGET) -> Code:
    """The code, with stretches computed twice where it would keep more than `budget` bytes."""
    top = peak(code)
    if top.bytes <= budget:
        return code
    found = _Checkpoints(code, top.place).whole()
    return found if peak(found).bytes < 0.8 * top.bytes else code


class _Checkpoints:
    """Attributes: turn (the instruction from which on values are computed again)."""

    def __init__(self, code: Code, turn: int) -> None:
        self.code, self.turn = code, turn
        self.values = list(code.values)
        self.kept: list[Instruction] = []
        self._before, self._after = code.instructions[: turn + 1], code.instructions[turn + 1 :]
        self._stretch = self._stretches()
        self._first = self._slices()
        self._again: dict[int, int] = {}  # of a value: the number under which it is made again
        self._run: set[int] = set()

    def whole(self) -> Code:
        self.kept += self._before
        for step in self._after:
            for number in step.inputs:
                stretch = self._stretch.get(number)
                if stretch is not None and stretch not in self._run:
                    self._run.add(stretch)
                    self._repeat(self._first[stretch])
            self.kept.append(self._renumbered(step, self._again))
        return self.code.with_(values=tuple(self.values), instructions=tuple(self.kept))

    def _stretches(self) -> dict[int, int]:
        """The stretch of each value that is made before the turn, read after it, and large.

        Backward comes to the last stretch first; what it reads earlier than that is kept.
        """
        sources = roots(self.code)
        read: dict[int, int] = {}
        for place, step in enumerate(self._after):
            for number in step.inputs:
                read.setdefault(sources.get(number, number), place)
        never = {sources.get(number, number) for number in self.code.outputs}
        saved = []
        for step in self._before:
            number = step.output
            is_large = _bytes(self.code.values[number]) > SMALL
            if number in read and number not in never and is_large and step.kind not in ONCE:
                saved.append(number)
        length = max(math.isqrt(len(saved)), 1)
        parts = [saved[at : at + length] for at in range(0, len(saved), length)]
        found: dict[int, int] = {}
        limit = 0.0  # where backward is in the middle of the stretch after this one
        for stretch in reversed(range(len(parts))):
            found |= {number: stretch for number in parts[stretch] if read[number] >= limit}
            limit = median([read[number] for number in parts[stretch]])
        views = [step for step in self._before if step.kind == "view"]
        return found | {
            step.output: found[sources[step.output]]
            for step in views
            if sources[step.output] in found
        }

    def _slices(self) -> dict[int, list[Instruction]]:
        """The instructions, in order, that make the values of each stretch from earlier ones."""
        makers = {step.output: (place, step) for place, step in enumerate(self._before)}
        wanted: dict[int, list[int]] = {}
        for number, stretch in self._stretch.items():
            wanted.setdefault(stretch, []).append(number)
        starts = self._starts(wanted, makers)
        found = {}
        for stretch, numbers in wanted.items():
            needed: dict[int, Instruction] = {}
            stack = list(numbers)
            while stack:
                place, step = makers.get(stack.pop(), (-1, None))
                is_ours = step is not None and place >= starts[stretch] and place not in needed
                if step is None or not is_ours or step.kind in ONCE:
                    continue
                needed[place] = step
                stack += step.inputs
            found[stretch] = [needed[place] for place in sorted(needed)]
        return found

    def _starts(
        self, wanted: Mapping[int, list[int]], makers: Mapping[int, tuple[int, Instruction]]
    ) -> dict[int, int]:
        """Where each stretch starts: after the last value of the one before."""
        starts, after = {}, 0
        for stretch in sorted(wanted):
            starts[stretch] = after
            after = 1 + max(makers[number][0] for number in wanted[stretch])
        return starts

    def _repeat(self, steps: list[Instruction]) -> None:
        """Run instructions again, on numbers of their own."""
        names: dict[int, int] = {}
        for step in steps:
            self.values.append(self.values[step.output])
            names[step.output] = len(self.values) - 1
            again = self._renumbered(step, names)
            self.kept.append(replace(again, output=names[step.output]))
        self._again |= names

    def _renumbered(self, step: Instruction, names: Mapping[int, int]) -> Instruction:
        if names.keys().isdisjoint(step.inputs):
            return step
        return replace(step, inputs=tuple([names.get(n, n) for n in step.inputs]))


def _bytes(value: Value) -> int:
    return value.size * value.dtype.itemsize
