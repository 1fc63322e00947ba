"""Graphs become plans: what runs, and why the rest cannot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from app.document.contents import ContentError, made
from app.document.formula import named, parse
from app.document.graph import Graph, Made, Node, Value
from app.document.planning import planned
from engine.run import run
from tests.app.document.graphs import graphs


def evaluated(text: str):
    found = planned(parse(text).graph)
    trace = run(found.plan)
    assert not found.problems, found.problems
    assert trace.fault is None, trace.fault
    return trace.value(found.plan.root)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x = 3\nx**2 + 1", 10.0),
        ("x = [1, 2, 3]\nsum(x*x)", 14.0),
        ("sum(param([1])*2)", 2.0),
        ("x = 2\nwhere(x > 1, x, -x)", 2.0),
        ("x = linspace(0, 1, 5)\nw = 1\nmean(w*x[1:3])", 0.375),
        ("w = full(2, 0.5)\nsum(w)", 1.0),
        ("w = 1\nsum(w*eye(3))", 3.0),
        ("w = 1\nsum(w*arange(0, 1, 0.25))", 1.5),
        ("5", 5.0),
    ],
)
def test_a_formula_gives_its_number(text, value):
    assert float(evaluated(text)) == pytest.approx(value)


def test_random_leaves_are_the_same_each_time():
    first, second = evaluated("sum(randn(4, seed=3))"), evaluated("sum(randn(4, seed=3))")

    assert first == second


def test_an_open_input_is_a_problem_at_its_node_and_readers_wait():
    graph = parse("y = x*_\nz = sin(y)").graph

    found = planned(graph)

    assert found.problems[graph.named("y").id].message == "mul: input 'other' is open"
    assert found.problems[graph.named("z").id].message == "waits for y"
    assert graph.named("x").id in found.slots


def test_equal_literals_share_a_slot_but_one_and_true_do_not():
    found = planned(parse("a*2 + b*2 + c*2.0").graph)

    assert sorted(str(leaf.value) for leaf in found.plan.leaves if not leaf.label) == ["2", "2.0"]


def test_a_missing_file_is_a_problem_at_its_leaf():
    graph = parse('x = data("nowhere.csv", "a")\nsum(x)').graph

    problem = planned(graph).problems[graph.named("x").id]

    assert "no file 'nowhere.csv'" in problem.message
    assert problem.remedy


def test_rows_left_out_are_noted(tmp_path):
    (tmp_path / "t.csv").write_text("a\n1\nNA\n")
    graph = parse('x = data("t.csv", "a")\nw*x').graph

    assert planned(graph, tmp_path).notes == {graph.named("x").id: "left out, a: row 3 missing"}


@pytest.mark.parametrize(
    "content",
    [
        Made("zeros", (10**6, 10**6)),
        Made("zeros", (-1,)),
        Made("eye", (10**6,)),
        Made("full", (10**5, 10**5, 1.0)),
        Made("arange", (0, 1, 1e-12)),
        Made("arange", (0, 1, 0)),
        Made("arange", ()),
        Made("linspace", (0, 1, 10**9)),
        Made("linspace", (0, 1)),
        Made("linspace", (0, 1, float("nan"))),
        Made("zeros", (float("inf"),)),
        Made("eye", ()),
        Made("nothing", (1,)),
        Value(((1, 2), (3,))),
        Value("text"),
        Value((1, "text")),
        Value(10**30),
        Value(None),
    ],
    ids=str,
)
def test_a_content_that_cannot_be_made_is_refused_before_it_takes_memory(content):
    with pytest.raises(ContentError) as caught:
        made(content)

    assert caught.value.message
    assert caught.value.remedy


def test_an_unknown_op_is_a_problem_and_no_crash():
    graph = Graph({"n1": Node("n1", "nothing")})

    assert "no op is called" in planned(graph).problems["n1"].message


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=200)
@given(graphs())
def test_any_graph_is_planned_and_run_without_a_crash(graph):
    found = planned(named(graph))

    trace = run(found.plan)

    assert set(found.slots) | set(found.problems) == set(graph.nodes)
    assert trace.fault is None or trace.fault.message
    for slot in found.slots.values():
        value = trace.value(slot)
        assert value is None or isinstance(np.asarray(value), np.ndarray)
