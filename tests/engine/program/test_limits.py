"""Limits: whatever a program does, it ends: by a limit, by Stop, or with an error, in its process.

The programs are lines of tests/data/language/endless.txt and huge.txt, `\\n` for their line ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from engine.program import Limits, run_program

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "tests" / "data" / "language"
ENDLESS = (FOLDER / "endless.txt").read_text("utf-8").splitlines()
HUGE = (FOLDER / "huge.txt").read_text("utf-8").splitlines()
CHUNK = 12  # programs of one child process
CHILD = """
import sys
from engine.program import Limits, run_program
for line in sys.stdin.read().splitlines():
    limits = Limits(seconds=20.0, memory=400 * 2**20)
    run = run_program(line.replace("\\\\n", "\\n"), limits=limits, write=lambda text: None)
    print(type(run.error).__name__, flush=True)
"""


def quiet(text):
    pass


# What ends a run may strike within a callback of Python's own; it is raised there once more, later.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("line", ENDLESS)
def test_stop_ends_what_would_never_end(line):
    stopped = []

    def begin(budget):
        def stop():
            stopped.append(time.perf_counter())
            budget.stop()

        threading.Timer(0.02, stop).start()

    limits = Limits(seconds=30.0, memory=2**30)
    run = run_program(line.replace("\\n", "\n"), limits=limits, write=quiet, started=begin)
    ended = time.perf_counter()

    assert run.error is not None
    assert not stopped or ended - stopped[0] < 5.0  # 0.2 on an idle machine
    assert run.seconds < 25.0


@pytest.mark.parametrize("start", range(0, len(HUGE), CHUNK))
def test_what_is_huge_or_deep_ends_with_an_error_and_never_the_process(start):
    lines = HUGE[start : start + CHUNK]

    child = subprocess.run(
        [sys.executable, "-c", CHILD],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=200,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    kinds = child.stdout.splitlines()
    assert child.returncode == 0, lines[len(kinds)]
    assert [line for line, kind in zip(lines, kinds, strict=True) if kind == "NoneType"] == []


def test_each_limit_says_which_it_was():
    loop = "while True: pass"

    steps = run_program(loop, limits=Limits(steps=1000)).error
    seconds = run_program(loop, limits=Limits(seconds=0.1)).error
    memory = run_program("x = [0] * 10**8", limits=Limits(memory=2**28)).error
    recursion = run_program("def f(): f()\nf()", limits=Limits(recursion=50)).error

    assert str(steps).startswith("the program took 1,000 steps and was ended; raise the limit")
    assert str(seconds).startswith("the program ran for 0.1 seconds and was ended; raise the limit")
    assert "there is not enough memory; use smaller arrays, or raise the limit" in str(memory)
    assert "more than 50 calls are nested; end the recursion earlier" in str(recursion)


def test_a_limit_points_at_the_line_where_it_was_reached():
    error = run_program("x = 1\n\nwhile x:\n    x += 1\n", limits=Limits(steps=1000)).error

    assert error.span.line in (3, 4)


def test_steps_are_counted():
    run = run_program("for i in range(1000):\n    for k in range(10): pass", write=quiet)

    assert run.error is None
    assert 11_000 <= run.steps <= 11_020


def test_a_slow_step_after_many_quick_ones_is_stopped_in_time():
    source = "for i in range(10**6): pass\nimport time\nwhile True: time.sleep(0.01)"

    run = run_program(source, limits=Limits(seconds=3.0), write=quiet)

    assert "seconds" in run.error.message
    assert run.seconds < 10.0


def test_an_own_context_manager_is_not_told_of_a_limit_and_one_of_the_engine_is():
    source = (
        "import torch\n"
        "class M:\n"
        "    def __enter__(self): pass\n"
        "    def __exit__(self, *error): print('told')\n"
        "with M(), torch.no_grad():\n"
        "    while True: pass\n"
    )
    printed = []

    run_program(source, limits=Limits(steps=1000), write=printed.append)
    after = run_program("import torch\nprint(torch.is_grad_enabled())", write=printed.append)

    assert after.error is None
    assert printed == ["True\n"]


def test_deep_expressions_and_deep_nesting_are_refused_or_run():
    deep = ["(" * 5000 + ")" * 5000, "-" * 20_000 + "1", "x = " + "[" * 150 + "]" * 150]
    deep += ["x = 1\n" + "x" + ".real" * 50_000, "x = " + "1 + " * 50_000 + "1"]
    deep += ["".join(" " * i + "if 1:\n" for i in range(150)) + " " * 150 + "pass"]
    deep += ["x = " + "lambda: " * 20_000 + "1", "x = " + "not " * 50_000 + "1"]

    for source in deep:
        error = run_program(source, limits=Limits(seconds=20.0), write=quiet).error

        assert error is None or error.message


def test_recursion_of_a_thousand_calls_is_had():
    source = "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(990))"
    printed = []

    run = run_program(source, write=printed.append)

    assert run.error is None
    assert printed == ["990\n"]
