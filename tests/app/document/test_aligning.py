from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.aligning import EDGES, GRID, aligned, distributed, snapped
from app.document.graph import Graph, Node, Value
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH, card_height

places = st.tuples(st.floats(-900, 900), st.floats(-900, 900))


@st.composite
def cards(draw):
    """Cards of several heights in any places."""
    count = draw(st.integers(2, 6))
    nodes = [
        Node(f"n{i}", "cat", inputs=(None,) * draw(st.integers(2, 7)))
        if draw(st.booleans())
        else Node(f"n{i}", content=Value(1.0))
        for i in range(count)
    ]
    return Graph().with_nodes(*nodes, at={node.id: draw(places) for node in nodes})


def edge_of(graph, node_id, at, edge):
    axis, part = EDGES[edge]
    return at[axis] + part * (CARD_WIDTH, card_height(graph[node_id]))[axis]


@pytest.mark.parametrize("edge", EDGES)
@given(graph=cards())
def test_aligned_cards_have_one_edge_in_line_and_move_along_one_axis(edge, graph):
    axis, _ = EDGES[edge]

    found = aligned(graph, graph.nodes, edge)

    edges = [edge_of(graph, i, at, edge) for i, at in found.items()]
    assert edges == pytest.approx([edges[0]] * len(edges))
    for node_id, at in found.items():
        assert at[1 - axis] == graph.positions[node_id][1 - axis]


@pytest.mark.parametrize(("edge", "choose"), [("left", min), ("right", max), ("top", min)])
@given(graph=cards())
def test_cards_are_aligned_to_the_outermost(edge, choose, graph):
    before = [edge_of(graph, i, at, edge) for i, at in graph.positions.items()]

    found = aligned(graph, graph.nodes, edge)

    assert edge_of(graph, "n0", found["n0"], edge) == pytest.approx(choose(before))


@pytest.mark.parametrize("axis", [0, 1])
@given(graph=cards())
def test_the_gaps_between_spaced_cards_are_equal_and_the_ends_stay(axis, graph):
    found = distributed(graph, graph.nodes, axis)

    size = {i: (CARD_WIDTH, card_height(graph[i]))[axis] for i in graph.nodes}
    starts = {i: graph.positions[i][axis] - size[i] / 2 for i in graph.nodes}
    order = sorted(graph.nodes, key=starts.__getitem__)
    ends = [(found[i][axis] - size[i] / 2, found[i][axis] + size[i] / 2) for i in order]
    gaps = [b[0] - a[1] for a, b in pairwise(ends)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps), abs=1e-6)
    assert ends[0][0] == pytest.approx(starts[order[0]], abs=1e-6)
    last = order[-1]
    assert ends[-1][1] == pytest.approx(starts[last] + size[last], abs=1e-6)


@given(graph=cards())
def test_snapped_cards_have_their_corner_on_a_dot_and_move_less_than_one(graph):
    found = snapped(graph, graph.positions)

    for node_id, (x, y) in found.items():
        left, top = x - CARD_WIDTH / 2, y - card_height(graph[node_id]) / 2
        assert left / GRID == pytest.approx(round(left / GRID))
        assert top / GRID == pytest.approx(round(top / GRID))
        assert abs(x - graph.positions[node_id][0]) <= GRID / 2 + 1e-9
        assert abs(y - graph.positions[node_id][1]) <= GRID / 2 + 1e-9


def test_cards_of_one_height_are_aligned_by_their_centres_as_well():
    graph = Graph().with_nodes(
        *(Node(f"n{i}", content=Value(1.0)) for i in range(3)),
        at={"n0": (0, 0), "n1": (200, 50), "n2": (400, -30)},
    )

    found = aligned(graph, {"n0", "n1"}, "bottom")

    assert found == {"n0": (0, 50), "n1": (200, 50)}
    assert card_height(graph["n0"]) == CARD_HEIGHT
