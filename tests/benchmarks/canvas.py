"""The canvas and the layout beside their targets, and beside an item per node in the same run."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import theme
from app.canvas.camera import Camera
from app.canvas.canvas import Canvas
from app.canvas.view import REST_MS
from app.document.file import Document
from app.document.formula import parse
from app.document.graph import Graph
from app.document.layout import insert
from app.document.layout import layered as laid_out
from app.workspace.workspace import Workspace
from engine.run import run
from tests.benchmarks.crossings import crossings, dot_positions, share
from tests.benchmarks.graphs import KINDS, graph_of, network
from tests.benchmarks.plain_scene import PlainScene

WIDE, HIGH = 1600, 900
SIZES = (300, 1_000, 10_000)
REDRAW_MS = {300: 5.0, 1_000: 8.0, 10_000: 30.0}
PAN_MS = {10_000: 2.5, 100_000: 5.0}
LAYOUT_MS = {300: 15.0, 1_000: 40.0, 10_000: 300.0}
CROSSINGS = 1.35
ARRAYS = "\n".join(f"x{i} = sin(param(linspace(0, {i + 1}, 9*{i % 40 + 1})))" for i in range(148))
ARRAYS += "\nL = " + " + ".join(f"sum(x{i})" for i in range(4))
MOST_PLAIN = 2_000  # nodes: above, an item for each takes a minute


@dataclass(frozen=True)
class Row:
    """One measurement: what, ours, the target, the plain scene's or dot's, and the unit."""

    name: str
    ours: float
    target: float
    other: float | None = None
    unit: str = "ms"

    def __str__(self) -> str:
        other = "" if self.other is None else f"{self.other:10.1f}"
        verdict = "" if self.ours <= self.target else "  missed"
        return f"{self.name:58} {self.ours:9.2f} {self.target:8.2f} {self.unit:4}{other}{verdict}"


def cpu_ms(
    work: Callable[[int], object],
    frames: int = 15,
    least: int = 3,
    average: Callable[[list[float]], float] = statistics.median,
) -> float:
    """The average CPU time of a call, told the number of its frame; the first is not counted."""
    work(0)
    taken: list[float] = []
    begun = time.perf_counter()
    while len(taken) < least or (len(taken) < frames and time.perf_counter() - begun < 8):
        start = time.process_time()
        work(len(taken) + 1)
        taken.append((time.process_time() - start) * 1e3)
    return average(taken)


def _shown(widget: QWidget) -> None:
    """Have a widget on the platform's screen: before that, repaint() does nothing."""
    widget.resize(WIDE, HIGH)
    widget.show()
    if not QTest.qWaitForWindowExposed(widget):
        raise AssertionError("the platform shows no window")


