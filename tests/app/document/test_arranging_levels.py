"""Levels laid out one by one: a card stands near the cards that it is wired to."""

from __future__ import annotations

from app.document.arranging import arranged_in_levels
from app.document.formula import parse
from app.document.grouping import grouped
from app.document.level import seen


def test_a_group_stands_as_near_as_a_node_would():
    graph = arranged_in_levels(parse("y = " + "sin(" * 12 + "x" + ")" * 12).graph)
    inner = [node.id for node in graph if node.op == "sin"][1:]
    collapsed, group = grouped(graph, inner, "", "sin")

    found = arranged_in_levels(collapsed)

    cards = seen(found, "").graph
    xs = sorted(cards.positions[i][0] for i in cards.nodes)
    assert len(xs) == 3
    assert xs[-1] - xs[0] < 600
    assert group in cards.nodes
