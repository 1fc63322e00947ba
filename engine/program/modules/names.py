"""Names: lists of them as texts, and the set of all that a program may make up itself."""

from __future__ import annotations


class PlainNames(frozenset[str]):
    """Holds every name but those of Python's own protocols, and some that are `hidden`.

    Python looks up `__names__` on its own, so they are never a program's to choose; with `private`
    names that begin with one underscore are held too.
    """

    def __new__(cls, hidden: str = "", private: bool = False) -> PlainNames:
        made = super().__new__(cls)
        made._hidden, made._private = frozenset(hidden.split()), private
        return made

    _hidden: frozenset[str]
    _private: bool

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str) or name in self._hidden:
            return False
        return not name.startswith("__" if self._private else "_")


def words(text: str) -> list[str]:
    """The names in a text, parted by blanks."""
    return text.split()