class Bench:
    """A canvas with a graph that has run, and its plain counterpart where that is bearable."""

    def __init__(self, graph: Graph, *, runs: bool = True) -> None:
        self.workspace = Workspace()
        self.canvas = Canvas(self.workspace)
        _shown(self.canvas)
        self.workspace.playhead.reduced_motion = True
        if runs:
            self.workspace.open(Document("", graph, {}))
            if self.workspace.trace is None:
                self.workspace._end_run()
                self.workspace._take(self.workspace._wanted, run(self.workspace._wanted.plan))
        self.canvas.fit()
        self.canvas.repaint()
        self._plain: PlainScene | None = None

    @property
    def plain(self) -> PlainScene:
        if self._plain is None:
            self._plain = PlainScene(self.canvas.scene)
            _shown(self._plain)
        centre = self.canvas.camera.to_world(QPointF(WIDE / 2, HIGH / 2))
        self._plain.look(self.canvas.camera.scale, centre)
        return self._plain

    def look(self, scale: float) -> None:
        """The middle of the graph at a scale."""
        centre = self.canvas.scene.bounds.center()
        self.canvas.set_camera(
            Camera(scale, WIDE / 2 - centre.x() * scale, HIGH / 2 - centre.y() * scale)
        )
        QTest.qWait(3 * REST_MS)
        self.canvas.repaint()

    def redraw(self) -> float:
        """Every wire turns from a forward into a backward one or back, every number changes."""
        trace = self.workspace.trace
        assert trace is not None
        places = (trace.forward_count, len(trace))

        def frame(number: int) -> None:
            self.workspace.playhead.seek(places[number % 2])
            self.canvas.repaint()

        return cpu_ms(frame)

    def pan(self) -> float:
        """The mean of frames on a long way, as a frame in many paints more than others."""

        def frame(number: int) -> None:
            self.canvas.pan(*((11, 5) if number // 40 % 2 else (-11, -5)))
            self.canvas.repaint()

        return cpu_ms(frame, 80, average=statistics.fmean)

    def animate(self) -> float:
        """Pulses under way over the picture as it stands, in the beat in which most happens."""
        playhead = self.workspace.playhead
        beats = playhead._beats
        playhead.seek(max(pairwise(beats), key=lambda beat: beat[1] - beat[0])[0])
        playhead.reduced_motion, playhead.playing = False, True
        self.canvas.repaint()

        def frame(number: int) -> None:
            playhead.progress = number % 20 / 20
            self.canvas.repaint()

        taken = cpu_ms(frame, 40)
        playhead.reduced_motion, playhead.playing = True, False
        return taken

    def zoom(self) -> float:
        def frame(number: int) -> None:
            self.canvas.zoom(1.03 if number // 10 % 2 else 1 / 1.03)
            self.canvas.repaint()

        return cpu_ms(frame, 40)

    def plain_redraw(self) -> float:
        return cpu_ms(self.plain.change_wires, 5, 2)

    def plain_pan(self) -> float:
        plain = self.plain
        return cpu_ms(lambda number: plain.pan(3 if number % 2 else -2), 5, 2)

    def close(self) -> None:
        self.workspace.close()
        self.canvas.close()
        self.canvas.deleteLater()
        if self._plain is not None:
            self._plain.deleteLater()
        QApplication.processEvents()


def redraws() -> Iterator[Row]:
    """Full redraws with every wire changing: the whole graph, and cards with text."""
    for count in SIZES:
        bench = Bench(graph_of(network(count)))
        scales = {"whole": bench.canvas.camera.scale, "texts at 0.5": 0.5, "texts at 1.0": 1.0}
        for name, scale in scales.items():
            bench.look(scale)
            plain = bench.plain_redraw() if count <= MOST_PLAIN else None
            yield Row(f"redraw, {count:,} nodes, {name}", bench.redraw(), REDRAW_MS[count], plain)
        if count in PAN_MS:
            yield from _motion(bench, count)
        bench.close()


def previews() -> Iterator[Row]:
    """300 cards of arrays painted anew: with pictures that are known, and in words."""
    bench = Bench(parse(ARRAYS).graph)
    bench.look(0.31)
    times = {}
    for shown in (False, True):
        bench.canvas.show_previews(shown)
        times[shown] = bench.redraw()
    bench.close()
    name = f"redraw, {len(bench.workspace.graph)} cards of arrays, pictures beside words"
    yield Row(name, times[True], times[False] + 1.0, times[False])


def _motion(bench: Bench, count: int) -> Iterator[Row]:
    for name, scale in (("whole", bench.canvas._fitting().scale), ("texts at 0.5", 0.5)):
        bench.look(scale)
        yield Row(f"pan, {count:,} nodes, {name}", bench.pan(), PAN_MS[count])
        if bench.workspace.trace is not None:
            yield Row(f"animate, {count:,} nodes, {name}", bench.animate(), PAN_MS[count])
        yield Row(f"zoom preview, {count:,} nodes, {name}", bench.zoom(), 2.0)


def opening() -> Iterator[Row]:
    """A graph of 100,000 nodes without positions, to its first picture; then moving in it."""
    graph = graph_of(network(100_000))
    bench = Bench(Graph(), runs=False)
    bench.workspace.playhead.reduced_motion = True
    before = _resident_mb()
    start = time.process_time()
    bench.workspace._run = lambda: None  # type: ignore[method-assign]  # it has its own process
    bench.workspace.open(Document("", graph, {}))
    bench.canvas.fit()
    bench.canvas.repaint()
    taken = time.process_time() - start
    yield Row("open and lay out 100,000 nodes, to the picture", taken, 3.0, unit="s")
    yield Row("memory of that", _resident_mb() - before, 120.0, unit="MB")
    yield from _motion(bench, 100_000)
    bench.canvas.fit()

    def frame(_number: int) -> None:
        bench.canvas.repaint_all()
        bench.canvas.repaint()

    yield Row("redraw, 100,000 nodes, whole (density)", cpu_ms(frame, 5), 100.0)
    bench.close()


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def layouts(kinds: str = "", sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """Layout times, and crossings as a share of those of Graphviz dot where it is installed."""
    for count in sizes:
        for kind, make in KINDS.items():
            if kinds and kind not in kinds:
                continue
            shape = make(count)
            ends = shape.sources, shape.targets
            taken = cpu_ms(lambda _n, s=shape: laid_out(s.count, s.sources, s.targets), 5)
            yield Row(f"layout, {kind} of {shape.count:,} nodes", taken, LAYOUT_MS[count])
            theirs = dot_positions(shape.count, *ends) if count < 10_000 else None
            if theirs is not None:
                placed = laid_out(shape.count, *ends).positions
                ours, other = crossings(placed, *ends), crossings(theirs, *ends)
                name = f"crossings, {kind} of {shape.count:,} ({ours:,} ÷ dot's {other:,})"
                yield Row(name, share(ours, other), CROSSINGS, unit="×")


def insertion() -> Iterator[Row]:
    """One more node among those that stand."""
    for count in SIZES[:2]:
        shape = KINDS["network"](count)
        placed = laid_out(shape.count, shape.sources, shape.targets).positions
        wires = [*shape.sources.tolist(), 5], [*shape.targets.tolist(), shape.count]
        taken = cpu_ms(lambda _n, p=placed, w=wires: [insert(p, *w) for _ in range(10)]) / 10
        yield Row(f"insert one among {count:,} nodes", taken, 0.5)


def keystroke() -> Iterator[Row]:
    """A key in a formula of 300 nodes, until the canvas shows the new graph."""
    workspace = Workspace()
    canvas = Canvas(workspace)
    _shown(canvas)
    lines = [f"w{i} = {i % 7 / 10 + 0.3}" for i in range(75)]
    lines += ["y0 = tanh(w0)", *(f"y{i} = y{i - 1}*w{i} + tanh(w{i - 1})" for i in range(1, 75))]
    text = "\n".join(lines) + "\nz = y74*0.5"
    workspace.edit_text(text)
    canvas.repaint()

    def frame(number: int) -> None:
        workspace.edit_text(text + str(number))
        canvas.repaint()

    yield Row(f"a key in a formula of {len(workspace.graph)} nodes, to pixels", cpu_ms(frame), 30.0)
    workspace.close()


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "open": opening,  # first, as it measures the most memory that the process ever had
    "redraw": redraws,
    "redraw of previews": previews,
    "layout": layouts,
    "insert": insertion,
    "keystroke": keystroke,
}


def report(only: str = "") -> None:
    """Print every row whose part's name contains `only`, as it is measured."""
    application = QApplication.instance() or QApplication(["chainrule"])
    assert isinstance(application, QApplication)
    theme.load_fonts()
    theme.apply(theme.DARK)
    head = f"canvas {WIDE} × {HIGH}, CPU time"
    print(f"{head:58} {'ours':>9} {'target':>8}      {'plain':>9}")
    for name, part in PARTS.items():
        if only in name:
            for row in part():
                print(row, flush=True)
