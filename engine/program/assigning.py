"""Assigning: what stands left of `=`, behind `for` and `as`, and what `del` takes away."""

from __future__ import annotations

import ast
import operator
from typing import Any

from numpy import ndarray

from engine.history import HERE
from engine.program.access import delete as delete_attribute
from engine.program.access import is_simple, read, writable, write
from engine.program.names import Store, delete, load, local_slot, store
from engine.program.operators import AUGMENTED
from engine.program.plain import plain, result
from engine.program.scopes import Scope
from engine.program.syntax import span_of, unsupported
from engine.program.table import statement, value
from engine.program.unit import UNBOUND, Code, Frame, Unit


def target(unit: Unit, scope: Scope, node: ast.AST) -> Store:
    """What puts a value where an assignment wants it."""
    here, span = HERE, span_of(node)
    if isinstance(node, ast.Name):
        return store(unit, scope, node.id)
    if isinstance(node, ast.Attribute):
        owner, name = value(unit, scope, node.value), node.attr
        known: type | None = None  # the last type whose attribute may be set

        def attribute(f: Frame, new: Any) -> None:
            nonlocal known
            found = owner(f)
            here.span = span
            if type(found) is known:
                setattr(found, name, new)
                return
            write(found, name, new)
            if writable(type(found), name):
                known = type(found)

        return attribute
    if isinstance(node, ast.Subscript):
        items, index = value(unit, scope, node.value), value(unit, scope, node.slice)

        def item(f: Frame, new: Any) -> None:
            found = items(f)
            place = index(f)
            here.span = span
            found[place] = new

        return item
    if isinstance(node, (ast.Tuple, ast.List)):
        return _unpacked(unit, scope, node)
    raise unsupported(node, "assigning to this")


def each(unit: Unit, scope: Scope, node: ast.AST) -> tuple[int, Store | None]:
    """The slot where a loop keeps its item, and what puts it where it belongs; None where that is
    the slot."""
    slot = local_slot(scope, node.id) if isinstance(node, ast.Name) else None
    if slot is not None:
        return slot, None
    return scope.slot(f".item#{len(scope.slots)}"), target(unit, scope, node)


def _unpacked(unit: Unit, scope: Scope, node: ast.Tuple | ast.List) -> Store:
    here, span = HERE, span_of(node)
    stars = [i for i, part in enumerate(node.elts) if isinstance(part, ast.Starred)]
    if len(stars) > 1:
        raise unsupported(node, "more than one '*' in an assignment")
    puts = [
        target(unit, scope, part.value if isinstance(part, ast.Starred) else part)
        for part in node.elts
    ]
    count = len(puts)

    def exactly(f: Frame, new: Any) -> None:
        here.span = span
        found = new if type(new) is tuple or type(new) is list else _listed(new, count + 1)
        if len(found) != count:
            few = f", got {len(found)}" if len(found) < count else ""
            word = "not enough" if few else "too many"
            raise ValueError(f"{word} values to unpack (expected {count}{few})")
        for put, part in zip(puts, found, strict=True):
            put(f, part)

    if not stars:
        return exactly
    at = stars[0]
    behind = count - at - 1

    def spread(f: Frame, new: Any) -> None:
        here.span = span
        found = list(new)
        if len(found) < count - 1:
            raise ValueError(
                f"not enough values to unpack (expected at least {count - 1}, got {len(found)})"
            )
        end = len(found) - behind
        parts = [*found[:at], found[at:end], *found[end:]]
        for put, part in zip(puts, parts, strict=True):
            put(f, part)

    return spread


def _listed(items: Any, most: int) -> list[Any]:
    """The first items, as it may have no end."""
    try:
        rest = iter(items)
    except TypeError:
        raise TypeError(f"cannot unpack non-iterable {type(items).__name__} object") from None
    found = []
    for item in rest:
        found.append(item)
        if len(found) >= most:
            break
    return found


