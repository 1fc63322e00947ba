"""Rounds: which loops of a program do nothing but move tensors, as far as their text tells.

Such a loop may be compiled: one of its rounds runs on symbols, see engine.program.training. What
the text cannot tell, what a name stands for, is looked at when the loop runs.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

PLAIN = (
    ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.BinOp, ast.UnaryOp, ast.Tuple, ast.List,
    ast.Subscript, ast.Slice, ast.keyword, ast.operator, ast.unaryop, ast.expr_context,
)  # fmt: skip
TESTED = (
    ast.Name, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.operator,
    ast.unaryop, ast.cmpop, ast.boolop, ast.expr_context,
)  # fmt: skip
MODES = ("no_grad", "enable_grad", "record", "pause", "set_grad_enabled")
OF_CONTAINERS = frozenset(  # methods that would change a list, a set or a dict
    [
        *("append", "extend", "insert", "pop", "remove", "clear", "update", "add", "sort"),
        *("write", "setdefault", "popitem", "discard", "reverse"),
    ]
)


@dataclass
class Rounds:
    """What the text of a loop tells.

    Attributes: tests (of the `if`s at its top level: where one holds, a round runs as it stands);
    calls (of names, and of attributes of names); read and bound (names); changed (names with an
    operator before `=`).
    """

    tests: list[ast.expr] = field(default_factory=list)
    calls: list[ast.expr] = field(default_factory=list)
    read: dict[str, None] = field(default_factory=dict)
    bound: dict[str, None] = field(default_factory=dict)
    changed: dict[str, None] = field(default_factory=dict)


def rounds_of(node: ast.For) -> Rounds | None:
    """What may be compiled of a loop; None where it does more than to move tensors."""
    if node.orelse or not isinstance(node.target, ast.Name):
        return None
    found = Rounds()
    try:
        for statement in node.body:
            if isinstance(statement, ast.If) and not statement.orelse:
                found.tests.append(statement.test)
            else:
                _statement(statement, found)
        _check(node.target.id, found)
    except _Unfit:
        return None
    return found


class _Unfit(Exception):
    """The loop does something else."""


def _check(target: str, found: Rounds) -> None:
    if target in found.read or target in found.bound:
        raise _Unfit
    for test in found.tests:
        for part in ast.walk(test):
            if not isinstance(part, TESTED):
                raise _Unfit
            moves = {*found.bound, *found.changed} - {target}
            if isinstance(part, ast.Name) and part.id in moves:
                raise _Unfit


def _statement(node: ast.stmt, found: Rounds) -> None:
    if isinstance(node, ast.Pass):
        return
    if isinstance(node, ast.Expr):
        _expression(node.value, found)
    elif isinstance(node, ast.Assign):
        _expression(node.value, found)
        for target in node.targets:
            _target(target, node.value, found)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        _expression(node.value, found)
        found.read.setdefault(node.target.id)
        found.changed.setdefault(node.target.id)
        if node.target.id in found.bound:
            raise _Unfit
    elif isinstance(node, ast.With):
        for item in node.items:
            call = item.context_expr
            if item.optional_vars is not None or not isinstance(call, ast.Call):
                raise _Unfit
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in MODES:
                raise _Unfit
            _expression(call, found)
        for inner in node.body:
            _statement(inner, found)
    else:
        raise _Unfit


def _target(node: ast.expr, value: ast.expr, found: Rounds) -> None:
    if isinstance(node, ast.Name):
        if node.id in found.read and node.id not in found.bound:
            raise _Unfit  # a later round would read what this one makes
        found.bound.setdefault(node.id)
    elif isinstance(node, ast.Attribute) and node.attr == "grad":
        if not isinstance(value, ast.Constant) or value.value is not None:
            raise _Unfit
        _expression(node.value, found)
    else:
        raise _Unfit


def _expression(node: ast.expr, found: Rounds) -> None:
    for part in ast.walk(node):
        if not isinstance(part, PLAIN):
            raise _Unfit
        if isinstance(part, ast.Name) and part.id not in found.bound:
            found.read.setdefault(part.id)
        if isinstance(part, ast.Call):
            if not isinstance(part.func, (ast.Name, ast.Attribute)):
                raise _Unfit
            if isinstance(part.func, ast.Attribute) and part.func.attr in OF_CONTAINERS:
                raise _Unfit
            found.calls.append(part.func)
