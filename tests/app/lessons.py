"""Lessons: pasting a program into the window, and running it, by keys and mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
WAIT_MS = 20_000
NEURON = """import torch
import torch.nn.functional as F

x = torch.tensor([0.5, -1.0, 2.0])
w = torch.tensor([0.1, 0.2, -0.3], requires_grad=True)
b = torch.tensor(2.5, requires_grad=True)

y = F.relu(w @ x + b)
loss = (y - 1) ** 2
loss.backward()
print("loss", loss.item())
"""


def paste(window, qtbot, text):
    """Paste into the bar, as at the start of a lesson."""
    window.formula.setFocus()
    QApplication.clipboard().setText(text)
    qtbot.keyClick(window.formula, Qt.Key.Key_V, CONTROL)
    window.formula.commit()


def run(window, qtbot, fails=False):
    qtbot.mouseClick(window.run_button, LEFT)
    program = window.workspace.program
    qtbot.waitUntil(lambda: not program.running, timeout=WAIT_MS)
    told = program.told
    qtbot.waitUntil(  # a condition that is None counts as met
        lambda: program.shown is not None or told.complaint is not None, timeout=WAIT_MS
    )
    assert fails or told.complaint is None
