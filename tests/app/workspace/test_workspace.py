from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.document.examples import EXAMPLES
from app.document.file import Document
from app.document.formula import FormulaError, parse
from app.document.graph import Value
from app.workspace import workspace as module
from tests.app.hand import gradient, named, op_id, value


def test_typed_text_becomes_a_graph_that_has_run(workspace):
    workspace.edit_text("y = x**2 + 20")

    assert value(workspace, "y") == 21.0
    assert gradient(workspace, "x") == 2.0


def test_undo_and_redo_of_text_keep_text_and_graph_in_step(workspace):
    workspace.edit_text("y = x**2")
    first = workspace.state
    workspace.undo.setClean()  # a saved state is never joined with what follows
    workspace.edit_text("y = sin(x)")
    second = workspace.state

    workspace.undo.undo()
    undone = workspace.state, parse(workspace.state.text).graph
    workspace.undo.redo()

    assert undone[0] == first
    assert [n.op for n in undone[1]] == [n.op for n in first.graph]
    assert workspace.state == second
    assert value(workspace, "y") == pytest.approx(np.sin(1.0))


def test_an_edit_of_nodes_rewrites_the_text_and_undo_brings_both_back(workspace):
    workspace.edit_text("y = x*w")
    before = workspace.state

    workspace.add_op("tanh", None, [named(workspace, "y")])

    assert "tanh" in workspace.state.text
    assert len(workspace.graph) == 4
    workspace.undo.undo()
    assert workspace.state == before
    workspace.undo.redo()
    assert "tanh" in workspace.state.text


def test_every_state_of_a_long_undo_walk_has_text_that_reads_as_its_graph(workspace):
    workspace.edit_text("y = x*w + b")
    for op in ("sin", "exp", "add", "mul"):
        workspace.add_op(op, None, [list(workspace.graph.nodes)[-1]] * 2)
    workspace.edit("Delete", workspace.graph.without([named(workspace, "w")]))
    states = [workspace.state]
    while workspace.undo.canUndo():
        workspace.undo.undo()
        states.append(workspace.state)

    for state in reversed(states[:-1]):
        workspace.undo.redo()
        assert workspace.state == state


def test_a_broken_formula_changes_nothing(workspace):
    workspace.edit_text("y = x**2")
    before, trace, count = workspace.state, workspace.trace, workspace.undo.count()

    with pytest.raises(FormulaError):
        workspace.edit_text("y = x**")

    assert workspace.state is before
    assert workspace.trace is trace
    assert workspace.undo.count() == count


def test_slider_edits_of_one_leaf_join_into_one_undo_step(workspace):
    workspace.edit_text("y = x**2")
    x, count = named(workspace, "x"), workspace.undo.count()

    for number in (1.5, 2.0, 2.5, 3.0):
        workspace.set_content(x, Value(number), merge=f"slide {x}")

    assert value(workspace, "y") == 9.0
    assert workspace.undo.count() == count + 1
    workspace.undo.undo()
    assert value(workspace, "y") == 1.0


def test_slider_edits_of_two_leaves_are_two_undo_steps(workspace):
    workspace.edit_text("z = x*y")
    count = workspace.undo.count()

    for name in ("x", "y"):
        workspace.set_content(named(workspace, name), Value(3.0), merge=f"slide {name}")

    assert workspace.undo.count() == count + 2


def test_edits_far_apart_in_time_do_not_join(workspace, monkeypatch):
    workspace.edit_text("y = x**2")
    count, x = workspace.undo.count(), named(workspace, "x")
    clock = iter(range(100, 200, 5))
    monkeypatch.setattr(module.time, "monotonic", lambda: float(next(clock)))

    workspace.set_content(x, Value(2.0), merge="slide")
    workspace.set_content(x, Value(3.0), merge="slide")

    assert workspace.undo.count() == count + 2


