"""The graph that a program's run is shown as."""

from __future__ import annotations

import pytest

from app.document.formula.rewrite import rewrite
from app.document.graph import Graph, Literal, Recorded, Value
from app.document.program import EditableError, editable, traced
from engine.program import run_program

WHILE = """import torch
a = torch.tensor([0.7, 1.5], requires_grad=True)
b = a * 2
while b.norm() < 1000:
    b = b * 2
c = b.sum()
c.backward()
"""


def shown(text, **settings):
    result = run_program(text, write=len)
    assert result.error is None, result.error
    return traced(result.trace(result.sections[-1]), text, **settings)


def test_leaves_steps_and_numbers_become_nodes_and_literals():
    found = shown("import torch\nx = torch.tensor(3.0, requires_grad=True)\n"
                  "y = x**2 + 20\ny.backward()\n")  # fmt: skip

    graph = found.graph
    x, power, y = graph.nodes.values()
    assert (x.name, x.trainable, x.content) == ("x", True, Value(3.0))
    assert (power.op, power.inputs[1]) == ("pow", Literal(2))
    assert (y.op, y.name, graph.root) == ("add", "y", y.id)
    assert found.trace.value(found.planned.slots[y.id]) == 29
    assert found.spans[power.id].line == 3


def test_a_variable_that_is_assigned_again_names_its_last_value():
    graph = shown(WHILE).graph

    assert [node.name for node in graph if node.name] == ["a", "b", "c"]
    assert graph.named("c").sources == (graph.named("b").id,)


def test_a_loop_is_a_frame_with_its_count():
    found = shown(WHILE).graph.arrangement

    (frame,) = found.frames.values()
    assert frame.title == "while b.norm() < 1000 × 9"
    assert len(found.framed) == 9


def test_loops_and_calls_become_groups_when_they_are_collapsed():
    found = shown(WHILE, collapsed=True).graph.arrangement

    (group,) = found.groups.values()
    assert (group.title, group.copies) == ("while b.norm() < 1000", 9)
    assert not found.frames


def test_large_leaves_keep_their_shape_alone_and_cannot_be_made_editable():
    graph = shown("import torch\nw = torch.randn(50, 40, requires_grad=True)\n"
                  "(w * w).sum().backward()").graph  # fmt: skip

    assert graph.named("w").content == Recorded((50, 40))
    with pytest.raises(EditableError, match="w has 50 × 40 numbers"):
        editable(graph)


def test_what_is_made_editable_is_a_formula_of_the_same_value():
    graph = editable(shown(WHILE).graph)

    text = rewrite("", Graph(), graph)

    assert text.startswith("a = [")
    assert text.count("*2") == 10


def test_parameters_of_modules_are_named_after_them():
    graph = shown(
        "import torch\nnet = torch.nn.Linear(2, 1)\nnet(torch.ones(3, 2)).sum().backward()"
    ).graph

    assert {node.name for node in graph.leaves if node.trainable} == {"net_weight", "net_bias"}


def test_two_tensors_of_one_name_are_told_apart():
    graph = shown("import torch\nxs = [torch.ones(1, requires_grad=True) for i in range(2)]\n"
                  "(xs[0] * xs[1]).sum().backward()").graph  # fmt: skip

    assert {node.name for node in graph.leaves} == {"xs_0", "xs_1"}


NESTED = """import torch
w = torch.tensor(1.0, requires_grad=True)
def f(x):
    y = x * 2
    return y + 1
for epoch in range(3):
    s = 0
    for i in range(4):
        for j in range(3):
            s = s + f(w) * j
    s.backward()
"""


def path(found, node_id):
    """The titles of the groups from the top down to a node, with their copies."""
    order = found.graph.arrangement
    groups = [order.groups[i] for i in order.path(order.within[node_id])]
    return [group.title + (f" × {group.copies}" if group.copies > 1 else "") for group in groups]


def test_loops_in_loops_are_groups_in_groups_round_by_round():
    found = shown(NESTED, collapsed=True)
    doubled = [
        node.id for node in found.graph if node.op == "mul" and found.spans[node.id].line == 4
    ]

    assert path(found, doubled[0]) == [
        "for i in range(4) × 4",
        "round 1 · for j in range(3) × 3",
        "round 1 · f()",
    ]
    assert path(found, doubled[-1])[1:] == ["round 4 · for j in range(3) × 3", "round 3 · f()"]


def test_the_outermost_loop_alone_is_a_frame():
    frames = shown(NESTED).graph.arrangement.frames.values()

    assert [frame.title for frame in frames] == ["for i in range(4) × 4"]


def test_a_call_that_is_all_a_loop_is_one_group_with_it():
    text = ("import torch\nw = torch.tensor(1.0, requires_grad=True)\n"
            "def f(x):\n    for i in range(5):\n        x = x * 2\n    return x\n"
            "(f(w) + f(w + 1)).backward()\n")  # fmt: skip

    groups = shown(text, collapsed=True).graph.arrangement.groups.values()

    assert [(group.title, group.copies) for group in groups] == [("f() · for i in range(5)", 5)] * 2


def test_deep_recursion_nests_a_few_groups_only():
    text = ("import torch\nw = torch.tensor(1.0, requires_grad=True)\n"
            "def f(x, n):\n    y = x * 2\n    return y if n == 0 else f(y + 1, n - 1)\n"
            "(f(w, 60) + f(w, 2)).backward()\n")  # fmt: skip

    found = shown(text, collapsed=True)

    order = found.graph.arrangement
    assert max(len(order.path(group)) for group in order.groups) == 8
