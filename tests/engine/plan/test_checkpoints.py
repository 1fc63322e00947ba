"""Checkpoints: what is kept for backward, and what is computed again."""

import os
import subprocess
import sys

import numpy as np
import pytest

import engine
from engine.nn import functional as F
from engine.plan.checkpoints import checkpointed, peak
from engine.plan.code import Code, Instruction, Value, evaluate
from engine.plan.lowering import traced
from engine.plan.passes import simplified

FLOAT = np.dtype(np.float64)


def chain(count):
    def function(x):
        t = x
        for _ in range(count):
            t = t * x
            t = t + 0.5
        return t.sum()

    return function


def layers(x, w):
    for _ in range(40):
        x = (x @ w).tanh()
    return (x * x).mean()


def skipping(x, y):
    held = []
    for i in range(60):
        x = (x * y).sin()
        held.append(x)
        if i > 20 and i % 7 == 0:
            x = x + held[i - 20].reshape(10, -1).reshape(-1)
    return x.sum()


def chosen(x):
    for i in range(50):
        x = F.leaky_relu(x - 0.1) + engine.where(x > 0.0, x.exp().log1p(), x * float(i))
    return x.mean()


def code_of(function, *shapes):
    rng = np.random.default_rng(0)
    tensors = [engine.tensor(rng.uniform(-0.9, 0.9, shape), requires_grad=True) for shape in shapes]
    found = traced(function, tensors, [f"x{i}" for i in range(len(shapes))], len(shapes))
    return simplified(found.code()), [tensor.numpy(force=True) for tensor in tensors]


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (chain(100), [(1000,)]),
        (layers, [(50, 30), (30, 30)]),
        (skipping, [(1000,), (1000,)]),
        (chosen, [(40, 40)]),
    ],
    ids=["chain", "layers", "skipping", "chosen"],
)
def test_results_are_the_same_to_the_last_bit_in_less_memory(function, shapes):
    code, given = code_of(function, *shapes)

    lean = checkpointed(code, 100_000)

    assert peak(lean).bytes < 0.7 * peak(code).bytes
    for found, expected in zip(evaluate(lean, given), evaluate(code, given), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_a_chain_keeps_twice_the_root_of_what_it_kept():
    code, _ = code_of(chain(900), (1000,))

    assert peak(code).bytes / 8000 > 900
    assert peak(checkpointed(code, 100_000)).bytes / 8000 < 70


def test_each_operation_is_run_twice_at_most():
    code, _ = code_of(chain(200), (1000,))

    lean = checkpointed(code, 100_000)

    assert len(lean.instructions) < 1.5 * len(code.instructions)
    outputs = [step.output for step in lean.instructions]
    assert len(set(outputs)) == len(outputs)


def test_within_the_budget_everything_is_kept():
    code, _ = code_of(chain(100), (1000,))

    assert checkpointed(code, 10_000_000) is code


def test_what_is_called_as_a_whole_runs_once():
    calls = []

    def noisy(x):
        calls.append(1)
        return (x + 1.0,)

    values = [Value((1000,), FLOAT)]
    steps = []
    for _ in range(20):
        base = len(values)
        values += [Value((), np.dtype(np.bool_)), Value((1000,), FLOAT), Value((1000,), FLOAT)]
        steps += [
            Instruction("call", "noisy", (base - 1,), base, noisy),
            Instruction("part", "noisy", (base,), base + 1, 0),
            Instruction("ufunc", "sin", (base + 1,), base + 2),
        ]
    made = [step.output for step in steps if step.kind == "ufunc"]
    total = len(values) - 1
    for number in reversed(made[:-1]):
        values.append(Value((1000,), FLOAT))
        steps.append(Instruction("ufunc", "multiply", (total, number), len(values) - 1))
        total = len(values) - 1
    code = Code(tuple(values), tuple(steps), (0,), (total,))
    (expected,) = evaluate(code, [np.ones(1000)])
    calls.clear()

    (found,) = evaluate(checkpointed(code, 50_000), [np.ones(1000)])

    np.testing.assert_array_equal(found, expected)
    assert len(calls) == 20


def test_the_peak_counts_values_while_they_are_read():
    values = tuple([Value((100,), FLOAT)] * 4)
    steps = (
        Instruction("ufunc", "sin", (0,), 1),
        Instruction("ufunc", "cos", (1,), 2),
        Instruction("ufunc", "multiply", (2, 2), 3),
    )

    found = peak(Code(values, steps, (0,), (3,)))

    assert found.bytes == 1600
    assert found.place == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_ten_thousand_operations_on_many_values_fit_into_little_memory():
    script = """
from pathlib import Path
import numpy as np
import engine

def function(x):
    t = x
    for _ in range(5000):
        t = t * x + 0.5
    return t.sum()

start = np.random.default_rng(0).uniform(0.1, 0.9, 100_000)
x = engine.tensor(start, requires_grad=True)
engine.compile(function)(x).backward()
status = Path("/proc/self/status").read_text()
kilobytes = int(status.split("VmHWM:")[1].split()[0])
t, slope = start.copy(), np.ones(100_000)
for _ in range(5000):
    slope = slope * start + t
    t = t * start + 0.5
assert np.allclose(x.grad.numpy(), slope, rtol=1e-10)
print(kilobytes / 1024)
"""
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    found = subprocess.run(
        [sys.executable, "-c", script], env=there, capture_output=True, text=True, check=True
    )

    assert float(found.stdout) < 200
