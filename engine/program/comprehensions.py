"""Comprehensions: of lists, sets and dicts, in the frame around; generator expressions, in one of
their own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from engine.history import HERE
from engine.program.assigning import each, target
from engine.program.names import Store
from engine.program.scopes import FIRST_ITEMS, OUTER, Scope
from engine.program.syntax import span_of
from engine.program.table import expression, value
from engine.program.unit import UNBOUND, Code, Frame, Unit

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp
Add = Callable[[Frame, Any], None]
Level = tuple[Code, int, Store | None, list[Code]]  # what to go through, where to put each, tests


@expression(ast.ListComp)
def _list(unit: Unit, scope: Scope, node: ast.ListComp) -> Code:
    code = value(unit, scope, node.elt)
    if len(node.generators) == 1 and not unit.placed and not _fresh(scope, node):
        return _quick_list(unit, scope, node.generators[0], code)
    go = _through(unit, scope, node, lambda f, found: found.append(code(f)))

    def run(f: Frame) -> list[Any]:
        found: list[Any] = []
        go(f, found)
        return found

    return run


def _quick_list(unit: Unit, scope: Scope, part: ast.comprehension, code: Code) -> Code:
    """A list of one level, in a program that records nothing."""
    through, (slot, put) = value(unit, scope, part.iter), each(unit, scope, part.target)
    tests = [value(unit, scope, test) for test in part.ifs]
    only = tests[0] if len(tests) == 1 else lambda f: all(test(f) for test in tests)
    here, span, budget = HERE, span_of(part.iter), unit.host.budget

    def run(f: Frame) -> list[Any]:
        found: list[Any] = []
        append = found.append
        items = through(f)
        here.span = span
        for f[slot] in items:
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            if put is not None:
                put(f, f[slot])
            if not tests or only(f):
                append(code(f))
        return found

    return run


@expression(ast.SetComp)
def _set(unit: Unit, scope: Scope, node: ast.SetComp) -> Code:
    code = value(unit, scope, node.elt)
    go = _through(unit, scope, node, lambda f, found: found.add(code(f)))

    def run(f: Frame) -> set[Any]:
        found: set[Any] = set()
        go(f, found)
        return found

    return run


@expression(ast.DictComp)
def _dict(unit: Unit, scope: Scope, node: ast.DictComp) -> Code:
    key, code = value(unit, scope, node.key), value(unit, scope, node.value)

    def add(f: Frame, found: Any) -> None:
        place = key(f)
        found[place] = code(f)

    go = _through(unit, scope, node, add)

    def run(f: Frame) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        go(f, found)
        return found

    return run


def _levels(unit: Unit, scope: Scope, node: Comprehension) -> list[Level]:
    return [
        (
            value(unit, scope, part.iter),
            *each(unit, scope, part.target),
            [value(unit, scope, test) for test in part.ifs],
        )
        for part in node.generators
    ]


def _through(unit: Unit, scope: Scope, node: Comprehension, add: Add) -> Add:
    """Go through all levels and add what the innermost gives to a container."""
    go = add
    levels = _levels(unit, scope, node)
    for level, part in zip(levels[::-1], node.generators[::-1], strict=True):
        go = _loop(unit, span_of(part.iter), level, go)
    fresh = _fresh(scope, node)
    if not fresh:
        return go

    def run(f: Frame, found: Any) -> None:
        for slot in fresh:
            f[slot] = [UNBOUND]
        go(f, found)

    return run


def _fresh(scope: Scope, node: Comprehension) -> list[int]:
    """The slots of targets that functions within the comprehension hold on to."""
    return [
        scope.slots[part.id]
        for generator in node.generators
        for part in ast.walk(generator.target)
        if isinstance(part, ast.Name) and part.id in scope.cells
    ]


def _loop(unit: Unit, span: Any, level: Level, inner: Add) -> Add:
    through, slot, put, tests = level
    budget, here = unit.host.budget, HERE

    def step(f: Frame, found: Any) -> None:
        if put is not None:
            put(f, f[slot])
        for test in tests:
            if not test(f):
                return
        inner(f, found)

    begin = inner if put is None and not tests else step

    def placed(f: Frame, found: Any) -> None:
        items = through(f)
        here.span = span
        outer = here.scope
        for i, f[slot] in enumerate(items):
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            here.scope = (outer, span, i)
            begin(f, found)
        here.scope = outer

    def run(f: Frame, found: Any) -> None:
        items = through(f)
        here.span = span
        for f[slot] in items:
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            begin(f, found)

    return placed if unit.placed else run


@expression(ast.GeneratorExp)
def _generator(unit: Unit, scope: Scope, node: ast.GeneratorExp) -> Code:
    own = unit.scopes[node]
    first = value(unit, scope, node.generators[0].iter)
    start = own.slots[FIRST_ITEMS]
    levels = [
        (
            (lambda f: f[start]) if i == 0 else value(unit, own, part.iter),
            target(unit, own, part.target),
            [value(unit, own, test) for test in part.ifs],
        )
        for i, part in enumerate(node.generators)
    ]
    code = value(unit, own, node.elt)
    budget = unit.host.budget
    capture = captured(scope, own)
    cells = [own.slots[name] for name in own.cells]

    def go(f: Frame, depth: int) -> Iterator[Any]:
        through, put, tests = levels[depth]
        for item in through(f):
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            put(f, item)
            for test in tests:
                if not test(f):
                    break
            else:
                if depth + 1 == len(levels):
                    yield code(f)
                else:
                    yield from go(f, depth + 1)

    def run(f: Frame) -> Any:
        frame: Frame = [UNBOUND] * own.size
        for slot in cells:
            frame[slot] = [UNBOUND]
        for mine, theirs in capture:
            frame[mine] = f[theirs]
        frame[start] = iter(first(f))
        return go(frame, 0)

    return run


def captured(scope: Scope, inner: Scope) -> list[tuple[int, int]]:
    """Which cells an inner function takes over: its slots, and those of the frame around."""
    found = []
    for name in inner.free:
        plain = name.removesuffix(OUTER)
        theirs = scope.slots.get(plain + OUTER)
        found.append((inner.slots[name], scope.slots[plain] if theirs is None else theirs))
    return found
