from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.document.arranging import arranged_on
from app.document.formula import parse
from app.document.grouping import grouped
from app.document.placing import arranged
from tests.app.canvas.spots import title_spot
from tests.app.document.layout.available import AVAILABLE
from tests.app.hand import click, drag, named, op_id

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
TEXT = "h = tanh(x*w + b)\ny = sin(h)*cos(h)\nL = (y - 1)**2"


@pytest.fixture
def workspace(window, qtbot):
    window.workspace.edit_text(TEXT)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    return window.workspace


def middle(places):
    xy = np.array(list(places))
    return (xy.min(0) + xy.max(0)) / 2


def test_the_layout_of_a_selection_leaves_the_rest_and_the_middle(window, workspace, qtbot):
    ids = [named(workspace, n) for n in ("x", "w", "b")]
    ids.append(op_id(workspace, "tanh"))
    workspace.move({i: (40.0 * k, 300.0 - 9 * k) for k, i in enumerate(ids)})
    before = workspace.graph.positions
    workspace.select(ids)

    qtbot.keyClick(window.canvas, Qt.Key.Key_L, CONTROL)

    after = workspace.graph.positions
    assert {i for i in after if after[i] != before[i]} <= set(ids)
    assert middle(after[i] for i in ids) == pytest.approx(middle(before[i] for i in ids))
    assert workspace.undo.undoText() == "Arrange"


@pytest.mark.parametrize("layout", AVAILABLE)
def test_every_layout_arranges_a_part_of_a_level_with_groups(layout):
    graph = arranged(parse(TEXT).graph)
    graph, group = grouped(graph, [n.id for n in graph if n.op in ("mul", "add")][:2], "")
    cards = [group, *(n.id for n in graph if n.op in ("tanh", "sin"))]

    after = arranged_on(graph, "", cards, layout)

    moved = {i for i, at in after.positions.items() if at != graph.positions[i]}
    assert moved <= set(cards)
    assert len({after.positions[i] for i in cards}) == len(cards)


def test_a_layout_inside_a_group_moves_what_is_inside_only():
    graph = arranged(parse(TEXT).graph)
    inner = [n.id for n in graph if n.op in ("mul", "add", "tanh")]
    graph, group = grouped(graph, inner, "")
    graph = graph.moved({i: (0.0, 50.0 * k) for k, i in enumerate(inner)})

    after = arranged_on(graph, group)

    assert {i for i, at in after.positions.items() if at != graph.positions[i]} <= set(inner)
    xs = [after.positions[i][0] for i in inner]
    assert len(set(xs)) == len(xs) - 1 or len(set(xs)) == len(xs)


def test_cards_glide_to_their_new_places_and_a_press_ends_it(window, workspace, qtbot):
    canvas = window.canvas
    workspace.playhead.reduced_motion = False
    x = named(workspace, "x")
    place = workspace.graph.positions[x]
    workspace.move({x: (place[0] + 400, place[1] + 300)})
    workspace.select(())
    i = canvas.scene.number[x]

    canvas.card_glide.setDuration(60_000)

    qtbot.keyClick(canvas, Qt.Key.Key_L, CONTROL)
    start = canvas.scene.xy[i].tolist()
    qtbot.waitUntil(lambda: canvas.scene.xy[i].tolist() != start, timeout=2000)
    click(canvas, canvas.rect().bottomRight() - canvas.rect().center() * 0.02)

    assert canvas.scene.xy[i].tolist() == pytest.approx(workspace.graph.positions[x])
    workspace.playhead.reduced_motion = True


def moved_share(before, after):
    kept = before.positions.keys() & after.positions.keys() & before.nodes.keys()
    moved = [i for i in kept if before.positions[i] != after.positions[i]]
    return len(moved) / len(kept)


@pytest.mark.parametrize("way", ["typing", "palette", "paste", "duplicate", "drop"])
def test_a_node_added_keeps_the_rest_in_place(window, workspace, qtbot, way):
    canvas = window.canvas
    workspace.edit_text("\n".join(f"y{i} = sin(x{i}) * w" for i in range(15)))
    start = title_spot(canvas, named(workspace, "w"))
    drag(canvas, start, start + canvas.rect().center() * 0.1, keys=SHIFT)
    before = workspace.graph
    workspace.select([named(workspace, "y3")])

    if way == "typing":
        workspace.edit_text(workspace.state.text + "\nz = cos(y4)")
    elif way == "palette":
        window.palette_panel.chosen.emit("cos")
    elif way == "drop":
        canvas.add_op("cos", canvas.rect().center().toPointF())
    elif way == "paste":
        qtbot.keyClick(canvas, Qt.Key.Key_C, CONTROL)
        qtbot.keyClick(canvas, Qt.Key.Key_V, CONTROL)
    else:
        qtbot.keyClick(canvas, Qt.Key.Key_D, SHIFT)

    assert len(workspace.graph) == len(before) + 1
    assert moved_share(before, workspace.graph) < 0.05
