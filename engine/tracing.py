"""Trace: what happened in one run of a Plan, event by event; everything shown is read from it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.dtype import Array
from engine.plan import Plan


@dataclass(frozen=True, slots=True)
class Forward:
    """A step computed its value."""

    step: int
    value: Array


@dataclass(frozen=True, slots=True)
class Seed:
    """Backward began: the root received its head gradient."""

    slot: int
    gradient: Array


@dataclass(frozen=True, slots=True)
class Backward:
    """A step passed its gradient on.

    Attributes: step; upstream (the gradient of its output); contributions (per input, upstream ×
    local derivative, None where no gradient flows); sums (per input, the receiver's gradient once
    this has arrived).
    """

    step: int
    upstream: Array
    contributions: tuple[Array | None, ...]
    sums: tuple[Array | None, ...]


Event = Forward | Seed | Backward


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run stopped: at which step (None: the run as a whole), what was found, the remedy."""

    step: int | None
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A value that is legal and likely unwanted, as a NaN: at which step, and the remedy."""

    step: int
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A contribution that reached a slot: at which event, from which step and input port."""

    event: int
    step: int
    port: int
    contribution: Array
    total: Array


@dataclass(frozen=True)
class Trace:
    """The events of one run, what went wrong, and what deserves a word.

    A position p in the trace means that the first p events have happened.
    """

    plan: Plan
    events: tuple[Event, ...]
    fault: Fault | None = None
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.events)

    @cached_property
    def forward_count(self) -> int:
        """How many events belong to the forward pass."""
        return sum(isinstance(event, Forward) for event in self.events)

    @cached_property
    def _computed(self) -> dict[int, tuple[int, Array]]:
        found = {leaf.slot: (-1, leaf.value) for leaf in self.plan.leaves}
        for i, event in enumerate(self.events):
            if isinstance(event, Forward):
                found[self.plan.steps[event.step].output] = (i, event.value)
        return found

    @cached_property
    def arrivals(self) -> dict[int, list[Arrival]]:
        """Per slot, the contributions to its gradient in the order in which they came."""
        found: dict[int, list[Arrival]] = {}
        for i, event in enumerate(self.events):
            if not isinstance(event, Backward):
                continue
            inputs = self.plan.steps[event.step].inputs
            for port, (part, total) in enumerate(zip(event.contributions, event.sums, strict=True)):
                if part is not None and total is not None:
                    arrival = Arrival(i, event.step, port, part, total)
                    found.setdefault(inputs[port], []).append(arrival)
        return found

    @cached_property
    def seeds(self) -> dict[int, tuple[int, Array]]:
        """Per root from which backward began, the place of that event and the head gradient."""
        return {
            event.slot: (i, event.gradient)
            for i, event in enumerate(self.events)
            if isinstance(event, Seed)
        }

    def value_at(self, slot: int, position: int) -> Array | None:
        """The value of a slot once `position` events have happened; None before it is computed."""
        event, value = self._computed.get(slot, (len(self.events), None))
        return value if event < position else None

    def arrived(self, slot: int, position: int) -> Sequence[Arrival]:
        """The contributions that have reached a slot by `position`."""
        found = self.arrivals.get(slot, [])
        return found[: bisect_right(found, position - 1, key=lambda a: a.event)]

    def gradient_at(self, slot: int, position: int) -> Array | None:
        """The gradient gathered in a slot by `position`, None before any arrived."""
        found = self.arrived(slot, position)
        if found:
            return found[-1].total
        event, gradient = self.seeds.get(slot, (position, None))
        return gradient if event < position else None

    def value(self, slot: int) -> Array | None:
        """The value of a slot at the end of the run."""
        return self.value_at(slot, len(self.events))

    def gradient(self, slot: int) -> Array | None:
        """The gradient of a slot at the end of the run."""
        return self.gradient_at(slot, len(self.events))
