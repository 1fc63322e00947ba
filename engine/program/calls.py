"""Calls: of functions, methods and classes; `super()` finds its class by itself."""

from __future__ import annotations

import ast
from typing import Any

from engine.history import HERE
from engine.program.expressions import items
from engine.program.names import load
from engine.program.scopes import CLASS_CELL, Scope
from engine.program.syntax import span_of, unsupported
from engine.program.table import expression, value
from engine.program.unit import Code, Frame, Unit


@expression(ast.Call)
def _call(unit: Unit, scope: Scope, node: ast.Call) -> Code:
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
        return _super(unit, scope, node)
    function = value(unit, scope, node.func)
    here, span = HERE, span_of(node)
    stars = any(isinstance(part, ast.Starred) for part in node.args)
    if node.keywords or stars or len(node.args) > 3:
        return _call_any(unit, scope, node, function)
    codes = [value(unit, scope, part) for part in node.args]

    def none(f: Frame) -> Any:
        called = function(f)
        here.span = span
        try:
            return called()
        except BaseException:
            here.span = span
            raise

    def one(f: Frame) -> Any:
        called = function(f)
        x = first(f)
        here.span = span
        try:
            return called(x)
        except BaseException:
            here.span = span
            raise

    def two(f: Frame) -> Any:
        called = function(f)
        x = first(f)
        y = second(f)
        here.span = span
        try:
            return called(x, y)
        except BaseException:
            here.span = span
            raise

    def three(f: Frame) -> Any:
        called = function(f)
        x, y, z = first(f), second(f), third(f)
        here.span = span
        try:
            return called(x, y, z)
        except BaseException:
            here.span = span
            raise

    first, second, third = [*codes, function, function, function][:3]  # as many as are read
    return (none, one, two, three)[len(codes)]


def _call_any(unit: Unit, scope: Scope, node: ast.Call, function: Code) -> Code:
    listed = items(unit, scope, node.args)
    keywords = [(part.arg, value(unit, scope, part.value)) for part in node.keywords]
    spread = any(name is None for name, _ in keywords)
    here, span = HERE, span_of(node)

    def run(f: Frame) -> Any:
        called = function(f)
        args = listed(f)
        kwargs: dict[str, Any]
        if spread:
            kwargs = {}
            for name, code in keywords:
                more = code(f) if name is None else {name: code(f)}
                twice = kwargs.keys() & more.keys()
                if twice:
                    raise TypeError(f"got multiple values for keyword argument '{min(twice)}'")
                kwargs.update(more)
        else:
            kwargs = {name: code(f) for name, code in keywords}  # type: ignore[misc]
        here.span = span
        try:
            return called(*args, **kwargs)
        except BaseException:
            here.span = span
            raise

    return run


def _super(unit: Unit, scope: Scope, node: ast.Call) -> Code:
    if not scope.is_ours(CLASS_CELL) or scope.kind != "function":
        raise unsupported(node, "super() outside a method")
    own_class = load(unit, scope, CLASS_CELL)
    first = next(iter(scope.bound), None)
    if first is None:
        raise unsupported(node, "super() in a method without self")
    this = load(unit, scope, first)
    return lambda f: super(own_class(f), this(f))
