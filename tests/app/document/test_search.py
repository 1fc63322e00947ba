from __future__ import annotations

import numpy as np
import pytest

from app.document.formula import parse
from app.document.search import Facts, QueryError, holds, query

GRAPH = parse("c = const(2.0)\nd = randn(3, seed=1)\nloss = sum(tanh(x*c) + d*x) + _").graph
VALUES = {"c": 2.0, "x": -0.5, "tanh": np.nan, "d": [1.0, 0.0, -4.0], "sum": np.inf}
GRADIENTS = {"x": 0.0, "d": [0.0, 0.0, 0.0], "tanh": 3.0}


def found(text):
    """The names or ops of the nodes that match."""
    conditions = query(text)

    def read(node, which):
        held = (VALUES if which == "value" else GRADIENTS).get(node.name or node.op)
        return None if held is None else np.asarray(held)

    return {
        node.name or node.op
        for node in GRAPH
        if holds(conditions, Facts(GRAPH, node, lambda w, n=node: read(n, w), node.name == "loss"))
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("loss", {"loss"}),
        ("TANH", {"tanh", "add"}),
        ("su", {"sum"}),
        ("> 1", {"c", "sum"}),
        (">1", {"c", "sum"}),
        ("<= -4", {"d"}),
        ("= 2", {"c"}),
        ("≥ 2", {"c", "sum"}),
        ("-1..0", {"x", "d"}),
        ("-1 .. -0.1", {"x"}),
        ("1..inf", {"c", "d", "sum"}),
        ("nan", {"tanh"}),
        ("inf", {"sum"}),
        ("zero gradient", {"x", "d"}),
        ("gradient zero", {"x", "d"}),
        ("gradient > 2", {"tanh"}),
        ("∂ 2..4", {"tanh"}),
        ("parameter", {"x", "d"}),
        ("constants", {"c"}),
        ("random", {"d"}),
        ("array", {"d"}),
        ("open", {"loss"}),
        ("problem", {"loss"}),
        ("parameter -1..0", {"x", "d"}),
        ("parameter nan", set()),
        ("no gradient leaf", {"c"}),
        ("mul ∂ > 0", set()),
    ],
)
def test_words_kinds_and_conditions_find_their_nodes(text, names):
    assert found(text) == names


def test_nothing_typed_asks_nothing():
    assert query("   ") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("> abc", "'abc' is no number after >; type one, as > 3"),
        (">", "a number is missing after >"),
        ("3..1", "put the smaller number first"),
    ],
)
def test_what_cannot_be_searched_for_is_told_with_the_remedy(text, words):
    with pytest.raises(QueryError, match=words):
        query(text)
