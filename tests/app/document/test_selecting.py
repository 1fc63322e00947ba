from __future__ import annotations

import pytest

from app.document.formula import parse
from app.document.placing import placed
from app.document.selecting import downstream, inverse, linked, neighbour, upstream

GRAPH = placed(parse("s = sin(x)\ny = s*w\nz = cos(q)\ny + x").graph)


def names(ids):
    return {GRAPH[i].name or GRAPH[i].op for i in ids}


def ids(*wanted):
    return [node.id for node in GRAPH if (node.name or node.op) in wanted]


def test_upstream_is_all_that_a_node_depends_on():
    assert names(upstream(GRAPH, ids("y"))) == {"y", "s", "x", "w"}


def test_downstream_is_all_that_depends_on_a_node():
    assert names(downstream(GRAPH, ids("s"))) == {"s", "y", "add"}


def test_connected_nodes_are_reached_in_either_direction():
    assert names(linked(GRAPH, ids("w"))) == {"x", "w", "s", "y", "add"}
    assert names(linked(GRAPH, ids("q"))) == {"q", "z"}


def test_the_inverse_is_all_the_rest():
    assert names(inverse(GRAPH, ids("x", "w", "s", "y", "add"))) == {"q", "z"}


def test_left_goes_to_an_input_and_right_to_a_consumer():
    (add,) = ids("add")
    before = neighbour(GRAPH, add, "left")

    assert before in GRAPH[add].sources
    assert neighbour(GRAPH, *ids("z"), "left") == ids("q")[0]
    assert neighbour(GRAPH, *ids("s"), "right") == ids("y")[0]
    assert neighbour(GRAPH, add, "right") is None


def test_up_and_down_go_among_the_nodes_that_feed_the_same():
    graph = placed(parse("a + b").graph)
    high, low = sorted(graph.leaves, key=lambda n: graph.positions[n.id][1])

    assert neighbour(graph, high.id, "down") == low.id
    assert neighbour(graph, low.id, "up") == high.id
    assert neighbour(graph, high.id, "up") is None


@pytest.mark.parametrize("start", list(GRAPH.nodes))
def test_the_arrows_lead_from_anywhere_to_everywhere(start):
    seen, stack = set(), [start]
    while stack:
        node_id = stack.pop()
        if node_id is not None and node_id not in seen:
            seen.add(node_id)
            stack += [neighbour(GRAPH, node_id, w) for w in ("left", "right", "up", "down")]

    assert seen == set(GRAPH.nodes)
