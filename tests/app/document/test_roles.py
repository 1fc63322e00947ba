"""Parameters, constants, detached nodes, and several roots with head gradients."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.file import Document, dumps, loads
from app.document.formula import parse, reconcile
from app.document.placing import arranged
from app.document.planning import planned
from app.document.roles import (
    head_gradient_text,
    is_detached,
    with_also_root,
    with_detached,
    with_head_gradient,
    with_trainable,
    without_detached,
)
from engine.run import run


def graph_of(text):
    return arranged(parse(text).graph)


def gradient(graph, name):
    plan = planned(graph)
    return run(plan.plan).gradient(plan.slots[graph.named(name).id])


def test_leaves_become_parameters_or_constants():
    graph = graph_of("y = x*w")
    ids = [node.id for node in graph]

    after = with_trainable(graph, ids, False)

    assert not any(node.trainable for node in after)
    assert with_trainable(after, ids, True).named("x").trainable
    assert with_trainable(after, ids, False) is after


def test_no_gradient_comes_back_to_a_detached_node_until_it_is_attached():
    graph = graph_of("u = x*2\ny = u*u + u*w")
    u = graph.named("u").id

    cut = with_detached(graph, [u])
    whole = without_detached(cut, [u])

    assert is_detached(cut, u)
    assert gradient(cut, "x") is None
    assert gradient(cut, "w") == 2.0
    assert not is_detached(whole, u)
    assert gradient(whole, "x") == gradient(graph, "x")
    assert with_detached(cut, [u]).nodes == cut.nodes


def test_backward_starts_from_several_roots_at_once():
    graph = graph_of("u = 3*x\ny = x*x\nv = u*y")
    u, y = graph.named("u").id, graph.named("y").id

    after = with_also_root(with_also_root(graph, u), y)

    assert after.roots == (graph.root, u, y)
    assert gradient(after, "x") == 9.0 + 3.0 + 2.0
    assert gradient(after, "u") == 1.0 + 1.0
    assert gradient(with_also_root(after, u), "x") == 9.0 + 2.0


def test_a_head_gradient_weighs_a_root():
    graph = graph_of("x = [1.0, 2.0]\ny = x*x")
    y = graph.root

    after = with_head_gradient(graph, y, "[1, -0.5]")

    np.testing.assert_array_equal(gradient(after, "x"), [2.0, -2.0])
    assert head_gradient_text(after, y) == "[1, -0.5]"
    assert with_head_gradient(after, y, " ").head_gradients == {}
    with pytest.raises(ValueError, match="head gradient"):
        with_head_gradient(graph, y, "randn(2)")


def test_a_head_gradient_of_another_shape_says_so_at_its_node():
    graph = graph_of("x = [1.0, 2.0]\ny = x*x")
    plan = planned(with_head_gradient(graph, graph.root, "[1, 2, 3]"))

    fault = run(plan.plan).fault

    assert fault.message == "the head gradient of y has shape (3,), its value (2,)"
    assert plan.plan.steps[fault.step].output == plan.slots[graph.root]


def test_roots_are_kept_by_files_deletes_and_edits_of_the_text():
    graph = graph_of("u = 3*x\ny = x*x\nv = u*y")
    u, y = graph.named("u").id, graph.named("y").id
    after = with_head_gradient(with_also_root(with_also_root(graph, u), y), u, "2.5")

    again = loads(dumps(Document("", after, {}))).graph
    typed = reconcile(after, parse("u = 3*x\ny = x*x + 1\nv = u*y").graph)

    assert (again.roots, again.head_gradients) == (after.roots, {u: 2.5})
    assert (typed.also_roots, typed.head_gradients) == (after.also_roots, {u: 2.5})
    assert after.without([u]).also_roots == (y,)
    assert after.without([u]).head_gradients == {}
