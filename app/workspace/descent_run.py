"""DescentRun: a descent in the worker process, its history as it comes, and its controls."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document.graph import Graph
from app.document.planning import planned
from app.workspace.growing import Growing
from app.workspace.trail import Trail
from app.workspace.worker import Worker
from app.workspace.workspace import Workspace
from engine.dtype import Array
from engine.plan import Plan

PACED_S = 5.0
SHOW_MS, REST = 100, 8  # values are shown this often at most, and for a ninth of the time


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


@dataclass
class Progress:
    """The history so far: point k of every curve is the state after k steps; the trail is the path
    of all of them together. `backend` is what took the latest steps: "eager", "scalars", "arrays"
    or "native"."""

    loss: Growing = field(default_factory=Growing)
    curves: dict[str, Growing] = field(default_factory=dict)
    trail: Trail = field(default_factory=Trail)
    backend: str = "eager"

    @property
    def steps(self) -> int:
        return max(self.loss.count - 1, 0)


class DescentRun(QObject):
    """Start, pause, step and reset a descent; the interface stays free meanwhile.

    Attributes: settings; progress; active (moving now); stopped (why it ended by itself).
    Signals: advanced (new history), state_changed (active, stopped), failed (message, remedy),
    generated (what the objective and its descent compile to), configured (other settings).
    """

    advanced = Signal(object)
    generated = Signal(object)
    state_changed = Signal()
    configured = Signal()
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
        self._shown: Mapping[str, Array] = self._reached  # where the leaves show them
        self._pause = QTimer(self)  # until the values are shown again
        self._pause.setSingleShot(True)
        workspace.graph_changed.connect(self._follow)

    def configure(self, settings: Settings) -> None:
        """Take other settings; learning rate and momentum reach a descent under way."""
        before, self.settings = self.settings, settings
        if (settings.objective, settings.params) != (before.objective, before.params):
            self.reset()
        elif self.begun:
            self._worker.tell("set", {"lr": settings.lr, "momentum": settings.momentum})
        self.configured.emit()

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
        self._shown = self._reached
        self.progress = Progress()
        self._workspace.override({})
        self.advanced.emit(self.progress)
        self.state_changed.emit()

    @Slot()
    def generate(self) -> None:
        """Ask for the code that the objective and its descent compile to."""
        workspace, settings = self._workspace, self.settings
        plan = workspace.planned.plan if workspace.state.is_traced else self.plan()
        self._worker.send("code", plan, settings.params, settings.momentum)

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

    def objective(self) -> Plan | None:
        """The plan of the whole graph as it stands, its objective the root; None where that cannot
        run."""
        workspace, target = self._workspace, self.settings.objective
        target = target if target in workspace.graph.nodes else workspace.graph.root
        slot = workspace.planned.slots.get(target) if target else None
        if slot is None:
            return None
        return replace(workspace.planned.plan, root=slot, seed=None, also=())

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

    def _show_reached(self) -> None:
        """Show in the leaves where the parameters stand, and rest for a multiple of that time."""
        start, self._shown = time.perf_counter(), self._reached
        self._workspace.override(self._reached)
        spent_ms = (time.perf_counter() - start) * 1e3
        self._pause.start(max(SHOW_MS, round(spent_ms * REST)))

    @Slot(object)
    def _heard(self, message: tuple[str, Any]) -> None:
        kind, payload = message
        if kind == "progress":
            progress = self.progress
            progress.loss.extend(*payload["loss"])
            for name, points in payload["curves"].items():
                progress.curves.setdefault(name, Growing()).extend(*points)
            progress.trail.extend(payload["curves"])
            progress.backend, self.stopped = payload["backend"], payload["stopped"]
            if payload["values"] is not None:
                self._reached = payload["values"]
                if not self._pause.isActive():
                    self._show_reached()
            self.advanced.emit(progress)
        elif kind == "code":
            self.generated.emit(payload)
        elif kind == "rested":
            self.active, self.stopped = False, payload
            if self._shown is not self._reached:
                self._show_reached()
            self.state_changed.emit()
        elif kind in ("failed", "died"):
            self.active = self.begun = False
            self.state_changed.emit()
            self.failed.emit(*(payload or ("the descent's process died", "start it again")))
