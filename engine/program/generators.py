"""Generators of a program: the statements around a `yield`, as generators of Python."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Sequence
from typing import Any

from engine.history import HERE
from engine.program.assigning import each, target
from engine.program.errors import Ended
from engine.program.lifting import INNER, yields
from engine.program.matching import chosen_case
from engine.program.names import Store
from engine.program.scopes import RESULT, RESUMED, Scope
from engine.program.syntax import span_of, unsupported
from engine.program.table import single, value
from engine.program.trying import chosen, enter, handled_in_turns, handlers_of, leave
from engine.program.unit import BREAK, CONTINUE, UNBOUND, Code, Frame, Unit

Turns = Generator[Any, Any, Any]
Advance = Callable[[], Any]  # whether a loop goes round once more
Flow = Callable[[Frame], Turns]  # a statement that may yield; it returns None or a Signal


def generating(unit: Unit, own: Scope, body: Flow, frame: Frame) -> Turns:
    """The generator of one call."""
    frame[own.slots[RESUMED]] = HERE.scope
    try:
        yield from body(frame)
    except Ended as error:
        if isinstance(error.__context__, GeneratorExit):
            return None  # it is being thrown away; the next step of the program ends
        raise
    except BaseException as error:
        unit.note(error, own, frame)
        raise
    return frame[RESULT]


def flow(unit: Unit, scope: Scope, nodes: Sequence[ast.AST]) -> Flow:
    """Statements one after the other, until one gives a Signal."""
    parts = [_part(unit, scope, node) for node in nodes]

    def run(f: Frame) -> Turns:
        for code, turns in parts:
            signal = code(f) if turns is None else (yield from turns(f))
            if signal is not None:
                return signal
        return None

    return run


def _part(unit: Unit, scope: Scope, node: ast.AST) -> tuple[Code, Flow | None]:
    """The code of a statement, and what it is instead where it yields."""
    if isinstance(node, INNER) or not yields(node):
        return single(unit, scope, node), None
    return (lambda f: None), _flow_of(unit, scope, node)


def _flow_of(unit: Unit, scope: Scope, node: ast.AST) -> Flow:
    rule = _RULES.get(type(node))
    if rule is None:
        raise unsupported(node, "a 'yield' here")
    return rule(unit, scope, node)


def _yielding(unit: Unit, scope: Scope, node: Any) -> Flow:
    """`yield` and `yield from`; what they give stands in place of a Signal."""
    here, resumed = HERE, scope.slots[RESUMED]
    code: Any = value(unit, scope, node.value) if node.value else lambda f: None
    span = span_of(node)
    if isinstance(node, ast.YieldFrom):

        def delegate(f: Frame) -> Turns:
            inner = here.scope
            here.span = span
            found = yield from code(f)
            here.scope = inner
            return found

        return delegate

    def run(f: Frame) -> Turns:
        found = code(f)
        inner, here.scope = here.scope, f[resumed]
        sent = yield found
        f[resumed], here.scope, here.span = here.scope, inner, span
        return sent

    return run


def _expression(unit: Unit, scope: Scope, node: ast.Expr) -> Flow:
    turns = _yielding(unit, scope, node.value)

    def run(f: Frame) -> Turns:
        yield from turns(f)

    return run


def _assign(unit: Unit, scope: Scope, node: ast.Assign) -> Flow:
    turns = _yielding(unit, scope, node.value)
    puts = [target(unit, scope, part) for part in node.targets]

    def run(f: Frame) -> Turns:
        found = yield from turns(f)
        for put in puts:
            put(f, found)

    return run


def _if(unit: Unit, scope: Scope, node: ast.If) -> Flow:
    test = value(unit, scope, node.test)
    yes, no = flow(unit, scope, node.body), flow(unit, scope, node.orelse)

    def run(f: Frame) -> Turns:
        return (yield from (yes if test(f) else no)(f))

    return run


def _while(unit: Unit, scope: Scope, node: ast.While) -> Flow:
    test = value(unit, scope, node.test)
    return _loop(unit, scope, node, lambda f: lambda: test(f), flow(unit, scope, node.body))


def _for(unit: Unit, scope: Scope, node: ast.For) -> Flow:
    through, (slot, put) = value(unit, scope, node.iter), each(unit, scope, node.target)
    body = flow(unit, scope, node.body)

    def begin(f: Frame) -> Advance:
        items = iter(through(f))

        def advance() -> bool:
            found = next(items, UNBOUND)
            if found is not UNBOUND:
                f[slot] = found
            return found is not UNBOUND

        return advance

    return _loop(unit, scope, node, begin, body if put is None else _after(put, slot, body))


def _after(put: Store, slot: int, body: Flow) -> Flow:
    def run(f: Frame) -> Turns:
        put(f, f[slot])
        return (yield from body(f))

    return run


def _loop(
    unit: Unit,
    scope: Scope,
    node: ast.While | ast.For,
    begin: Callable[[Frame], Advance],
    body: Flow,
) -> Flow:
    """Rounds of a body for as long as there is one more."""
    otherwise = flow(unit, scope, node.orelse)
    here, span, budget = HERE, span_of(node), unit.host.budget

    def run(f: Frame) -> Turns:
        advance, outer, i = begin(f), here.scope, 0
        while advance():
            budget.left = left = budget.left - 1
            if left < 0:
                here.span = span
                budget.refill()
            here.scope = (outer, span, i)
            i += 1
            signal = yield from body(f)
            if signal is not None and signal is not CONTINUE:
                here.scope = outer
                return None if signal is BREAK else signal
        here.scope = outer
        return (yield from otherwise(f))

    return run


def _meant(unit: Unit, error: BaseException) -> BaseException:
    """The error that the program raised: a StopIteration leaves each statement that yields, being a
    generator itself, as a RuntimeError."""
    cause = error.__cause__
    turned = isinstance(cause, StopIteration) and str(error) == "generator raised StopIteration"
    return cause if cause and turned and error is not unit.failing else error


def _try(unit: Unit, scope: Scope, node: ast.Try) -> Flow:
    body, otherwise = flow(unit, scope, node.body), flow(unit, scope, node.orelse)
    last = flow(unit, scope, node.finalbody)
    plain = handlers_of(unit, scope, node, blocks=False)
    budget = unit.host.budget
    bodies = [flow(unit, scope, part.body) for part in node.handlers]

    def guarded(f: Frame) -> Turns:
        try:
            signal = yield from body(f)
        except BaseException as raised:
            if budget.over:
                raise
            error = _meant(unit, raised)
            handler = chosen(unit, plain, error, f)
            if handler is None:
                raise
            turns = bodies[plain.index(handler)]
            return (yield from handled_in_turns(unit, handler, turns, error, f))
        return (yield from otherwise(f)) if signal is None else signal

    def run(f: Frame) -> Turns:
        try:
            signal = yield from guarded(f)
        except BaseException as raised:
            if budget.over:
                raise
            error = _meant(unit, raised)
            unit.handled.append(error)
            try:
                leaving = yield from last(f)
            finally:
                unit.handled.remove(error)
            if leaving is not None:
                return leaving
            raise
        leaving = yield from last(f)
        return signal if leaving is None else leaving

    return run


def _match(unit: Unit, scope: Scope, node: ast.Match) -> Flow:
    choose = chosen_case(unit, scope, node)
    bodies = [flow(unit, scope, case.body) for case in node.cases]

    def run(f: Frame) -> Turns:
        chosen = choose(f)
        return None if chosen is None else (yield from bodies[chosen](f))

    return run


def _with(unit: Unit, scope: Scope, node: ast.With) -> Flow:
    run = flow(unit, scope, node.body)
    for item in node.items[::-1]:
        run = _one_with(unit, scope, item, run)
    return run


def _one_with(unit: Unit, scope: Scope, item: ast.withitem, body: Flow) -> Flow:
    code = value(unit, scope, item.context_expr)
    put = target(unit, scope, item.optional_vars) if item.optional_vars else None

    def run(f: Frame) -> Turns:
        manager = code(f)
        given, exit_ = enter(manager)
        try:
            if put is not None:
                put(f, given)
            signal = yield from body(f)
        except BaseException as error:
            if leave(unit, exit_, manager, _meant(unit, error)):
                return None
            raise
        leave(unit, exit_, manager, None)
        return signal

    return run


_RULES: dict[type[ast.AST], Callable[[Unit, Scope, Any], Flow]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.Try: _try,
    ast.Match: _match,
    ast.With: _with,
}
