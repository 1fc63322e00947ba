"""Nodes put into wires and pulled out of them, wires led round, numbers typed at inputs."""

from __future__ import annotations

import pytest

from app.document.building import (
    bent,
    inserted,
    number_text,
    pulled_out,
    with_number_text,
    with_op_on_wire,
)
from app.document.edits import with_op
from app.document.file import Document, dumps, loads
from app.document.formula import parse
from app.document.graph import Literal, Ref, Wire
from app.document.placing import arranged


@pytest.fixture
def graph():
    return arranged(parse("u = sin(x)\ny = u*w").graph)


def wire(graph, target, port):
    return next(w for w in graph.wires if (w.target, w.port) == (graph.named(target).id, port))


def test_a_node_put_into_a_wire_reads_its_source_and_feeds_its_target(graph):
    grown, node_id = with_op(graph, "exp", (0.0, 0.0))

    after = inserted(grown, node_id, wire(graph, "y", 0))

    assert after[node_id].inputs == (Ref(graph.named("u").id),)
    assert after.named("y").inputs[0] == Ref(node_id)


def test_a_leaf_and_a_node_whose_inputs_are_taken_are_not_put_into_a_wire(graph):
    on = wire(graph, "y", 0)

    assert inserted(graph, graph.named("w").id, on) is None
    assert inserted(graph, graph.named("u").id, on) is None
    assert inserted(graph, graph.named("y").id, on) is None


def test_a_node_is_not_put_where_a_cycle_would_close(graph):
    grown, node_id = with_op(graph, "mul", None, [graph.named("y").id])

    assert inserted(grown, node_id, wire(graph, "y", 0)) is None


def test_a_leaf_dropped_on_a_wire_stands_beside_it(graph):
    after, node_id = with_op_on_wire(graph, "parameter", (0.0, 0.0), wire(graph, "y", 0))

    assert after[node_id].is_leaf
    assert after.wires == graph.wires


def test_nodes_pulled_out_leave_a_joined_wire_and_keep_their_own():
    graph = arranged(parse("a = sin(x)\nb = cos(a)\ny = exp(b)").graph)
    a, b, x, y = (graph.named(n).id for n in "abxy")

    after = pulled_out(graph, {a: (5.0, 500.0), b: (205.0, 500.0)})

    assert after[y].inputs == (Ref(x),)
    assert after[a].inputs == (None,)
    assert after[b].inputs == (Ref(a),)
    assert after.positions[b] == (205.0, 500.0)


def test_a_typed_number_takes_the_place_of_a_wire_and_nothing_opens_the_input(graph):
    y = graph.named("y").id

    after = with_number_text(graph, y, 1, " -2.5 ")

    assert after[y].inputs[1] == Literal(-2.5)
    assert number_text(after, y, 1) == "-2.5"
    assert with_number_text(graph, y, 1, "3")[y].inputs[1] == Literal(3)
    assert with_number_text(after, y, 1, "")[y].inputs[1] is None
    with pytest.raises(ValueError, match="'two' is no number; type one"):
        with_number_text(graph, y, 1, "two")


def test_a_wire_led_by_hand_keeps_its_way_when_one_end_moves(graph):
    on = wire(graph, "y", 0)
    key = on.target, on.port
    after = bent(graph, on, [(10.0, 20.0)])

    one = after.moved({on.target: (900.0, 0.0)})
    x, y = after.positions[on.target]
    a, b = after.positions[on.source]
    both = after.moved({on.target: (x + 5, y + 7), on.source: (a + 5, b + 7)})

    assert one.routes[key] == ((10.0, 20.0),)
    assert both.routes[key] == ((15.0, 27.0),)
    assert key not in bent(after, on, ()).routes
    assert arranged(after).bends == frozenset()


def test_a_way_that_the_layout_found_is_forgotten_when_one_end_moves(graph):
    on = wire(graph, "y", 0)
    routed = bent(graph, on, [(10.0, 20.0)])
    found = routed.__class__(routed.nodes, routed.positions, routed.routes)

    assert found.moved({on.target: (900.0, 0.0)}).routes == {}


def test_bends_are_kept_in_a_file(graph, tmp_path):
    on = wire(graph, "y", 0)
    after = bent(graph, on, [(10.0, 20.0)])

    again = loads(dumps(Document("u = sin(x)\ny = u*w", after, {}))).graph

    assert again.routes == after.routes
    assert again.bends == {(on.target, on.port)}
    assert Wire(on.source, on.target, on.port) in again.wires
