"""Namespace: what a program gets when it imports a module; a list of names and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.program.errors import Denied


class Namespace:
    """A module as programs see it.

    Attributes: name (dotted, as it is imported); members (by name; a member that is itself a
    Namespace is a submodule). `late` makes the members when the first is asked for.
    """

    __slots__ = ("_late", "_members", "name")

    def __init__(
        self,
        name: str,
        members: Mapping[str, Any] | None = None,
        late: Callable[[], Mapping[str, Any]] | None = None,
    ) -> None:
        self.name, self._members, self._late = name, members, late

    @property
    def members(self) -> Mapping[str, Any]:
        """Its names and what they stand for."""
        if self._members is None:
            assert self._late is not None
            self._members = self._late()
        return self._members

    def get(self, name: str) -> Any:
        """A member. Errors: Denied where there is none of this name."""
        try:
            return self.members[name]
        except KeyError:
            raise Denied(f"module '{self.name}' has no '{name}' that programs may use") from None

    def __repr__(self) -> str:
        return f"<module '{self.name}'>"
