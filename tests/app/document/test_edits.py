"""Edits that a user makes at nodes."""

import pytest

from app.document.edits import (
    content_text,
    fresh_name,
    typed,
    with_content,
    with_name,
    with_op,
    with_root_kept,
)
from app.document.formula import parse
from app.document.formula.rewrite import in_step
from app.document.formula.unparse import named, unparse
from app.document.graph import Data, Graph, Made, Ref, Value
from engine.op import OPS


def test_an_op_reads_the_given_sources_and_stands_right_of_them():
    graph = parse("x + y").graph
    graph = graph.with_nodes(at={"n1": (0.0, 0.0), "n2": (0.0, 100.0)})

    after, node_id = with_op(graph, "mul", None, ["n1", "n2"])

    assert after[node_id].inputs == (Ref("n1"), Ref("n2"))
    x, y = after.positions[node_id]
    assert x > 138
    assert y == 50


def test_an_op_without_sources_has_open_inputs():
    after, node_id = with_op(parse("x").graph, "where", (10.0, 20.0))

    assert after[node_id].inputs == (None, None, None)
    assert after.positions[node_id] == (10.0, 20.0)


@pytest.mark.parametrize("kind", ["parameter", "constant", "data", "random"])
def test_leaves_get_fresh_names(kind):
    graph = parse("x*y").graph

    after, node_id = with_op(graph, kind, (0.0, 0.0))

    assert after[node_id].is_leaf
    assert after[node_id].name == "z"


def test_fresh_names_go_on_when_letters_run_out():
    graph = parse("+".join(["x", "y", "z", "w", "b", "a", "c", "p", "q", "r", "s", "t"])).graph

    assert fresh_name(graph) == "x2"


@pytest.mark.parametrize(
    ("text", "content", "trainable"),
    [
        ("2.5", Value(2.5), True),
        ("[1, 2]", Value((1, 2)), True),
        ("const(3)", Value(3), False),
        ("randn(3, seed=4)", Made("randn", (3,), 4), True),
        ('data("a.csv", "b")', Data("a.csv", ("b",)), False),
    ],
)
def test_a_typed_value_is_read_as_in_a_formula(text, content, trainable):
    leaf = parse("x*1").graph.named("x")

    assert typed(text, leaf) == (content, trainable)


def test_typing_a_number_into_a_constant_leaves_it_constant():
    leaf = parse("c = const(1)\nc*x").graph.named("c")

    assert typed("4", leaf) == (Value(4), False)
    assert content_text(leaf) == "const(1)"


@pytest.mark.parametrize("text", ["x + 1", "", "[1, [2]]", "open('f')", "__import__('os')"])
def test_a_wrong_value_is_refused_with_a_remedy(text):
    leaf = parse("x*1").graph.named("x")

    with pytest.raises(ValueError, match=r"; "):
        typed(text, leaf)


def test_names_are_checked():
    graph = parse("x*y").graph

    with pytest.raises(ValueError, match="another node is called 'y'"):
        with_name(graph, graph.named("x").id, "y")
    with pytest.raises(ValueError, match="not a name"):
        with_name(graph, graph.named("x").id, "1x")
    assert with_name(graph, graph.named("x").id, "w").named("w") is not None


def test_content_keeps_whether_a_gradient_is_wanted_unless_told():
    graph = parse("c = const(1)\nc*x").graph
    leaf = graph.named("c").id

    assert not with_content(graph, leaf, Value(2))[leaf].trainable
    assert with_content(graph, leaf, Value(2), True)[leaf].trainable


def test_a_node_added_beside_does_not_take_the_root():
    before = parse("L = x*y").graph
    after, added = with_op(before, "sin", None, [before.named("x").id])

    assert after.root == added
    assert with_root_kept(before, after).root == before.root


def test_a_node_that_reads_the_root_becomes_the_root():
    before = parse("L = x*y").graph
    after, added = with_op(before, "sin", None, [before.root])

    assert with_root_kept(before, after).root == added


def test_a_root_that_was_kept_ends_when_something_reads_it():
    before = parse("L = x*y").graph
    beside, _ = with_op(before, "sin", None, [before.named("x").id])
    kept = with_root_kept(before, beside)

    after, added = with_op(kept, "exp", None, [kept.root])

    assert with_root_kept(kept, after).root == added


@pytest.mark.parametrize("op", [op.name for op in OPS.values() if op.listed])
def test_a_new_node_of_any_op_can_be_written_as_a_formula(op):
    graph = named(with_op(Graph(), op, (0.0, 0.0))[0])

    assert in_step(unparse(graph), graph)
