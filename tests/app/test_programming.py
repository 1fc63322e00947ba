"""A program in the window: pasted, run, scrubbed, followed line by line, made editable."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from tests.app.hand import named
from tests.app.lessons import LEFT, NEURON, WAIT_MS, paste, run

LOOP = """import torch
w = torch.tensor(1.0, requires_grad=True)

def loss_of(w):
    return (w - 3) ** 2

for i in range(40):
    loss = loss_of(w)
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
print("done")
"""


def test_a_pasted_program_opens_source_and_output_and_can_be_run(window, qtbot):
    paste(window, qtbot, LOOP)

    assert window.docks["Source"].isVisible()
    assert window.docks["Output"].isVisible()
    assert window.run_button.isEnabled()
    assert window.formula.height() < 50


def test_running_it_prints_and_draws(window, qtbot):
    paste(window, qtbot, LOOP)

    run(window, qtbot)

    assert window.programming.output.text.toPlainText() == "done\n"
    assert [node.op for node in window.workspace.graph] == ["leaf", "sub", "pow"]
    assert "40 backwards" in window.programming.output.status.text()


def test_the_slider_scrubs_through_the_backwards(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)
    bar, program = window.programming.sections, window.workspace.program

    bar.slider.setFocus()
    qtbot.keyClick(bar.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: program.shown == 0, timeout=WAIT_MS)

    assert bar.isVisible()
    assert bar.label.text() == "backward 1 of 40 · line 9"
    assert float(window.workspace.value(window.workspace.graph.named("w").id)) == 1.0

    qtbot.mouseClick(bar.after, LEFT)
    qtbot.waitUntil(lambda: program.shown == 1, timeout=WAIT_MS)


def test_one_backward_needs_no_slider(window, qtbot):
    paste(
        window, qtbot, "import torch\nx = torch.tensor(1.0, requires_grad=True)\n(x*x).backward()"
    )

    run(window, qtbot)

    assert not window.programming.sections.isVisible()


def test_lines_show_their_values_and_the_playhead_its_line(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)
    editor, playhead = window.source.editor, window.workspace.playhead

    playhead.to_end()
    at_end = editor.line_values(2)
    playhead.seek(1)

    assert at_end[1].startswith("∂w ")
    assert editor.line_at() == 5
    assert editor.line_values(5)[0].startswith("−0.00")


def test_selecting_a_node_marks_its_source_and_the_other_way_round(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)
    editor, workspace = window.source.editor, window.workspace
    power = next(node.id for node in workspace.graph if node.op == "pow")

    workspace.select([power])
    (mark,) = editor.extraSelections()

    assert mark.cursor.selectedText() == "(w - 3) ** 2"
    editor.setFocus()
    cursor = QTextCursor(editor.document())
    cursor.setPosition(LOOP.index("w - 3") + 2)
    editor.setTextCursor(cursor)
    assert [workspace.graph[i].op for i in workspace.selection] == ["sub"]


def test_an_error_is_linked_to_its_line(window, qtbot):
    paste(window, qtbot, LOOP + "\nx = [1, 2]\nx[5]\n")
    run(window, qtbot, fails=True)
    output = window.programming.output

    assert output.error.isVisible()
    assert "IndexError" in output.error.text()
    assert "x = [1, 2]" in output.error.text()
    output.error.linkActivated.emit("line:16")

    assert window.source.editor.textCursor().blockNumber() == 15


def test_stop_is_offered_while_it_runs(window, qtbot):
    paste(window, qtbot, "while True:\n    pass\n")

    qtbot.mouseClick(window.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run_button.text() == "Stop", timeout=WAIT_MS)
    qtbot.mouseClick(window.run_button, LEFT)

    assert window.run_button.text() == "Run"
    assert "stopped" in window.programming.output.error.text()


def test_a_dragged_node_stays_where_it_was_put_when_another_backward_is_shown(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)
    workspace = window.workspace
    w = workspace.graph.named("w").id

    workspace.move({w: (-500.0, 40.0)})
    workspace.program.show(3)
    qtbot.waitUntil(lambda: workspace.program.shown == 3, timeout=WAIT_MS)

    assert workspace.graph.positions[w] == (-500.0, 40.0)


def test_make_editable_gives_nodes_that_can_be_changed(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)

    window.actions_.by_text["Make editable"].trigger()
    workspace = window.workspace
    problem = workspace.rename(workspace.graph.named("w").id, "v")

    assert problem == ""
    assert "v = " in workspace.state.text
    assert not window.docks["Output"].isVisible()


def test_loops_and_calls_can_be_collapsed(window, qtbot):
    text = LOOP.replace("    loss = loss_of(w)\n", "    loss = loss_of(w) + loss_of(2 * w)\n")
    paste(window, qtbot, text)
    run(window, qtbot)
    workspace = window.workspace
    frames = [frame.title for frame in workspace.graph.arrangement.frames.values()]

    window.actions_.by_text["Collapse loops and calls"].trigger()
    groups = [group.title for group in workspace.graph.arrangement.groups.values()]

    assert frames == ["loss_of()", "loss_of()"]
    assert groups == ["loss_of()", "loss_of()"]
    window.canvas.grab()


def test_what_the_canvas_may_not_change_is_said_there(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)

    window.workspace.select(list(window.workspace.graph.nodes))
    window.canvas.delete_selection()

    assert len(window.workspace.graph) == 3
    assert "drawn by a program" in window.canvas.accessibleDescription()


def test_another_run_tells_what_changed_in_the_graph(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)
    told = []
    window.workspace.differed.connect(lambda changed: told.append(str(changed)))

    window.workspace.edit_text(LOOP.replace("(w - 3) ** 2", "torch.sin(w - 3) ** 2"))
    run(window, qtbot)
    qtbot.waitUntil(lambda: len(window.workspace.selection) == 1)

    (new,) = window.workspace.selection
    assert window.workspace.graph[new].op == "sin"
    assert told == ["Since the last run: 1 node new"]


def test_a_formula_typed_over_a_program_puts_the_output_away(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)

    window.formula.selectAll()
    qtbot.keyClicks(window.formula, "y = x**2")
    window.formula.commit()

    assert not window.docks["Output"].isVisible()
    assert len(window.workspace.graph) == 2


def test_what_the_program_draws_is_shown_in_tabs(window, qtbot):
    text = (
        "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()\n"
        "plt.hist([1, 2, 2])\nplt.show()\n"
    )
    paste(window, qtbot, text)

    qtbot.mouseClick(window.run_button, LEFT)
    tabs = window.programming.output.tabs
    qtbot.waitUntil(lambda: tabs.count() == 2, timeout=WAIT_MS)

    assert tabs.isVisible()
    assert [tabs.tabText(i) for i in range(2)] == ["Figure 1", "Figure 2"]


def test_a_python_file_opens_as_a_program(window, qtbot, tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text(LOOP, encoding="utf-8")

    window.open_source(str(path))
    run(window, qtbot)

    assert window.programming.output.text.toPlainText() == "done\n"
    assert window.stack.currentIndex() == 1


def test_a_program_that_is_traced_is_not_descended_by_the_app(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)

    is_enabled = window.descend_button.isEnabled()
    window.actions_.by_text["Descend or pause"].trigger()

    assert not is_enabled
    assert not window.docks["Descent"].isVisible()
    assert "descends by its own loop" in window.canvas.accessibleDescription()


def test_descent_and_output_take_turns_in_a_small_window(window, qtbot):
    window.resize(1280, 900)
    paste(window, qtbot, NEURON)

    qtbot.mouseClick(window.descend_button, LEFT)
    while_descending = [window.docks[title].isVisible() for title in ("Descent", "Output")]
    window.descent_run.pause()
    run(window, qtbot)

    assert while_descending == [True, False]
    assert [window.docks[title].isVisible() for title in ("Descent", "Output")] == [False, True]
    assert window.width() == 1280


def test_another_program_draws_nothing_until_it_runs(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)

    window.formula.selectAll()
    paste(window, qtbot, 'print("begun")\nwhile True:\n    pass\n')

    assert len(window.workspace.graph) == 0
    assert [window.source.editor.line_values(line) for line in (1, 2, 3)] == [("", "")] * 3


def test_lines_that_were_changed_after_the_run_show_no_values(window, qtbot):
    paste(window, qtbot, LOOP)
    run(window, qtbot)
    editor = window.source.editor
    window.workspace.playhead.to_end()

    window.workspace.edit_text("\n" + LOOP)
    changed = editor.line_values(6)
    window.workspace.undo.undo()

    assert changed == ("", "")
    assert editor.line_values(5)[0] != ""


def test_where_a_run_failed_is_underlined_in_the_source(window, qtbot):
    paste(window, qtbot, LOOP + "y = w.reshape(7)\n")

    run(window, qtbot, fails=True)

    (mark,) = window.source.editor.extraSelections()
    assert mark.cursor.selectedText() == "w.reshape(7)"
    window.workspace.edit_text(LOOP)
    assert window.source.editor.extraSelections() == []
    assert window.canvas.accessibleDescription() == ""


def test_a_loss_that_is_lost_is_told_with_its_backward(window, qtbot):
    paste(window, qtbot, LOOP.replace("(w - 3) ** 2", "(w - 3) ** 4").replace("1.0", "-9.0"))

    run(window, qtbot)

    status = window.programming.output.status.text()
    assert "not finite from backward" in status


def test_output_says_that_it_is_of_the_text_before_an_edit(window, qtbot):
    paste(window, qtbot, NEURON)
    run(window, qtbot)
    workspace, status = window.workspace, window.programming.output.status

    workspace.type_content(named(workspace, "b"), "3.0")
    after_edit = status.text()
    workspace.undo.undo()

    assert after_edit.endswith("the text has changed since")
    assert not status.text().endswith("since")


def test_a_mistake_in_the_source_is_shown_there_and_the_old_text_is_not_run(window, qtbot):
    paste(window, qtbot, NEURON)
    editor = window.source.editor

    editor.setFocus()
    cursor = QTextCursor(editor.document())
    cursor.setPosition(NEURON.index("(y - 1)"))
    editor.setTextCursor(cursor)
    qtbot.keyClicks(editor, "(")
    qtbot.mouseClick(window.run_button, LEFT)

    (mark,) = editor.extraSelections()
    assert not window.workspace.program.running
    assert window.source._error.text().startswith("line 9, column")
    assert mark.cursor.blockNumber() == 8
