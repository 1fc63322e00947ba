"""DescentPanel: choose what to minimise and over what, and watch it go down."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import qtawesome
from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.document.labels import number, title
from app.panels.late_plots import LatePlots
from app.panels.tick_list import TickList
from app.theme import current
from app.workspace.descent_run import DescentRun, Progress, Settings
from app.workspace.workspace import Workspace

LOWEST, HIGHEST = -6.0, 1.0  # decades of the learning rate's slider
DECADE = 100  # slider steps
REDRAW_MS = 16
MOST_STEPS = 1_000_000_000


class DescentPanel(QWidget):
    """Objective, parameters, learning rate, momentum; start, pause, step, reset; the curves.

    Attributes: run; plots; menu (of what else can be done, for whoever has the actions).
    `make_plots` and `preload` are what LatePlots asks for.
    """

    def __init__(
        self,
        workspace: Workspace,
        run: DescentRun,
        make_plots: Callable[[], Sequence[Any]],
        preload: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._workspace, self.run = workspace, run
        self.plots = LatePlots(make_plots, preload)
        self._build()
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MS)
        self._redraw.timeout.connect(self._draw)
        workspace.graph_changed.connect(self._show_graph)
        workspace.opened.connect(self._opened)
        workspace.trace_changed.connect(self._give_way)
        run.advanced.connect(self._advanced)
        run.state_changed.connect(self._show_state)
        run.failed.connect(self._fail)
        self.plots.ready.connect(self._draw)
        self.plots.ready.connect(run.warm)
        self._show_graph(workspace.graph)
        self._show_state()

    def _build(self) -> None:
        self.objective = QComboBox()
        self.objective.setAccessibleName("Objective")
        self.lr = QLineEdit("0.01")
        self.lr.setAccessibleName("Learning rate")
        self.lr.setFixedWidth(84)
        self.lr.setProperty("role", "code")
        self.lr_slider = QSlider(Qt.Orientation.Horizontal)
        self.lr_slider.setRange(round(LOWEST * DECADE), round(HIGHEST * DECADE))
        self.lr_slider.setAccessibleName("Learning rate slider")
        self.lr_slider.setValue(-2 * DECADE)
        self.momentum = QLineEdit("0")
        self.momentum.setAccessibleName("Momentum")
        self.momentum.setFixedWidth(84)
        self.momentum.setProperty("role", "code")
        self.momentum_slider = QSlider(Qt.Orientation.Horizontal)
        self.momentum_slider.setRange(0, 99)
        self.momentum_slider.setAccessibleName("Momentum slider")
        self.steps = QLineEdit("500")
        self.steps.setProperty("role", "code")
        self.steps.setAccessibleName("Steps")
        self.steps.setFixedWidth(84)
        self.paced = QCheckBox("in slow motion")
        self.paced.setChecked(True)
        self.paced.setToolTip("Take the steps within about five seconds, to be watched")
        self.start = QPushButton("Start")
        self.start.setProperty("role", "primary")
        self.step = QPushButton("Step")
        self.reset = QPushButton("Reset")
        self.keep = QPushButton("Keep values")
        self.keep.setToolTip("Write the values reached into the leaves; undo brings back the old")
        self.more = QToolButton()
        self.more.setToolTip("More about the descent")
        self.more.setAccessibleName("More about the descent")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu("More about the descent", self.more)
        self.more.setMenu(self.menu)
        self.status = QLabel("")
        self.status.setProperty("role", "mute")
        self.status.setWordWrap(True)
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.setColumnStretch(1, 1)
        self.params = TickList()
        self.params.setAccessibleName("Parameters")
        fields: dict[str, tuple[QWidget, ...]] = {
            "Minimise": (self.objective,),
            "Over": (self.params,),
            "Learning rate": (self.lr, self.lr_slider),
            "Momentum": (self.momentum, self.momentum_slider),
            "Steps": (self.steps, self.paced),
        }
        for place, (heading, parts) in enumerate(fields.items()):
            label = QLabel(heading)
            label.setProperty("role", "section")
            form.addWidget(label, place, 0)
            line = QHBoxLayout()
            line.setSpacing(12)
            for part in parts:
                line.addWidget(part)
            form.addLayout(line, place, 1)
        form.setRowStretch(5, 1)
        inside = QWidget()
        inside.setLayout(form)
        form.setContentsMargins(16, 8, 16, 8)
        area = QScrollArea()
        area.setAccessibleName("Settings of the descent")
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 0, 12, 0)
        buttons.setSpacing(5)
        for button in (self.start, self.step, self.reset, self.keep):
            button.setStyleSheet("padding: 5px 9px;")
            buttons.addWidget(button)
        buttons.addWidget(self.more)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 10)
        left.addWidget(area, 1)
        left.addLayout(buttons)
        holder = QWidget()
        holder.setLayout(left)
        holder.setFixedWidth(336)
        right = QVBoxLayout()
        right.setContentsMargins(0, 8, 16, 12)
        right.addWidget(self.status)
        right.addWidget(self.plots, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder)
        row.addLayout(right, 1)
        self.objective.activated.connect(self._configure)
        self.lr.editingFinished.connect(self._type_lr)
        self.lr_slider.valueChanged.connect(self._slide_lr)
        self.momentum.editingFinished.connect(self._type_momentum)
        self.momentum_slider.valueChanged.connect(self._slide_momentum)
        self.steps.editingFinished.connect(self._type_steps)
        self.paced.clicked.connect(self._configure)
        self.params.ticks_changed.connect(self._configure)
        self.start.clicked.connect(self._toggle)
        self.step.clicked.connect(self._step)
        self.reset.clicked.connect(self.run.reset)
        self.keep.clicked.connect(self._workspace.keep_overrides)

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
        if not self.run.begun:
            self._draw()

    @Slot()
    def _opened(self) -> None:
        """Take the settings that the document holds."""
        settings: Mapping[str, Any] = self._workspace.view.get("descent") or {}
        self.run.reset()
        self.set_lr(float(settings.get("lr", 0.01)))
        self.set_momentum(float(settings.get("momentum", 0.0)))
        self.steps.setText(str(int(settings.get("steps", 500))))
        self._flag(self.steps, False, "")
        chosen = settings.get("params")
        self.params.tick(self.params.names if chosen is None else chosen)
        self._apply()

    def chosen_params(self) -> tuple[str, ...]:
        """The ticked parameters."""
        return self.params.ticked()

    def _apply(self) -> Settings | None:
        """Let the run have what the fields say; None where a field is wrong."""
        lr, momentum = _read(self.lr.text()), _read(self.momentum.text())
        steps = _read(self.steps.text())
        if lr is None or momentum is None or steps is None:
            return None
        settings = Settings(
            self.objective.currentData(),
            self.chosen_params(),
            lr,
            momentum,
            int(steps),
            self.paced.isChecked(),
        )
        if settings != self.run.settings:
            self.run.configure(settings)
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

    # learning rate and momentum -----------------------------------------------------------------

    def set_lr(self, value: float) -> None:
        """Show and use this learning rate."""
        self.lr.setText(f"{value:.4g}")
        self._flag(self.lr, False, "")
        self.lr_slider.blockSignals(True)
        self.lr_slider.setValue(round(math.log10(max(value, 1e-12)) * DECADE))
        self.lr_slider.blockSignals(False)

    def set_momentum(self, value: float) -> None:
        """Show and use this momentum."""
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
            self.set_lr(value)
            self._configure()

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
            self.set_momentum(value)
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
            self._say(f"{field.accessibleName()} “{field.text()}”: {remedy}", wrong=True)

    # going --------------------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether there is something to descend; says what is missing."""
        for field in (self.lr, self.momentum, self.steps):
            if field.property("bad"):
                self._flag(field, True, "type a number first")
                return False
        if not self.chosen_params():
            self._say("Tick at least one parameter to move.", wrong=True)
            return False
        return self._workspace.graph.root is not None

    @Slot()
    def _toggle(self) -> None:
        if self.run.active or self.ready():
            self.run.toggle()

    @Slot()
    def _step(self) -> None:
        if self.ready():
            self.run.step()

    @Slot(object)
    def _advanced(self, _progress: Progress) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    @Slot(object)
    def _give_way(self, _trace: object) -> None:
        """The canvas takes this frame: the plots are drawn in the next."""
        if self._redraw.isActive():
            self._redraw.start()

    @Slot()
    def _show_state(self) -> None:
        run = self.run
        self.start.setText("Pause" if run.active else "Start")
        self.step.setEnabled(not run.active)
        self.reset.setEnabled(run.begun)
        self.keep.setEnabled(run.begun and not run.active)
        if run.begun:
            self._say_state()
            self._redraw.start()
        else:
            self._draw()

    @Slot(str, str)
    def _fail(self, message: str, remedy: str) -> None:
        self._say(f"{message}; {remedy}" if remedy else message, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.status.setProperty("role", "error" if wrong else "mute")
        self.status.style().polish(self.status)
        self.status.setText(text)

    def _say_state(self) -> None:
        progress, run = self.run.progress, self.run
        loss = progress.loss
        if run.stopped is not None:
            self._say(run.stopped[:1].upper() + run.stopped[1:], wrong=True)
        elif loss.count:
            self._say(f"step {progress.steps:,}   loss {number(loss.last, 6)}")
        elif not run.begun:
            self._say("Press Start to descend; change the learning rate as it goes.")

    @Slot()
    def _draw(self) -> None:
        self._say_state()
        progress = self.run.progress
        loss = progress.loss
        self.plots.show_curves({"loss": loss} if loss.count else {}, progress.curves)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.plots.restyle()
        self.more.setIcon(qtawesome.icon("mdi6.dots-horizontal", color=current().mute))

    def sizeHint(self) -> QSize:
        return QSize(720, 260)


def _read(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
