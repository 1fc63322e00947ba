"""Random edits of the nodes of straight-line programs: no line and no comment is ever lost."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.document.edits import with_content, with_name, with_op, with_root_kept
from app.document.formula.reconcile import reconcile, same
from app.document.formula.unparse import named
from app.document.graph import Literal, Made, Ref, Value
from app.document.program import Unwritable, restated, straight

FOLDER = Path(__file__).parents[3] / "data" / "programs" / "torch"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py"))}
STRAIGHT = [name for name, text in TEXTS.items() if straight(text)]
EDITS = 12


def any_edit(graph, chance):
    """The graph after a random edit, as a hand could make it; None for one that nobody can."""
    node = chance.choice(list(graph))
    kind = chance.randrange(7)
    if kind == 0:
        name = chance.choice(["aa", "bb", "x", "torch"])
        return None if graph.named(name) else with_name(graph, node.id, name)
    if kind == 1 and node.is_leaf:
        made = chance.choice([Value(2.5), Value((1.0, 2.0)), Value(3), Made("zeros", (2,))])
        return with_content(graph, node.id, made)
    if kind == 2:
        return graph.without([node.id])
    if kind == 3 and graph.consumers[node.id]:
        wire = chance.choice(graph.consumers[node.id])
        wider, fresh = with_op(graph, chance.choice(["sin", "silu"]), None, [node.id])
        return wider.with_input(wire.target, wire.port, Ref(fresh))
    if kind == 4 and node.inputs:
        return graph.with_input(node.id, chance.randrange(len(node.inputs)), Literal(0.5))
    if kind == 5:
        return replace(graph, chosen_root=node.id)
    return with_op(graph, chance.choice(["parameter", "add", "relu"]), None, [node.id])[0]


def test_there_are_straight_line_tutorials():
    assert len(STRAIGHT) >= 8


@pytest.mark.parametrize("name", STRAIGHT)
def test_no_line_is_lost_and_every_text_says_its_graph(name):
    chance, text = random.Random(name), TEXTS[name]
    graph = straight(text).graph
    kept = sum(not piece.formula for piece in straight(text).pieces)
    comments = [line for line in text.splitlines() if line.startswith("#")]

    for _ in range(EDITS):
        after = any_edit(graph, chance)
        if after is None:
            continue
        try:
            text, graph = restated(text, graph, named(with_root_kept(graph, after)))
        except Unwritable:
            continue

        again = straight(text)
        assert same(reconcile(graph, again.graph), graph)
        assert sum(not piece.formula for piece in again.pieces) >= kept
        assert set(comments) <= set(text.splitlines())
