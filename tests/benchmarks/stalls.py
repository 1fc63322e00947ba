"""How long the interface stands still: the longest stretch without an event, action by action.

Counted is the time that the interface's thread computes, whatever else the machine does.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.canvas import clipboard
from app.document.file import Document
from app.document.formula.rewrite import rewrite
from app.document.graph import Graph, Made, Value
from app.window import MainWindow
from app.workspace.workspace import Workspace
from engine.run import run
from tests.benchmarks.dressing import dressed
from tests.benchmarks.editing import large_graph

ALLOWED_MS = 50.0
REST_S = 0.6  # without a long event before the next action begins
PATIENCE_S = 60.0


class Watch:
    """A window with ten thousand nodes, and the stalls of what is done in it."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.workspace = Workspace()
        self.workspace.playhead.reduced_motion = True
        self.window = MainWindow(self.workspace, settings)
        self.window.resize(1600, 1000)
        self.window.show()
        self.rows: list[tuple[float, str]] = []
        self._loop(REST_S)

    def open(self, graph: Graph) -> None:
        """Show a graph with the trace of its run, however long that takes."""
        self.workspace.open(Document(rewrite("", Graph(), graph), graph))
        if self.workspace.trace is None:
            self.workspace._end_run()
            self.workspace._take(self.workspace._wanted, run(self.workspace._wanted.plan))
            self.workspace._tell()
        self._loop(REST_S)

    def measure(self, name: str, work: Callable[[], object]) -> None:
        """Do something, and wait until everything that it set off has happened."""
        start = time.thread_time()
        work()
        longest = max(time.thread_time() - start, self._loop(REST_S)) * 1e3
        self.rows.append((longest, name))
        print(
            f"{name:46} {longest:9.1f} ms{'  too long' if longest > ALLOWED_MS else ''}", flush=True
        )

    def _loop(self, rest_s: float) -> float:
        """Run the event loop until it has rested; its longest turn (s)."""
        longest, begun = 0.0, time.perf_counter()
        busy = begun
        while (now := time.perf_counter()) - busy < rest_s and now - begun < PATIENCE_S:
            start = time.thread_time()
            self._application.processEvents()
            turn = time.thread_time() - start
            longest = max(longest, turn)
            if turn > 20e-3 or self.window.run_button.text() == "Stop":
                busy = time.perf_counter()
            time.sleep(5e-4)
        return longest

    def close(self) -> None:
        self.workspace.undo.setClean()
        self.window.close()


def report(only: str = "") -> None:
    """Print the longest stall of every action whose name contains `only`."""
    application = dressed()
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(application, Path(folder))
        graph = large_graph()
        watch.open(graph)
        for name, work in {
            **_editing(watch),
            **_panels(watch),
            **_large(watch, Path(folder)),
        }.items():
            if only in name:
                watch.measure(name, work)
        watch.close()
    over = [row for row in watch.rows if row[0] > ALLOWED_MS]
    print(f"{len(over)} of {len(watch.rows)} actions stall for more than {ALLOWED_MS:.0f} ms")


def _editing(watch: Watch) -> dict[str, Callable[[], object]]:
    workspace, window, canvas = watch.workspace, watch.window, watch.window.canvas
    some = [f"n{i}" for i in range(5000, 5100)]

    def moved() -> None:
        canvas.scene.shift(workspace.selection, 30.0, 20.0)
        at = workspace.graph.positions
        workspace.move({i: (at[i][0] + 30.0, at[i][1] + 20.0) for i in workspace.selection})

    def did(text: str) -> Callable[[], object]:
        return window.actions_.by_text[text].trigger

    return {
        "select one": lambda: workspace.select(["n5000"]),
        "select another": lambda: workspace.select(["n7001"]),
        "select 100": lambda: workspace.select(some),
        "drag 100 by a step": lambda: (canvas.scene.shift(some, 3, 3), canvas.repaint_all()),
        "move 100": moved,
        "undo moving 100": did("Undo"),
        "copy 100": did("Copy"),
        "paste 100": lambda: clipboard.paste(canvas),
        "undo pasting 100": did("Undo"),
        "select 100 again": lambda: workspace.select(some),
        "duplicate 100": did("Duplicate"),
        "delete 100": canvas.delete_selection,
        "undo deleting 100": did("Undo"),
        "select all": canvas.select_all,
        "move all": moved,
        "select none": lambda: workspace.select(()),
        "change a value": lambda: workspace.set_content("n5", Value(0.25)),
        "rename": lambda: workspace.rename("n5000", "middle"),
        "set root": lambda: workspace.set_root("n9000"),
        "add an op": lambda: canvas.add_op("mul"),
        "delete a wire": lambda: canvas.delete_wire(100),
        "fit": canvas.fit,
        "zoom to 1": lambda: canvas.zoom(1.0 / canvas.camera.scale),
        "step back": workspace.playhead.step_back,
        "to the start": workspace.playhead.to_start,
        "find a name": lambda: (
            window.editing.find(),
            window.editing.find_bar.field.setText("v99"),
        ),
        "end finding": window.editing.find_bar.end,
    }


def _find(window: MainWindow, text: str) -> None:
    window.editing.find()
    window.editing.find_bar.field.setText(text)


def _panels(watch: Watch) -> dict[str, Callable[[], object]]:
    workspace, window = watch.workspace, watch.window
    some = [f"n{i}" for i in range(5000, 5100)]

    def did(text: str) -> Callable[[], object]:
        return window.actions_.by_text[text].trigger

    def moved() -> None:
        at = workspace.graph.positions
        workspace.move({i: (at[i][0] + 30.0, at[i][1] + 20.0) for i in some})

    return {
        "open the outline": did("Outline"),
        "outline: select one": lambda: workspace.select(["n6000"]),
        "outline: select 100": lambda: workspace.select(some),
        "outline: select all": window.canvas.select_all,
        "outline: move 100": moved,
        "outline: add an op": lambda: window.canvas.add_op("mul"),
        "close the outline": did("Outline"),
        "open the history": did("History"),
        "close the history": did("History"),
        "find any action": window.editing.find_action,
    }


def _large(watch: Watch, folder: Path) -> dict[str, Callable[[], object]]:
    workspace = watch.workspace
    rng = random.Random(1)
    table = folder / "large.csv"
    rows = "\n".join(f"{rng.random()},{rng.random()}" for _ in range(300_000))
    table.write_text(f"a,b\n{rows}\n")

    def leaf(count: int) -> None:
        node = workspace.graph.named("x")
        assert node is not None
        workspace.set_content(node.id, Made("randn", (count,), 1))

    return {
        "type a small formula": lambda: workspace.edit_text("x = randn(3)\ny = sum(x*x)"),
        "type a leaf of 20 million": lambda: leaf(20_000_000),
        "type a leaf of 3 again": lambda: leaf(3),
        "read a table of 300,000 rows": lambda: workspace.edit_text(
            f'x = data("{table}", "a")\ny = sum(x*x)'
        ),
        "a leaf of 5000 × 5000": lambda: workspace.edit_text("x = rand(5000, 5000)\ny = sum(x*x)"),
    }
