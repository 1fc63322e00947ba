"""The child's side of descents: steps in bursts, told of as thinned curves."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from app.workspace.generating import serve_code
from app.workspace.growing import thinned, thinned_together
from engine.descent import Descent, History
from engine.dtype import Array
from engine.plan import Plan
from engine.plan.loop import MANY

FRAME_S = 1 / 60
BURST_S = FRAME_S  # steps that are taken without a look at the pipe
FIRST = 3  # steps that are taken eagerly: who takes one does not wait for a compiler
GROWTH = 4  # of a burst, at most
SETTLED = 100_000  # steps: from here on native code, which is on its way, is waited for
BUCKETS = 200  # of a curve, in one report
MOST_CURVES = 12  # as many as can be told from each other
MOST_NUMBERS = 4  # a parameter of more numbers is shown by its norm
LIGHT_BYTES, HEAVY_S = 200_000, 0.5  # values of more bytes are told of less often


class Recent(History):
    """The entries since they were last taken: those of a long descent would fill the memory."""

    def __init__(self) -> None:
        super().__init__()
        self._losses: list[Array] = []
        self._paths: list[Mapping[str, Array]] = []

    def extend(self, losses: Array, path: Mapping[str, Array]) -> None:
        """Add the losses (steps,) and the values (steps, *shape) of each parameter."""
        self._losses.append(losses)
        self._paths.append(path)

    def taken(self) -> tuple[Array, dict[str, Array]]:
        """What was added since the last time."""
        losses, paths = self._losses or [np.empty(0)], self._paths
        self._losses, self._paths = [], []
        names = paths[0] if paths else {}
        joined = {name: np.concatenate([path[name] for path in paths]) for name in names}
        return np.concatenate(losses), joined


class Burst:
    """How many steps fill BURST_S, learnt from those that were taken."""

    def __init__(self, descent: Descent) -> None:
        self._descent, self._size = descent, 1

    def take(self, most: int) -> int:
        """Take steps, at most so many, as fit into the time; how many."""
        descent, start = self._descent, time.perf_counter()
        before, wanted = descent.steps, min(most, self._size)
        if descent.steps < FIRST:
            wanted = 1
            descent.step()
        else:
            if descent.backend != "native" and descent.steps < SETTLED:
                wanted = min(wanted, MANY - 1)
            descent.advance(wanted)
        spent = max(time.perf_counter() - start, 1e-6)
        fitting = round(wanted * BURST_S / spent)
        self._size = max(1, min(fitting, GROWTH * max(wanted, 1)))
        return descent.steps - before


class Teller:
    """Sends how a descent goes, at most once a frame."""

    def __init__(self, connection: Connection, descent: Descent, recent: Recent) -> None:
        self._connection, self._descent, self._recent = connection, descent, recent
        self._sent = 0  # entries of the history
        self._told_s = self._valued_s = 0.0
        self._bytes = sum(value.nbytes for value in descent.values.values())

    def tell(self, *, resting: bool = False) -> None:
        """Tell what has happened since the last report, where one is due, or before a rest."""
        now = time.monotonic()
        if not resting and now - self._told_s < FRAME_S:
            return
        losses, paths = self._recent.taken()
        if not len(losses):
            return
        self._told_s, descent = now, self._descent
        steps, kept = thinned(np.asarray(losses, np.float64), BUCKETS)
        news: dict[str, Any] = {
            "loss": (steps + self._sent, kept),
            "curves": self._told(paths),
            "values": None,
            "stopped": descent.stopped,
            "backend": descent.backend,
        }
        if resting or self._bytes < LIGHT_BYTES or now - self._valued_s > HEAVY_S:
            news["values"], self._valued_s = dict(descent.values), now
        self._sent += len(losses)
        self._connection.send(("progress", news))

    def _told(self, paths: Mapping[str, Array]) -> dict[str, tuple[Array, Array]]:
        """Steps, the same for all, and values of the numbers that are drawn."""
        curves: dict[str, Array] = {}
        for name, values in paths.items():
            if len(curves) < MOST_CURVES:
                curves.update(_curves(name, values))
        names = list(curves)[:MOST_CURVES]
        if not names:
            return {}
        table = np.stack([np.asarray(curves[name], np.float64) for name in names], 1)
        rows = thinned_together(table, BUCKETS)
        steps, table = rows.astype(np.float64) + self._sent, table[rows]
        return {name: (steps, table[:, k]) for k, name in enumerate(names)}


def serve_descent(
    connection: Connection, plan: Plan, parameters: Sequence[str], settings: dict[str, float]
) -> None:
    """Descend until told to quit.

    Obeys ("set", {lr, momentum}), ("go", (steps, rate in Hz or None)), ("pause", None), quit, and
    the job "code".
    """
    recent = Recent()
    descent = Descent(
        plan, parameters, lr=settings["lr"], momentum=settings["momentum"], history=recent
    )
    burst, teller = Burst(descent), Teller(connection, descent, recent)
    teller.tell(resting=True)
    left, due = 0, 0.0
    rate_hz: float | None = None
    while True:
        idle = left == 0
        while connection.poll(None if idle else _wait_s(due, rate_hz)):
            word, value = connection.recv()
            if word == "quit":
                return
            if word == "set":
                descent.lr = value["lr"]
                descent.momentum = value["momentum"]
            elif word == "go":
                left, rate_hz = value
                due, idle = time.monotonic(), False
            elif word == "pause":
                left = 0
            elif word == "code":
                serve_code(connection, *value)
        if left and descent.stopped is None:
            ready = left if rate_hz is None else 1 + int((time.monotonic() - due) * rate_hz)
            taken = burst.take(min(left, max(ready, 1)))
            left -= taken
            due += taken / rate_hz if rate_hz else 0.0
        if descent.stopped is not None:
            left = 0
        teller.tell(resting=left == 0)
        if left == 0:
            connection.send(("rested", descent.stopped))


def _wait_s(due: float, rate_hz: float | None) -> float:
    """How long to wait for the next steps; those of half a frame are taken at once."""
    if rate_hz is None:
        return 0.0
    return max(due + max(FRAME_S / 2 - 1 / rate_hz, 0.0) - time.monotonic(), 0.0)


def _curves(name: str, values: Array) -> dict[str, Array]:
    """A curve per number of a small parameter (steps, *shape); the norm of a large one."""
    flat = values.reshape(len(values), -1)
    if values.ndim == 1:
        return {name: flat[:, 0]}
    if flat.shape[1] <= MOST_NUMBERS:
        return {f"{name}[{i}]": flat[:, i] for i in range(flat.shape[1])}
    return {f"‖{name}‖": np.linalg.norm(flat, axis=1)}
