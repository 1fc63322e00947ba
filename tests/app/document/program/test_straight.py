"""A straight-line program read as a graph, and its text kept in step with edits of the nodes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.document.edits import with_content, with_name, with_op, with_root_kept
from app.document.graph import Literal, Made, Ref, Value
from app.document.program import Unwritable, mistake, restated, straight

NEURON = """# a neuron
import torch

x = torch.tensor([0.5, -1.0, 2.0])  # the data
W = torch.tensor([[0.1, 0.2, -0.3], [0.4, -0.5, 0.6]], requires_grad=True)
b = torch.tensor([0.05, -0.05], requires_grad=True)

y = torch.sigmoid(W @ x + b)
print("y is", y)
loss = 0.5 * ((torch.ones(2) - y) ** 2).sum()
loss.backward()
print(f"{loss.item():.3f}")
print(W.grad)
"""
SQUARE = """import torch
x = torch.tensor(3.0, requires_grad=True)
y = x**2 + 20
y.backward()
print(x.grad)
"""


def edited(text, change):
    """The program after a change of its graph."""
    graph = straight(text).graph
    return restated(text, graph, with_root_kept(graph, change(graph)))[0]


def changed_lines(before, after):
    """The lines that are in one of the texts only."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_leaves_values_and_the_root_are_read():
    graph = straight(SQUARE).graph

    assert graph.named("x").content == Value(3.0)
    assert graph.named("x").trainable
    assert graph.root == graph.named("y").id
    assert graph.named("y").inputs[1] == Literal(20)


def test_what_no_node_says_is_kept_in_the_formula_as_a_comment():
    formula = straight(SQUARE).formula

    assert formula.splitlines() == ["#@0", "x = 3.0", "y = x**2 + 20", "#@3", "#@4", "", "y"]


@pytest.mark.parametrize(
    ("line", "name", "content", "trainable"),
    [
        ("a = torch.zeros(2, 3)", "a", Made("zeros", (2, 3)), False),
        ("a = torch.ones((2, 3), requires_grad=True)", "a", Made("ones", (2, 3)), True),
        ("a = torch.full((2,), 0.5)", "a", Made("full", (2, 0.5)), False),
        ("a = torch.Tensor([1.0]).double()\na.requires_grad = True", "a", Value((1.0,)), True),
        ("a = torch.arange(4.0)\na.requires_grad_()", "a", Made("arange", (4.0,)), True),
        ("a = torch.nn.Parameter(torch.tensor(2.0))", "a", Value(2.0), True),
        ("a = 0.1", "a", Value(0.1), False),
        ("a = torch.tensor([1, 2], dtype=torch.float, requires_grad=True)", "a", Value((1, 2)),
         True),
    ],
)  # fmt: skip
def test_constructors_of_leaves_are_read(line, name, content, trainable):
    text = f"import torch\nx = torch.tensor(3.0, requires_grad=True)\n{line}\ny = (x * a).sum()\n"

    leaf = straight(text).graph.named(name)

    assert (leaf.content, leaf.trainable) == (content, trainable)


@pytest.mark.parametrize(
    "text",
    [
        "import torch\nx = torch.randn(3, requires_grad=True)\n(x * x).sum().backward()",
        SQUARE + "y.backward()",
        SQUARE + "for i in range(3):\n    print(i)",
        SQUARE.replace("y.backward", "x.mul_(2)\ny.backward"),
        SQUARE.replace("y.backward", "x += 1\ny.backward"),
        SQUARE.replace("x**2", "x**2 if x > 0 else x"),
        SQUARE.replace("x**2", "net(x)"),
        SQUARE.replace("print(x.grad)", "torch.optim.SGD([x], lr=0.1).step()"),
        "import torch\nx = torch.ones(3)\nprint(x)",
        SQUARE + "(g,) = torch.autograd.grad(x**3, x)",
        "import torch\nx = (1,",
    ],
)
def test_what_no_straight_line_can_say_is_traced(text):
    assert straight(text) is None


