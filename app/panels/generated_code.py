"""GeneratedCode: a window with the Python that the graph and its descent compile to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.panels.code_view import CodeView
from app.workspace.descent_run import DescentRun
from app.workspace.generating import DESCENT, VALUES, Generated
from app.workspace.workspace import Workspace

SIZE = 820, 620  # px
SETTLE_MS = 300  # after a change the code is generated anew
KINDS = {
    "scalars": "Compiled to Python floats and math",
    "arrays": "Compiled to numpy calls that write into buffers of their own",
    "levels": "Compiled to numpy calls that take many equal operations on numbers at once",
    "blocks": "Compiled to numpy calls on blocks that stay in the processor's cache",
    "eager": "Runs eagerly, op by op",
}
LATELY = {
    "eager": "the latest steps ran eagerly",
    "scalars": "the latest steps ran as this code",
    "levels": "the latest steps ran as this code",
    "arrays": "the latest steps ran as this code",
    "blocks": "the latest steps ran as this code",
    "native": "the latest steps ran as native code, made from the same plan by LLVM",
}


class GeneratedCode(QDialog):
    """The code, what it runs on, and why where there is none; it follows the graph.

    Attributes: shown (the Generated in view, or None before there is any). Signals: wanted (the
    code shall be written to a file).
    """

    wanted = Signal(object)

    def __init__(self, workspace: Workspace, run: DescentRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self.setWindowTitle("Generated code")
        self.codes: Sequence[Generated] = ()
        self._tabs = QButtonGroup(self)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        for number, title in enumerate((DESCENT, VALUES)):
            chip = QPushButton(title)
            chip.setProperty("role", "choice")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setChecked(number == 0)
            self._tabs.addButton(chip, number)
            self._row.addWidget(chip)
        self._row.addStretch(1)
        self.about = QLabel("Generating…")
        self.about.setProperty("role", "mute")
        self.about.setWordWrap(True)
        self.view = CodeView()
        self.copy = QPushButton("Copy")
        self.export = QPushButton("Export…")
        self.closing = QPushButton("Close")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.copy, self.export, self.closing):
            button.setAutoDefault(False)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.export)
        buttons.addStretch(1)
        buttons.addWidget(self.closing)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(self._row)
        column.addWidget(self.about)
        column.addWidget(self.view, 1)
        column.addLayout(buttons)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(run.generate)
        self._tabs.idClicked.connect(self._show)
        self.copy.clicked.connect(self._copy)
        self.export.clicked.connect(lambda: self.wanted.emit(self.shown))
        self.closing.clicked.connect(self.close)
        run.generated.connect(self.take)
        run.state_changed.connect(self._follow)
        workspace.graph_changed.connect(self._follow)
        self.resize(*SIZE)
        self._show()

    @property
    def shown(self) -> Generated | None:
        """What is in view."""
        return self.codes[self._tabs.checkedId()] if self.codes else None

    def begin(self) -> None:
        """Show the window, with the code of the graph as it stands."""
        self.restyle()
        self.show()
        self.raise_()
        self.activateWindow()
        self._run.generate()

    @Slot(object)
    def take(self, codes: Sequence[Generated]) -> None:
        """Show these; what has no code gives way to what has, at first."""
        if not self.codes and not codes[0].source and codes[1].source:
            self._tabs.button(1).setChecked(True)
        self.codes = codes
        self._show()

    @Slot()
    def _follow(self, _value: object = None) -> None:
        """The graph, the parameters or the descent are others: so may be the code."""
        if self.isVisible():
            self._settle.start()

    @Slot()
    def _show(self, _number: int = 0) -> None:
        code = self.shown
        has_source = code is not None and bool(code.source)
        self.copy.setEnabled(has_source)
        self.export.setEnabled(has_source)
        if code is None:
            return
        parts = [KINDS[code.backend]]
        if code.reason:
            parts[0] += f": {code.reason}"
        if self._run.begun and code is self.codes[0]:
            parts.append(LATELY[self._run.progress.backend])
        self.about.setText("; ".join(parts) + ".")
        self.view.show_code(code.source, code.names)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.toPlainText())
        self.about.setText("The code is on the clipboard.")

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.view.restyle()
