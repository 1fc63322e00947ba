"""How long a frame takes the interface while a descent of a million steps runs and is drawn."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.window import MainWindow
from app.workspace.workspace import Workspace
from tests.benchmarks.dressing import dressed

STEPS = 1_000_000
ALLOWED_MS = 16.0
PATIENCE_S = 120.0
FORMULAS = {
    "a bowl": ("y = x**2", 1e-6, 0.0),
    "Rosenbrock": ("y = (1 - x)**2 + 100*(z - x**2)**2", 1e-4, 0.5),
    "noise: every bucket is full": ("y = sin(1000*x)**2 + cos(700*z)**2 + 1e-3", 1e-4, 0.9),
    "eight parameters": ("y = " + " + ".join(f"sin({k + 1}*p{k})**2" for k in range(8)), 1e-4, 0.9),
    "300 nodes": (
        "y = " + " + ".join(f"sin({k + 1}*p{k})**2*cos(q{k % 7})" for k in range(40)),
        1e-5,
        0.0,
    ),
    "64 numbers": ("w = randn(64, seed=1)\ny = sum((w - 1)**2)", 1e-6, 0.0),
}


def report(only: str = "") -> None:
    """Print the time of the interface's thread in its turns that draw, for each formula."""
    application = dressed()
    print(f"{STEPS:,} steps; ms of the interface's thread in a frame; {ALLOWED_MS:g} are allowed")
    for paced in (False, True):
        for name, (text, lr, momentum) in FORMULAS.items():
            if only in name:
                _measure(
                    application, f"{name}{', 5 s' if paced else ''}", text, lr, momentum, paced
                )


def _measure(
    application: QApplication, name: str, text: str, lr: float, momentum: float, paced: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        workspace = Workspace()
        workspace.playhead.reduced_motion = True
        window = MainWindow(workspace, settings)
        window.resize(1600, 1000)
        window.show()
        workspace.edit_text(text)
        panel = window.descent
        _until(application, lambda: bool(panel.plots.plots))
        gc.freeze()  # as the app does once it has started
        panel.settings.steps.setText(str(STEPS))
        panel.settings.take_lr(lr)
        panel.settings.momentum.setText(str(momentum))
        panel.settings.paced.setChecked(paced)
        panel.settings._configure()
        panel.run.step()
        _until(application, lambda: not panel.run.active)
        _until(application, lambda: False, 0.3)
        begun = time.perf_counter()
        panel.run.start()
        turns = _until(application, lambda: not panel.run.active, PATIENCE_S)
        spent = time.perf_counter() - begun
        frames = np.array([turn for turn in turns if turn[0] > 0.5])
        busy, wall = frames[:, 0], frames[:, 1]
        print(
            f"{name:34} {spent:5.1f} s {len(frames):4} frames  median {np.median(busy):4.1f}  "
            f"p99 {np.percentile(busy, 99):5.1f}  max {busy.max():5.1f}  "
            f"by the clock p99 {np.percentile(wall, 99):5.1f}  over {np.sum(busy > ALLOWED_MS)}  "
            f"{panel.run.progress.backend}",
            flush=True,
        )
        workspace.undo.setClean()
        window.close()


def _until(
    application: QApplication, over: Callable[[], bool], most_s: float = 10.0
) -> list[tuple[float, float]]:
    """Run the event loop; the ms that each turn took its thread, and by the clock."""
    turns, begun = [], time.perf_counter()
    while not over() and time.perf_counter() - begun < most_s:
        start, at = time.thread_time(), time.perf_counter()
        application.processEvents()
        turns.append(((time.thread_time() - start) * 1e3, (time.perf_counter() - at) * 1e3))
        time.sleep(5e-4)
    return turns
