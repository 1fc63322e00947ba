from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from app.canvas.guides import snap
from app.canvas.lasso import inside
from app.canvas.scene import Scene
from app.document.graph import Graph, Node, Value
from tests.app.canvas.spots import title_spot, typed
from tests.app.hand import drag, move, named, press, release

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier
VIEW = QRectF(-1000, -1000, 3000, 3000)


def leaves(*places):
    nodes = {f"n{i}": Node(f"n{i}", content=Value(1.0)) for i in range(len(places))}
    return Scene(Graph(nodes, {f"n{i}": (float(x), float(y)) for i, (x, y) in enumerate(places)}))


def circled(canvas, node_id, keys):
    """Draw a region round the middle of a card."""
    card = canvas.scene.rect(canvas.scene.number[node_id])
    spots = [card.topLeft(), card.topRight(), card.bottomRight(), card.bottomLeft()]
    grown = [card.center() + (spot - card.center()) * 1.3 for spot in spots]
    first, *rest = [canvas.camera.to_screen(spot) for spot in grown]
    press(canvas, first, keys=keys)
    for spot in (*rest, first):
        move(canvas, spot, keys=keys)
    release(canvas, first, keys=keys)


def test_a_lasso_selects_the_cards_whose_middle_it_holds(canvas, workspace):
    typed(canvas, "y = x*w")
    x, w = named(workspace, "x"), named(workspace, "w")

    circled(canvas, x, CONTROL | ALT)
    one = workspace.selection
    circled(canvas, w, CONTROL | ALT | SHIFT)

    assert one == {x}
    assert workspace.selection == {x, w}
    assert canvas.lasso.region == []


def test_with_the_lasso_on_control_takes_out_and_escape_gives_back(canvas, workspace, qtbot):
    typed(canvas, "y = x*w")
    canvas.lasso.always = True
    workspace.select(workspace.graph.nodes)
    x = named(workspace, "x")

    circled(canvas, x, CONTROL)
    left = workspace.selection
    start = canvas.camera.to_screen(canvas.scene.bounds.topLeft()) - QPointF(20, 20)
    drag(canvas, start, start + QPointF(30, 0), let_go=False)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    release(canvas, start)

    assert left == set(workspace.graph.nodes) - {x}
    assert workspace.selection == left


def test_a_band_with_control_takes_cards_out(canvas, workspace):
    typed(canvas, "y = x*w")
    workspace.select(workspace.graph.nodes)
    x = named(workspace, "x")
    card = canvas.scene.rect(canvas.scene.number[x])
    start = canvas.camera.to_screen(card.topLeft()) - QPointF(20, 20)

    drag(canvas, start, canvas.camera.to_screen(card.center()), keys=CONTROL)

    assert workspace.selection == set(workspace.graph.nodes) - {x}


def test_a_point_is_inside_a_region_that_bends_round_it():
    corners = np.array([(0, 0), (10, 0), (10, 10), (6, 10), (6, 4), (4, 4), (4, 10), (0, 10)])

    found = inside(np.array([(2.0, 8.0), (5.0, 8.0), (8.0, 8.0), (5.0, 2.0)]), corners)

    assert found.tolist() == [True, False, True, True]


@pytest.mark.parametrize(
    ("at", "by"),
    [((4, 300), (-4, 0)), ((300, -5), (0, 5)), ((143, 303), (-5, 0)), ((30, 300), (0, 0))],
)
def test_a_card_near_a_line_snaps_to_it(at, by):
    scene = leaves((0, 0), at)

    found = snap(scene, np.array([1]), scene.rect(1), VIEW, 1.0)

    assert found.by.toTuple() == pytest.approx(by)
    assert bool(found.lines) == any(by)


def test_a_card_between_two_snaps_to_equal_gaps():
    scene = leaves((0, 0), (600, 50), (297, 25))

    found = snap(scene, np.array([2]), scene.rect(2), VIEW, 1.0)

    gaps = [line.length() for line in found.lines]
    assert found.by.x() == pytest.approx(3)
    assert gaps == pytest.approx([162, 162])


def test_a_far_view_snaps_from_as_many_px_of_the_screen():
    scene = leaves((0, 0), (20, 300))

    found = snap(scene, np.array([1]), scene.rect(1), VIEW, 0.25)

    assert found.by.x() == pytest.approx(-20)


def test_a_dragged_card_snaps_shows_a_guide_and_shift_lets_it_go(canvas, workspace):
    typed(canvas, "y = x*w")
    x, w = named(workspace, "x"), named(workspace, "w")
    workspace.move({w: (workspace.graph.positions[x][0] + 300, 400.0)})
    canvas.fit()
    start = title_spot(canvas, w)
    gap = (workspace.graph.positions[x][0] - 1000) * 0
    step = QPointF((-300 + gap) * canvas.camera.scale + 3, 0)

    drag(canvas, start, start + step, let_go=False)
    shown = canvas.hand.guides
    snapped = canvas.scene.rect(canvas.scene.number[w]).left()
    move(canvas, start + step, keys=SHIFT)
    free = canvas.scene.rect(canvas.scene.number[w]).left()
    release(canvas, start + step)

    line = canvas.scene.rect(canvas.scene.number[x]).left()
    assert snapped == pytest.approx(line)
    assert any(isinstance(each, QLineF) for each in shown)
    assert free == pytest.approx(line + 3 / canvas.camera.scale)
    assert canvas.hand.guides == ()
