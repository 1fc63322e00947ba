"""Training loops: a `for` over a range, whose rounds are compiled where they allow it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from engine.history import HERE
from engine.program.names import load
from engine.program.namespace import Namespace
from engine.program.rounds import Rounds, rounds_of
from engine.program.scopes import Scope
from engine.program.syntax import span_of
from engine.program.table import value
from engine.program.unit import BREAK, CONTINUE, Code, Frame, Unit
from engine.tensor import Tensor

FIRST = 16  # rounds before one is compiled
LAST = 3  # rounds that run as they stand at the end
FEWEST = 200  # rounds that are worth it

Loop = Callable[[Frame, range], Any]


def training_loop(unit: Unit, scope: Scope, node: ast.For, slot: int, body: Code) -> Loop | None:
    """The loop, compiled where its rounds only move tensors; None where its text forbids that."""
    rounds = rounds_of(node)
    if rounds is None:
        return None
    here, span, budget = HERE, span_of(node), unit.host.budget
    tests = [value(unit, scope, test) for test in rounds.tests]
    look = _Look(unit, scope, rounds)

    def run(f: Frame, items: range) -> Any:
        outer = here.scope
        try:
            first = next((i for i in range(FIRST, len(items)) if not any_holds(f, items[i])), FIRST)
            left = plain(f, items, range(first), outer)
            compiled = None if left else look.compiled(f, lambda: body(f))
            if compiled is None:
                left = left or plain(f, items, range(first, len(items)), outer)
            else:
                left = quick(f, items, first, outer, compiled)
        finally:
            here.scope = outer
        return None if left is BREAK else left

    def plain(f: Frame, items: range, places: range, outer: Any) -> Any:
        """These rounds as they stand; what leaves the loop."""
        for i in places:
            f[slot] = items[i]
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            here.scope = (outer, span, i)
            signal = body(f)
            if signal is not None and signal is not CONTINUE:
                return signal
        return None

    def quick(f: Frame, items: range, start: int, outer: Any, compiled: Any) -> Any:
        """The rounds from `start` on, as many as may be by compiled code; what leaves the loop."""
        i, end, cost = start, len(items), 1
        while i < end:
            before = budget.steps
            signal = plain(f, items, range(i, i + 1), outer)
            if signal is not None:
                return signal
            i += 1
            cost = max(budget.steps - before, 1)
            most = min(end - LAST, i + max(budget.left, 0) // cost)
            taken = free(f, items, i, most, compiled.backwards)
            if taken > 1:
                compiled.take(taken, here.recorder)
                budget.left -= cost * taken
                i += taken
        return None

    def any_holds(f: Frame, item: int) -> bool:
        f[slot] = item
        return any(test(f) for test in tests)

    def free(f: Frame, items: range, start: int, end: int, backwards: int) -> int:
        """How many rounds from `start` on may be compiled ones."""
        recorder = here.recorder
        wanted = None if recorder is None else recorder.next_wanted()
        if wanted is not None and backwards:
            end = min(end, start + (wanted - recorder.count) // backwards)
        i = start
        if not tests:
            return max(end - start, 0)
        while i < end and not any_holds(f, items[i]):
            i += 1
        return i - start

    return run


class _Look:
    """What the names of a loop stand for when it runs."""

    def __init__(self, unit: Unit, scope: Scope, rounds: Rounds) -> None:
        self._rounds = rounds
        self._read = {name: load(unit, scope, name) for name in rounds.read}
        self._bound = {name: load(unit, scope, name) for name in rounds.bound}

    def compiled(self, f: Frame, body: Callable[[], Any]) -> Any:
        """A round as code; None where it does more than to move tensors."""
        from engine.program import training  # only then: it brings the whole compiler

        try:
            values = {name: code(f) for name, code in self._read.items()}
            if not all(isinstance(values[name], Tensor) for name in self._rounds.changed):
                return None
            for call in self._rounds.calls:
                self._check(call, values, training.check_call)
            return training.compiled_round(
                body, list(values.values()), lambda: [code(f) for code in self._bound.values()]
            )
        except training.FAILURES:
            return None

    def _check(self, call: ast.expr, values: dict[str, Any], check: Callable[..., None]) -> None:
        """Look at what a call calls, as far as names lead to it."""
        path = []
        while isinstance(call, ast.Attribute):
            path.append(call.attr)
            call = call.value
        if not isinstance(call, ast.Name) or call.id not in values:
            return  # a method of what an operation has made: of a tensor
        owner = values[call.id]
        while path and isinstance(owner, Namespace):
            member = owner.get(path.pop())
            if not path:
                check(member, "")
                return
            owner = member
        if len(path) > 1:
            owner = getattr(owner, path.pop())
        check(owner, path[0] if path else "")
