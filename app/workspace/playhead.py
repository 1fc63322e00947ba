"""Playhead: a position in a Trace that every view obeys, and the clock that moves it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from engine.plan import Plan
from engine.tracing import Backward, Forward, Trace

BY_LEVEL = 120  # above so many ops a beat is a level of the graph, not an op
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
FRAME_MS = 16


def levels(plan: Plan) -> list[int]:
    """How deep each step lies: 1 where it reads leaves alone, else one more than what it reads."""
    depth: dict[int, int] = {}
    for step in plan.steps:
        depth[step.output] = 1 + max([depth.get(slot, 0) for slot in step.inputs], default=0)
    return [depth[step.output] for step in plan.steps]


def by_level(plan: Plan) -> Plan:
    """The plan, with its steps level by level where it is played so."""
    if len(plan.steps) <= BY_LEVEL:
        return plan
    level = levels(plan)
    order = sorted(range(len(level)), key=level.__getitem__)
    return replace(plan, steps=tuple(plan.steps[i] for i in order))


def beats(trace: Trace) -> tuple[int, ...]:
    """The positions where a beat ends: after every event, or after every level of the graph."""
    if trace.forward_count <= BY_LEVEL:
        return tuple(range(len(trace) + 1))
    level = levels(trace.plan)
    marks = [0]
    before: tuple[bool, int] | None = None
    for i, event in enumerate(trace.events):
        if not isinstance(event, (Forward, Backward)):
            continue
        key = (isinstance(event, Forward), level[event.step])
        if before is not None and key != before:
            marks.append(i)
        before = key
    return (*marks, len(trace)) if len(trace) else (0,)


def beat_ms(count: int) -> float:
    """How long a beat takes at speed 1, so that a run of `count` beats stays short."""
    return min(max(8000 / max(count, 1), 60.0), 750.0)


class Playhead(QObject):
    """Where in the trace the user stands.

    Attributes: position (events that have happened); progress (0 to 1 of the beat under way);
    playing; speed. Signals: moved (the position changed), advanced (progress changed, every frame
    while playing), played (playing began or ended).
    """

    moved = Signal(int)
    advanced = Signal()
    played = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.position, self.progress, self.speed = 0, 0.0, 1.0
        self.playing = False
        self.reduced_motion = False
        self._beats: tuple[int, ...] = (0,)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def end(self) -> int:
        """The last position."""
        return self._beats[-1]

    @property
    def next_position(self) -> int:
        """Where the beat under way ends."""
        place = bisect_right(self._beats, self.position)
        return self._beats[min(place, len(self._beats) - 1)]

    def show(self, trace: Trace | None, at: int | None = None) -> None:
        """Take a new trace, and stand at a position in it; at its end unless given."""
        self.pause()
        self._beats = beats(trace) if trace is not None else (0,)
        self._go(self.end if at is None else min(at, self.end))

    @Slot()
    def play(self) -> None:
        """Play from here, or from the start when at the end."""
        if self.end == 0:
            return
        if self.position >= self.end:
            self._go(0)
        self.playing = True
        self._clock.start()
        self._timer.start()
        self.played.emit(True)

    @Slot()
    def pause(self) -> None:
        """Stop where the last complete beat ended."""
        if not self.playing:
            return
        self._timer.stop()
        self.playing, self.progress = False, 0.0
        self.played.emit(False)
        self.advanced.emit()

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        (self.pause if self.playing else self.play)()

    @Slot()
    def step_forward(self) -> None:
        """One beat on."""
        self.pause()
        self._go(self.next_position)

    @Slot()
    def step_back(self) -> None:
        """One beat back."""
        self.pause()
        self._go(self._beats[max(bisect_left(self._beats, self.position) - 1, 0)])

    @Slot()
    def to_start(self) -> None:
        """Before the first event."""
        self.seek(0)

    @Slot()
    def to_end(self) -> None:
        """After the last event: everything at once."""
        self.seek(self.end)

    @Slot(int)
    def seek(self, position: int) -> None:
        """Go to a position and stay there."""
        self.pause()
        self._go(min(max(position, 0), self.end))

    def _go(self, position: int) -> None:
        self.position, self.progress = position, 0.0
        self.moved.emit(position)

    @Slot()
    def _tick(self) -> None:
        share = self._clock.restart() * self.speed / beat_ms(len(self._beats) - 1)
        self.progress += share
        if self.progress >= 1.0:
            self._go(self.next_position)
            if self.position >= self.end:
                self.pause()
        elif not self.reduced_motion:
            self.advanced.emit()
