"""Worker: a child process that runs plans and descents, and can be killed at any moment."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.workspace.descents import serve_descent
from app.workspace.generating import serve_code
from app.workspace.programs import serve_program
from app.workspace.surveying import serve_landscape, serve_sweep
from engine.errors import EngineError
from engine.plan import Plan
from engine.run import run
from engine.tracing import Backward, Event, Forward

PART_BYTES = 4_000_000  # of a trace go through the pipe at once
WORDS = ("set", "go", "pause", "quit", "section")  # to a job under way
Message = tuple[str, Any]


def serve(connection: Connection) -> None:
    """The child's whole life: take a job, answer, take the next, until the pipe closes."""
    while True:
        try:
            kind, payload = connection.recv()
        except (EOFError, OSError):
            return
        if kind in WORDS:  # meant for a job that has ended by itself
            continue
        try:
            JOBS[kind](connection, *payload)
        except EngineError as error:
            connection.send(("failed", (error.message, error.remedy)))
        except (EOFError, ConnectionError):
            return
        except Exception as error:  # the parent decides what to tell the user
            connection.send(("failed", (f"{type(error).__name__}: {error}", "")))


def _run(connection: Connection, plan: Plan) -> None:
    """Run, and answer in parts: to read one of a hundred megabytes would stall the interface."""
    trace, part, size = run(plan), list[Event](), 0
    for event in trace.events:
        part.append(event)
        size += 1000 + _size(event)
        if size > PART_BYTES:
            connection.send(("events", part))
            part, size = [], 0
    connection.send(("trace", (part, trace.fault, trace.notes)))


def _size(event: Event) -> int:
    """The bytes of an event's arrays."""
    if isinstance(event, Forward):
        return event.value.nbytes
    if isinstance(event, Backward):
        parts = (event.upstream, *event.contributions, *event.sums)
        return sum(part.nbytes for part in parts if part is not None)
    return event.gradient.nbytes


JOBS: dict[str, Callable[..., None]] = {
    "run": _run,
    "descend": serve_descent,
    "code": serve_code,
    "program": serve_program,
    "landscape": serve_landscape,
    "sweep": serve_sweep,
}


class _Reader(threading.Thread):
    """Waits on the pipe, so that the interface never does, and tells `hear` of every message.

    A daemon, not a QThread: Qt aborts the app where a QThread still waits at its end.
    """

    def __init__(self, connection: Connection, hear: Callable[[Message], None]) -> None:
        super().__init__(daemon=True)
        self._connection, self._hear = connection, hear

    def run(self) -> None:
        with contextlib.suppress(RuntimeError):  # the Worker is gone, nobody listens
            events: list[Event] = []
            try:
                while True:
                    kind, payload = self._connection.recv()
                    if kind == "events":
                        events += payload
                    elif kind == "trace":
                        rest, fault, notes = payload
                        self._hear((kind, ((*events, *rest), fault, notes)))
                        events = []
                    else:
                        self._hear((kind, payload))
            except (EOFError, OSError):
                self._hear(("died", None))


class _Writer(threading.Thread):
    """Fills the pipe, which takes until the process has started and read all of it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self.queue: SimpleQueue[Message | None] = SimpleQueue()

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while (message := self.queue.get()) is not None:
                self._connection.send(message)


OPEN: WeakSet[Worker] = WeakSet()


@atexit.register
def close_all() -> None:
    """End what still runs before Qt and multiprocessing take themselves apart."""
    for worker in list(OPEN):
        worker.close()


class Worker(QObject):
    """One child process.

    Signals: heard (a tuple of kind and payload: trace with its events, fault and notes; progress;
    rested; code; going, done and section of a program; failed; died).
    """

    heard = Signal(object)
    _arrived = Signal(int, object)  # which process, and its message, out of the reader's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: multiprocessing.process.BaseProcess | None = None
        self._reader: _Reader | None = None
        self._writer: _Writer | None = None
        self._connection: Connection | None = None
        self._count = 0  # processes started so far
        self._closed = False
        self._arrived.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        OPEN.add(self)

    def start(self) -> None:
        """Start the process if it does not run; it needs about a third of a second to be ready."""
        if self._closed or (self._process is not None and self._process.is_alive()):
            return
        self.kill()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        count = self._count

        def hear(message: Message) -> None:
            if count == self._count:
                self._arrived.emit(count, message)

        self._connection, self._writer, self._reader = ours, _Writer(ours), _Reader(ours, hear)
        self._writer.start()
        self._reader.start()

    def send(self, kind: str, *payload: Any) -> None:
        """Hand over a job."""
        self.start()
        self.tell(kind, payload)

    def tell(self, word: str, value: Any = None) -> None:
        """A word to the job under way, if there is one."""
        if self._writer is not None:
            self._writer.queue.put((word, value))

    def kill(self) -> None:
        """End the process at once, whatever it does; nothing that it said is heard any more."""
        self._count += 1
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._writer is not None:
            self._writer.queue.put(None)
            self._writer.join()
            self._writer = None
        if self._reader is not None:
            self._reader.join()
            self._reader = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self.kill()

    @Slot(int, object)
    def _hear(self, process: int, message: Message) -> None:
        """Pass a message on, unless it was on its way when its process was ended."""
        if process == self._count:
            if message[0] == "died":  # it may still count as alive, which the next start must not
                self.kill()
            self.heard.emit(message)
