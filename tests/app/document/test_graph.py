"""The graph as a value: roots, orders, and edits that leave nothing dangling."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.document.formula import parse
from app.document.graph import Graph, Literal, Node, Ref, Value
from tests.app.document.graphs import edits, graphs

GRAPH = parse("y = sin(x)\nz = y*x + 2").graph


def ids(*names: str) -> list[str]:
    return [GRAPH.named(name).id for name in names]


def test_the_root_is_the_last_op_that_nothing_reads():
    leaf = Node("n9", name="k", content=Value(1.0))

    assert GRAPH.with_nodes(leaf).root == GRAPH.named("z").id


def test_a_graph_of_leaves_has_the_last_as_root_and_an_empty_one_none():
    assert Graph({"a": Node("a", content=Value(1))}).root == "a"
    assert Graph().root is None


def test_a_chosen_root_wins_until_it_is_deleted():
    y, z = ids("y", "z")

    chosen = replace(GRAPH, chosen_root=y)

    assert chosen.root == y
    assert chosen.without([y]).root == z


def test_a_graph_knows_who_reads_whom():
    x, y = ids("x", "y")

    assert GRAPH.consumers[x][0].target == y
    assert GRAPH.ancestors([y]) == {x, y}
    assert {w.source for w in GRAPH.wires} >= {x, y}


def test_a_deleted_node_leaves_open_inputs_and_no_routes():
    x, y = ids("x", "y")
    routed = replace(GRAPH, routes={(y, 0): ((1.0, 2.0),)}, positions={x: (0.0, 0.0)})

    after = routed.without([x])

    assert after[y].inputs == (None,)
    assert after.routes == {}
    assert after.positions == {}


def test_moving_a_node_forgets_the_routes_of_its_wires_only():
    x, y, z = ids("x", "y", "z")
    product = GRAPH[z].inputs[0].node
    routed = replace(GRAPH, routes={(y, 0): ((1.0, 2.0),), (product, 0): ((3.0, 4.0),)})

    after = routed.moved({x: (5.0, 5.0)})

    assert after.routes == {(product, 0): ((3.0, 4.0),)}
    assert after.positions == {x: (5.0, 5.0)}


def test_a_route_of_an_input_that_is_gone_does_not_hinder():
    y = ids("y")[0]
    routed = replace(GRAPH, routes={(y, 0): ((1.0, 2.0),)})
    shrunk = routed.with_nodes(replace(GRAPH[y], inputs=()))

    assert shrunk.without([]).routes == {}
    assert shrunk.moved({}).routes == {}


def test_a_typed_number_replaces_a_wire():
    y = ids("y")[0]

    assert GRAPH.with_input(y, 0, Literal(2))[y].inputs == (Literal(2),)


def test_fresh_ids_are_beyond_all_others():
    assert Graph({"n7": Node("n7"), "odd": Node("odd")}).fresh_id() == "n8"


@given(st.data())
def test_no_edit_leaves_a_dangling_wire_or_a_circle(data):
    graph = data.draw(graphs())
    for _ in range(4):
        graph = data.draw(edits(graph))

        assert all(source in graph.nodes for node in graph for source in node.sources)
        assert len(graph.order) == len(graph)
        place = {node_id: i for i, node_id in enumerate(graph.order)}
        assert all(place[w.source] < place[w.target] for w in graph.wires)


def test_a_chain_of_many_nodes_has_an_order():
    links = {f"n{i}": Node(f"n{i}", "sin", inputs=(Ref(f"n{i - 1}"),)) for i in range(1, 20_000)}

    graph = Graph({"n0": Node("n0", content=Value(1.0)), **links})

    assert len(graph.order) == 20_000
    assert graph.ancestors(["n19999"]) == set(graph.nodes)
