from __future__ import annotations

import pytest

from app.document.formula import parse
from app.document.program import difference


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("y = x**2", "y = x**2", ""),
        ("y = x**2", "y = sin(x)**2", "1 node new"),
        ("y = sin(x)*cos(x)", "y = x**2", "1 node new, 3 nodes gone"),
        ("y = x*x*x", "y = x*x", "1 node gone"),
    ],
)
def test_nodes_that_have_no_counterpart_are_told(before, after, words):
    changed = difference(parse(before).graph, parse(after).graph)

    assert bool(changed) is bool(words)
    assert str(changed).endswith(words)
