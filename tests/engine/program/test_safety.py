"""Safety: a stranger's program reaches nothing but what it was given.

The attempts are lines of tests/data/language/refused.txt, `\\n` for their line ends.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from engine.program import Limits, ProgramError, RunError, run_program
from tests.engine.program.both import by_us

FOLDER = Path(__file__).parents[2] / "data" / "language"
LIMITS = Limits(steps=100_000, seconds=20.0)
REFUSED = (FOLDER / "refused.txt").read_text("utf-8").splitlines()


def source_of(line):
    return line.replace("\\n", "\n")


@pytest.mark.parametrize("line", REFUSED)
def test_an_attempt_to_reach_further_is_refused(line):
    printed = []

    error = run_program(source_of(line), limits=LIMITS, write=printed.append).error

    assert isinstance(error, ProgramError)
    assert error.message or isinstance(error, RunError)
    assert not printed


def test_no_trick_reaches_anything():
    assert by_us((FOLDER / "tricks.txt").read_text("utf-8")) == ("done\n", "", "")


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("print('{0.__class__}'.format(5))", "<class 'int'>\n"),
        ("print((5).__class__, type(print))", "<class 'int'> <class 'function'>\n"),
        ("def f(a=[]): a.append(1); return a\nf(); print(f())", "[1, 1]\n"),
        ("print(hasattr(print, '__globals__'), hasattr([], '__class__'))", "False True\n"),
        ("class A: pass\nA._A__x = 1\nprint(A._A__x)", "1\n"),
        ("class A:\n    __slots__ = ('x',)\na = A(); a.x = 1; print(a.x)", "1\n"),
        ("class A:\n    def __getattr__(self, n): return n\nprint(A().gi_frame)", "gi_frame\n"),
        ("match print:\n    case object(__self__=s): print(s)", ""),
        ("match (lambda: 0):\n    case object(__globals__=g): print(g)", ""),
        ("def f(): yield\nmatch f():\n    case object(gi_frame=g): print(g)", ""),
        ("def f(): pass\nf.gi_frame = 5\nprint(f.gi_frame)", "5\n"),
    ],
)
def test_what_looks_like_an_attempt_is_harmless(source, printed):
    assert by_us(source) == (printed, "", "")


def test_names_that_python_asks_for_by_itself_do_not_reach_a_getattr_of_a_program():
    source = (
        "import numpy as np, torch\n"
        "class A:\n"
        "    def __getattr__(self, name): print('asked', name); return 5\n"
        "a = A()\n"
        "for convert in (np.array, torch.tensor, len, iter, int, np.sin):\n"
        "    try: convert(a)\n"
        "    except Exception as error: pass\n"
    )

    assert "__" not in by_us(source).printed


def test_nothing_of_a_program_runs_after_it_has_ended():
    source = (
        "class A:\n"
        "    def __repr__(self): print('late'); return ''\n"
        "    def __eq__(self, other): print('late'); return True\n"
        "    __hash__ = None\n"
        "def f():\n"
        "    try: yield\n"
        "    finally:\n"
        "        while True: print('late')\n"
        "kept = f()\n"
        "next(kept)\n"
        "print('end')\n"
    )
    printed = []

    run = run_program(source, write=printed.append)

    assert run.error is None
    assert "".join(printed) == "end\n"


def test_the_limits_of_python_itself_are_as_before():
    before = sys.getrecursionlimit(), threading.stack_size()

    run_program("def f(n): return f(n + 1)\nf(0)", write=lambda text: None)

    assert (sys.getrecursionlimit(), threading.stack_size()) == before


def test_a_program_that_ends_itself_ends_the_program_only():
    assert by_us("print(1)\nraise SystemExit(3)\nprint(2)") == ("1\n", "", "")
    assert by_us("raise KeyboardInterrupt").kind == "KeyboardInterrupt"
    assert by_us("raise GeneratorExit").kind == "GeneratorExit"


def test_two_runs_share_no_variables():
    run_program("import torch, math\nx = 5\nint_ = int\nclass A: pass", write=lambda text: None)

    assert by_us("print(x)").kind == "NameError"
    assert by_us("A()").kind == "NameError"
