"""The commands without a window: eval, render, descend."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.document.arrangement import TOP
from app.document.contents import materialised
from app.document.edits import with_content
from app.document.file import FileError
from app.document.formula import FormulaError, parse
from app.document.graph import Graph
from app.document.opening import opened
from app.document.placing import arranged, placed
from app.document.planning import Planned, planned
from app.document.program import is_program
from app.headless_run import InputError, drawn
from engine.descent import Descent
from engine.errors import EngineError
from engine.run import run
from engine.tracing import Trace

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from engine.program.figures import Figure


def evaluate(source: str, at: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Value of the root and gradients of the parameters, by name, as nested lists; and what
    deserves a word, as the first NaN or rows that were left out."""
    graph, plan, trace = subject(source, at)
    trace = trace or run(plan.plan)
    if trace.fault is not None:
        raise InputError(_joined(trace.fault.message, trace.fault.remedy))
    if plan.plan.root is None:
        raise InputError("the program has no backward(); call it on the result, to have gradients")
    value = trace.value(plan.plan.root)
    assert value is not None
    grads = {}
    for node in graph.leaves:
        if node.trainable:
            gradient = trace.gradient(plan.slots[node.id])
            zero = np.zeros_like(trace.value(plan.slots[node.id]))
            grads[node.name or node.id] = (zero if gradient is None else gradient).tolist()
    words = [_joined(note.message, note.remedy) for note in trace.notes]
    words += [f"{graph[i].name or i}: {note}" for i, note in plan.notes.items()]
    return {"value": value.tolist(), "grads": grads}, words


def descend(
    source: str,
    at: Sequence[str],
    *,
    params: Sequence[str],
    optimizer: str,
    lr: float,
    momentum: float,
    steps: int,
) -> tuple[dict[str, Any], Descent]:
    """Run a descent to its end: the summary, and the descent with its history."""
    if optimizer != "sgd":
        raise InputError(f"no optimizer is called '{optimizer}'; choose sgd")
    graph, plan, _ = subject(source, at)
    chosen = list(params) or [n.name for n in graph.leaves if n.trainable and n.name]
    try:
        descent = Descent(plan.plan, chosen, lr=lr, momentum=momentum)
        descent.advance(steps)
    except EngineError as error:
        raise InputError(str(error)) from None
    loss = descent.history.loss
    return {
        "steps": descent.steps,
        "loss": {"first": loss[0], "last": loss[-1]},
        "params": {name: value.tolist() for name, value in descent.values.items()},
        "stopped": descent.stopped,
        "backend": descent.backend,
    }, descent


def render(
    source: str,
    at: Sequence[str],
    out: Path,
    *,
    scale: float,
    theme_name: str,
    layout: str,
    transparent: bool,
) -> None:
    """Write a picture of the graph after a run."""
    from app.document.layout import LAYOUTS, LayoutError
    from app.export.picture import PictureError, Style, save
    from app.theme import THEMES

    if layout and layout not in LAYOUTS:
        raise InputError(f"no layout is called '{layout}'; choose from {', '.join(LAYOUTS)}")
    graph, plan, trace = subject(source, at)
    problem = start_qt()
    if problem is not None:
        raise InputError(problem)
    from app.canvas.level_dress import dress_of
    from app.canvas.level_scene import scene_of

    try:
        graph = (
            placed(graph)
            if graph.positions and not layout
            else arranged(graph, layout or "layered")
        )
        scene, trace = scene_of(graph, TOP), trace or run(plan.plan)
        dress = dress_of(scene, plan, trace, len(trace))
        save(scene, dress, out, Style(scale, transparent, THEMES[theme_name]))
    except (PictureError, LayoutError) as error:
        raise InputError(str(error)) from None


def start_qt(*, widgets: bool = False) -> str | None:
    """Have a Qt application for painting without a display, for `widgets` too; why there is none,
    or None."""
    from app.application import HEADLESS, missing_library

    problem = missing_library(HEADLESS)
    if problem is not None:
        return problem
    from PySide6.QtGui import QGuiApplication

    from app.theme import load_fonts

    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _application(widgets)
        load_fonts()
    return None


@cache
def _application(widgets: bool) -> QGuiApplication:
    """Qt's application; that it is cached keeps it alive."""
    if widgets:
        from PySide6.QtWidgets import QApplication

        return QApplication(["chainrule"])
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication(["chainrule"])


