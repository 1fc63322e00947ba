"""DescentPanel: choose what to minimise and over what, and watch it go down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import qtawesome
from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.document.labels import number
from app.panels.descent_plots import DescentPlots
from app.panels.descent_settings import DescentSettings
from app.theme import current
from app.workspace.descent_run import DescentRun, Progress
from app.workspace.workspace import Workspace

APART_MS = 12  # the plots are drawn so long after the canvas, in a frame of their own
SETTINGS_PX = 336


class DescentPanel(QWidget):
    """The settings, which fold away, and the plots; start, pause, step, reset.

    Attributes: run; settings; plots; menu (of what else can be done, for whoever has the actions).
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
        self.settings = DescentSettings(workspace, run)
        self.plots = DescentPlots(workspace, run, make_plots, preload)
        self._build()
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.timeout.connect(self._draw)
        self.settings.complained.connect(self._complain)
        self.plots.lr_picked.connect(self.settings.take_lr)
        self.plots.ready.connect(self._draw)
        self.plots.ready.connect(run.warm)
        workspace.graph_changed.connect(self._show_graph)
        workspace.trace_changed.connect(self.give_way)
        run.advanced.connect(self._advanced)
        run.state_changed.connect(self._show_state)
        run.failed.connect(self._fail)
        self._show_state()

    def _build(self) -> None:
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
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setToolTip("Fold the settings, for larger plots")
        self.fold.setAccessibleName("Fold the settings")
        self.fold.toggled.connect(self.settings.setHidden)
        self.status = QLabel("")
        self.status.setProperty("role", "mute")
        self.status.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 0, 16, 0)
        buttons.setSpacing(5)
        for button in (self.start, self.step, self.reset, self.keep):
            button.setStyleSheet("padding: 5px 9px;")
            buttons.addWidget(button)
        buttons.addWidget(self.more)
        buttons.addWidget(self.fold)
        buttons.addStretch(1)
        buttons.addWidget(self.plots.choice)
        self.settings.setFixedWidth(SETTINGS_PX)
        right = QVBoxLayout()
        right.setContentsMargins(16, 8, 16, 0)
        right.addWidget(self.status)
        right.addWidget(self.plots, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.settings)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.addLayout(row, 1)
        column.addLayout(buttons)
        self.start.clicked.connect(self._toggle)
        self.step.clicked.connect(self._step)
        self.reset.clicked.connect(self.run.reset)
        self.keep.clicked.connect(self._workspace.keep_overrides)

    def ready(self) -> bool:
        """Whether there is something to descend; says what is missing."""
        missing = self.settings.missing()
        if missing:
            self._say(missing, wrong=True)
        return not missing and self._workspace.graph.root is not None

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
        """Draw the news, which come once a frame, or all that have piled up."""
        if not self._redraw.isActive():
            self._redraw.start(0)

    @Slot()
    def give_way(self) -> None:
        """The canvas draws other values in this frame: the plots are drawn in the next."""
        if self.run.active:
            self._redraw.start(APART_MS)

    @Slot(object)
    def _show_graph(self, _graph: object) -> None:
        if not self.run.begun:
            self._draw()

    @Slot()
    def _show_state(self) -> None:
        run = self.run
        self.start.setText("Pause" if run.active else "Start")
        self.step.setEnabled(not run.active)
        self.reset.setEnabled(run.begun)
        self.keep.setEnabled(run.begun and not run.active)
        if run.begun:
            self._say_state()
            self._redraw.start(0)
        else:
            self._draw()

    @Slot(str)
    def _complain(self, text: str) -> None:
        self._say(text, wrong=True)

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
        self._redraw.stop()
        self._say_state()
        self.plots.draw()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.plots.restyle()
        mute = current().mute
        self.more.setIcon(qtawesome.icon("mdi6.dots-horizontal", color=mute))
        self.fold.setIcon(qtawesome.icon("mdi6.tune-variant", color=mute))

    def close_runs(self) -> None:
        """End the processes of the panel for good."""
        self.run.close()
        self.plots.close_runs()

    def sizeHint(self) -> QSize:
        return QSize(720, 260)
