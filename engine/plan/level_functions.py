"""Level functions: a Code of single numbers by levels, as one function or as a whole descent.

All numbers of a dtype stand in one flat array: those of a group lie side by side, so that its
results need no scattering, and its operands are views where they lie side by side as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.grad_mode import QUIET
from engine.plan.function import Function, grouped, indented, listed
from engine.plan.levels import Group, Levels
from engine.plan.scalars import compiled
from engine.plan.updating import Update

FLAT = {"d": "d", "f": "f", "?": "b"}  # the name of the flat array of a dtype
SCRATCH = "xyz"
BY_NAME = ("maximum", "minimum")  # numpy wants their out= by name


def function(levels: Levels, groups: Sequence[int]) -> Function:
    """The outputs of a code as a function of its inputs, floats in and floats out.

    `groups` are the lengths of the tuples in which the outputs come; one alone comes as itself. It
    writes into memory of its own: one thread at a time may call it.
    """
    writer = _Writer(levels)
    slices, at = [], 0
    for count in groups:
        slices.append(f"*found[{at}:{at + count}]" if count else f"found[{at}]")
        at += count or 1
    results = grouped(slices, [min(count, 1) for count in groups])
    lines = [
        *writer.taken(levels.code.inputs, "given"),
        *writer.lines,
        *writer.given(levels.outputs, "found"),
        f"return {results}",
    ]
    source = f"def step(*given):\n{indented(lines, 4)}"
    return Function(_quiet(compiled(source, "step", writer.scope)), source)


def descent(update: Update, levels: Levels, *, path: bool) -> Function:
    """A whole descent in one loop: (changing, state) → (losses, path, state).

    As engine.plan.scalar_functions.descent; it writes into memory of its own.
    """
    writer, given = _Writer(levels), levels.code.inputs
    held, varying = given[: update.state], given[update.state :]
    loss, *made = levels.outputs
    walk = []
    if path:
        walk = [*writer.given(held[: update.parameters], "point"), "walk(tuple(point))"]
    lines = [
        *(writer.taken(varying, "rates") if varying else []),
        *walk,
        *writer.lines,
        *writer.given([loss], "found"),
        "keep(found[0])",
        *writer.moved(made, held),
    ]
    source = (
        "def descend(changing, state):\n"
        f"{indented(writer.taken(held, 'state'), 4)}"
        "    losses, path = [], []\n    keep, walk = losses.append, path.append\n"
        f"    for {'rates' if varying else '_'} in changing:\n{indented(lines, 8)}"
        f"{indented(writer.given(held, 'state'), 4)}"
        "    return losses, path, tuple(state)\n"
    )
    return Function(_quiet(compiled(source, "descend", writer.scope)), source)


def _quiet(call: Callable[..., Any]) -> Callable[..., Any]:
    """The function, told to numpy to be silent of infinities and NaN."""
    copy = QUIET.copy
    return lambda *given: copy().run(call, *given)


class _Writer:
    """Gives every value a place, and writes the lines that compute them.

    Attributes: lines; scope (what the lines mean by their names).
    """

    def __init__(self, levels: Levels) -> None:
        self.code, self.levels = levels.code, levels
        self.scope: dict[str, Any] = {}
        self.lines: list[str] = []
        self.place: dict[int, int] = {}
        self._flat = self._laid_out()
        self._scratch: dict[tuple[str, int], Array] = {}
        level = 0
        for group in self.levels.groups:
            if group.level != level:
                level = group.level
                self.lines.append(f"# level {level}")
            self._write(group)

    def _laid_out(self) -> dict[str, Array]:
        """The flat arrays: inputs, constants that are read, then group after group."""
        sizes = dict.fromkeys(FLAT, 0)
        known: dict[int, Any] = {}
        orders = [self.code.inputs, self._constants()]
        for numbers in (*orders, *[group.outputs for group in self.levels.groups]):
            for number in numbers:
                if number not in self.place:
                    value = self.code.values[number]
                    self.place[number] = sizes[value.dtype.char]
                    sizes[value.dtype.char] += 1
                    if value.constant is not None:
                        known[number] = value.constant.reshape(-1)[0]
        flat = {char: np.zeros(size, char) for char, size in sizes.items()}
        for number, constant in known.items():
            flat[self._char(number)][self.place[number]] = constant
        for char, array in flat.items():
            if array.size:
                self.scope |= {FLAT[char]: array, f"{FLAT[char]}_take": array.take}
        return flat

    def _constants(self) -> list[int]:
        """The constants that are read, or are an output."""
        read = [n for group in self.levels.groups for part in group.operands for n in part]
        known = [n for n in (*read, *self.levels.outputs) if self._is_known(n)]
        return list(dict.fromkeys(known))

    def _is_known(self, number: int) -> bool:
        return self.code.values[number].constant is not None

    def _char(self, number: int) -> str:
        return self.code.values[number].dtype.char

    def _write(self, group: Group) -> None:
        """The lines of a group."""
        out = self._view(self._places(group.outputs), self._char(group.outputs[0]))
        if group.kind == "sum":
            self._sum(group, out)
            return
        operands = [self._operand(numbers, at) for at, numbers in enumerate(group.operands)]
        if group.kind == "ufunc":
            self.scope[group.name] = getattr(np, group.name)
            last = f"out={out}" if group.name in BY_NAME else out
            self.lines.append(f"{group.name}({', '.join(operands)}, {last})")
            return
        self.scope["copyto"] = np.copyto
        if group.kind == "cast":
            self.lines.append(f"copyto({out}, {operands[0]}, 'unsafe')")
            return
        self.lines.append(f"copyto({out}, {operands[2]})")
        self.lines.append(f"copyto({out}, {operands[1]}, where={operands[0]})")

    def _sum(self, group: Group, out: str) -> None:
        """Sums of one length as rows, or columns, of a matrix; others by their first terms."""
        (terms,) = group.operands
        lengths, count = group.lengths, len(group.outputs)
        char = self._char(terms[0])
        if len(set(lengths)) > 1:
            self.scope["add_reduceat"] = np.add.reduceat
            starts = self._index(np.concatenate([[0], np.cumsum(lengths[:-1])]))
            whole = self._flat_terms(self._places(terms), char)
            self.lines.append(f"add_reduceat({whole}, {starts}, 0, None, {out})")
            return
        length = lengths[0]
        self.scope["add_reduce"] = np.add.reduce
        places = self._places(terms).reshape(count, length)
        if count >= length:
            whole, shape, axis = self._flat_terms(places.T.reshape(-1), char), (length, count), 0
        else:
            whole, shape, axis = self._flat_terms(places.reshape(-1), char), (count, length), 1
        self.lines.append(f"add_reduce({whole}.reshape({shape}), {axis}, None, {out})")

    def _flat_terms(self, places: Array, char: str) -> str:
        view = self._view(places, char) if _stride(places) == 1 else ""
        return view or self._gathered(places, char, 0)

    def _places(self, numbers: Sequence[int]) -> Array:
        return np.array([self.place[number] for number in numbers], np.intp)

    def _operand(self, numbers: Sequence[int], at: int) -> str:
        """What gives an operand of a group: a view, or a gathering into scratch memory."""
        places, char = self._places(numbers), self._char(numbers[0])
        return self._view(places, char) or self._gathered(places, char, at)

    def _view(self, places: Array, char: str) -> str:
        """The name of the view of these places, or nothing where there is none."""
        stride = _stride(places)
        if stride is None:
            return ""
        first, count = int(places[0]), len(places)
        if stride == 0:
            stride, count = 1, 1
        last = first + stride * (count - 1) + 1
        name = f"{FLAT[char]}{first}_{last}" + (f"_{stride}" if stride > 1 else "")
        self.scope[name] = self._flat[char][first:last:stride]
        return name

    def _gathered(self, places: Array, char: str, at: int) -> str:
        count = len(places)
        held = self._scratch.get((char, at))
        if held is None:
            most = max(len(part) for group in self.levels.groups for part in group.operands)
            held = self._scratch[char, at] = np.empty(most, char)
        name = f"{FLAT[char]}{SCRATCH[at]}{count}"
        self.scope[name] = held[:count]
        return f"{FLAT[char]}_take({self._index(places)}, None, {name}, 'clip')"

    def _index(self, places: Array) -> str:
        name = f"i{len(self.scope)}"
        self.scope[name] = np.ascontiguousarray(places, np.intp)
        return name

    def taken(self, numbers: Sequence[int], name: str) -> list[str]:
        """The lines that put the floats called `name` where these values are."""
        lines = []
        for char, which in self._by_char(numbers):
            places = self._places([numbers[i] for i in which])
            view = self._view(places, char) if _stride(places) else ""
            goal = f"{view}[...]" if view else f"{FLAT[char]}[{self._index(places)}]"
            whole = len(which) == len(numbers)
            chosen = "" if whole else f"[i] for i in {listed(map(str, which))}"
            lines.append(f"{goal} = {name}" if whole else f"{goal} = [{name}{chosen}]")
        return lines

    def given(self, numbers: Sequence[int], name: str) -> list[str]:
        """The lines that make a list of floats, called `name`, of these values."""
        lines = [f"{name}_ = o{len(numbers)}"]
        self.scope[f"o{len(numbers)}"] = np.empty(len(numbers))
        for char, which in self._by_char(numbers):
            source = f"{FLAT[char]}[{self._index(self._places([numbers[i] for i in which]))}]"
            goal = "..." if len(which) == len(numbers) else self._index(np.array(which))
            lines.append(f"{name}_[{goal}] = {source}")
        return [*lines, f"{name} = {name}_.tolist()"]

    def moved(self, made: Sequence[int], goals: Sequence[int]) -> list[str]:
        """The lines that bring values to where the next step reads them, all of them at once."""
        copied, moves = [], []
        for char, which in self._by_char(goals):
            source = self._index(self._places([made[i] for i in which]))
            goal = self._index(self._places([goals[i] for i in which]))
            copied.append(f"{FLAT[char]}_next = {FLAT[char]}_take({source})")
            moves.append(f"{FLAT[char]}[{goal}] = {FLAT[char]}_next")
        return copied + moves

    def _by_char(self, numbers: Sequence[int]) -> Iterable[tuple[str, list[int]]]:
        """Which of the values are of each dtype."""
        found: dict[str, list[int]] = {}
        for i, number in enumerate(numbers):
            found.setdefault(self._char(number), []).append(i)
        return found.items()


def _stride(places: Array) -> int | None:
    """How far apart the places are, where that is the same for all, and not less than nothing."""
    if len(places) < 2:
        return 1
    step = int(places[1] - places[0])
    return step if step >= 0 and (np.diff(places) == step).all() else None
