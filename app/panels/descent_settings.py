"""DescentSettings: what to minimise and over what, at which rate, and for how many steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSlider,
    QWidget,
)

from app.document.labels import title
from app.panels.tick_list import TickList
from app.workspace.descent_run import DescentRun, Settings
from app.workspace.survey_run import HIGHEST, LOWEST
from app.workspace.workspace import Workspace

DECADE = 100  # slider steps
MOST_STEPS = 1_000_000_000


class DescentSettings(QScrollArea):
    """The fields; what they say is kept in the document and goes to the run at once.

    Signals: complained (what is wrong with a field, and the remedy).
    """

    complained = Signal(str)

    def __init__(
        self, workspace: Workspace, run: DescentRun, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Settings of the descent")
        self._workspace, self._run = workspace, run
        self._build()
        workspace.graph_changed.connect(self._show_graph)
        workspace.opened.connect(self._opened)
        self._show_graph(workspace.graph)

    def _build(self) -> None:
        self.objective = QComboBox()
        self.objective.setAccessibleName("Objective")
        self.lr = _field("0.01", "Learning rate")
        self.lr_slider = QSlider(Qt.Orientation.Horizontal)
        self.lr_slider.setRange(round(LOWEST * DECADE), round(HIGHEST * DECADE))
        self.lr_slider.setAccessibleName("Learning rate slider")
        self.lr_slider.setValue(-2 * DECADE)
        self.momentum = _field("0", "Momentum")
        self.momentum_slider = QSlider(Qt.Orientation.Horizontal)
        self.momentum_slider.setRange(0, 99)
        self.momentum_slider.setAccessibleName("Momentum slider")
        self.steps = _field("500", "Steps")
        self.paced = QCheckBox("in slow motion")
        self.paced.setChecked(True)
        self.paced.setToolTip("Take the steps within about five seconds, to be watched")
        self.params = TickList()
        self.params.setAccessibleName("Parameters")
        fields: dict[str, tuple[QWidget, ...]] = {
            "Minimise": (self.objective,),
            "Over": (self.params,),
            "Learning rate": (self.lr, self.lr_slider),
            "Momentum": (self.momentum, self.momentum_slider),
            "Steps": (self.steps, self.paced),
        }
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.setColumnStretch(1, 1)
        form.setContentsMargins(16, 8, 16, 8)
        for place, (heading, parts) in enumerate(fields.items()):
            label = QLabel(heading)
            label.setProperty("role", "section")
            form.addWidget(label, place, 0)
            line = QHBoxLayout()
            line.setSpacing(12)
            for part in parts:
                line.addWidget(part)
            form.addLayout(line, place, 1)
        form.setRowStretch(len(fields), 1)
        inside = QWidget()
        inside.setLayout(form)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.objective.activated.connect(self._configure)
        self.lr.editingFinished.connect(self._type_lr)
        self.lr_slider.valueChanged.connect(self._slide_lr)
        self.momentum.editingFinished.connect(self._type_momentum)
        self.momentum_slider.valueChanged.connect(self._slide_momentum)
        self.steps.editingFinished.connect(self._type_steps)
        self.paced.clicked.connect(self._configure)
        self.params.ticks_changed.connect(self._configure)

    # what can be chosen -------------------------------------------------------------------------

    @Slot(object)
    def _show_graph(self, _graph: object) -> None:
        """List the objectives and parameters of the graph, keeping the choice."""
        graph = self._workspace.graph
        held = self.objective.currentData()
        self.objective.blockSignals(True)
        self.objective.clear()
        if graph.root is not None:
            self.objective.addItem(f"{title(graph, graph[graph.root])} (root)", None)
        for node in graph:
            if node.name and not node.is_leaf and node.id != graph.root:
                self.objective.addItem(node.name, node.id)
        self.objective.setCurrentIndex(max(self.objective.findData(held), 0))
        self.objective.blockSignals(False)
        leaves = [node for node in graph.leaves if node.trainable]
        self.params.show_names([node.name for node in leaves if node.name])
        self._apply()

    @Slot()
    def _opened(self) -> None:
        """Take the settings that the document holds."""
        settings: Mapping[str, Any] = self._workspace.view.get("descent") or {}
        self._run.reset()
        self._show_lr(float(settings.get("lr", 0.01)))
        self._show_momentum(float(settings.get("momentum", 0.0)))
        self.steps.setText(str(int(settings.get("steps", 500))))
        self._flag(self.steps, False, "")
        chosen = settings.get("params")
        self.params.tick(self.params.names if chosen is None else chosen)
        self._apply()

    def _apply(self) -> Settings | None:
        """Let the run have what the fields say; None where a field is wrong."""
        fields = (self.lr, self.momentum, self.steps)
        lr, momentum, steps = (_read(field.text()) for field in fields)
        is_bad = any(field.property("bad") for field in fields)
        if is_bad or lr is None or momentum is None or steps is None:
            return None
        settings = Settings(
            self.objective.currentData(),
            self.params.ticked(),
            lr,
            momentum,
            int(steps),
            self.paced.isChecked(),
        )
        if settings != self._run.settings:
            self._run.configure(settings)
        return settings

    @Slot()
    def _configure(self) -> None:
        """The user changed a field: use it, and keep it in the document."""
        settings = self._apply()
        if settings is not None:
            self._workspace.view["descent"] = {
                "params": list(settings.params),
                "lr": settings.lr,
                "momentum": settings.momentum,
                "steps": settings.steps,
            }

    def missing(self) -> str:
        """What keeps a descent from starting; "" where nothing does."""
        for field in (self.lr, self.momentum, self.steps):
            if field.property("bad"):
                return f"{field.accessibleName()} “{field.text()}”: type a number first"
        if not self.params.ticked():
            return "Tick at least one parameter to move."
        return ""

    # learning rate, momentum and steps ----------------------------------------------------------

    def take_lr(self, value: float) -> None:
        """Use this learning rate, as if it had been typed."""
        self._show_lr(value)
        self._configure()

    def _show_lr(self, value: float) -> None:
        self.lr.setText(f"{value:.4g}")
        self._flag(self.lr, False, "")
        self.lr_slider.blockSignals(True)
        self.lr_slider.setValue(round(math.log10(max(value, 1e-12)) * DECADE))
        self.lr_slider.blockSignals(False)

    def _show_momentum(self, value: float) -> None:
        self.momentum.setText(f"{value:.4g}")
        self._flag(self.momentum, False, "")
        self.momentum_slider.blockSignals(True)
        self.momentum_slider.setValue(round(value * 100))
        self.momentum_slider.blockSignals(False)

    @Slot()
    def _type_lr(self) -> None:
        value = _read(self.lr.text())
        self._flag(self.lr, value is None or value <= 0, "type a number above 0, as 0.01")
        if value is not None and value > 0:
            self.take_lr(value)

    @Slot(int)
    def _slide_lr(self, place: int) -> None:
        self.lr.setText(f"{10 ** (place / DECADE):.3g}")
        self._flag(self.lr, False, "")
        self._configure()

    @Slot()
    def _type_momentum(self) -> None:
        value = _read(self.momentum.text())
        bad = value is None or not 0 <= value < 1
        self._flag(self.momentum, bad, "type a number from 0 to below 1, as 0.9")
        if value is not None and not bad:
            self._show_momentum(value)
            self._configure()

    @Slot(int)
    def _slide_momentum(self, place: int) -> None:
        self.momentum.setText(f"{place / 100:g}")
        self._flag(self.momentum, False, "")
        self._configure()

    @Slot()
    def _type_steps(self) -> None:
        value = _read(self.steps.text())
        bad = value is None or not 1 <= value <= MOST_STEPS or value != int(value)
        self._flag(self.steps, bad, "type a whole number from 1 to a billion, as 500")
        if not bad:
            self._configure()

    def _flag(self, field: QLineEdit, bad: bool, remedy: str) -> None:
        field.setProperty("bad", bad)
        field.style().polish(field)
        if bad:
            self.complained.emit(f"{field.accessibleName()} “{field.text()}”: {remedy}")


def _field(text: str, name: str) -> QLineEdit:
    """A field for a number."""
    field = QLineEdit(text)
    field.setAccessibleName(name)
    field.setFixedWidth(84)
    field.setProperty("role", "code")
    return field


def _read(text: str) -> float | None:
    """The number that was typed; None where it is none."""
    try:
        value = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
