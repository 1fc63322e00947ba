"""Moving and selecting cards with the events of a mouse and a keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt

from tests.app.canvas.spots import empty_spot, title_spot, typed
from tests.app.hand import click, drag, named, release

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_dragging_a_card_moves_it_and_undo_puts_it_back(canvas, workspace):
    typed(canvas, "y = x*w")
    y, before = named(workspace, "y"), workspace.graph.positions
    start = title_spot(canvas, y)

    drag(canvas, start, start + QPointF(40, 60))

    scale = canvas.camera.scale
    x0, y0 = before[y]
    assert workspace.graph.positions[y] == pytest.approx((x0 + 40 / scale, y0 + 60 / scale))
    assert workspace.selection == {y}
    assert workspace.undo.undoText() == "Move"
    workspace.undo.undo()
    assert workspace.graph.positions == before


def test_dragging_one_of_several_selected_cards_moves_them_all(canvas, workspace):
    typed(canvas, "y = x*w")
    x, w, y = (named(workspace, n) for n in "xwy")
    before = workspace.graph.positions
    workspace.select([x, w])
    start = title_spot(canvas, x)

    drag(canvas, start, start + QPointF(0, 50), keys=SHIFT)

    after = workspace.graph.positions
    assert after[y] == before[y]
    for node_id in (x, w):
        assert after[node_id][1] - before[node_id][1] == pytest.approx(50 / canvas.camera.scale)


def test_a_press_that_hardly_moves_is_a_click(canvas, workspace):
    typed(canvas, "y = x*w")
    y, state = named(workspace, "y"), workspace.state
    start = title_spot(canvas, y)

    drag(canvas, start, start + QPointF(2, 1))

    assert workspace.state is state
    assert workspace.selection == {y}


def test_escape_in_the_middle_of_a_drag_leaves_everything_as_it_was(canvas, workspace, qtbot):
    typed(canvas, "y = x*w")
    y, state = named(workspace, "y"), workspace.state
    drawn = canvas.scene.out_port(y)
    start = title_spot(canvas, y)

    drag(canvas, start, start + QPointF(40, 60), let_go=False)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    release(canvas, start + QPointF(40, 60))

    assert workspace.state is state
    assert canvas.scene.out_port(y) == pytest.approx(drawn)


def test_clicks_select_shift_adds_control_toggles_and_the_ground_clears(canvas, workspace):
    typed(canvas, "y = x*w")
    x, w, y = (named(workspace, n) for n in "xwy")
    steps = [
        ((title_spot(canvas, x),), {x}),
        ((title_spot(canvas, w),), {w}),
        ((title_spot(canvas, y), Qt.MouseButton.LeftButton, SHIFT), {w, y}),
        ((title_spot(canvas, w), Qt.MouseButton.LeftButton, CONTROL), {y}),
        ((empty_spot(canvas),), set()),
    ]

    for how, chosen in steps:
        click(canvas, *how)

        assert workspace.selection == chosen


def test_a_band_selects_the_cards_it_meets(canvas, workspace):
    typed(canvas, "y = x*w")
    x, y = named(workspace, "x"), named(workspace, "y")
    scene, camera = canvas.scene, canvas.camera
    card = scene.rect(scene.number[x])

    drag(
        canvas,
        camera.to_screen(card.topLeft()) + QPointF(-30, -30),
        camera.to_screen(card.center()),
    )

    assert workspace.selection == {x}
    assert canvas.hand.band is None
    left = camera.to_screen(scene.bounds.topLeft()) - QPointF(30, 30)
    drag(canvas, left, camera.to_screen(scene.bounds.bottomRight()) + QPointF(5, 5))
    assert workspace.selection == set(workspace.graph.nodes)
    assert y in workspace.selection


def test_a_band_with_shift_keeps_what_was_selected(canvas, workspace):
    typed(canvas, "y = x*w")
    x, y = named(workspace, "x"), named(workspace, "y")
    workspace.select([y])
    card = canvas.scene.rect(canvas.scene.number[x])
    start = canvas.camera.to_screen(card.topLeft()) + QPointF(-30, -30)

    drag(canvas, start, canvas.camera.to_screen(card.center()), keys=SHIFT)

    assert workspace.selection == {x, y}


def test_an_empty_band_clears_the_selection(canvas, workspace):
    typed(canvas, "y = x*w")
    workspace.select(workspace.graph.nodes)

    drag(canvas, empty_spot(canvas) - QPointF(30, 30), empty_spot(canvas))

    assert workspace.selection == set()


def test_delete_takes_the_selection_away_and_undo_brings_it_back(canvas, workspace):
    typed(canvas, "y = x*w")
    before = workspace.graph
    workspace.select([named(workspace, "w")])

    canvas.delete_selection()

    assert workspace.graph.named("w") is None
    assert workspace.graph.named("y").inputs[1] is None
    assert workspace.undo.undoText() == "Delete node"
    workspace.undo.undo()
    assert workspace.graph == before
