"""Segments: between products and calls, all elementwise operations and sums as native code.

Instructions are put into levels: those of a level need only calls of earlier levels. Per level, the
operations that have a native form become one instruction of kind "native".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.plan.clusters import Unsuited
from engine.plan.code import Code, Instruction, Value
from engine.plan.native_operations import SLOWER, has_native_form
from engine.plan.native_text import NativeText, native_text

WORTH = 3  # operations on arrays that are worth a call
LARGE = 20_000  # elements that are worth one, in two operations
SMALL = 10_000  # elements up to which functions of C's library are fast enough


@dataclass(frozen=True)
class Segment:
    """What runs as native code.

    Attributes: code (whose last outputs replace its first inputs in place); replaced (how many);
    text; views (of what it made, read by what follows).
    """

    code: Code
    replaced: int
    text: NativeText
    views: tuple[Instruction, ...]


def segmented(code: Code, targets: Mapping[int, int]) -> Code:
    """The code with native segments. An output in `targets` may replace that input in place.

    Errors: Unsuited where nothing in it can be native.
    """
    levels = _levels(code)
    values = list(code.values)
    kept: list[Instruction] = []
    count = 0
    for level, (plain, rest) in enumerate(levels):
        later = [step for part in levels[level + 1 :] for steps in part for step in steps] + rest
        made = _segment(code, plain, later, targets)
        if made is None:
            kept += [*plain, *rest]
            continue
        count += 1
        values.append(Value((), np.dtype(np.bool_)))
        inputs = (*made.code.inputs,)
        kept.append(Instruction("native", "segment", inputs, len(values) - 1, made))
        kept += [*made.views, *rest]
    if not count:
        raise Unsuited("nothing has a native form")
    return code.with_(values=tuple(values), instructions=tuple(kept))


def _levels(code: Code) -> list[tuple[list[Instruction], list[Instruction]]]:
    """By level: what has a native form, and the views of it; and what has none."""
    depth: dict[int, int] = {}
    plain: defaultdict[int, list[Instruction]] = defaultdict(list)
    rest: defaultdict[int, list[Instruction]] = defaultdict(list)
    for step in code.instructions:
        level = max((depth.get(number, 0) for number in step.inputs), default=0)
        if step.kind == "view" or _is_native(code, step):
            plain[level].append(step)
            depth[step.output] = level
        else:
            rest[level].append(step)
            depth[step.output] = level + (step.kind != "noted")
    last = max([*plain, *rest], default=-1)
    return [(plain[level], rest[level]) for level in range(last + 1)]


def _is_native(code: Code, step: Instruction) -> bool:
    value = code.values[step.output]
    if step.name in SLOWER and value.size > SMALL:
        return False
    return has_native_form(step, code)


def _segment(
    code: Code,
    plain: Sequence[Instruction],
    later: Sequence[Instruction],
    targets: Mapping[int, int],
) -> Segment | None:
    """The native part of a level; None where it is not worth its call, or a view copies."""
    work = [step for step in plain if step.kind != "view"]
    sizes = [code.values[step.inputs[0]].size for step in work if _is_on_arrays(code, step)]
    if len(sizes) < WORTH and (len(sizes) < 2 or sum(sizes) < LARGE):
        return None
    made = {step.output for step in work}
    shown = {step.output: step.inputs[0] for step in plain if step.kind == "view"}
    read = {number for step in later for number in step.inputs} | set(code.outputs)
    for number in list(read):  # a view that is read later shows memory that must be there
        while number in shown:
            number = shown[number]
            read.add(number)
    outputs = [number for number in made if number in read]
    own = {number for step in plain for number in step.inputs} | set(shown)
    inputs = [
        number
        for number in sorted(own)
        if number not in made and number not in shown and code.values[number].constant is None
    ]
    state = [
        (made_, goal)
        for made_, goal in targets.items()
        if made_ in outputs and goal in inputs and code.values[goal].shape
        and goal not in read and not _is_shown(goal, later, code)
    ]  # fmt: skip
    goals = [goal for _, goal in state]
    replaced = [made_ for made_, _ in state]
    part = code.with_(
        instructions=tuple(plain),
        inputs=(*goals, *(number for number in inputs if number not in goals)),
        outputs=(*(number for number in sorted(outputs) if number not in replaced), *replaced),
    )
    try:
        text = native_text(part, len(state), 0)
    except Unsuited:
        return None
    views = tuple(step for step in plain if step.kind == "view" and step.output in read)
    return Segment(part, len(state), text, views)


def _is_on_arrays(code: Code, step: Instruction) -> bool:
    return bool(code.values[step.output].shape) or step.kind == "reduce"


def _is_shown(goal: int, later: Sequence[Instruction], code: Code) -> bool:
    """Whether something later reads a view of it."""
    roots: dict[int, int] = {}
    for step in code.instructions:
        if step.kind == "view":
            roots[step.output] = roots.get(step.inputs[0], step.inputs[0])
    return any(roots.get(number) == goal for step in later for number in step.inputs)
