"""Names: reading, setting and deleting variables, wherever they live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.program.scopes import Scope
from engine.program.unit import UNBOUND, Code, Frame, Unit, missing

Store = Callable[[Frame, Any], None]


def local_slot(scope: Scope, name: str) -> int | None:
    """The slot where a plain variable of this frame lives; None for all others."""
    if scope.kind == "class" or not scope.is_ours(name) or scope.declared.get(name) == "global":
        return None
    if name in scope.cells or name in scope.free:
        return None
    return scope.slots[name]


def global_slot(scope: Scope, name: str) -> int | None:
    """The slot among the globals where a name is looked for; None where it is elsewhere, or
    nowhere but among the builtins."""
    if scope.kind == "module" or not scope.is_ours(name) or scope.declared.get(name) == "global":
        return scope.module.slots.get(name)
    return None


def load(unit: Unit, scope: Scope, name: str) -> Code:
    """The value of a variable."""
    slot = local_slot(scope, name)
    is_module = scope.kind == "module"
    if slot is not None and not is_module:

        def local(f: Frame) -> Any:
            value = f[slot]
            if value is UNBOUND:
                missing(name, "local")
            return value

        return local
    if not is_module and scope.is_ours(name) and scope.declared.get(name) != "global":
        return _load_cell_or_class(unit, scope, name)
    return _load_global(unit, scope, name)


def _load_cell_or_class(unit: Unit, scope: Scope, name: str) -> Code:
    at = scope.slots[name]
    celled = name in scope.cells or name in scope.free
    if scope.kind == "class" and name in scope.bound:
        outer = _load_global(unit, scope, name)

        def in_class(f: Frame) -> Any:
            value = f[at][0] if celled else f[at]
            return outer(f) if value is UNBOUND else value

        return in_class

    kind = "free" if name in scope.free else "local"

    def cell(f: Frame) -> Any:
        value = f[at][0]
        if value is UNBOUND:
            missing(name, kind)
        return value

    return cell


def _load_global(unit: Unit, scope: Scope, name: str) -> Code:
    frame, builtin = unit.globals, unit.builtins.get(name, UNBOUND)
    at = scope.module.slots.get(name)
    if at is None:
        if builtin is not UNBOUND:
            return lambda f: builtin

        return lambda f: missing(name)

    def everywhere(f: Frame) -> Any:
        value = frame[at]
        if value is UNBOUND:
            if builtin is UNBOUND:
                missing(name)
            return builtin
        return value

    return everywhere


def store(unit: Unit, scope: Scope, name: str) -> Store:
    """Set a variable."""
    kind = scope.declared.get(name)
    if scope.kind == "module" or kind == "global":
        frame, place = unit.globals, scope.module.slots[name]

        def everywhere(f: Frame, value: Any) -> None:
            frame[place] = value

        return everywhere
    slot = scope.slots[name]
    if name in scope.cells or name in scope.free:

        def cell(f: Frame, value: Any) -> None:
            f[slot][0] = value

        return cell

    def local(f: Frame, value: Any) -> None:
        f[slot] = value

    return local


def delete(unit: Unit, scope: Scope, name: str) -> Code:
    """Take a variable's value away. Errors: NameError where it has none."""
    get, put = load(unit, scope, name), store(unit, scope, name)
    if scope.kind == "class" and name in scope.bound and name not in scope.declared:
        at, celled = scope.slots[name], name in scope.cells

        def get(f: Frame) -> Any:
            if (f[at][0] if celled else f[at]) is UNBOUND:  # not the one outside
                missing(name)

    def run(f: Frame) -> None:
        get(f)
        put(f, UNBOUND)

    return run
