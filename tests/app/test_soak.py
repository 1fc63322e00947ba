from __future__ import annotations

import subprocess
import sys

CALLS = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel

application = QApplication([])

class Bell(QObject):
    rung = Signal(int)

bell, label, timer, heard = Bell(), QLabel(), QTimer(), []
bell.rung.connect(heard.append)
for i in range(20_000):
    bell.rung.emit(i)
    label.setText(str(i))
    label.update()
    timer.setInterval(i)
    application.processEvents() if i % 1000 == 0 else None
assert len(heard) == 20_000
print("done")
"""


def test_twenty_thousand_qt_calls_that_return_none_do_not_abort():
    """PySide 6.11.0 and 6.12 on Python 3.11 lose a reference to None on each, and abort."""
    done = subprocess.run(
        [sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=120
    )

    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
