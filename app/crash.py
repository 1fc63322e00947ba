"""Unexpected exceptions: a log file, and a dialog to copy from; the document survives."""

from __future__ import annotations

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from app.theme import font

log = logging.getLogger("chainrule")


def log_file() -> Path:
    """Where the log is written."""
    import platformdirs

    folder = Path(platformdirs.user_log_dir("chainrule", appauthor=False, ensure_exists=True))
    return folder / "chainrule.log"


def start_log() -> None:
    """Write warnings and errors to the log file; without one where the folder is not writable."""
    log.setLevel(logging.INFO)
    try:
        handler = RotatingFileHandler(
            log_file(), maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)


class CrashDialog(QDialog):
    """What went wrong, with the details to copy."""

    def __init__(self, details: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.setWindowTitle("Something went wrong")
        self.resize(640, 380)
        text = QLabel(
            "Chainrule met an error that it did not expect. Your document is still open: "
            "save it, then go on or start again."
        )
        text.setWordWrap(True)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setFont(font(12, numbers=True))
        copy = QPushButton("Copy details")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        go_on = QPushButton("Go on")
        go_on.setProperty("role", "primary")
        go_on.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(copy)
        row.addStretch(1)
        row.addWidget(go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.addWidget(text)
        column.addWidget(self.details)
        column.addLayout(row)


class CrashReporter(QObject):
    """Python's hook for exceptions that nobody caught. Signals: crashed (the details)."""

    crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        self.crashed.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from Python's own hook."""
        sys.excepthook = self.hook

    def hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log the exception and show it once the event loop is free."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("unexpected exception\n%s", details)
        self.crashed.emit(details)

    @Slot(str)
    def _show(self, details: str) -> None:
        if self._showing:  # one dialog at a time, however often a paint event fails
            return
        self._showing = True
        try:
            CrashDialog(details).exec()
        finally:
            self._showing = False
