"""Training loops: compiled rounds print, log and leave behind what plain ones do."""

from pathlib import Path
from textwrap import indent
from threading import Timer

import numpy as np
import pytest

from engine.program import Limits, run_program, statements, training
from engine.program.rounds import rounds_of
from engine.program.syntax import parse

PROGRAMS = Path(__file__).parents[2] / "data" / "programs" / "loops"
COMPILED = {  # how many of its loops are compiled
    "batch_norm_counts": 0,
    "break_and_functions": 3,
    "gradients_accumulate": 1,
    "hooks_and_counters": 0,
    "momentum": 1,
    "mxnet_loops": 0,
    "network_with_adam": 1,
    "one_number": 1,
    "regression_printed": 1,
    "schedules_and_rebinding": 1,
    "side_effects": 0,
    "the_same_each_round": 1,
}


def ran(source, monkeypatch, *, compiled=True, **options):
    """What a program printed, its run, and how many of its loops were compiled."""
    printed, made = [], []
    real = training.compiled_round

    def counted(*args):
        made.append(found := real(*args))
        return found

    monkeypatch.setattr(training, "compiled_round", counted)
    monkeypatch.setattr(statements, "FEWEST", 200 if compiled else 10**9)
    run = run_program(source, write=printed.append, seed=5, **options)
    monkeypatch.undo()
    return "".join(printed), run, len(made)


@pytest.mark.parametrize("name", COMPILED)
def test_compiled_rounds_print_and_log_what_plain_ones_do(name, monkeypatch):
    source = (PROGRAMS / f"{name}.py").read_text()

    text, run, count = ran(source, monkeypatch)
    expected, plain, _ = ran(source, monkeypatch, compiled=False)

    assert run.error is None
    assert text == expected
    assert count == COMPILED[name]
    assert run.steps == plain.steps
    for curves, others in ((run.log.leaves, plain.log.leaves), (run.log.roots, plain.log.roots)):
        assert curves.keys() == others.keys()
        for key, curve in curves.items():
            assert curve.at == others[key].at
            assert np.allclose(curve.values, others[key].values, rtol=1e-5, atol=1e-7)
            assert np.allclose(curve.gradients, others[key].gradients, rtol=1e-4, atol=1e-6)


def test_the_first_the_last_and_the_wanted_sections_are_kept_whole(monkeypatch):
    source = (PROGRAMS / "one_number.py").read_text()

    _, run, count = ran(source, monkeypatch, wanted=(1234,))

    numbers = [section.number for section in run.sections]
    assert count == 1
    assert {0, 1234, 4998, 4999} <= set(numbers)
    x = next(leaf for s in run.sections if s.number == 1234 for leaf in s.leaves.values())
    assert x.item() == pytest.approx(10 * 0.998**1234, rel=1e-4)


def test_a_limit_of_steps_ends_compiled_rounds_too(monkeypatch):
    source = (PROGRAMS / "one_number.py").read_text()

    _, run, count = ran(source, monkeypatch, limits=Limits(steps=2000))

    assert count == 1
    assert "2,000 steps" in run.error.message


def test_stop_ends_compiled_rounds(monkeypatch):
    source = (PROGRAMS / "one_number.py").read_text().replace("5000", "10**9")
    budgets = []

    Timer(0.5, lambda: budgets[0].stop()).start()
    run = run_program(source, write=lambda text: None, started=budgets.append)

    assert "stopped" in run.error.message


@pytest.mark.parametrize(
    "body",
    [
        "seen.append(f)",
        "n = n + 1",
        "x = x + i",
        "x[0] = 1",
        "net.count = 1",
        "del x",
        "if f > 0:\n    y = 1\nelse:\n    y = 2",
        "f = [x for x in y]",
        "return x",
        "with open('a') as g:\n    pass",
        "f = (lambda: 1)()",
        "for j in range(3):\n    pass",
        "global x",
        "assert x",
        "if x > 0:\n    break\nx -= 1",
        "import torch",
        "f(*x)",
        "f = x if y else z",
        "print(f'{x}')",
        "raise x",
        "while x:\n    pass",
        "try:\n    x\nexcept E:\n    pass",
        "x.data = y",
        "a, b = x",
        "f = (g := x)",
    ],
)
def test_the_text_of_such_a_round_forbids_it(body):
    source = f"def f():\n  for i in range(9):\n{indent(body, '    ')}"
    loop = parse(source).body[0].body[0]

    assert rounds_of(loop) is None


def test_an_error_in_a_round_is_the_programs_own(monkeypatch):
    source = (
        "import torch\nw = torch.ones(2, requires_grad=True)\nfor i in range(400):\n"
        "    f = (w * 2).sum()\n    f.backward()\n    if i == 300:\n        w.nothing\n"
    )

    _, run, count = ran(source, monkeypatch)

    assert count == 1
    assert run.error.kind == "AttributeError"
    assert "line 7" in run.error.text