def write_plots(figures: Sequence[Figure], folder: Path, theme_name: str) -> None:
    """Write what a program drew as PNG files, under the names that it gave them or numbers."""
    if not figures:
        return
    problem = start_qt(widgets=True)
    if problem is not None:
        raise InputError(problem)
    from app.plots.figure_view import save_figure
    from app.theme import THEMES

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made: {error.strerror}") from None
    for i, figure in enumerate(figures, 1):
        name = Path(figure.file).stem if figure.file else f"figure-{i}"
        path = folder / f"{name}.png"
        if not save_figure(figure, path, THEMES[theme_name]):
            raise InputError(f"{path} cannot be written")


def write_csv(descent: Descent, path: Path) -> None:
    """One row per step: step, loss, then every number of every parameter."""
    history = descent.history
    heads = ["step", "loss"]
    for name, values in history.params.items():
        size = values[0].size
        heads += [name] if values[0].ndim == 0 else [f"{name}[{i}]" for i in range(size)]
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            for step, loss in enumerate(history.loss):
                numbers = [v[step].ravel().tolist() for v in history.params.values()]
                writer.writerow([step, loss, *(x for part in numbers for x in part)])
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None


def write_curve(descent: Descent, path: Path, theme_name: str) -> None:
    """The loss curve as a picture."""
    problem = start_qt()
    if problem is not None:
        raise InputError(problem)
    from app.export.curve import save_curve
    from app.export.picture import PictureError
    from app.theme import THEMES

    try:
        save_curve(np.array(descent.history.loss), path, THEMES[theme_name])
    except PictureError as error:
        raise InputError(str(error)) from None


def as_json(result: dict[str, Any]) -> str:
    """One JSON object; numbers that JSON does not know become null."""
    return json.dumps(_plain(result), allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


Subject = tuple[Graph, Planned, Trace | None]


def subject(source: str, at: Sequence[str]) -> Subject:
    """The graph of a file, a formula or a program's latest backward, with the values of `--at` in
    its leaves; its plan; and, of a program as it is, what happened. Errors: InputError."""
    try:
        document = opened(source)
    except (FileError, FormulaError) as error:
        raise InputError(str(error)) from None
    path = Path(source)
    folder = path.resolve().parent if len(source) < 1000 and path.is_file() else None
    if is_program(document.text):
        return _of_program(document.text, path if folder else None, at)
    graph = document.graph
    for assignment in at:
        graph = _assigned(graph, assignment)
    return graph, _runnable(graph, folder), None


def _of_program(text: str, path: Path | None, at: Sequence[str]) -> Subject:
    found = drawn(text, path)
    if not at:
        return found.graph, found.planned, found.trace
    graph = found.graph
    for assignment in at:
        graph = _assigned(graph, assignment)
    leaves = tuple(
        replace(leaf, value=materialised(graph[node_id]))
        if graph[node_id].content is not found.graph[node_id].content
        else leaf
        for leaf in found.planned.plan.leaves
        for node_id in [f"n{leaf.slot + 1}"]
        if node_id in graph.nodes
    )
    kept = {leaf.slot for leaf in leaves}
    leaves += tuple(leaf for leaf in found.planned.plan.leaves if leaf.slot not in kept)
    return graph, replace(found.planned, plan=replace(found.planned.plan, leaves=leaves)), None


def _assigned(graph: Graph, assignment: str) -> Graph:
    name, equals, text = assignment.partition("=")
    name = name.strip()
    if not equals or not name.isidentifier():
        raise InputError(f"--at {assignment}: write a name and a value, as --at x=1.5")
    node = graph.named(name)
    if node is None or not node.is_leaf:
        leaves = ", ".join(n.name for n in graph.leaves if n.name)
        raise InputError(
            f"--at {assignment}: no leaf is called '{name}'; there is {leaves or 'none'}"
        )
    try:
        read = parse(f"{name} = {text.strip()}").graph.named(name)
    except FormulaError as error:
        raise InputError(f"--at {assignment}: {error}") from None
    if read is None or not read.is_leaf or read.content is None:
        raise InputError(f"--at {assignment}: '{text}' is no value; write a number or a list")
    return with_content(graph, node.id, read.content)


def _runnable(graph: Graph, folder: Path | None) -> Planned:
    """The plan. Errors: InputError where the graph is empty or a node cannot run."""
    if not len(graph):
        raise InputError("the formula is empty; write an expression, as 'sin(x*y)'")
    plan = planned(graph, folder)
    for problem in plan.problems.values():
        if problem.remedy:
            raise InputError(_joined(problem.message, problem.remedy))
    return plan


def _joined(message: str, remedy: str) -> str:
    return f"{message}; {remedy}" if remedy else message
