"""A straight-line program in the window: nodes and lines in step, edited on either side."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextCursor

from tests.app.canvas.spots import number_spot
from tests.app.hand import drag, named
from tests.app.lessons import CONTROL, NEURON, paste, run


def test_a_straight_line_program_is_nodes_as_soon_as_it_is_pasted(window, qtbot):
    paste(window, qtbot, NEURON)

    workspace = window.workspace
    assert [node.op for node in workspace.graph if not node.is_leaf] == [
        "matmul", "add", "relu", "sub", "pow",
    ]  # fmt: skip
    assert window.source.editor.line_values(9)[0] == "0.5625"
    assert window.descend_button.isEnabled()


def test_its_numbers_are_scrubbed_and_the_text_follows(window, qtbot):
    paste(window, qtbot, NEURON)
    canvas, workspace = window.canvas, window.workspace
    canvas.fit()
    b = named(workspace, "b")
    start = number_spot(canvas, b)

    drag(canvas, start, start + QPointF(60, 0))
    scrubbed = workspace.graph[b].content.value
    text = window.source.editor.toPlainText()
    workspace.undo.undo()

    assert scrubbed > 2.5
    assert f"b = torch.tensor({scrubbed}, requires_grad=True)" in text
    assert window.source.editor.toPlainText() == NEURON


def test_keys_on_the_canvas_edit_its_lines(window, qtbot, press):
    paste(window, qtbot, NEURON)
    run(window, qtbot)
    workspace = window.workspace
    relu = next(node.id for node in workspace.graph if node.op == "relu")

    workspace.select([relu])
    window.canvas.setFocus()
    press("Delete", CONTROL)
    healed = workspace.state.text
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)

    assert "loss = (w @ x + b - 1)**2" in healed
    assert 'print("loss", loss.item())' in healed
    assert workspace.state.text == NEURON
    assert window.programming.output.text.toPlainText().startswith("loss 0.5625")


def test_a_line_that_reads_a_node_is_told_of_when_that_is_deleted(window, qtbot, press):
    paste(window, qtbot, NEURON)
    workspace = window.workspace

    workspace.select([workspace.graph.named("loss").id])
    window.canvas.setFocus()
    press("Delete")

    assert "Line 11 of the program reads loss" in window.canvas.accessibleDescription()
    assert workspace.state.text == NEURON


def test_selecting_a_node_of_it_marks_its_source_and_the_other_way_round(window, qtbot):
    paste(window, qtbot, NEURON)
    editor, workspace = window.source.editor, window.workspace
    relu = next(node.id for node in workspace.graph if node.op == "relu")

    workspace.select([relu])
    (mark,) = editor.extraSelections()
    editor.setFocus()
    cursor = QTextCursor(editor.document())
    cursor.setPosition(NEURON.index("w @ x") + 2)
    editor.setTextCursor(cursor)

    assert mark.cursor.selectedText() == "F.relu(w @ x + b)"
    assert [workspace.graph[i].op for i in workspace.selection] == ["matmul"]
