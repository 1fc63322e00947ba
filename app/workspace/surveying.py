"""The child's side of surveys: the loss around a descent, and where other learning rates lead."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from app.workspace.relief import bands, enlarged
from engine.dtype import Array
from engine.errors import ArgumentError
from engine.landscape import Landscape, Number
from engine.plan import Plan
from engine.sweep import sweep

PART_S = 0.02  # of work without a look at the pipe
PATIENCE_S = 3.0  # a finer grid that would take longer is not begun
LONGEST_S = 20.0  # where the coarsest would take longer, there is none
FINENESS, STEP = (9, 3, 1), 3  # px of the screen to a point, one grid after the other
COARSEST = 12  # points of a side at least
TOLD_S = 1 / 30
Box = tuple[tuple[float, float], ...]  # low and high of each number


@dataclass(frozen=True)
class Wanted:
    """What part of a landscape to compute: box, the size in px at which it is shown, and a number
    that comes back with it."""

    box: Box
    size: tuple[int, ...]
    ticket: int = 0


@dataclass(frozen=True)
class Surveyed:
    """The loss over a box.

    Attributes: losses (points of the first number,), or (of the second, of the first); bands (of
    those of two numbers, one for each pixel, see app.workspace.relief); backend; reason (why it is
    computed eagerly, or None); complete (no finer grid will follow); ticket (of what was wanted).
    """

    box: Box
    losses: Array
    bands: Array | None
    backend: str
    reason: str | None
    complete: bool
    ticket: int


@dataclass(frozen=True)
class Swept:
    """Losses at some learning rates, after so many steps, in rising order; inf where the descent
    diverged. complete (no more rates will follow)."""

    rates: Array
    losses: Array
    steps: int
    complete: bool


def serve_landscape(connection: Connection, plan: Plan, numbers: Sequence[Number]) -> None:
    """Compute parts of a landscape until told to quit: obeys ("go", Wanted), the latest first."""
    landscape = Landscape(plan, numbers)
    _check_time(landscape)
    while True:
        word, wanted = connection.recv()
        if word == "quit":
            return
        if word != "go" or connection.poll():  # something newer is wanted
            continue
        for found in surveyed(landscape, wanted, connection.poll):
            connection.send(("landscape", found))


def surveyed(
    landscape: Landscape, wanted: Wanted, stop: Callable[[], bool] = lambda: False
) -> Iterator[Surveyed]:
    """The part, from coarse to fine, while `stop()` is false and the next grid is quick."""
    per_point = 0.0
    for fineness in FINENESS:
        sides = [max(length // fineness, COARSEST) for length in wanted.size]
        total = int(np.prod(sides))
        axes = [np.linspace(*ends, side) for ends, side in zip(wanted.box, sides, strict=True)]
        points = [axis.ravel() for axis in np.meshgrid(*axes)]
        losses, done, part = np.empty(total), 0, 64
        start = time.perf_counter()
        while done < total:
            if stop():
                return
            losses[done : done + part] = landscape.losses(*(p[done : done + part] for p in points))
            done = min(done + part, total)
            per_point = (time.perf_counter() - start) / done
            part = max(64, min(4 * part, int(PART_S / max(per_point, 1e-9))))
        finer = per_point * total * STEP ** len(sides) < PATIENCE_S
        complete = fineness == FINENESS[-1] or not finer
        yield Surveyed(
            wanted.box,
            grid := losses.reshape(*reversed(sides)),
            bands(enlarged(grid, *reversed(wanted.size))) if len(sides) == 2 else None,
            landscape.backend,
            landscape.reason,
            complete,
            wanted.ticket,
        )
        if complete:
            return


def _check_time(landscape: Landscape) -> None:
    """Errors: ArgumentError where even a coarse grid would take too long."""
    start = time.perf_counter()
    landscape.losses(*[np.zeros(1) for _ in landscape.numbers])
    needed = (time.perf_counter() - start) * COARSEST ** len(landscape.numbers)
    if needed > LONGEST_S:
        raise ArgumentError(
            f"a landscape of this objective would take {needed:.0f} seconds",
            "choose a smaller objective, or fewer data",
        )


def serve_sweep(
    connection: Connection,
    plan: Plan,
    parameters: Sequence[str],
    rates: Array,
    steps: int,
    momentum: float,
) -> None:
    """Try learning rates, spread out at first and then between those, until all are done or
    something else is wanted."""
    order = np.array(
        list(dict.fromkeys(k for by in (8, 4, 2, 1) for k in range(0, len(rates), by)))
    )
    losses = np.full(len(rates), np.nan)
    done = np.zeros(len(rates), bool)
    told = time.monotonic()
    found = sweep(plan, parameters, rates[order], steps, momentum=momentum, stop=connection.poll)
    for place, loss in zip(order, found, strict=False):
        losses[place], done[place] = loss, True
        if time.monotonic() - told > TOLD_S or done.all():
            told = time.monotonic()
            swept = Swept(rates[done], losses[done], steps, bool(done.all()))
            connection.send(("swept", swept))
