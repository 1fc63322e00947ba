"""Making: large leaves made in a thread of their own, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.document.collecting import collecting_later
from app.document.contents import ContentError, described, materialised
from app.document.graph import Node
from app.document.stock import Key, Made
from app.document.stopping import Stopped
from app.document.table import TableError


class _Making(threading.Thread):
    """One leaf on its way; `tell` is given what came of it, unless it was stopped before.

    A daemon, not a QThread: Qt aborts the app where a QThread still works at its end.
    """

    def __init__(self, node: Node, folder: Path | None, tell: Callable[[Made], None]) -> None:
        super().__init__(daemon=True)
        self._node, self._folder, self._tell = node, folder, tell
        self.stopped = threading.Event()

    def run(self) -> None:
        found: Made
        try:
            with collecting_later():
                found = materialised(self._node, self._folder, self.stopped.is_set)
        except Stopped:
            return
        except (ContentError, TableError) as error:
            found = error
        except Exception as error:  # the node says what went wrong; nobody waits for ever
            found = ContentError(f"{type(error).__name__}: {error}", "press Run to try again")
        with suppress(RuntimeError):  # the Maker is gone, nobody listens
            self._tell(found)


class Maker(QObject):
    """Makes large leaves. Attributes: doing (what it is at, in a few words; "" when idle).

    Signals: made (the leaf's key, and its array or the error), changed (of `doing`).
    """

    made = Signal(object, object)
    changed = Signal()
    _arrived = Signal(object, object)  # which thread, and what it made

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.doing = ""
        self._wanted: dict[Key, Node] = {}
        self._folder: Path | None = None
        self._current: Key = None
        self._thread: _Making | None = None
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def make(self, wanted: Mapping[Key, Node], folder: Path | None) -> None:
        """Make these leaves and no others; one that is under way already goes on."""
        self._wanted, self._folder = dict(wanted), folder
        if self._thread is None or self._current not in self._wanted:
            self._begin()

    def stop(self) -> None:
        """Make nothing any more."""
        self.make({}, None)

    def _begin(self) -> None:
        """Turn to the first leaf that is wanted."""
        if self._thread is not None:
            self._thread.stopped.set()
            self._thread = None
        doing = ""
        if self._wanted:
            self._current, node = next(iter(self._wanted.items()))
            thread = _Making(node, self._folder, lambda found: self._arrived.emit(thread, found))
            self._thread = thread
            thread.start()
            doing = described(node)
        if doing != self.doing:
            self.doing = doing
            self.changed.emit()

    @Slot(object, object)
    def _take(self, thread: _Making, found: Made) -> None:
        """Hand on what was made, unless it was on its way when it was stopped."""
        if thread is not self._thread:
            return
        key, self._thread = self._current, None
        del self._wanted[key]
        self.made.emit(key, found)
        if self._thread is None:  # nobody wished for others meanwhile
            self._begin()