def test_a_gesture_is_one_undo_step_however_long_it_lasts(workspace, monkeypatch):
    workspace.edit_text("y = x**2")
    count, x = workspace.undo.count(), named(workspace, "x")
    clock = iter(range(100, 200, 5))
    monkeypatch.setattr(module.time, "monotonic", lambda: float(next(clock)))

    for number in (2.0, 3.0, 4.0):
        workspace.set_content(x, Value(number), merge="scrub 7")

    assert workspace.undo.count() == count + 1
    workspace.undo.undo()
    assert workspace.graph[x].content == Value(1.0)


def test_moving_nodes_runs_nothing_and_can_be_undone(workspace):
    workspace.edit_text("y = x**2")
    x, trace = named(workspace, "x"), workspace.trace
    before = workspace.graph.positions[x]

    workspace.move({x: (11.0, 22.0)})

    assert workspace.graph.positions[x] == (11.0, 22.0)
    assert workspace.trace is trace
    workspace.undo.undo()
    assert workspace.graph.positions[x] == before


def test_selection_tells_once_and_forgets_deleted_nodes(workspace, qtbot):
    workspace.edit_text("y = x*w")
    x, w = named(workspace, "x"), named(workspace, "w")
    told = []
    workspace.selection_changed.connect(told.append)

    workspace.select([x, w])
    workspace.select([w, x])
    workspace.edit("Delete", workspace.graph.without([x]))

    assert told == [{x, w}, {w}]
    assert workspace.selection == {w}


def test_overrides_show_other_values_and_leave_the_document_alone(workspace):
    workspace.edit_text("y = x**2")
    before = workspace.state

    workspace.override({"x": np.array(3.0)})

    assert value(workspace, "y") == 9.0
    assert workspace.state is before
    workspace.override({})
    assert value(workspace, "y") == 1.0


def test_long_runs_for_the_values_of_a_descent_are_not_told_of(workspace, qtbot):
    """They come many times a second: Stop in the place of Run would flicker."""
    told = []
    workspace.edit_text("y = x*x")
    workspace.running.connect(told.append)
    workspace._slow_cost = 0
    workspace.override({"x": np.array(3.0)})
    workspace.override({"x": np.array(4.0)})
    root = workspace.graph.root

    qtbot.waitUntil(lambda: workspace.value(root) == 16.0, timeout=10_000)

    assert not any(told)


def test_other_values_need_no_other_plan(workspace):
    workspace.edit_text("y = x*x")
    before = workspace.planned
    workspace.override({"x": np.array(3.0)})

    assert workspace.planned.plan.steps is before.plan.steps
    assert workspace.planned.slots is before.slots


def test_keeping_overrides_writes_them_into_the_leaves_in_one_undo_step(workspace):
    workspace.edit_text("w = [1.0, 2.0]\ny = sum(w*x)")
    count = workspace.undo.count()
    workspace.override({"x": np.array(3.0), "w": np.array([4.0, 5.0])})

    workspace.keep_overrides()

    assert workspace.overrides == {}
    assert workspace.graph.named("x").content == Value(3.0)
    assert workspace.graph.named("w").content == Value((4.0, 5.0))
    assert value(workspace, "y") == 27.0
    assert "4.0" in workspace.state.text
    assert workspace.undo.count() == count + 1
    workspace.undo.undo()
    assert value(workspace, "y") == 3.0


def test_an_edited_leaf_loses_its_override_and_the_others_keep_theirs(workspace):
    workspace.edit_text("z = x*y")
    workspace.override({"x": np.array(3.0), "y": np.array(4.0)})

    workspace.set_content(named(workspace, "x"), Value(10.0))

    assert set(workspace.overrides) == {"y"}
    assert value(workspace, "z") == 40.0


def test_what_was_typed_wrong_comes_back_as_a_sentence(workspace):
    workspace.edit_text("y = sum(x, dim=0)")
    x, before = named(workspace, "x"), workspace.state

    reasons = [
        workspace.type_content(x, "elephant"),
        workspace.rename(x, "y"),
        workspace.rename(x, "not a name"),
    ]

    assert all(reasons)
    assert workspace.state is before


def test_an_open_input_is_a_problem_with_a_remedy_at_its_node(workspace):
    workspace.add_op("mul")

    problem = workspace.planned.problems[op_id(workspace, "mul")]

    assert problem.message
    assert problem.remedy


