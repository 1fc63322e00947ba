"""Calls: of functions, methods and classes; `super()` finds its class by itself."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from numpy import ndarray

from engine.history import HERE
from engine.program import access
from engine.program.expressions import items
from engine.program.functions import PLAIN, entry_of
from engine.program.names import global_slot, load
from engine.program.plain import plain, result
from engine.program.scopes import CLASS_CELL, Scope
from engine.program.syntax import span_of, unsupported
from engine.program.table import expression, value
from engine.program.unit import UNBOUND, Code, Frame, Unit


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
    count, slots = len(codes), unit.globals
    at = global_slot(scope, node.func.id) if isinstance(node.func, ast.Name) else None
    known: Any = UNBOUND  # the last function of the program that these arguments fit; its entry
    enter: Code = function
    tail: Frame = []

    def none(f: Frame) -> Any:
        nonlocal known, enter, tail
        called = function(f) if at is None else slots[at]
        if called is UNBOUND:
            called = function(f)
        here.span = span
        try:
            if called is not known:
                if type(called) is not FunctionType or called.__code__ is not PLAIN:
                    found = called()
                    return plain(found) if type(found) is ndarray else found
                enter, tail = entry_of(called, count)
                known = called
            return enter([None, *tail])
        except BaseException:
            here.span = span
            raise

    def one(f: Frame) -> Any:
        nonlocal known, enter, tail
        called = function(f) if at is None else slots[at]
        if called is UNBOUND:
            called = function(f)
        x = first(f)
        here.span = span
        try:
            if called is not known:
                if type(called) is not FunctionType or called.__code__ is not PLAIN:
                    found = called(x)
                    return plain(found) if type(found) is ndarray else found
                enter, tail = entry_of(called, count)
                known = called
            return enter([None, x, *tail])
        except BaseException:
            here.span = span
            raise

    def two(f: Frame) -> Any:
        nonlocal known, enter, tail
        called = function(f) if at is None else slots[at]
        if called is UNBOUND:
            called = function(f)
        x = first(f)
        y = second(f)
        here.span = span
        try:
            if called is not known:
                if type(called) is not FunctionType or called.__code__ is not PLAIN:
                    found = called(x, y)
                    return plain(found) if type(found) is ndarray else found
                enter, tail = entry_of(called, count)
                known = called
            return enter([None, x, y, *tail])
        except BaseException:
            here.span = span
            raise

    def three(f: Frame) -> Any:
        nonlocal known, enter, tail
        called = function(f) if at is None else slots[at]
        if called is UNBOUND:
            called = function(f)
        x, y, z = first(f), second(f), third(f)
        here.span = span
        try:
            if called is not known:
                if type(called) is not FunctionType or called.__code__ is not PLAIN:
                    found = called(x, y, z)
                    return plain(found) if type(found) is ndarray else found
                enter, tail = entry_of(called, count)
                known = called
            return enter([None, x, y, z, *tail])
        except BaseException:
            here.span = span
            raise

    first, second, third = [*codes, function, function, function][:3]  # as many as are read
    return (none, one, two, three)[count]


def _call_any(unit: Unit, scope: Scope, node: ast.Call, function: Code) -> Code:
    spread = _spread(unit, scope, node.args)
    listed = items(unit, scope, [] if spread else node.args)
    keywords = [(part.arg, value(unit, scope, part.value)) for part in node.keywords]
    named = [(name, code) for name, code in keywords if name is not None]
    merged = len(named) < len(keywords)
    here, span = HERE, span_of(node)

    def run(f: Frame) -> Any:
        called = function(f)
        args = listed(f) if spread is None else spread(f, called)
        kwargs: dict[str, Any]
        if merged:
            kwargs = {}
            for name, code in keywords:
                more = {name: code(f)} if name else _mapping(code(f), called)
                for key, given in more.items():
                    if key in kwargs:
                        words = f"multiple values for keyword argument '{key}'"
                        raise TypeError(f"{_called(called)} got {words}")
                    kwargs[key] = given
        else:
            kwargs = {name: code(f) for name, code in named}
        here.span = span
        try:
            return result(called(*args, **kwargs))
        except BaseException:
            here.span = span
            raise

    return run


def _spread(
    unit: Unit, scope: Scope, nodes: list[ast.expr]
) -> Callable[[Frame, Any], list[Any]] | None:
    """The arguments by position where some stand behind a star."""
    if not any(isinstance(node, ast.Starred) for node in nodes):
        return None
    parts = [
        (isinstance(node, ast.Starred), value(unit, scope, getattr(node, "value", node)))
        if isinstance(node, ast.Starred)
        else (False, value(unit, scope, node))
        for node in nodes
    ]

    def run(f: Frame, called: Any) -> list[Any]:
        found: list[Any] = []
        for many, code in parts:
            given = code(f)
            if not many:
                found.append(given)
            elif _is_iterable(given):
                found.extend(given)
            else:
                raise TypeError(
                    f"{_called(called)} argument after * must be an iterable, "
                    f"not {type(given).__name__}"
                )
        return found

    return run


def _is_iterable(value: Any) -> bool:
    return hasattr(type(value), "__iter__") or hasattr(type(value), "__getitem__")


def _mapping(given: Any, called: Any) -> Mapping[Any, Any]:
    """What stands behind `**`. Errors: TypeError."""
    if not isinstance(given, dict) and not hasattr(given, "keys"):
        raise TypeError(
            f"{_called(called)} argument after ** must be a mapping, not {type(given).__name__}"
        )
    found = {key: given[key] for key in given} if not isinstance(given, dict) else given
    if not all(isinstance(key, str) for key in found):
        raise TypeError("keywords must be strings")
    return found


def _called(function: Any) -> str:
    """A function as errors of its calls name it."""
    name = getattr(function, "__qualname__", getattr(function, "__name__", "function"))
    return f"__main__.{name}()" if access.is_function_of_program(function) else f"{name}()"


def _super(unit: Unit, scope: Scope, node: ast.Call) -> Code:
    if not scope.is_ours(CLASS_CELL) or scope.kind != "function":
        raise unsupported(node, "super() outside a method")
    own_class = load(unit, scope, CLASS_CELL)
    first = next(iter(scope.bound), None)
    if first is None:
        raise unsupported(node, "super() in a method without self")
    this = load(unit, scope, first)
    here, span = HERE, span_of(node)

    def run(f: Frame) -> Any:
        here.span = span
        return super(own_class(f), this(f))

    return run
