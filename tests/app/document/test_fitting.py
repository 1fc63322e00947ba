"""What an input takes, and which ops take a value."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.edits import with_op
from app.document.fitting import misfit, takers
from app.document.formula import parse
from app.document.graph import Graph
from app.document.planning import planned
from engine.op import OPS
from engine.run import run


def values(graph):
    plan = planned(graph)
    trace = run(plan.plan)
    return lambda node_id: trace.value(plan.slots[node_id]) if node_id in plan.slots else None


def test_a_product_says_which_side_is_needed():
    graph = parse(
        "A = zeros(3, 4)\nB = zeros(4, 2)\nC = zeros(5, 2)\nD = zeros(2, 3)\ny = A@B"
    ).graph
    y, c, d = (graph.named(n).id for n in "yCD")

    right = misfit(graph, values(graph), c, y, 1)
    left = misfit(graph, values(graph), d, y, 0)

    assert right == "matmul: left (3, 4) needs a right side with 4 rows; this is (5, 2)"
    assert left == "matmul: right (4, 2) needs a left side with 4 columns; this is (2, 3)"
    assert misfit(graph, values(graph), graph.named("B").id, y, 1) is None


def test_shapes_that_do_not_broadcast_are_a_misfit():
    graph = parse("a = zeros(3)\nb = zeros(4)\ny = a*a").graph

    why = misfit(graph, values(graph), graph.named("b").id, graph.named("y").id, 1)

    assert why is not None
    assert "(3,)" in why
    assert "(4,)" in why


def test_nothing_is_known_of_a_node_with_an_open_input():
    graph, added = with_op(parse("a = zeros(3)\ny = a*a").graph, "matmul", (0.0, 0.0))

    assert misfit(graph, values(graph), graph.named("a").id, added, 0) is None


@pytest.mark.parametrize("shape", [(), (3,), (3, 4), (2, 3, 4)], ids=str)
def test_every_op_that_is_offered_runs_on_the_value(shape):
    offered = takers(np.ones(shape), Graph())

    assert {"add", "mul", "exp", "sum"} <= set(offered)
    assert ("matmul" in offered) == (len(shape) > 0)
    assert set(offered) <= set(OPS)


def test_what_the_graph_uses_most_comes_first():
    graph = parse("y = sin(sin(sin(x))) + exp(x)").graph

    assert takers(np.ones(()), graph)[:3] == ["sin", "add", "exp"]


def test_floats_are_no_index_and_integers_no_logits():
    assert "conv2d" not in takers(np.ones((3,)), Graph())
    assert "det" not in takers(np.ones((2, 3)), Graph())