def test_shapes_that_do_not_fit_end_the_trace_with_a_fault(workspace):
    workspace.edit_text("x = [1.0, 2.0]\nw = [1.0, 2.0, 3.0]\ny = sum(x*w)")

    fault = workspace.trace.fault

    assert "(2,)" in fault.message
    assert fault.remedy


def test_views_never_see_a_trace_of_nodes_that_are_gone(workspace):
    workspace.edit_text("y = x*w")
    seen = []
    workspace.graph_changed.connect(
        lambda graph: seen.append(
            (workspace.trace, set(workspace.planned.slots) <= set(graph.nodes))
        )
    )

    workspace.edit("Delete", workspace.graph.without([named(workspace, "y")]))

    assert seen == [(None, True)]


def test_opening_a_document_clears_undo_selection_and_overrides(workspace, qtbot):
    workspace.edit_text("y = x*w")
    workspace.select([named(workspace, "x")])
    workspace.override({"x": np.array(3.0)})

    with qtbot.waitSignal(workspace.opened):
        workspace.open(Document("z = u + 1", parse("z = u + 1").graph, {"a": 1}))

    assert not workspace.undo.canUndo()
    assert workspace.selection == frozenset()
    assert workspace.overrides == {}
    assert value(workspace, "z") == 2.0
    assert workspace.document.view == {"a": 1}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
def test_every_example_opens_and_runs_without_a_fault(workspace, qtbot, example):
    workspace.open(example.document())
    qtbot.waitUntil(lambda: workspace.trace is not None)

    assert workspace.trace.fault is None
    assert not workspace.planned.problems
    assert workspace.graph.positions.keys() == workspace.graph.nodes.keys()


def test_run_and_play_starts_from_the_first_event(workspace, qtbot):
    workspace.edit_text("y = x*w")

    workspace.run_and_play()
    qtbot.waitUntil(lambda: workspace.playhead.playing)

    assert workspace.playhead.position == 0


def test_a_root_of_choice_is_kept_through_undo(workspace):
    workspace.edit_text("y = x**2\nz = y*3")

    workspace.set_root(named(workspace, "y"))

    assert gradient(workspace, "x") == 2.0
    workspace.undo.undo()
    assert gradient(workspace, "x") == 6.0


def test_rearranging_is_one_undo_step_that_runs_nothing(workspace):
    workspace.edit_text("y = x**2")
    trace = workspace.trace
    elsewhere = replace(workspace.graph, positions=dict.fromkeys(workspace.graph.nodes, (0.0, 0.0)))

    workspace.rearrange(elsewhere)

    assert workspace.graph.positions == elsewhere.positions
    assert workspace.trace is trace
    workspace.undo.undo()
    assert workspace.graph.positions != elsewhere.positions


def test_a_parked_playhead_stays_while_a_value_changes(workspace):
    workspace.edit_text("y = sin(x)*x")
    workspace.playhead.seek(2)

    workspace.set_content(workspace.graph.named("x").id, Value(2.0))

    assert workspace.playhead.position == 2

    workspace.edit_text("y = sin(x)*x + 1")

    assert workspace.playhead.position == workspace.playhead.end


def test_a_text_edit_never_leaves_wires_running_back_where_no_hand_placed_a_card(workspace):
    workspace.edit_text("f = x**2 + y**2")
    workspace._typed = None  # the first burst of typing is over

    workspace.edit_text("L = (w*3 - 6)**2")
    workspace.edit_text("L = (w*3 - 6)**2 + w*w")

    at = workspace.graph.positions
    assert all(at[w.source][0] < at[w.target][0] for w in workspace.graph.wires)


def test_a_text_edit_leaves_cards_where_a_hand_put_them(workspace):
    workspace.edit_text("f = x**2")
    x = workspace.graph.named("x").id
    workspace.move({x: (900.0, 500.0)})

    workspace.edit_text("f = x**2 + x")

    assert workspace.graph.positions[x] == (900.0, 500.0)
