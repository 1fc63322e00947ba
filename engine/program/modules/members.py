"""Members: the names of a module, with a word on those that are missing and why."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from engine.program.access import CALLABLE
from engine.program.errors import Denied
from engine.program.namespace import Namespace


class Members(dict[str, Any]):
    """The members of a module by name.

    `refused` says of names that the library has why programs may not use them. Asking for what is
    not there is Denied, with the reason or the closest name.
    """

    def __init__(self, module: str, members: Mapping[str, Any], refused: Mapping[str, str]) -> None:
        super().__init__(members)
        self._module, self._refused = module, refused

    def __missing__(self, name: str) -> Any:
        if name in self._refused:
            raise Denied(f"{self._module}.{name} is not for programs: {self._refused[name]}")
        near = closest(name, self)
        hint = f". Did you mean: '{near}'?" if near else ""
        raise Denied(f"module '{self._module}' has no '{name}' that programs may use{hint}")


def closest(name: str, names: Iterable[str]) -> str:
    """The name most like this one; "" where none is."""
    if len(name) > 50:
        return ""
    found = difflib.get_close_matches(name, names, 1)
    return found[0] if found else ""


def namespace(
    name: str, members: Mapping[str, Any], refused: Mapping[str, str] | None = None
) -> Namespace:
    """A module of these members; its classes may be called."""
    CALLABLE.update(value for value in members.values() if isinstance(value, type))
    return Namespace(name, Members(name, members, refused or {}))


def public(module: ModuleType, but: str = "") -> dict[str, Any]:
    """What a module of the engine offers: its `__all__`, or what it defines; never modules."""
    names = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
    ]
    found = {name: getattr(module, name) for name in names if name not in but.split()}
    return {name: value for name, value in found.items() if not isinstance(value, ModuleType)}
