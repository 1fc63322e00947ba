"""Which wires may be drawn, and the reasons why others may not."""

from __future__ import annotations

from app.document.formula import parse
from app.document.graph import Ref
from app.document.wiring import connected, port_count, port_name, refusal
from engine.op import OPS

GRAPH = parse("y = sin(x)\nz = exp(y)\nw = z + a").graph
ID = {node.name: node.id for node in GRAPH}


def test_a_wire_that_closes_no_circle_may_be_drawn():
    assert refusal(GRAPH, ID["x"], ID["w"], 1) is None


def test_a_circle_is_refused_with_the_way_round():
    reason = refusal(GRAPH, ID["w"], ID["y"], 0)

    assert reason == "this would close a cycle: y → z → w → y"


def test_a_leaf_has_no_inputs():
    assert refusal(GRAPH, ID["y"], ID["a"], 0) == "a is a leaf: it has no inputs"


def test_a_node_cannot_feed_itself():
    assert refusal(GRAPH, ID["y"], ID["y"], 0) == "a node cannot feed itself"


def test_a_port_that_is_not_there_is_refused():
    assert refusal(GRAPH, ID["x"], ID["y"], 1) == "sin has 1 inputs"


def test_a_wire_replaces_what_fed_the_port():
    assert connected(GRAPH, ID["x"], ID["w"], 1)[ID["w"]].inputs[1] == Ref(ID["x"])


def test_ports_have_the_names_of_the_arguments():
    stacked = parse("stack([a, b])").graph

    assert port_count("stack") == 2
    assert port_name(stacked[stacked.root], 1) == "tensors[1]"
    assert port_name(GRAPH[ID["y"]], 0) == OPS["sin"].inputs[0]
