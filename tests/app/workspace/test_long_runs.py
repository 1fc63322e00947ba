"""Runs that are given to the worker process, and the interface meanwhile."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from app.document.graph import Value
from app.workspace import running as module
from tests.app.hand import named, value

SLOW = "x = randn(900, 900, seed=1)\nsum(tanh(x @ x @ x @ x @ x @ x) @ x)"


@pytest.fixture
def slow(workspace, monkeypatch):
    """A workspace that gives every run to its worker."""
    monkeypatch.setattr(workspace, "_slow_cost", 0)
    return workspace


def ticks_of_the_event_loop(qtbot, until):
    """How often a 5 ms timer fires until `until`: never, if a run kept the interface waiting."""
    ticks = []
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: ticks.append(True))
    timer.start()
    qtbot.waitUntil(until, timeout=30000)
    timer.stop()
    return len(ticks)


def test_a_long_run_goes_to_the_worker_and_the_interface_answers_meanwhile(workspace, qtbot):
    workspace.recompute()
    told = []
    workspace.running.connect(told.append)

    workspace.edit_text(SLOW)
    assert told == [True]
    ticks = ticks_of_the_event_loop(qtbot, lambda: told == [True, False])

    assert workspace.trace.fault is None
    assert workspace.trace.plan is workspace.planned.plan
    assert ticks > 10


def test_a_stutter_of_the_machine_does_not_send_small_graphs_to_the_worker(workspace, monkeypatch):
    monkeypatch.setattr(module, "INLINE_MS", 0.0)
    told = []
    workspace.running.connect(told.append)

    for text in ("y = x**2", "y = sin(x)", "y = sin(x) + exp(x)"):
        workspace.edit_text(text)

    assert told == []
    assert workspace.trace is not None


def test_a_run_that_took_long_goes_to_the_worker_the_next_time(workspace, monkeypatch):
    monkeypatch.setattr(module, "INLINE_MS", 0.0)
    told = []
    workspace.running.connect(told.append)

    workspace.edit_text("x = randn(300, 300)\ny = sum(tanh(x) * sin(x))")
    first = list(told)
    workspace.recompute()

    assert first == []
    assert told == [True]


def test_the_trace_of_a_worker_belongs_to_the_plan_that_is_shown(slow, qtbot):
    with qtbot.waitSignal(slow.trace_changed, check_params_cb=lambda t: t is not None):
        slow.edit_text("y = x**2")

    assert slow.trace.plan is slow.planned.plan
    assert value(slow, "y") == 1.0


def test_a_long_run_can_be_stopped_and_started_again(workspace, qtbot):
    workspace.edit_text(SLOW)
    told = []
    workspace.running.connect(told.append)

    workspace.stop()

    assert told == [False]
    assert "stopped" in workspace.failure.message
    assert workspace.failure.remedy
    with qtbot.waitSignal(workspace.running, check_params_cb=lambda busy: not busy, timeout=30000):
        workspace.recompute()
    assert workspace.trace is not None
    assert workspace.failure is None


def test_an_edit_to_something_quick_does_not_wait_for_the_long_run(workspace):
    workspace.edit_text(SLOW)
    told = []
    workspace.running.connect(told.append)

    workspace.edit_text("v = u**2")

    assert told == [False]
    assert value(workspace, "v") == 1.0


def test_the_last_of_many_edits_during_a_long_run_is_what_is_shown(slow, qtbot):
    slow.edit_text("y = x**2")
    x = named(slow, "x")

    for number in (2.0, 3.0, 4.0):
        slow.set_content(x, Value(number))
    qtbot.waitUntil(lambda: slow._running is None, timeout=10000)

    assert value(slow, "y") == 16.0


def test_another_graph_during_a_long_run_is_run_at_once(slow, qtbot):
    slow.edit_text("y = x**2")
    slow.edit_text("y = sin(x) + u")

    qtbot.waitUntil(lambda: slow._running is None, timeout=10000)

    assert value(slow, "y") == pytest.approx(np.sin(1.0) + 1)


def test_a_worker_that_dies_is_told_and_the_next_run_works(workspace, qtbot):
    workspace.edit_text(SLOW)
    qtbot.waitUntil(lambda: workspace._worker._process is not None)

    with qtbot.waitSignal(workspace.trace_changed):
        os.kill(workspace._worker._process.pid, signal.SIGKILL)

    assert "died" in workspace.failure.message
    assert workspace.failure.remedy
    with qtbot.waitSignal(workspace.running, check_params_cb=lambda busy: not busy, timeout=30000):
        workspace.recompute()
    assert workspace.trace.fault is None


def test_a_fault_in_a_long_run_comes_back_with_its_node(slow, qtbot):
    with qtbot.waitSignal(slow.trace_changed, check_params_cb=lambda t: t is not None):
        slow.edit_text("x = [1.0, 2.0]\nw = [1.0, 2.0, 3.0]\ny = sum(x*w)")

    assert "(2,)" in slow.trace.fault.message
