from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt

from app.document.aligning import GRID
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH
from tests.app.canvas.spots import title_spot
from tests.app.hand import drag, named, on_canvas, op_id

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def workspace(window, qtbot):
    """A graph of two parts on the canvas, which has the keyboard."""
    return on_canvas(window, qtbot, "z = cos(q)\ns = sin(x)\ny = s*w")


def chosen(workspace):
    return {workspace.graph[i].name or workspace.graph[i].op for i in workspace.selection}


@pytest.mark.parametrize(
    ("key", "keys", "names"),
    [
        ("Left", CONTROL, {"s", "x"}),
        ("Right", CONTROL, {"s", "y"}),
        ("L", PLAIN, {"x", "s", "w", "y"}),
        ("I", CONTROL, {"x", "w", "y", "q", "z"}),
        ("A", CONTROL, {"x", "s", "w", "y", "q", "z"}),
        ("A", CONTROL | SHIFT, set()),
    ],
)
def test_keys_select_along_the_wires(workspace, press, key, keys, names):
    workspace.select([named(workspace, "s")])

    press(key, keys)

    assert chosen(workspace) == names


def test_arrows_go_along_the_wires_from_the_root(workspace, press):
    seen = []

    for key in ("Left", "Left", "Right", "Down", "Up"):
        press(key)
        seen.append(chosen(workspace))

    assert seen[0] == {"y"}
    assert seen[1] in ({"s"}, {"w"})
    assert seen[2] == {"y"}
    assert all(len(names) == 1 for names in seen)


def test_a_node_that_was_gone_to_is_brought_into_view(workspace, window, press):
    workspace.select([named(workspace, "s")])
    window.canvas.pan(4000, 0)

    press("Left")

    canvas = window.canvas
    card = canvas.scene.rect(canvas.scene.number[named(workspace, "x")])
    assert canvas.camera.world_rect(canvas.rect().toRectF()).contains(card)


def test_delete_and_join_wires_the_input_on_and_is_one_step(workspace, press):
    workspace.select([named(workspace, "s")])
    before, steps = workspace.graph, workspace.undo.count()

    press("Delete", CONTROL)
    after, name = workspace.state.text, workspace.undo.undoText()
    press("Z", CONTROL)

    assert after == "z = cos(q)\ny = x*w"
    assert name == "Delete node and join wires"
    assert workspace.undo.count() == steps + 1
    assert workspace.graph is before


@pytest.mark.parametrize(
    ("text", "axis"), [("Align left", 0), ("Align centres", 0), ("Align middles", 1)]
)
def test_aligning_is_one_named_step_and_undone(workspace, window, text, axis):
    workspace.select([named(workspace, name) for name in "xwy"])
    before = workspace.graph.positions

    window.actions_.by_text[text].trigger()
    places = {workspace.graph.positions[i][axis] for i in workspace.selection}
    name = workspace.undo.undoText()
    workspace.undo.undo()

    assert len(places) == 1
    assert name == text
    assert workspace.graph.positions == before


def test_spacing_evenly_needs_three_and_makes_equal_gaps(workspace, window):
    ids = [named(workspace, name) for name in "xsy"]
    workspace.move({ids[0]: (0, 0), ids[1]: (10, 0), ids[2]: (800, 0)})
    action = window.actions_.by_text["Space evenly across"]
    workspace.select(ids[:2])
    few = action.isEnabled()
    workspace.select(ids)

    action.trigger()

    assert not few
    assert [workspace.graph.positions[i][0] for i in ids] == [0, 400, 800]


def test_aligning_what_is_aligned_makes_no_step(workspace, window):
    workspace.select([named(workspace, name) for name in "xwy"])
    window.actions_.by_text["Align left"].trigger()
    steps = workspace.undo.count()

    window.actions_.by_text["Align left"].trigger()

    assert workspace.undo.count() == steps


def test_with_the_switch_on_a_dragged_card_goes_to_the_grid(workspace, window, make_window, press):
    canvas, node_id = window.canvas, named(workspace, "y")
    press("G", CONTROL)
    start = title_spot(canvas, node_id)

    drag(canvas, start, start + QPointF(37, 53))

    x, y = workspace.graph.positions[node_id]
    assert (x - CARD_WIDTH / 2) % GRID == pytest.approx(0)
    assert (y - CARD_HEIGHT / 2) % GRID == pytest.approx(0)
    other = make_window()
    assert other.workspace.snaps
    assert other.actions_.by_text["Snap to grid"].isChecked()


def test_without_the_switch_a_card_stays_where_it_is_dropped(workspace, window):
    canvas, node_id = window.canvas, op_id(workspace, "cos")
    before = workspace.graph.positions[node_id]
    start = title_spot(canvas, node_id)

    drag(canvas, start, start + QPointF(37, 53))

    scale = canvas.camera.scale
    after = workspace.graph.positions[node_id]
    assert after[0] - before[0] == pytest.approx(37 / scale)
    assert after[1] - before[1] == pytest.approx(53 / scale)
