from __future__ import annotations

import logging
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from app import crash
from app.crash import CrashDialog, CrashReporter
from tests.app.hand import named


@pytest.fixture
def log_path(tmp_path, monkeypatch):
    """The log, in a file of this test."""
    path = tmp_path / "log" / "chainrule.log"
    path.parent.mkdir()
    monkeypatch.setattr(crash, "log_file", lambda: path)
    before = list(crash.log.handlers)
    crash.start_log()
    yield path
    for handler in [h for h in crash.log.handlers if h not in before]:
        handler.close()
        crash.log.removeHandler(handler)


@pytest.fixture
def reporter(qapp, log_path):
    """The reporter in charge of what nobody catches."""
    reporter = CrashReporter()
    reporter.install()
    return reporter


def dialogs():
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible()
    ]


def press_when_shown(qtbot, *texts):
    """Press these buttons of the dialog once it is there; what it told."""
    told = []

    def press():
        if not dialogs():
            QTimer.singleShot(10, press)
            return
        (dialog,) = dialogs()
        told.append(dialog.findChild(QPlainTextEdit).toPlainText())
        for text in texts:
            (button,) = [b for b in dialog.findChildren(QPushButton) if b.text() == text]
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, press)
    return told


def test_an_exception_in_a_slot_becomes_a_dialog_and_the_document_survives(
    workspace, reporter, log_path, qtbot
):
    workspace.edit_text("y = x**2")
    before = workspace.state

    def fail(_chosen):
        raise RuntimeError("the hand slipped")

    workspace.selection_changed.connect(fail)
    told = press_when_shown(qtbot, "Copy details", "Go on")
    workspace.select([named(workspace, "x")])
    qtbot.waitUntil(lambda: bool(told) and not dialogs())

    assert "RuntimeError: the hand slipped" in told[0]
    assert "Traceback" in told[0]
    assert QGuiApplication.clipboard().text() == told[0]
    assert "the hand slipped" in log_path.read_text(encoding="utf-8")
    assert workspace.state is before
    workspace.selection_changed.disconnect(fail)
    workspace.edit_text("y = x**3")
    assert workspace.trace.fault is None


def test_one_dialog_at_a_time_and_every_exception_in_the_log(reporter, log_path, qtbot):
    def fail():
        raise ValueError("∂ again")

    for delay_ms in (0, 1, 2):
        QTimer.singleShot(delay_ms, fail)
    seen = []
    QTimer.singleShot(100, lambda: seen.append(len(dialogs())))
    QTimer.singleShot(120, lambda: [d.accept() for d in dialogs()])
    qtbot.waitUntil(lambda: bool(seen) and not dialogs())

    assert seen == [1]
    assert log_path.read_text(encoding="utf-8").count("ValueError: ∂ again") == 3


def test_an_interrupt_from_the_terminal_quits(reporter, qtbot, monkeypatch):
    quits = []
    monkeypatch.setattr(crash.QApplication, "quit", lambda: quits.append(True))

    reporter.hook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert quits == [True]
    assert not dialogs()


def test_a_log_that_cannot_be_opened_is_done_without(monkeypatch):
    def refuse():
        raise PermissionError("no")

    monkeypatch.setattr(crash, "log_file", refuse)
    before = list(crash.log.handlers)

    crash.start_log()

    assert crash.log.handlers == before


def test_the_hook_of_a_test_is_not_the_reporters():
    assert getattr(sys.excepthook, "__self__", None).__class__ is not CrashReporter
    assert logging.getLogger("chainrule") is crash.log
