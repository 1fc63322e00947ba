"""Text edits keep the ids, places and values of what they do not change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.document.formula import named, parse, reconcile, unparse
from app.document.formula.reconcile import same
from app.document.graph import Graph, Value
from tests.app.document.graphs import graphs


def placed(text: str) -> Graph:
    graph = parse(text).graph
    return replace(graph, positions={i: (float(k), 0.0) for k, i in enumerate(graph.nodes)})


def kept(old: str, new: str) -> tuple[Graph, Graph]:
    before = placed(old)
    return before, reconcile(before, parse(new).graph)


def op_ids(graph: Graph) -> dict[str, str]:
    return {node.op: node.id for node in graph if not node.is_leaf}


TEXT = "y = sin(x*2) + b\nz = exp(y)"


@pytest.mark.parametrize(
    "new",
    [
        TEXT,
        "# a comment\n" + TEXT,
        TEXT + "\nw = cos(z)",
        "k = 3\n" + TEXT,
        "y = sin(x*3) + b\nz = exp(y)",
        "y = sin(x*2) + 7/b\nz = exp(y)",
        "y = tanh(sin(x*2)) + b\nz = exp(y)",
        "y = sin(tanh(x*2)) + b\nz = exp(y)",
        "y = sin(x*2) + b\nq = exp(y)",
        "other = sin(x*2) + b\nz = exp(other)",
        "y = sin(v*2) + b\nz = exp(y)",
        "exp(sin(x*2) + b)",
        "y = b + sin(x*2)\nz = exp(y)",
    ],
)
def test_every_op_that_is_still_there_keeps_its_id_and_place(new):
    before, after = kept(TEXT, new)

    assert op_ids(before).items() <= op_ids(after).items()
    for node_id in op_ids(before).values():
        assert after.positions[node_id] == before.positions[node_id]


def test_changing_an_operator_keeps_the_node():
    before, after = kept("y = a + b", "y = a - b")

    assert after.named("y").id == before.named("y").id
    assert after.named("y").op == "sub"


def test_changing_the_last_operator_of_a_line_without_a_name_keeps_the_node():
    before, after = kept("sin(a) + b", "sin(a)*b")

    assert after.root == before.root


def test_a_slice_does_not_hinder():
    before, after = kept("y = x[1:] + 1", "y = x[1:] + 2")

    assert op_ids(before) == op_ids(after)


@pytest.mark.parametrize("new", ["y = x*3", "z = x*2", "y = x*2\nx"])
def test_a_leaf_that_is_only_mentioned_keeps_its_content(new):
    before = placed("y = x*2")
    before = before.with_nodes(replace(before.named("x"), content=Value(5.0), trainable=False))

    after = reconcile(before, parse(new).graph)

    assert (after.named("x").content, after.named("x").trainable) == (Value(5.0), False)


def test_a_renamed_mention_keeps_its_content():
    before = placed("y = x*2")
    before = before.with_nodes(replace(before.named("x"), content=Value(5.0)))

    after = reconcile(before, parse("y = w*2").graph)

    assert after.named("w").content == Value(5.0)
    assert after.named("w").id == before.named("x").id


def test_a_typed_value_wins_over_the_old_one_also_where_it_is_one():
    before = placed("x = 5.0\ny = x*2")

    after = reconcile(before, parse("x = 1.0\ny = x*2").graph)

    assert after.named("x").content == Value(1.0)
    assert after.named("x").id == before.named("x").id


def test_a_line_taken_away_takes_its_value_along():
    after = kept("x = 5.0\ny = x*2", "y = x*2")[1]

    assert (after.named("x").content, after.named("x").implied) == (Value(1.0), True)


def test_new_nodes_get_ids_that_were_never_in_use():
    before, after = kept("y = x*2", "y = x*2\nz = y + 1")

    assert after.named("z").id not in before.nodes


def test_routes_of_unchanged_wires_are_kept():
    before = placed("y = x*2\nz = y + x")
    z = before.named("z").id
    before = replace(before, routes={(z, 0): ((1.0, 2.0),), (z, 1): ((3.0, 4.0),)})

    after = reconcile(before, parse("y = x*2\nz = y + 7").graph)

    assert after.routes == {(z, 0): ((1.0, 2.0),)}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_reading_the_same_text_again_changes_nothing(graph):
    graph = named(graph)

    once = reconcile(graph, parse(unparse(graph)).graph)

    assert same(once, graph)
