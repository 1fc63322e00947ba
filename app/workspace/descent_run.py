"""DescentRun: a descent in the worker process, its history as it comes, and its controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.document.graph import Graph
from app.document.planning import planned
from app.workspace.worker import Worker
from app.workspace.workspace import Workspace
from engine.dtype import Array
from engine.plan import Plan

PACED_S = 5.0


@dataclass(frozen=True)
class Settings:
    """What a descent does: the node to minimise (None: the root), parameters, optimizer, and how
    many steps a start takes; `paced` spreads them over PACED_S to be watched."""

    objective: str | None = None
    params: tuple[str, ...] = ()
    lr: float = 0.01
    momentum: float = 0.0
    steps: int = 500
    paced: bool = False


class Growing:
    """Numbers that arrive in batches, as one array."""

    def __init__(self) -> None:
        self._room = np.empty(1024)
        self._count = 0

    def extend(self, values: Array) -> None:
        """Add these at the end."""
        end = self._count + len(values)
        if end > len(self._room):
            self._room = np.concatenate([self._room, np.empty(max(end, len(self._room)))])
        self._room[self._count : end] = values
        self._count = end

    @property
    def values(self) -> Array:
        """All numbers so far."""
        return self._room[: self._count]


@dataclass
class Progress:
    """The history so far: entry k of every curve is the state after k steps."""

    loss: Growing = field(default_factory=Growing)
    curves: dict[str, Growing] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return max(len(self.loss.values) - 1, 0)


class DescentRun(QObject):
    """Start, pause, step and reset a descent; the interface stays free meanwhile.

    Attributes: settings; progress; active (moving now); stopped (why it ended by itself).
    Signals: advanced (new history), state_changed (active, stopped), failed (message, remedy).
    """

    advanced = Signal(object)
    state_changed = Signal()
    failed = Signal(str, str)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._worker = Worker(self)
        self._worker.heard.connect(self._heard)
        self.settings = Settings()
        self.progress = Progress()
        self.active, self.begun = False, False
        self.stopped: str | None = None
        self._plan: Plan | None = None  # what the descent under way minimises
        self._reached: Mapping[str, Array] = {}  # where its parameters stand
        workspace.graph_changed.connect(self._follow)

    def configure(self, settings: Settings) -> None:
        """Take other settings; learning rate and momentum reach a descent under way."""
        before, self.settings = self.settings, settings
        if (settings.objective, settings.params) != (before.objective, before.params):
            self.reset()
        elif self.begun:
            self._worker.tell("set", {"lr": settings.lr, "momentum": settings.momentum})

    def warm(self) -> None:
        """Have the process ready before it is needed."""
        self._worker.start()

    @Slot()
    def start(self) -> None:
        """Take as many steps as the settings say, unless paused or diverging before."""
        settings = self.settings
        self._go(settings.steps, settings.steps / PACED_S if settings.paced else None)

    @Slot()
    def step(self) -> None:
        """One step."""
        self._go(1)

    @Slot()
    def pause(self) -> None:
        """Stop here; start goes on."""
        self._worker.tell("pause")

    @Slot()
    def toggle(self) -> None:
        """Start or pause."""
        (self.pause if self.active else self.start)()

    @Slot()
    def reset(self) -> None:
        """Back to the start: same seed, same values."""
        if self.begun:
            self._worker.kill()
        self.begun = self.active = False
        self.stopped, self._reached = None, {}
        self.progress = Progress()
        self._workspace.override({})
        self.advanced.emit(self.progress)
        self.state_changed.emit()

    def close(self) -> None:
        """End the child process for good."""
        self._worker.close()

    def plan(self) -> Plan:
        """The objective as a plan, with the parameters wanting gradients and no other leaf."""
        graph = self._workspace.graph
        chosen_target = self.settings.objective
        target = chosen_target if chosen_target in graph.nodes else graph.root
        chosen = replace(graph, chosen_root=target)
        needed = graph.ancestors([target]) if target else set()
        kept = Graph({i: n for i, n in chosen.nodes.items() if i in needed}, chosen_root=target)
        return planned(kept, self._workspace.folder, self._workspace.stock).plan

    def _go(self, steps: int, rate_hz: float | None = None) -> None:
        if self.stopped is not None:
            self.reset()
        if not self.begun:
            plan = self.plan()
            if plan.root is None:
                self.failed.emit("the objective cannot be computed", "mend the marked node first")
                return
            self.begun, self._plan = True, plan
            self.progress = Progress()
            settings = {"lr": self.settings.lr, "momentum": self.settings.momentum}
            self._worker.send("descend", plan, self.settings.params, settings)
        self.active = True
        self.state_changed.emit()
        self._worker.tell("go", (steps, rate_hz))

    @Slot(object)
    def _follow(self, _graph: object) -> None:
        """End the descent where the graph is no longer the one that it minimises."""
        if self.begun and self._plan is not None and not self._same(self._plan, self.plan()):
            self.reset()

    def _same(self, before: Plan, after: Plan) -> bool:
        """Whether two plans are one problem: values kept in the leaves are no change."""
        return (
            before.steps == after.steps
            and before.root == after.root
            and len(before.leaves) == len(after.leaves)
            and all(
                a.label == b.label
                and any(
                    np.array_equal(value, b.value, equal_nan=True)
                    for value in (a.value, self._reached.get(a.label))
                    if value is not None
                )
                for a, b in zip(before.leaves, after.leaves, strict=True)
            )
        )

    @Slot(object)
    def _heard(self, message: tuple[str, Any]) -> None:
        kind, payload = message
        if kind == "progress":
            progress = self.progress
            progress.loss.extend(payload["loss"])
            for name, values in payload["curves"].items():
                progress.curves.setdefault(name, Growing()).extend(values)
            self.stopped, self._reached = payload["stopped"], payload["values"]
            self._workspace.override(payload["values"])
            self.advanced.emit(progress)
        elif kind == "rested":
            self.active, self.stopped = False, payload
            self.state_changed.emit()
        elif kind in ("failed", "died"):
            self.active = self.begun = False
            self.state_changed.emit()
            self.failed.emit(*(payload or ("the descent's process died", "start it again")))
