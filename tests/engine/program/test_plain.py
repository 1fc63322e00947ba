"""Plain: no program ever holds an array of objects, whatever it puts together.

The attempts are lines of tests/data/language/objects.txt: expressions over arrays, polynomials, a
whole number that no dtype holds, objects with operators of their own, and functions that note what
they are handed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.program import run_program
from tests.engine.program.both import by_python, by_us

FILE = Path(__file__).parents[2] / "data" / "language" / "objects.txt"
BEFORE = """
import collections, functools, itertools, math, random
import numpy as np
import torch
B = 10**30
held = []
def note(*given): held.extend(given)
class A:
    def __add__(self, other): note(other); return self
    __radd__ = __mul__ = __rmul__ = __add__
    def __float__(self): return 1.0
    def __gt__(self, other): return True
    def __call__(self, *given): note(*given); return 1.0
class K:
    def __init__(self, *given): note(*given)
    def __float__(self): return 1.0
def f(*given): note(*given); return 1.0
def bad(*given): note(*given); return [B]
x, k, p = np.ones(1), np.array([1]), np.poly1d([1.0, 2.0])
"""
AFTER = """
def look(found):
    if isinstance(found, np.ndarray) and str(found.dtype) == "object": print("held", found)
    elif isinstance(found, (list, tuple)):
        for part in found: look(part)
    elif isinstance(found, dict):
        for part in found.values(): look(part)
    elif type(found) is type(p): look(found.coeffs)
look(held)
print("end")
"""


@pytest.mark.parametrize("attempt", FILE.read_text("utf-8").splitlines())
def test_no_expression_makes_an_array_of_objects(attempt):
    tried = f"try: held.append({attempt})\nexcept Exception: pass"

    assert by_us(BEFORE + tried + AFTER) == ("end\n", "", "")


@pytest.mark.parametrize(
    "statement",
    [
        "t = (B,)\nt += x",
        "t = range(B, B + 1)\nt *= x",
        "def g():\n    t = (B,)\n    t -= x\n    note(t)\ng()",
        "class O: pass\no = O()\no.a = (B,)\no.a += x",
        "d = {0: (B,)}\nd[0] **= x",
        "d = [(B,)]\nd[0] -= x",
        "x[:] = [B]\nx + [B]",
    ],
)
def test_no_assignment_makes_an_array_of_objects(statement):
    found = by_us(f"{BEFORE}x + 1\n{statement}")

    assert found.kind == "TypeError"
    assert found.message.startswith("arrays of dtype object are not for programs; let all items be")


def test_numbers_in_lists_join_arrays_as_ever():
    source = (
        "import numpy as np, math, itertools\n"
        "x = np.ones(2)\n"
        "print(x + [1, 2], [1, 2] * x, x @ (3, 4), divmod(x, [1, 2]), pow(x, [1, 2]))\n"
        "print(sum([x, [1, 2]]), sum([1, 2], x), sum(y for y in (x, (3, 4))), math.prod([x, x]))\n"
        "print(sum([]), sum([1, 2.5, True, 1j]), sum(x), sum([0.1] * 10), sum(range(5)))\n"
        "print(list(itertools.accumulate([x, [1, 2]])), list(itertools.accumulate([1, 2], max)))\n"
        "p = np.poly1d([1, 2])\n"
        "print(p(2), p([1, 2]), (p * p)(p).coeffs, (p / p)[0].coeffs, p.integ(k=3), -p == p)\n"
        "print(np.piecewise(x, [x < 0, x > 0], [-1, lambda v: v * 2]))\n"
        "print(np.apply_along_axis(lambda v: v.sum(), 0, [[1, 2], [3, 4]]))\n"
        "print(np.fromfunction(lambda i, j: i + j, (2, 2), dtype=int))\n"
    )

    assert by_us(source) == by_python(source)


@pytest.mark.parametrize(
    "call",
    [
        "torch.softplus(x, [thing], thing)",
        "torch.nn.functional.softplus(x, [thing])",
        "torch.nn.functional.leaky_relu(x, [thing])",
        "torch.add(x, x, alpha=thing)",
        "torch.add(n, [thing])",
        "torch.mul(n, [10**40])",
        "torch.nn.functional.linear(n, [[thing]])",
    ],
)
def test_an_operation_hands_no_array_to_an_object_of_the_program(call):
    source = (
        "import torch, numpy as np\nseen = []\nclass Thing:\n"
        "    def __rmul__(self, other):\n        print('seen')\n        return 1.0\n"
        "    __radd__ = __rtruediv__ = __rmul__\nthing = Thing()\n"
        f"x, n = torch.ones(2), np.ones(2)\n{call}\n"
    )
    printed = []

    run = run_program(source, write=printed.append)

    assert run.error is not None
    assert printed == []
