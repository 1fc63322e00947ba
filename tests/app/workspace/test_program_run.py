"""A program in the workspace: it runs in a child, tells of itself, and can be scrubbed."""

from __future__ import annotations

import pytest

from app.document.file import dumps, loads

LOOP = """import torch
w = torch.tensor(1.0, requires_grad=True)
for i in range(100):
    loss = (w - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
print(f"w = {w.item():.3f}")
"""
WAIT_MS = 20_000


def run(workspace, qtbot, text=LOOP):
    """Type a program, run it, and wait for the graph of its latest backward."""
    workspace.edit_text(text)
    workspace.run_and_play()
    qtbot.waitUntil(lambda: not workspace.program.running, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: workspace.program.shown is not None, timeout=WAIT_MS)


def test_a_program_prints_and_draws_its_latest_backward(workspace, qtbot):
    run(workspace, qtbot)

    told = workspace.program.told
    assert told.output == "w = 3.000\n"
    assert (told.count, workspace.program.shown) == (100, 99)
    assert [node.op for node in workspace.graph] == ["leaf", "sub", "pow"]
    assert workspace.trace is not None
    assert not workspace.busy


def test_typing_a_program_draws_nothing_until_it_runs(workspace):
    workspace.edit_text("y = x**2")

    workspace.edit_text(LOOP)

    assert workspace.state.is_program
    assert (len(workspace.graph), workspace.trace) == (0, None)


def test_curves_hold_every_backward(workspace, qtbot):
    run(workspace, qtbot)

    curve = workspace.program.told.leaves["w"]

    assert list(curve.at) == list(range(100))
    assert curve.values[0] == 1.0
    assert curve.values[-1] == pytest.approx(3.0, abs=1e-3)


def test_any_backward_can_be_shown_also_one_that_was_not_kept(workspace, qtbot):
    run(workspace, qtbot, LOOP.replace("range(100)", "range(400)"))
    program = workspace.program

    program.show(150)
    qtbot.waitUntil(lambda: program.shown == 150, timeout=WAIT_MS)

    w = workspace.graph.named("w").id
    assert float(workspace.value(w)) == pytest.approx(program.told.leaves["w"].values[150])


def test_the_last_of_many_wishes_is_shown(workspace, qtbot):
    run(workspace, qtbot)

    for number in (5, 40, 7, 63):
        workspace.program.show(number)
    qtbot.waitUntil(lambda: workspace.program.asked is None, timeout=WAIT_MS)

    assert workspace.program.shown == 63


def test_an_error_is_told_with_its_line_and_what_was_drawn_before_is_shown(workspace, qtbot):
    run(workspace, qtbot, LOOP + "q = w / undefined_name\n")

    complaint = workspace.program.told.complaint
    assert complaint.message.startswith("name 'undefined_name' is not defined")
    assert complaint.span.line == 10
    assert "NameError" in complaint.text
    assert len(workspace.graph) == 3


def test_a_mistake_in_the_text_is_told_at_its_line(workspace, qtbot):
    workspace.edit_text("import torch\nx = (1,\n")
    workspace.run_and_play()
    qtbot.waitUntil(lambda: workspace.program.told.complaint is not None, timeout=WAIT_MS)

    assert workspace.program.told.complaint.span.line == 2


def test_stop_ends_a_loop_without_end_and_keeps_what_was_printed(workspace, qtbot):
    workspace.edit_text("print('begun')\nwhile True: pass")
    workspace.run_and_play()
    qtbot.waitUntil(lambda: "begun" in workspace.program.told.output, timeout=WAIT_MS)

    workspace.stop()

    assert not workspace.busy
    assert workspace.program.told.complaint.message == "the program was stopped"
    assert workspace.program.told.output == "begun\n"


def test_the_line_that_runs_is_told(workspace, qtbot):
    workspace.edit_text("x = 1\nwhile True:\n    x = x + 1\n")
    workspace.run_and_play()

    qtbot.waitUntil(lambda: workspace.program.told.line in (2, 3), timeout=WAIT_MS)
    workspace.stop()


def test_a_process_that_dies_is_told_of_and_the_next_run_works(workspace, qtbot):
    workspace.edit_text("while True: pass")
    workspace.run_and_play()
    qtbot.waitUntil(lambda: workspace.program._worker._process.is_alive(), timeout=WAIT_MS)

    workspace.program._worker._process.kill()
    qtbot.waitUntil(lambda: not workspace.program.running, timeout=WAIT_MS)

    assert "process died" in workspace.program.told.complaint.message
    run(workspace, qtbot)
    assert workspace.program.told.complaint is None


def test_nodes_of_a_program_cannot_be_edited_and_that_is_said(workspace, qtbot):
    run(workspace, qtbot)
    before = workspace.graph

    with qtbot.waitSignal(workspace.refused):
        workspace.rename(before.named("w").id, "v")

    assert workspace.graph is before


def test_taken_over_a_graph_is_a_formula_and_undo_brings_the_program_back(workspace, qtbot):
    run(workspace, qtbot)

    workspace.take_over(workspace.graph)
    text = workspace.state.text
    value = float(workspace.trace.value(workspace.planned.plan.root))
    workspace.undo.undo()

    assert text.splitlines()[0].startswith("w = ")
    assert value == pytest.approx(0.0, abs=1e-6)
    assert workspace.state.text == LOOP


def test_undo_of_typing_keeps_the_graph_that_was_drawn(workspace, qtbot):
    run(workspace, qtbot)
    drawn = workspace.graph

    workspace.edit_text(LOOP + "print(1)\n")
    workspace.undo.undo()

    assert workspace.state.text == LOOP
    assert workspace.graph is drawn


def test_a_document_of_a_program_is_its_text(workspace, qtbot):
    run(workspace, qtbot)

    document = loads(dumps(workspace.document))
    workspace.open(document)

    assert workspace.state.text == LOOP
    assert len(workspace.graph) == 0
    assert workspace.program.told.output == ""


def test_a_formula_after_a_program_runs_as_ever(workspace, qtbot):
    run(workspace, qtbot)

    workspace.edit_text("y = x**2")

    assert not workspace.state.is_program
    assert float(workspace.trace.value(workspace.planned.plan.root)) == 1.0
    assert workspace.program.told.output == ""
