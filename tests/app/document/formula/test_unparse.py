"""Writing formulas: as a person would, and so that they read back as the same graph."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.document.formula import in_step, named, parse, unparse
from app.document.formula.reconcile import facts, matched
from app.document.graph import Graph, Literal, Node, Ref, Value
from tests.app.document.graphs import graphs


@pytest.mark.parametrize(
    "text",
    [
        "2*x + 1",
        "x**2",
        "(x @ w)*2",
        "x @ w + b",
        "sum(x)",
        "-x",
        "-x**2",
        "(-x)**2",
        "x**-1",
        "x**y**2",
        "(x**y)**2",
        "a - b - c",
        "a - (b - c)",
        "a*b/c",
        "a/(b*c)",
        "(a % b)*c",
        "(a + b)*(a - b)",
        "x + (-1)",
        "x*(-y)",
        "(a < b) == c",
        "where(a < b, -1, 0.5)",
        "max(x, 0)",
        "max(x, dim=0)",
        "x.T @ x",
        "(x @ w).T",
        "x[1:, 0]",
        "x[:, None, ..., [0, 2]]",
        "reshape(x, (2, 3))",
        "cat([a, b], dim=1)",
        "sum(x, dim=(0, 1), keepdim=True)",
        "add(2, 3)*x",
        "add(x, y, alpha=2)",
        "[1, 2, 3]*x",
        "randn(2, seed=1) + const(2.5)*x",
        "_ + 2",
        "1e-7*x",
        "w = 0.5\nb = const([1, 2])\nw*x + b",
        "y = 2*x\nz = y + 1\ny",
        "e = x + 1\ne*2",
    ],
)
def test_what_a_person_would_write_comes_out_as_it_went_in(text):
    assert unparse(parse(text).graph) == text


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_any_graph_reads_back_as_the_same_graph(graph):
    graph = named(graph)

    again = parse(unparse(graph)).graph

    ids = matched(graph, again)
    assert sorted(ids.values()) == sorted(graph.nodes)
    assert ids[again.root] == graph.root
    for node in again:
        inputs = tuple(Ref(ids[i.node]) if isinstance(i, Ref) else i for i in node.inputs)
        assert facts(replace(node, inputs=inputs)) == facts(graph[ids[node.id]])


def test_shared_nodes_get_names():
    shared = Node("n2", "sin", inputs=(Ref("n1"),))
    product = Node("n3", "mul", inputs=(Ref("n2"), Ref("n2")))
    graph = Graph({"n1": Node("n1", name="x", content=Value(1.0), trainable=True)})

    text = unparse(graph.with_nodes(shared, product))

    assert text == "u1 = sin(x)\nu1*u1"


def test_names_that_no_formula_can_have_are_replaced():
    leaf = Node("n1", name="__x", content=Value(2.0), trainable=True)

    assert unparse(Graph({"n1": leaf})) == "u1 = 2.0"


def test_a_leaf_named_like_a_constant_keeps_its_line():
    leaf = Node("n1", name="e", content=Value(1.0), trainable=True)
    graph = Graph({"n1": leaf}).with_nodes(Node("n2", "mul", inputs=(Ref("n1"), Literal(2))))

    assert unparse(graph) == "e = 1.0\ne*2"


def test_a_deep_chain_is_cut_into_lines_that_can_be_read():
    graph = Graph({"n0": Node("n0", name="x", content=Value(1.0), trainable=True)})
    graph = graph.with_nodes(
        *(Node(f"n{i + 1}", "sin", inputs=(Ref(f"n{i}"),)) for i in range(500))
    )

    graph = named(graph)

    assert in_step(unparse(graph), graph)


def test_a_long_sum_stays_one_line():
    text = " + ".join(["x"] * 1500)

    assert unparse(parse(text).graph) == text
