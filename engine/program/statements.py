"""Statements: expressions, conditions, loops, and what leaves a block."""

from __future__ import annotations

import ast
from typing import Any

from engine.history import HERE
from engine.program.assigning import each
from engine.program.names import Store, store
from engine.program.scopes import RESULT, Scope
from engine.program.syntax import span_of
from engine.program.table import block, optional, statement, value
from engine.program.training_loop import FEWEST, training_loop
from engine.program.unit import BREAK, CONTINUE, RETURN, Code, Frame, Unit


@statement(ast.Expr)
def _expression(unit: Unit, scope: Scope, node: ast.Expr) -> Code:
    if isinstance(node.value, ast.Constant):
        return lambda f: None
    code = value(unit, scope, node.value)

    def run(f: Frame) -> None:
        code(f)

    return run


@statement(ast.Pass, ast.Global, ast.Nonlocal)
def _nothing(unit: Unit, scope: Scope, node: ast.AST) -> Code:
    return lambda f: None


@statement(ast.If)
def _if(unit: Unit, scope: Scope, node: ast.If) -> Code:
    test, yes = value(unit, scope, node.test), block(unit, scope, node.body)
    if not node.orelse:
        return lambda f: yes(f) if test(f) else None
    no = block(unit, scope, node.orelse)
    return lambda f: yes(f) if test(f) else no(f)


@statement(ast.While)
def _while(unit: Unit, scope: Scope, node: ast.While) -> Code:
    test, body = value(unit, scope, node.test), block(unit, scope, node.body)
    otherwise = block(unit, scope, node.orelse)
    here, span, budget = HERE, span_of(node), unit.host.budget

    def placed(f: Frame) -> Any:
        outer, i = here.scope, 0
        while test(f):
            budget.left = left = budget.left - 1
            if left < 0:
                here.span = span
                budget.refill()
            here.scope = (outer, span, i)
            i += 1
            signal = body(f)
            if signal is not None and signal is not CONTINUE:
                here.scope = outer
                return None if signal is BREAK else signal
        here.scope = outer
        return otherwise(f)

    def run(f: Frame) -> Any:
        while test(f):
            budget.left = left = budget.left - 1
            if left < 0:
                here.span = span
                budget.refill()
            signal = body(f)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
        return otherwise(f)

    return placed if unit.placed else run


@statement(ast.For)
def _for(unit: Unit, scope: Scope, node: ast.For) -> Code:
    through, body = value(unit, scope, node.iter), block(unit, scope, node.body)
    otherwise = block(unit, scope, node.orelse)
    here, span, budget = HERE, span_of(node), unit.host.budget
    header = span_of(node.iter)
    slot, put = each(unit, scope, node.target)
    if put is not None:
        body = _after(put, slot, body)

    trained = None if put is not None else training_loop(unit, scope, node, slot, body)

    def placed(f: Frame) -> Any:
        items = through(f)
        here.span = header
        outer = here.scope
        if trained is not None and type(items) is range and len(items) >= FEWEST:
            return trained(f, items)
        for i, f[slot] in enumerate(items):
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            here.scope = (outer, span, i)
            signal = body(f)
            if signal is not None and signal is not CONTINUE:
                here.scope = outer
                return None if signal is BREAK else signal
        here.scope = outer
        return otherwise(f)

    def run(f: Frame) -> Any:
        items = through(f)
        here.span = header
        if trained is not None and type(items) is range and len(items) >= FEWEST:
            return trained(f, items)
        for f[slot] in items:
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            signal = body(f)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
        return otherwise(f)

    return placed if unit.placed else run


def _after(put: Store, slot: int, body: Code) -> Code:
    """The body of a loop, after the item in a slot was put where it belongs."""

    def run(f: Frame) -> Any:
        put(f, f[slot])
        return body(f)

    return run


@statement(ast.Break)
def _break(unit: Unit, scope: Scope, node: ast.Break) -> Code:
    return lambda f: BREAK


@statement(ast.Continue)
def _continue(unit: Unit, scope: Scope, node: ast.Continue) -> Code:
    return lambda f: CONTINUE


@statement(ast.Return)
def _return(unit: Unit, scope: Scope, node: ast.Return) -> Code:
    if node.value is None:
        return lambda f: RETURN
    code = value(unit, scope, node.value)

    def run(f: Frame) -> Any:
        f[RESULT] = code(f)
        return RETURN

    return run


@statement(ast.Assert)
def _assert(unit: Unit, scope: Scope, node: ast.Assert) -> Code:
    test, words = value(unit, scope, node.test), optional(unit, scope, node.msg)
    here, span = HERE, span_of(node)

    def run(f: Frame) -> None:
        if not test(f):
            said = (words(f),) if words else ()
            here.span = span
            raise AssertionError(*said)

    return run


@statement(ast.Import)
def _import(unit: Unit, scope: Scope, node: ast.Import) -> Code:
    here, span = HERE, span_of(node)
    wanted = [
        (alias.name, alias.asname, store(unit, scope, alias.asname or alias.name.split(".")[0]))
        for alias in node.names
    ]

    def run(f: Frame) -> None:
        here.span = span
        for name, called, put in wanted:
            module = unit.load(name)
            put(f, module if called else unit.load(name.split(".")[0]))

    return run


@statement(ast.ImportFrom)
def _import_from(unit: Unit, scope: Scope, node: ast.ImportFrom) -> Code:
    here, span = HERE, span_of(node)
    name = "." * node.level + (node.module or "")
    wanted = [
        (alias.name, store(unit, scope, alias.asname or alias.name))
        for alias in node.names
        if alias.name != "*"
    ]
    stars = len(wanted) < len(node.names)

    def run(f: Frame) -> None:
        here.span = span
        module = unit.load(name)
        for member, put in wanted:
            try:
                put(f, module.get(member))
            except AttributeError:
                put(f, unit.load_member(name, member))
        if stars:
            slots = scope.module.slots
            for member, found in module.members.items():
                if member in slots and not member.startswith("_"):
                    unit.globals[slots[member]] = found

    return run
