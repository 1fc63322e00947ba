from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.file import FileError
from app.document.formula import parse, unparse
from app.document.formula.reconcile import facts
from app.document.fragment import Fragment, centre, from_bytes, put, said, taken, written
from app.document.graph import Graph
from app.document.placing import placed
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH
from tests.app.document.graphs import graphs

GRAPH = placed(parse("y = sin(x)*w\nz = y + x").graph)


def ids(*names):
    return {GRAPH.named(name).id for name in names}


def overlaps(graph):
    at = graph.positions.values()
    return any(
        abs(a[0] - b[0]) < CARD_WIDTH and abs(a[1] - b[1]) < CARD_HEIGHT
        for a, b in combinations(at, 2)
    )


@given(graphs(), st.data())
def test_a_fragment_is_the_same_after_the_clipboard(graph, data):
    graph = placed(graph)
    chosen = set(data.draw(st.lists(st.sampled_from(list(graph.nodes)))))

    fragment = taken(graph, chosen)
    again = from_bytes(fragment.to_bytes())

    assert [facts(n) for n in again.graph] == [facts(n) for n in fragment.graph]
    assert again.outside == fragment.outside
    assert again.graph.positions == fragment.graph.positions


@given(graphs(), st.data())
def test_what_is_put_in_is_new_and_leaves_the_rest_as_it_was(graph, data):
    graph = placed(graph)
    chosen = set(data.draw(st.lists(st.sampled_from(list(graph.nodes)), min_size=1)))

    after, new = put(graph, taken(graph, chosen), (0.0, 0.0), wired=data.draw(st.booleans()))

    assert len(new) == len(chosen)
    assert not set(new) & graph.nodes.keys()
    assert all(after[i] is graph[i] for i in graph.nodes)
    assert len(after.order) == len(after)
    names = [node.name for node in after if node.name]
    before = [node.name for node in graph if node.name]
    assert len(set(names)) - len(set(before)) == len(names) - len(before)


def test_a_duplicate_reads_what_the_original_reads():
    after, _ = put(GRAPH, taken(GRAPH, ids("y", "z")), (0.0, 0.0), wired=True)

    assert "y2 = u1*w" in unparse(after)
    assert "z2 = y2 + x" in unparse(after)


def test_without_wires_the_inputs_from_outside_are_open():
    after, (new,) = put(GRAPH, taken(GRAPH, ids("z")), (0.0, 0.0))

    assert after[new].inputs == (None, None)


def test_in_another_graph_wires_from_outside_go_to_the_nodes_of_the_same_name():
    other = placed(parse("x = 5.0\nq = x*2").graph)

    after, (new,) = put(other, taken(GRAPH, ids("z")), (0.0, 0.0), wired=True)

    assert after[new].inputs[0] is None
    assert after[new].sources == (other.named("x").id,)


def test_cards_that_are_put_in_keep_their_shape_and_cover_none():
    fragment = taken(GRAPH, GRAPH.nodes)

    after, new = put(GRAPH, fragment, centre(GRAPH, GRAPH.nodes))

    shifts = {
        tuple(round(b - a, 6) for a, b in zip(GRAPH.positions[i], after.positions[j], strict=True))
        for i, j in zip(GRAPH.nodes, new, strict=True)
    }
    assert len(shifts) == 1
    assert not overlaps(after)


def test_on_a_free_place_they_stand_right_there():
    after, new = put(GRAPH, taken(GRAPH, ids("x", "w")), (3000.0, 40.0))

    assert centre(after, new) == pytest.approx((3000.0, 40.0))


def test_as_text_a_fragment_is_its_expression():
    assert written(GRAPH, ids("y")) == "y = sin(x)*w"
    assert written(GRAPH, ids("z")) == "z = y + x"
    assert written(GRAPH, GRAPH.nodes) == unparse(GRAPH)


@given(graphs(), st.data())
def test_the_text_of_any_nodes_can_be_read(graph, data):
    chosen = set(data.draw(st.lists(st.sampled_from(list(graph.nodes)), min_size=1)))

    made = parse(written(graph, chosen)).graph

    assert len(made) >= 1


def test_a_text_reads_the_names_that_are_there():
    after, new = put(GRAPH, said("cos(x) + q", GRAPH), (0.0, 400.0), wired=True)

    assert {after[i].name or after[i].op for i in new} == {"cos", "q", "add"}
    (cos,) = [i for i in new if after[i].op == "cos"]
    assert after[cos].sources == (GRAPH.named("x").id,)


def test_a_text_that_assigns_a_taken_name_gets_another():
    after, _ = put(GRAPH, said("y = exp(q)", GRAPH), (0.0, 400.0), wired=True)

    assert "y2 = exp(q)" in unparse(after)


def test_a_text_that_only_names_a_node_makes_none():
    assert len(said("x", GRAPH)) == 0


@pytest.mark.parametrize(
    "outside", [[["n9", 0, "n1", "leaf", "x"]], [["n1", 7, "n1", "leaf", "x"]], [["n1"]], [3]]
)
def test_a_damaged_clipboard_is_told(outside):
    from app.document.file import Document, dumps

    data = dumps(Document("", taken(GRAPH, ids("x")).graph, {"outside": outside}))

    with pytest.raises(FileError, match="damaged"):
        from_bytes(data)


def test_an_empty_fragment_is_nothing():
    fragment = Fragment(Graph(), {})

    assert len(fragment) == 0
    assert len(from_bytes(fragment.to_bytes())) == 0
