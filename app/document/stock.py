"""Stock: large leaves, made elsewhere and kept from one plan to the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path

from app.document.contents import ContentError, is_large, materialised
from app.document.graph import Data, Node
from app.document.table import TableError, find
from engine.dtype import Array

SPARE = 4  # large leaves that are kept though the graph no longer has them
Key = Hashable
Made = Array | ContentError | TableError  # the array of a leaf, or why there is none


class NotMade(Exception):
    """A large leaf is not in stock: the message, the remedy, and whether its making was stopped."""

    def __init__(self, *, stopped: bool) -> None:
        self.message = "not made" if stopped else "is being made"
        self.remedy = "press Run" if stopped else ""
        self.stopped = stopped
        super().__init__(self.message)


def key_of(node: Node, folder: Path | None) -> Key:
    """What a large leaf is known by; another where its file has changed. Errors: TableError."""
    content = node.content
    if isinstance(content, Data):
        path = find(content.file, folder)
        return path, path.stat().st_mtime_ns, content.columns, node.trainable
    return repr(content), node.trainable


class Stock:
    """The large leaves that have been made, and those whose making was stopped."""

    def __init__(self) -> None:
        self._held: OrderedDict[Key, Made] = OrderedDict()
        self._stopped: set[Key] = set()
        self._used: set[Key] = set()

    def leaf(self, node: Node, folder: Path | None = None) -> Array:
        """The array of a leaf. Errors: ContentError, TableError, NotMade where it is large and not
        in stock."""
        if not is_large(node.content, folder):
            return materialised(node, folder)
        key = key_of(node, folder)
        self._used.add(key)
        found = self._held.get(key)
        if found is None:
            raise NotMade(stopped=key in self._stopped)
        if isinstance(found, Exception):
            raise found
        return found

    def put(self, key: Key, found: Made) -> None:
        """Keep what was made of a leaf, or why that failed."""
        self._held[key] = found

    def stop(self, key: Key) -> None:
        """Do not ask for a leaf again until `retry`."""
        self._stopped.add(key)

    def retry(self) -> None:
        """Ask again for what was stopped or failed."""
        self._stopped.clear()
        failed = [key for key, found in self._held.items() if isinstance(found, Exception)]
        for key in failed:
            del self._held[key]

    def clear_out(self) -> None:
        """Forget the oldest of what nobody has asked for since the last time."""
        others = [key for key in self._held if key not in self._used]
        for key in others[: max(len(others) - SPARE, 0)]:
            del self._held[key]
        self._used.clear()
