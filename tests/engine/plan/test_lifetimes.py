"""Lifetimes: whose memory a view shows, and where it is read for the last time."""

import numpy as np

from engine.plan.lifetimes import NEVER, last_reads, roots
from tests.engine.plan.small_codes import code_of

X = np.arange(6.0).reshape(2, 3)


def numbered(code):
    return {step.name: step.output for step in code.instructions}


def test_views_of_views_show_the_first_memory():
    code = code_of(lambda x: np.exp(x).T.reshape(6)[0:2].sum(), X)
    n = numbered(code)

    found = roots(code)

    assert {found[n[name]] for name in ("transpose", "reshape", "index")} == {n["exp"]}
    assert n["exp"] not in found


def test_memory_is_read_as_long_as_its_last_view():
    code = code_of(lambda x: np.sin(np.cos((y := np.exp(x)).reshape(6))).sum() + y.sum(), X)
    n = numbered(code)

    found = last_reads(code, roots(code))

    last = max(i for i, s in enumerate(code.instructions) if n["exp"] in s.inputs)
    assert found[n["exp"]] == last


def test_the_memory_of_outputs_is_never_free():
    code = code_of(lambda x: np.exp(x).T, X)
    n = numbered(code)

    found = last_reads(code, roots(code))

    assert found[n["exp"]] == NEVER


def test_values_that_nothing_reads_are_not_listed():
    code = code_of(lambda x: (np.exp(x), np.sin(x))[1], X)
    n = numbered(code)

    assert n["exp"] not in last_reads(code, roots(code))