def test_spans_are_those_of_the_program():
    found = straight(NEURON)
    lines = NEURON.splitlines()

    texts = {}
    for node in found.graph:
        span = found.spans[node.id]
        texts[node.name or node.op] = lines[span.line - 1][span.column : span.end_column]

    assert texts["x"] == "torch.tensor([0.5, -1.0, 2.0])"
    assert texts["matmul"] == "W @ x"
    assert texts["y"] == "torch.sigmoid(W @ x + b)"
    assert texts["leaf"] == "torch.ones(2)"


def test_another_value_changes_its_numbers_alone():
    after = edited(NEURON, lambda g: with_content(g, g.named("b").id, Value((1, 2.5))))

    assert changed_lines(NEURON, after)[1] == [
        "b = torch.tensor([1.0, 2.5], requires_grad=True)"
    ]  # fmt: skip


def test_a_comment_behind_a_leaf_stays():
    after = edited(NEURON, lambda g: with_content(g, g.named("x").id, Value((1.0, 2.0, 3.0))))

    assert "x = torch.tensor([1.0, 2.0, 3.0])  # the data" in after


def test_a_new_name_reaches_the_lines_that_print_it():
    after = edited(NEURON, lambda g: with_name(g, g.named("loss").id, "L"))

    assert changed_lines(NEURON, after)[1] == [
        "L = 0.5 * ((torch.ones(2) - y) ** 2).sum()",
        "L.backward()",
        'print(f"{L.item():.3f}")',
    ]


def test_an_op_put_into_a_wire_is_written_as_torch_has_it():
    def change(graph):
        product = next(node.id for node in graph if node.op == "matmul")
        (wire,) = graph.consumers[product]
        fresh, node_id = with_op(graph, "silu", None, [product])
        return fresh.with_input(wire.target, wire.port, Ref(node_id))

    after = edited(NEURON, change)

    assert "import torch.nn.functional as F" in after
    assert "y = torch.sigmoid(F.silu(W @ x) + b)" in after


def test_nodes_beside_the_expression_have_lines_before_backward():
    after = edited(SQUARE, lambda g: with_op(g, "sin", None, [g.named("x").id])[0])

    assert after.splitlines()[3:5] == ["u1 = torch.sin(x)", "y.backward()"]


def test_an_open_input_is_told_in_the_text():
    after = edited(SQUARE, lambda g: with_op(g, "mul", None, [g.named("x").id])[0])

    assert "u1 = x*_" in after
    assert straight(after) is not None


def test_another_root_is_what_backward_is_called_of():
    after = edited(NEURON, lambda g: replace(g, chosen_root=g.named("y").id))

    assert "y.backward()" in after
    assert "loss.backward()" not in after


def test_the_expression_that_backward_is_called_of_is_rewritten_there():
    text = "import torch\nx = torch.tensor(3.0, requires_grad=True)\n(x * x).backward()\n"

    def change(graph):
        return graph.with_nodes(replace(graph[graph.root], op="add"))

    assert "(x + x).backward()" in edited(text, change)


def test_a_node_that_a_printing_line_reads_is_not_taken_from_it():
    with pytest.raises(Unwritable, match="line 12 of the program reads loss; change that line"):
        edited(NEURON, lambda g: g.without([g.named("loss").id]))


def test_a_name_that_the_program_has_for_something_else_is_refused():
    with pytest.raises(Unwritable, match="the program has another 'torch'"):
        edited(NEURON, lambda g: with_name(g, g.named("loss").id, "torch"))


def test_random_numbers_are_the_programs_own():
    with pytest.raises(Unwritable, match="random numbers"):
        edited(SQUARE, lambda g: with_content(g, g.named("x").id, Made("randn", (3,), 1)))


def test_names_that_are_assigned_again_keep_their_lines():
    text = SQUARE.replace("y.backward", "y = y * x\nprint(y)\ny.backward")

    after = edited(text, lambda g: with_content(g, g.named("x").id, Value(2.0)))

    assert after == text.replace("3.0", "2.0")


def test_a_mistake_is_placed():
    wrong = mistake(SQUARE.replace("x**2 +", "x**2 + )"))

    assert wrong.line == 3
    assert mistake(SQUARE) is None