@statement(ast.Assign)
def _assign(unit: Unit, scope: Scope, node: ast.Assign) -> Code:
    code = value(unit, scope, node.value)
    if len(node.targets) == 1:
        only = node.targets[0]
        slot = local_slot(scope, only.id) if isinstance(only, ast.Name) else None
        if slot is not None:

            def local(f: Frame) -> None:
                f[slot] = code(f)

            return local
        put = target(unit, scope, only)

        def one(f: Frame) -> None:
            put(f, code(f))

        return one
    puts = [target(unit, scope, part) for part in node.targets]

    def run(f: Frame) -> None:
        found = code(f)
        for put in puts:
            put(f, found)

    return run


@statement(ast.AnnAssign)
def _annotated(unit: Unit, scope: Scope, node: ast.AnnAssign) -> Code:
    if node.value is None:
        return lambda f: None
    code, put = value(unit, scope, node.value), target(unit, scope, node.target)

    def run(f: Frame) -> None:
        put(f, code(f))

    return run


@statement(ast.AugAssign)
def _augmented(unit: Unit, scope: Scope, node: ast.AugAssign) -> Code:
    combine, code = AUGMENTED[type(node.op)], value(unit, scope, node.value)
    here, span = HERE, span_of(node)
    into = node.target
    if isinstance(into, ast.Name):
        slot, get = local_slot(scope, into.id), load(unit, scope, into.id)
        if slot is not None:

            def local(f: Frame) -> None:
                held = f[slot]
                if held is UNBOUND:
                    here.span = span
                    held = get(f)
                new = code(f)
                here.span = span
                found = combine(held, new)
                f[slot] = plain(found) if type(found) is ndarray else found

            return local
        put = store(unit, scope, into.id)

        def name(f: Frame) -> None:
            held, new = get(f), code(f)
            here.span = span
            put(f, result(combine(held, new)))

        return name
    owner = value(unit, scope, into.value)
    if isinstance(into, ast.Attribute):
        attribute = into.attr
        known: type | None = None  # the last type whose attribute may be read and set

        def change(f: Frame) -> None:
            nonlocal known
            found = owner(f)
            if type(found) is known:
                held, new = getattr(found, attribute), code(f)
                here.span = span
                setattr(found, attribute, result(combine(held, new)))
                return
            held, new = read(found, attribute), code(f)
            here.span = span
            write(found, attribute, result(combine(held, new)))
            if writable(type(found), attribute) and is_simple(type(found), attribute):
                known = type(found)

        return change
    index = value(unit, scope, into.slice)

    def item(f: Frame) -> None:
        items, place = owner(f), index(f)
        held, new = items[place], code(f)
        here.span = span
        items[place] = result(combine(held, new))

    return item


@statement(ast.Delete)
def _delete(unit: Unit, scope: Scope, node: ast.Delete) -> Code:
    codes = [_deleting(unit, scope, part) for part in node.targets]

    def run(f: Frame) -> None:
        for code in codes:
            code(f)

    return run


def _deleting(unit: Unit, scope: Scope, node: ast.expr) -> Code:
    here, span = HERE, span_of(node)
    if isinstance(node, ast.Name):
        return delete(unit, scope, node.id)
    if isinstance(node, (ast.Tuple, ast.List)):
        codes = [_deleting(unit, scope, part) for part in node.elts]
        return lambda f: [code(f) for code in codes] and None
    if isinstance(node, ast.Attribute):
        owner, name = value(unit, scope, node.value), node.attr

        def attribute(f: Frame) -> None:
            found = owner(f)
            here.span = span
            delete_attribute(found, name)

        return attribute
    if isinstance(node, ast.Subscript):
        items, index = value(unit, scope, node.value), value(unit, scope, node.slice)

        def item(f: Frame) -> None:
            found, place = items(f), index(f)
            here.span = span
            operator.delitem(found, place)

        return item
    raise unsupported(node, "deleting this")
