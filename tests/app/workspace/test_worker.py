from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from app.document.formula import parse
from app.document.planning import planned
from app.workspace.worker import PART_BYTES, Worker
from engine.run import run
from engine.tracing import Trace

FORMULAS = [
    "y = x**2",
    "x = randn(4, 3, seed=1)\nsum(x[1:, ..., 0]**2)",
    "x = randn(4, 3)\nsum(reshape(x, (3, 4)) @ x)",
    "x = randn(4, 3)\nvar(x, dim=0, keepdim=True)[0, 1]",
    "x = const([1, 2])\nw = 1.5\nsum(where(x > 1, w*x, x))",
]


@pytest.fixture
def worker(qapp):
    worker = Worker()
    yield worker
    worker.kill()


def plan_of(text):
    return planned(parse(text).graph).plan


def heard(worker):
    told = []
    worker.heard.connect(told.append)
    return told


@pytest.mark.parametrize("text", FORMULAS)
def test_a_run_in_the_child_gives_the_same_numbers_as_here(worker, qtbot, text):
    told, plan = heard(worker), plan_of(text)

    worker.send("run", plan)
    qtbot.waitUntil(lambda: bool(told), timeout=10000)

    (kind, found), here = told[0], run(plan)
    trace = Trace(plan, *found)
    assert kind == "trace"
    np.testing.assert_array_equal(trace.value(plan.root), here.value(plan.root))
    for leaf in plan.leaves:
        if leaf.requires_grad:
            np.testing.assert_array_equal(trace.gradient(leaf.slot), here.gradient(leaf.slot))


def test_a_trace_of_many_parts_comes_whole_and_in_order(worker, qtbot, monkeypatch):
    told, plan = heard(worker), plan_of("x = randn(300, 300)\nu = tanh(x @ x)\nsum(u @ u)")

    for _ in range(2):
        worker.send("run", plan)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10000)

    assert sum(part.nbytes for part in arrays(run(plan))) > PART_BYTES
    for _, found in told:
        trace = Trace(plan, *found)
        assert [type(e) for e in trace.events] == [type(e) for e in run(plan).events]
        np.testing.assert_array_equal(trace.value(plan.root), run(plan).value(plan.root))


def arrays(trace):
    return [e.value for e in trace.events[: trace.forward_count]] + [
        part
        for e in trace.events[trace.forward_count + 1 :]
        for part in (e.upstream, *e.contributions, *e.sums)
        if part is not None
    ]


def test_handing_over_never_waits_for_the_child(worker):
    plan = plan_of("x = randn(3000, 1000)\nsum(x)")  # 24 MB, many times what a pipe holds
    worker.start()

    start = time.perf_counter()
    worker.send("run", plan)

    assert time.perf_counter() - start < 0.05


def test_killing_in_the_middle_of_handing_over_returns_at_once(worker):
    plan = plan_of("x = randn(3000, 1000)\nsum(x)")

    worker.send("run", plan)
    start = time.perf_counter()
    worker.kill()

    assert time.perf_counter() - start < 1.0


def test_what_a_killed_child_said_is_not_heard_any_more(worker, qtbot):
    told = heard(worker)
    worker.send("run", plan_of("y = x**2"))
    time.sleep(1.0)  # its answer waits in the event queue of this thread

    worker.kill()
    qtbot.wait(50)

    assert told == []


def test_a_child_that_dies_says_so_and_the_next_job_gets_another(worker, qtbot):
    told = heard(worker)
    worker.start()

    os.kill(worker._process.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: told == [("died", None)])
    worker.send("run", plan_of("y = x**2"))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10000)

    assert told[1][0] == "trace"


def test_an_unknown_job_fails_with_a_message_and_the_child_lives_on(worker, qtbot):
    told = heard(worker)

    worker.send("nonsense")
    worker.send("run", plan_of("y = x**2"))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10000)

    assert [kind for kind, _ in told] == ["failed", "trace"]


def test_killing_twice_and_telling_nobody_is_harmless(worker):
    worker.tell("pause")
    worker.kill()
    worker.kill()
    worker.tell("pause")

    assert worker._process is None


def test_a_closed_worker_starts_no_process_any_more(worker):
    worker.start()
    worker.close()

    worker.start()
    worker.send("run", plan_of("y = x**2"))

    assert worker._process is None


def test_a_program_that_ends_amid_a_run_ends_cleanly():
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "from app.workspace.worker import Worker\n"
        "if __name__ == '__main__':\n"
        "    application = QCoreApplication([])\n"
        "    worker = Worker()\n"
        "    worker.start()\n"
    )

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(code, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(path)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
            capture_output=True,
            text=True,
            timeout=30,
        )

    assert (done.returncode, done.stderr) == (0, "")
