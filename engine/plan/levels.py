"""Levels: a large Code of single numbers, sorted into groups that are one array operation each.

A level is what only needs the levels before it. Chains of additions that are read once are one sum,
whose order of adding up is numpy's: the last bit may differ.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.plan.code import Code, Instruction

LARGE = 1_500  # instructions from which on sorting them pays
WIDE = 48  # of them in a group, on average, where an array operation is worth its call
KINDS = 2  # lengths of sums in a level that are groups of their own
SAME = ("view", "reduce")  # of one number: that number


@dataclass(frozen=True)
class Group:
    """Operations of one kind that need nothing of each other.

    Attributes: level; kind ("ufunc", "select", "cast", or "sum"); name; outputs (values);
    operands (a tuple of values per operand, in the order of the outputs; of a sum all its terms);
    lengths (of a sum: how many terms each has).
    """

    level: int
    kind: str
    name: str
    outputs: tuple[int, ...]
    operands: tuple[tuple[int, ...], ...]
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Levels:
    """Groups in an order in which they can run.

    Attributes: code; groups; outputs (of the code, none of them a view).
    """

    code: Code
    groups: tuple[Group, ...]
    outputs: tuple[int, ...]


def levelled(code: Code) -> Levels:
    """The code, which scalars.is_scalar, as groups."""
    kept, outputs = _without_views(code)
    sums = _sums(code, kept, outputs)
    level: dict[int, int] = {}
    members: dict[Any, list[Instruction]] = {}
    for step in kept:
        terms = sums.get(step.output, step.inputs)
        if terms is None:
            continue
        at = 1 + max([level.get(number, 0) for number in terms], default=0)
        level[step.output] = at
        read = "".join([code.values[number].dtype.char for number in step.inputs])
        made = code.values[step.output].dtype.char
        length = len(terms) if step.output in sums else 0
        if length == 2:
            length = 0
        members.setdefault((at, step.kind, step.name, read, made, length), []).append(step)
    groups: list[Group] = []
    for (at, kind, name, _, _, length), steps in _merged(members):
        made_here = tuple([step.output for step in steps])
        if length:
            found = [tuple(sums[step.output] or ()) for step in steps]
            terms = tuple([number for part in found for number in part])
            lengths = tuple(map(len, found))
            groups.append(Group(at, "sum", "add", made_here, (terms,), lengths))
        else:
            pairs = [sums.get(step.output) or step.inputs for step in steps]
            groups.append(Group(at, kind, name, made_here, tuple(zip(*pairs, strict=True))))
    return Levels(code, _in_order_of_use(groups, outputs), outputs)


def wide(code: Code) -> Levels | None:
    """A code of single numbers by levels, where that is faster than one after the other."""
    if len(code.instructions) < LARGE:
        return None
    found = levelled(code)
    return found if len(code.instructions) >= WIDE * len(found.groups) else None


def _without_views(code: Code) -> tuple[list[Instruction], tuple[int, ...]]:
    """The instructions that compute, and the outputs, with views as what they show."""
    same: dict[int, int] = {}
    kept = []
    for step in code.instructions:
        if step.kind in SAME:
            same[step.output] = same.get(step.inputs[0], step.inputs[0])
            continue
        if not same.keys().isdisjoint(step.inputs):
            step = replace(step, inputs=tuple([same.get(n, n) for n in step.inputs]))
        kept.append(step)
    return kept, tuple([same.get(number, number) for number in code.outputs])


def _sums(
    code: Code, kept: Sequence[Instruction], outputs: Sequence[int]
) -> dict[int, Sequence[int] | None]:
    """The terms of each value that is a sum; None where it stands within a larger one."""
    uses: dict[int, int] = dict.fromkeys(outputs, 1)
    for step in kept:
        for number in step.inputs:
            uses[number] = uses.get(number, 0) + 1
    whole = set(outputs)
    found: dict[int, deque[int] | None] = {}
    for step in kept:
        char = code.values[step.output].dtype.char
        if step.name != "add" or step.kind != "ufunc" or char not in "df":
            continue
        parts = []
        for number in step.inputs:
            inner = found.get(number) if uses[number] == 1 and number not in whole else None
            if inner is not None and code.values[number].dtype.char == char:
                found[number] = None
                parts.append(inner)
            else:
                parts.append(deque([number]))
        left, right = parts
        if len(left) >= len(right):
            left.extend(right)
        else:
            right.extendleft(reversed(left))
            left = right
        found[step.output] = left
    return {number: None if terms is None else tuple(terms) for number, terms in found.items()}


def _merged(members: dict[Any, list[Instruction]]) -> Iterable[tuple[Any, list[Instruction]]]:
    """The groups by level; where sums are of many lengths they are one group."""
    lengths: dict[Any, list[Any]] = {}
    for key in members:
        if key[5]:
            lengths.setdefault(key[:5], []).append(key)
    for keys in lengths.values():
        if len(keys) > KINDS:
            members[keys[0]] = [step for key in keys for step in members[key]]
            for key in keys[1:]:
                del members[key]
    return sorted(members.items(), key=lambda item: item[0])


def _in_order_of_use(groups: Sequence[Group], outputs: Sequence[int]) -> tuple[Group, ...]:
    """The same groups, each in the order in which a later one reads it: that needs no gathering."""
    place: dict[int, tuple[int, int]] = {}
    for at, number in enumerate(outputs):
        place.setdefault(number, (len(groups), at))
    found = []
    for index in reversed(range(len(groups))):
        group = groups[index]
        far = (len(groups) + 1, 0)
        order = sorted(range(len(group.outputs)), key=lambda i: place.get(group.outputs[i], far))
        group = _reordered(group, order)
        for operand, numbers in enumerate(reversed(group.operands)):
            first = operand * len(numbers)
            place.update(zip(numbers, _places(index, first, len(numbers)), strict=True))
        found.append(group)
    return tuple(reversed(found))


def _places(index: int, first: int, count: int) -> list[tuple[int, int]]:
    return [(index, first + i) for i in range(count)]


def _reordered(group: Group, order: Sequence[int]) -> Group:
    """A group with its members in another order; terms of equal sums row by row."""
    outputs = tuple([group.outputs[i] for i in order])
    if not group.lengths:
        operands = tuple([tuple([numbers[i] for i in order]) for numbers in group.operands])
        return replace(group, outputs=outputs, operands=operands)
    starts, at = [], 0
    for length in group.lengths:
        starts.append(at)
        at += length
    (terms,) = group.operands
    parts = [terms[starts[i] : starts[i] + group.lengths[i]] for i in order]
    lengths = tuple([group.lengths[i] for i in order])
    return replace(
        group,
        outputs=outputs,
        lengths=lengths,
        operands=(tuple([number for part in parts for number in part]),),
    )
