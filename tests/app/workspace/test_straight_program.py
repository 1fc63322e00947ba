"""A straight-line program in the workspace: nodes and lines are one document, in step."""

from __future__ import annotations

import pytest

from app.document.file import dumps, loads
from app.document.formula import FormulaError
from app.document.graph import Value

SQUARE = """import torch

x = torch.tensor(3.0, requires_grad=True)  # where we start
y = x**2 + 20
y.backward()
print("gradient", x.grad)
"""
WAIT_MS = 20_000


def run(workspace, qtbot):
    """Run, and wait for the program's own process as well."""
    workspace.run_and_play()
    qtbot.waitUntil(lambda: not workspace.program.running, timeout=WAIT_MS)
    qtbot.waitUntil(
        lambda: workspace.program.shown is not None or workspace.program.told.complaint is not None,
        timeout=WAIT_MS,
    )


def test_it_is_a_graph_as_soon_as_it_is_typed(workspace):
    workspace.edit_text(SQUARE)

    root = workspace.graph.named("y").id
    assert not workspace.state.is_traced
    assert workspace.graph.root == root
    assert float(workspace.value(root)) == 29.0


def test_running_it_prints_and_keeps_the_nodes(workspace, qtbot):
    workspace.edit_text(SQUARE)
    before = workspace.graph

    run(workspace, qtbot)

    assert workspace.program.told.output == "gradient tensor(6.)\n"
    assert workspace.graph is before
    assert not workspace.state.is_traced


def test_an_edit_of_a_leaf_is_an_edit_of_its_line_and_undo_takes_both_back(workspace):
    workspace.edit_text(SQUARE)

    workspace.set_content(workspace.graph.named("x").id, Value(4.0))
    text, value = workspace.state.text, float(workspace.value(workspace.graph.root))
    workspace.undo.undo()

    assert text == SQUARE.replace("3.0", "4.0")
    assert value == 36.0
    assert workspace.state.text == SQUARE
    assert workspace.graph.named("x").content == Value(3.0)


def test_typing_keeps_the_nodes_that_did_not_change(workspace):
    workspace.edit_text(SQUARE)
    workspace.move({workspace.graph.named("x").id: (-300.0, 50.0)})
    before = workspace.graph

    workspace.edit_text(SQUARE.replace("+ 20", "+ 2"))

    x = before.named("x").id
    assert workspace.graph.nodes.keys() == before.nodes.keys()
    assert workspace.graph.positions[x] == (-300.0, 50.0)


def test_what_the_lines_cannot_say_is_refused_in_a_sentence(workspace, qtbot):
    workspace.edit_text(SQUARE.replace("x.grad", "y"))
    before = workspace.state

    with qtbot.waitSignal(workspace.refused) as told:
        workspace.edit("Delete", workspace.graph.without([workspace.graph.root]))

    assert told.args[0].startswith("line 6 of the program reads y; change that line first")
    assert workspace.state is before


def test_a_mistake_while_it_is_typed_is_told_at_its_line_and_keeps_the_graph(workspace):
    workspace.edit_text(SQUARE)
    before = workspace.state

    with pytest.raises(FormulaError) as told:
        workspace.edit_text(SQUARE.replace("+ 20", "+ (20"))

    assert told.value.line == 4
    assert workspace.state is before


def test_a_loop_that_is_typed_makes_it_a_program_that_is_run(workspace):
    workspace.edit_text(SQUARE)

    workspace.edit_text(SQUARE + "for i in range(2):\n    print(i)\n")
    is_traced, trace = workspace.state.is_traced, workspace.trace
    workspace.undo.undo()

    assert is_traced
    assert trace is None
    assert not workspace.state.is_traced
    assert float(workspace.value(workspace.graph.root)) == 29.0


def test_a_run_that_comes_to_another_value_shows_what_it_drew(workspace, qtbot):
    text = SQUARE.replace("3.0", "100000000.0").replace("x**2 + 20", "(x + 1) - x")
    workspace.edit_text(text)  # in single precision that is 0

    with qtbot.waitSignal(workspace.refused, timeout=WAIT_MS) as told:
        workspace.run_and_play()

    assert "another value" in told.args[0]
    assert workspace.state.is_traced
    assert float(workspace.value(workspace.graph.root)) == 0.0


def test_its_file_keeps_where_the_nodes_stand(workspace):
    workspace.edit_text(SQUARE)
    x = workspace.graph.named("x").id
    workspace.move({x: (-300.0, 50.0)})

    workspace.open(loads(dumps(workspace.document)))

    assert workspace.state.text == SQUARE
    assert workspace.graph.positions[x] == (-300.0, 50.0)
    assert float(workspace.value(workspace.graph.root)) == 29.0
    assert not workspace.undo.canUndo()
