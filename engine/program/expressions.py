"""Expressions: attributes, items, displays of containers, f-strings, names that are assigned."""

from __future__ import annotations

import ast
from typing import Any

from engine.history import HERE
from engine.program.access import is_simple, read
from engine.program.assigning import target
from engine.program.formatting import checked, formatted
from engine.program.namespace import Namespace
from engine.program.scopes import Scope
from engine.program.syntax import span_of, unsupported
from engine.program.table import expression, optional, value
from engine.program.unit import Code, Frame, Unit

CONVERSIONS = {-1: None, ord("s"): str, ord("r"): repr, ord("a"): ascii}


@expression(ast.Attribute)
def _attribute(unit: Unit, scope: Scope, node: ast.Attribute) -> Code:
    owner, name = value(unit, scope, node.value), node.attr
    here, span = HERE, span_of(node)
    known: type | None = None  # the last type that may be asked without looking it up
    module = member = None  # the last module, which never changes, and what it has there

    def run(f: Frame) -> Any:
        nonlocal known, module, member
        found = owner(f)
        if found is module and module is not None:
            return member
        here.span = span
        kind = type(found)
        if kind is known:
            return getattr(found, name)
        if kind is Namespace:
            member = found.get(name)
            module = found
            return member
        if is_simple(kind, name):
            known = kind
        return read(found, name)

    return run


@expression(ast.Subscript)
def _subscript(unit: Unit, scope: Scope, node: ast.Subscript) -> Code:
    owner, index = value(unit, scope, node.value), value(unit, scope, node.slice)
    here, span = HERE, span_of(node)

    def run(f: Frame) -> Any:
        items = owner(f)
        place = index(f)
        here.span = span
        return items[place]

    return run


@expression(ast.Slice)
def _slice(unit: Unit, scope: Scope, node: ast.Slice) -> Code:
    ends = [optional(unit, scope, part) for part in (node.lower, node.upper, node.step)]

    def run(f: Frame) -> slice:
        return slice(*[end and end(f) for end in ends])

    return run


def items(
    unit: Unit,
    scope: Scope,
    nodes: list[ast.expr],
    wrong: str = "Value after * must be an iterable, not {}",
) -> Code:
    """A list of the values of expressions, those behind a star spread out; `wrong` is what is
    said of a star before what has no items."""
    if not any(isinstance(node, ast.Starred) for node in nodes):
        codes = [value(unit, scope, node) for node in nodes]
        return lambda f: [code(f) for code in codes]
    parts = [
        (isinstance(node, ast.Starred), value(unit, scope, getattr(node, "value", node)))
        if isinstance(node, ast.Starred)
        else (False, value(unit, scope, node))
        for node in nodes
    ]

    def run(f: Frame) -> list[Any]:
        found: list[Any] = []
        for spread, code in parts:
            given = code(f)
            if not spread:
                found.append(given)
            elif hasattr(type(given), "__iter__") or hasattr(type(given), "__getitem__"):
                found.extend(given)
            else:
                kind = type(given).__name__
                raise TypeError(wrong.format(kind))
        return found

    return run


@expression(ast.List)
def _list(unit: Unit, scope: Scope, node: ast.List) -> Code:
    return items(unit, scope, node.elts)


@expression(ast.Tuple)
def _tuple(unit: Unit, scope: Scope, node: ast.Tuple) -> Code:
    if len(node.elts) == 2 and not any(isinstance(part, ast.Starred) for part in node.elts):
        first, second = (value(unit, scope, part) for part in node.elts)
        return lambda f: (first(f), second(f))
    listed = items(unit, scope, node.elts)
    return lambda f: tuple(listed(f))


@expression(ast.Set)
def _set(unit: Unit, scope: Scope, node: ast.Set) -> Code:
    listed = items(unit, scope, node.elts, "'{}' object is not iterable")
    return lambda f: set(listed(f))


@expression(ast.Dict)
def _dict(unit: Unit, scope: Scope, node: ast.Dict) -> Code:
    pairs = [
        (optional(unit, scope, key), value(unit, scope, part))
        for key, part in zip(node.keys, node.values, strict=True)
    ]

    def run(f: Frame) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, code in pairs:
            if key is None:
                given = code(f)
                if not isinstance(given, dict) and not hasattr(given, "keys"):
                    raise TypeError(f"'{type(given).__name__}' object is not a mapping")
                found.update(given)
            else:
                place = key(f)
                found[place] = code(f)
        return found

    return run


@expression(ast.NamedExpr)
def _walrus(unit: Unit, scope: Scope, node: ast.NamedExpr) -> Code:
    code, put = value(unit, scope, node.value), target(unit, scope, node.target)

    def run(f: Frame) -> Any:
        found = code(f)
        put(f, found)
        return found

    return run


@expression(ast.JoinedStr)
def _joined(unit: Unit, scope: Scope, node: ast.JoinedStr) -> Code:
    codes = [value(unit, scope, part) for part in node.values]
    return lambda f: "".join([code(f) for code in codes])


@expression(ast.FormattedValue)
def _formatted(unit: Unit, scope: Scope, node: ast.FormattedValue) -> Code:
    code, convert = value(unit, scope, node.value), CONVERSIONS[node.conversion]
    here, span = HERE, span_of(node)
    spec = node.format_spec
    if spec is None or all(isinstance(part, ast.Constant) for part in getattr(spec, "values", [])):
        known = "".join(part.value for part in getattr(spec, "values", []))
        try:
            checked(known)
        except ValueError as error:
            raise unsupported(node, str(error)) from None

        def plain(f: Frame) -> str:
            found = code(f)
            here.span = span
            return format(found if convert is None else convert(found), known)

        return plain
    wanted = value(unit, scope, spec)

    def run(f: Frame) -> str:
        found = code(f)
        asked = wanted(f)
        here.span = span
        return formatted(found if convert is None else convert(found), asked)

    return run
