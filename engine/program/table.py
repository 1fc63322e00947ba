"""The two tables of the compiler: what makes code of each kind of expression and statement."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from engine.program.scopes import Scope
from engine.program.syntax import unsupported
from engine.program.unit import Code, Frame, Unit

Rule = Callable[[Unit, Scope, Any], Code]
R = TypeVar("R", bound=Rule)
EXPRESSIONS: dict[type[ast.AST], Rule] = {}
STATEMENTS: dict[type[ast.AST], Rule] = {}


def expression(*kinds: type[ast.AST]) -> Callable[[R], R]:
    """Enter a rule for these kinds of expression."""
    return _entering(EXPRESSIONS, kinds)


def statement(*kinds: type[ast.AST]) -> Callable[[R], R]:
    """Enter a rule for these kinds of statement."""
    return _entering(STATEMENTS, kinds)


def _entering(table: dict[type[ast.AST], Rule], kinds: Sequence[type[ast.AST]]) -> Any:
    def enter(rule: R) -> R:
        for kind in kinds:
            table[kind] = rule
        return rule

    return enter


def value(unit: Unit, scope: Scope, node: ast.AST) -> Code:
    """Code that gives the value of an expression. Errors: SyntaxProblem."""
    rule = EXPRESSIONS.get(type(node))
    if rule is None:
        raise unsupported(node, f"'{type(node).__name__}'")
    return rule(unit, scope, node)


def optional(unit: Unit, scope: Scope, node: ast.AST | None) -> Code | None:
    """The code of an expression that may be left away."""
    return None if node is None else value(unit, scope, node)


def single(unit: Unit, scope: Scope, node: ast.AST) -> Code:
    """Code that carries a statement out. Errors: SyntaxProblem."""
    rule = STATEMENTS.get(type(node))
    if rule is None:
        raise unsupported(node, f"'{type(node).__name__}'")
    return rule(unit, scope, node)


def block(unit: Unit, scope: Scope, nodes: Sequence[ast.AST]) -> Code:
    """Code that carries statements out one after the other, until one gives a Signal."""
    codes = [single(unit, scope, node) for node in nodes if not isinstance(node, ast.Pass)]
    if not codes:
        return lambda f: None
    if len(codes) == 1:
        return codes[0]
    if len(codes) == 2:
        first, second = codes

        def both(f: Frame) -> Any:
            signal = first(f)
            if signal is not None:
                return signal
            return second(f)

        return both
    if len(codes) == 3:
        one, two, three = codes

        def all_three(f: Frame) -> Any:
            signal = one(f)
            if signal is None:
                signal = two(f)
                if signal is None:
                    return three(f)
            return signal

        return all_three
    sequence = tuple(codes)

    def run(f: Frame) -> Any:
        for code in sequence:
            signal = code(f)
            if signal is not None:
                return signal
        return None

    return run
