"""Static arguments as they are typed and chosen."""

from __future__ import annotations

import pytest

from app.document.arguments import (
    NEEDED,
    argument_text,
    arguments,
    choices,
    with_argument,
    with_argument_value,
)
from app.document.edits import with_op
from app.document.formula import parse
from app.document.graph import Graph, Node
from app.document.planning import planned
from engine.run import run


def test_arguments_are_read_as_in_a_formula():
    graph = parse("sum(x)").graph
    root = graph.root

    after = with_argument(graph, root, "dim", "0")

    assert dict(after[root].static) == {"dim": 0}
    assert with_argument(after, root, "dim", "")[root].static == ()
    with pytest.raises(ValueError, match="keepdim"):
        with_argument(graph, root, "keepdim", "perhaps")


def test_an_index_is_typed_with_slices():
    graph = parse("x[0]").graph

    after = with_argument(graph, graph.root, "key", "1:3, ...")

    key = dict(after[graph.root].static)["key"]
    assert key == (slice(1, 3), ...)
    assert argument_text(key) == "1:3, ..."
    with pytest.raises(ValueError, match="index"):
        with_argument(graph, graph.root, "key", "q")


def test_what_may_be_chosen_follows_the_rank_of_the_input():
    total, soft = Node("n1", "sum"), Node("n2", "softmax")

    assert choices(total, "dim", 2) == (None, 0, 1)
    assert choices(total, "keepdim", 2) == (False, True)
    assert choices(soft, "dim", 3) == (-3, -2, -1)
    assert choices(total, "dim", None) == ()
    assert choices(Node("n3", "mse_loss"), "reduction", 1) == ("mean", "sum", "none")
    assert choices(Node("n4", "sum", static=(("dim", 5),)), "dim", 2)[0] == 5


def test_an_argument_that_an_op_needs_cannot_be_emptied():
    graph, node_id = with_op(parse("x*1").graph, "unsqueeze", (0.0, 0.0))

    with pytest.raises(ValueError, match="cannot do without"):
        with_argument(graph, node_id, "dim", "")


def test_false_and_zero_are_different_arguments():
    graph = parse("sum(x)").graph

    after = with_argument_value(graph, graph.root, "keepdim", 0)

    assert arguments(after[graph.root])["keepdim"] == 0
    assert after[graph.root].static == (("keepdim", 0),)


@pytest.mark.parametrize("op", NEEDED)
def test_a_new_node_has_the_arguments_that_its_op_needs(op):
    text = "x = [1.0, 2.0, 3.0]"
    if "pool" in op or op == "permute":
        text = "x = randn(1, 4, 4)" if "pool" in op else "x = randn(2, 3)"
    graph: Graph = parse(text + "\ny = x*1").graph

    grown, node_id = with_op(graph, op, (0.0, 0.0), [graph.named("x").id])
    plan = planned(grown)

    assert run(plan.plan).value(plan.slots[node_id]) is not None
