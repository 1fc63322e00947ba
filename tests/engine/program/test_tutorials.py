"""Tutorials, run: they print what real torch printed (recorded by tests.oracle.record_programs).

What MXNet's programs print is written by hand after its documentation.
"""

from __future__ import annotations

import pytest

from tests.engine.program.both import by_us
from tests.engine.program.tutorials import MXNET, TORCH, differences, rounding


@pytest.mark.parametrize("path", [*TORCH, *MXNET], ids=lambda path: path.stem)
def test_it_prints_what_is_recorded(path):
    source, recorded = path.read_text("utf-8"), path.with_suffix(".out").read_text("utf-8")

    found = by_us(source)

    assert (found.kind, found.message) == ("", "")
    assert differences(found.printed, recorded, rounding(source)) == []


def test_a_difference_is_seen():
    assert differences("a 1.0\nb", "a 1.0\nb") == []
    assert differences("a 1.0", "a 1.1") == ["a 1.0 | a 1.1"]
    assert differences("a", "a\nb") == ["(no line) | b"]


def test_rounding_lets_the_last_digit_differ_and_nothing_else():
    assert rounding("# rounding: 2, because sums differ\nx = 1") == 2
    assert rounding("x = 1  # rounding") == 0
    assert differences("loss 0.123 at 7", "loss 0.125 at 7", 2) == []
    assert differences("loss 0.123", "loss 0.126", 2) != []
    assert differences("loss 0.123", "cost 0.123", 2) != []
    assert differences("1.50e-03", "1.51e-03", 1) == []
