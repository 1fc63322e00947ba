"""DescentPlots: the plots of a descent, of which the user chooses what stands side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.panels.late_plots import LatePlots
from app.workspace.descent_run import DescentRun
from app.workspace.descents import MOST_CURVES, MOST_NUMBERS
from app.workspace.survey_run import SurveyRun
from app.workspace.surveying import Box, Surveyed, Swept
from app.workspace.workspace import Workspace
from engine.dtype import Array
from engine.landscape import Number
from engine.plan import Plan

PLOTS = ("Loss", "Parameters", "Landscape", "Rates")  # in the order in which they are made
_, _, LANDSCAPE, RATES = range(len(PLOTS))
AT_FIRST = ("Loss", "Landscape")
RENEW_MS = 150  # after an edit, so that a slider may be dragged
NO_NUMBERS = "Tick a parameter of up to four numbers to see the loss around it"
NO_PLAN = "The objective cannot be computed; mend the marked node first"


class DescentPlots(QWidget):
    """Loss, parameters, the landscape around the descent, and where other learning rates lead.

    Attributes: choice (the buttons that show and hide the plots, for the panel to place). Signals:
    ready (the plots are there), lr_picked (a learning rate).
    """

    ready = Signal()
    lr_picked = Signal(float)

    def __init__(
        self,
        workspace: Workspace,
        run: DescentRun,
        make_plots: Callable[[], Sequence[Any]],
        preload: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName("Plots and landscapes of the descent")
        self._workspace, self._run = workspace, run
        self._landscapes, self._sweeps = SurveyRun(self), SurveyRun(self)
        self._late = LatePlots(make_plots, preload)
        self._names: tuple[str, ...] = ()  # of the numbers that the landscape spans
        self._plan: Plan | None = None  # whose landscape is shown
        self._swept: tuple[Any, ...] = ()  # what the rates were tried for
        self._build()
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.setInterval(RENEW_MS)
        self._renewal.timeout.connect(self._renew)
        self._walk = QTimer(self)
        self._walk.setSingleShot(True)
        self._walk.timeout.connect(self._draw_path)
        self._late.ready.connect(self._take_plots)
        self._landscapes.surveyed.connect(self._show_landscape)
        self._landscapes.failed.connect(self._fail)
        self._sweeps.swept.connect(self._show_swept)
        workspace.graph_changed.connect(self._later)
        workspace.trace_changed.connect(self._later)
        run.state_changed.connect(self._later)
        run.configured.connect(self._later)

    def _build(self) -> None:
        self.choice = QWidget()
        row = QHBoxLayout(self.choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.buttons: dict[str, QToolButton] = {}
        for name in PLOTS:
            button = QToolButton()
            button.setText(name)
            button.setCheckable(True)
            button.setChecked(name in AT_FIRST)
            button.setToolTip(f"Show or hide: {name.lower()}")
            button.toggled.connect(self._arrange)
            row.addWidget(button)
            self.buttons[name] = button
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._late)

    @property
    def plots(self) -> Sequence[Any]:
        """The plots, once they are there."""
        return self._late.plots

    @Slot()
    def _take_plots(self) -> None:
        landscape, rates = self.plots[LANDSCAPE], self.plots[RATES]
        landscape.wanted.connect(self._want)
        landscape.picked.connect(self._start_at)
        landscape.chosen.connect(self._span)
        rates.picked.connect(self.lr_picked)
        self._arrange()
        self.ready.emit()

    @Slot()
    def _arrange(self) -> None:
        """Show the plots that are chosen."""
        for plot, button in zip(self.plots, self.buttons.values(), strict=False):
            plot.setVisible(button.isChecked())
        self._renewal.start()

    def shows(self, name: str) -> bool:
        """Whether a plot can be seen."""
        return bool(self.plots) and self.buttons[name].isChecked() and self.isVisible()

    def draw(self) -> None:
        """Draw how far the descent has come, the path in a frame of its own."""
        progress = self._run.progress
        loss = {"loss": progress.loss} if progress.loss.count else {}
        for name, curves in (("Loss", loss), ("Parameters", progress.curves)):
            if self.shows(name):
                self.plots[PLOTS.index(name)].show_curves(curves)
        self._walk.start()

    @Slot()
    def _draw_path(self) -> None:
        if self.shows("Landscape"):
            has_diverged = self._run.stopped is not None
            self.plots[LANDSCAPE].show_path(self._path(), diverged=has_diverged)

    def _path(self) -> Array:
        """Where the numbers of the landscape went (points, numbers); before a descent, where they
        stand; without points while they are not those of the graph any more."""
        trail, numbers = self._run.progress.trail, self._numbers()
        if self._names and set(self._names) <= set(trail.names):
            return np.stack([trail.column(name) for name in self._names], 1)
        if set(self._names) <= set(numbers):
            leaves = self._leaves()
            chosen = [numbers[name] for name in self._names]
            return np.array([[leaves[label].reshape(-1)[place] for label, place in chosen]])
        return np.empty((0, len(self._names)))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._late.restyle()

    def close_runs(self) -> None:
        """End the processes for good."""
        self._landscapes.close()
        self._sweeps.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._renewal.start()

    # landscape ----------------------------------------------------------------------------------

    @Slot()
    def _later(self, _what: object = None) -> None:
        """Look soon whether the landscape and the rates are still those of the graph."""
        if not self._renewal.isActive() and (self._plan is None or not self._run.active):
            self._renewal.start()

    @Slot()
    def _renew(self) -> None:
        if self.shows("Landscape"):
            self._renew_landscape()
        if self.shows("Rates"):
            self._renew_rates()
        self.draw()

    def _renew_landscape(self) -> None:
        numbers, plot = self._numbers(), self.plots[LANDSCAPE]
        names = tuple(name for name in self._names if name in numbers) or tuple(numbers)[:2]
        if len(names) == 1 and len(numbers) > 1:
            names = tuple(numbers)[:2]
        if names != self._names:
            self._names, self._plan = names, None
            plot.show_names(names, tuple(numbers))
        plan = self._run.objective()
        if plan is None or not names:
            self._plan = None
            plot.show_message(NO_NUMBERS if plan is not None else NO_PLAN)
        elif self._plan is None or not _alike(self._plan, plan, [numbers[n] for n in names]):
            self._plan = plan
            plot.ask()

    def _leaves(self) -> Mapping[str, Array]:
        """The leaves of the graph as they stand, by name."""
        return {leaf.label: leaf.value for leaf in self._workspace.planned.plan.leaves}

    def _numbers(self) -> dict[str, Number]:
        """The single numbers of the parameters that move, by what their curves are called."""
        leaves = self._leaves()
        found: dict[str, Number] = {}
        for label in self._run.settings.params:
            value = leaves.get(label)
            if value is None or value.size > MOST_NUMBERS or not value.size:
                continue
            for place in range(value.size):
                found[f"{label}[{place}]" if value.shape else label] = Number(label, place)
        return dict(list(found.items())[:MOST_CURVES])

    @Slot(object)
    def _span(self, names: tuple[str, ...]) -> None:
        """Span the landscape by other numbers."""
        self._names, self._plan = names, None
        self.plots[LANDSCAPE].show_names(names, tuple(self._numbers()))
        self._renew()

    @Slot(object, object)
    def _want(self, box: Box, size: tuple[int, ...]) -> None:
        numbers = self._numbers()
        if self._plan is not None and all(name in numbers for name in self._names):
            chosen = [numbers[name] for name in self._names]
            self._landscapes.show_landscape(self._plan, chosen, box, size)

    @Slot(object)
    def _show_landscape(self, found: Surveyed) -> None:
        self.plots[LANDSCAPE].show_losses(found)

    @Slot(str, str)
    def _fail(self, message: str, remedy: str) -> None:
        self._plan = None
        self.plots[LANDSCAPE].show_message(f"{message}; {remedy}" if remedy else message)

    @Slot(object)
    def _start_at(self, point: tuple[float, ...]) -> None:
        """Begin where the user clicked: the leaves get these values, as one undo step."""
        leaves, numbers = self._leaves(), self._numbers()
        if not set(self._names) <= set(numbers):
            return
        values: dict[str, Array] = {}
        for name, value in zip(self._names, point, strict=True):
            label, place = numbers[name]
            values.setdefault(label, np.array(leaves[label])).reshape(-1)[place] = value
        self._workspace.set_values(f"Start at {_listed(self._names, point)}", values)

    # rates --------------------------------------------------------------------------------------

    def _renew_rates(self) -> None:
        run, plot = self._run, self.plots[RATES]
        plot.show_rate(run.settings.lr)
        if run.active or run.objective() is None or not run.settings.params:
            return
        plan = run.plan()  # from the values of the leaves, wherever a descent has come to
        wish = replace(run.settings, lr=0.0, paced=False)
        if self._swept and self._swept[1] == wish and _alike(self._swept[0], plan, ()):
            return
        self._swept = (plan, wish)
        self._sweeps.try_rates(plan, wish.params, wish.steps, wish.momentum)

    @Slot(object)
    def _show_swept(self, swept: Swept) -> None:
        self.plots[RATES].show_swept(swept)


def _alike(before: Plan, after: Plan, numbers: Sequence[Number]) -> bool:
    """Whether two plans differ in nothing but these numbers."""
    if before.steps != after.steps or before.root != after.root:
        return False
    if [leaf.label for leaf in before.leaves] != [leaf.label for leaf in after.leaves]:
        return False
    places: Mapping[str, list[int]] = {
        label: [place for other, place in numbers if other == label] for label, _ in numbers
    }
    for one, other in zip(before.leaves, after.leaves, strict=True):
        if one.value is other.value:
            continue
        if one.value.shape != other.value.shape or one.value.dtype != other.value.dtype:
            return False
        fixed = np.ones(one.value.size, bool)
        fixed[places.get(one.label, [])] = False
        ours, theirs = (leaf.value.reshape(-1)[fixed] for leaf in (one, other))
        if not np.array_equal(ours, theirs, equal_nan=ours.dtype.kind == "f"):
            return False
    return True


def _listed(names: Sequence[str], values: Sequence[float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in zip(names, values, strict=True))
