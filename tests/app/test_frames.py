from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMenu

from app.canvas import frames
from app.canvas.inline_editor import InlineEditor
from app.document.file import load, save
from app.export.picture import Style
from tests.app.canvas.spots import title_spot
from tests.app.hand import click, double_click, drag, named, on_canvas, op_id

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def workspace(window, qtbot):
    """A small network on the canvas, which has the keyboard."""
    return on_canvas(window, qtbot, "h = tanh(x*w)\ny = sin(h)\nL = (y - 1)**2")


@pytest.fixture
def frame(window, workspace, qtbot):
    """The id of a frame round x and w."""
    workspace.select([named(workspace, "x"), named(workspace, "w")])
    qtbot.keyClick(window.canvas, Qt.Key.Key_F, CONTROL | SHIFT)
    field = window.canvas.findChild(InlineEditor)
    field.setText("inputs")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    (made,) = workspace.graph.arrangement.frames
    return made


def rect(canvas):
    return frames.frame_rect(canvas.scene, 0)


def bar(canvas):
    border = rect(canvas)
    return canvas.camera.to_screen(QPointF(border.center().x(), border.top() + 8))


def test_a_frame_goes_round_the_selection_under_the_title_that_is_typed(window, workspace, frame):
    scene = window.canvas.scene

    for name in "xw":
        card = scene.rect(scene.number[named(workspace, name)])
        assert rect(window.canvas).contains(card)
    assert workspace.graph.arrangement.frames[frame].title == "inputs"
    assert window.canvas.hand.picked == {frame}


def test_dragging_the_bar_moves_all_that_is_inside_in_one_step(window, workspace, frame):
    canvas, before, steps = window.canvas, workspace.graph.positions, workspace.undo.count()

    drag(canvas, bar(canvas), bar(canvas) + QPointF(0, 60))

    dy = 60 / canvas.camera.scale
    after = workspace.graph.positions
    for name in ("x", "w", "h"):
        moved = after[named(workspace, name)][1] - before[named(workspace, name)][1]
        assert moved == pytest.approx(dy if name != "h" else 0)
    assert workspace.undo.count() == steps + 1
    assert workspace.undo.undoText() == "Move frame"


def test_a_frame_grows_with_a_card_that_is_dragged_inside(window, workspace, frame):
    canvas, before = window.canvas, rect(window.canvas)
    start = title_spot(canvas, named(workspace, "x"))

    drag(canvas, start, start - QPointF(30, 40))

    assert rect(canvas).top() < before.top() - 10
    assert rect(canvas).left() < before.left() - 10


def test_a_card_dropped_in_a_frame_belongs_to_it_in_the_same_step(window, workspace, frame):
    canvas, mul = window.canvas, op_id(workspace, "mul")
    steps = workspace.undo.count()
    start = title_spot(canvas, mul)
    middle = canvas.camera.to_screen(rect(canvas).center())

    drag(canvas, start, middle + QPointF(0, -20))

    assert workspace.graph.arrangement.framed[mul] == frame
    assert workspace.undo.count() == steps + 1
    assert workspace.undo.undoText() == "Move into frame"


def test_a_card_dragged_with_alt_leaves_its_frame(window, workspace, frame):
    canvas, x = window.canvas, named(workspace, "x")
    start = title_spot(canvas, x)

    drag(canvas, start, start + QPointF(10, -90), keys=ALT)

    assert x not in workspace.graph.arrangement.framed
    assert workspace.undo.undoText() == "Move out of frame"


def test_taking_the_last_card_out_ends_the_frame(window, workspace, frame):
    workspace.select([named(workspace, "x"), named(workspace, "w")])

    window.actions_.by_text["Take out of frame"].trigger()

    assert not workspace.graph.arrangement.frames
    workspace.undo.undo()
    assert frame in workspace.graph.arrangement.frames


def test_a_double_click_on_the_bar_edits_the_title(window, workspace, frame, qtbot):
    double_click(window.canvas, bar(window.canvas))
    field = window.canvas.findChildren(InlineEditor)[-1]
    field.setText("data")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert workspace.graph.arrangement.frames[frame].title == "data"


def test_the_menu_of_the_bar_colours_the_frame(window, workspace, frame):
    window.canvas.asked_for_thing_menu.emit(window.mapToGlobal(window.rect().center()), frame)
    menu = window.findChildren(QMenu)[-1]
    (teal,) = [action for action in menu.actions() if action.text() == "Teal"]

    teal.trigger()

    assert workspace.graph.arrangement.frames[frame].color == "forward"
    assert workspace.undo.undoText() == "Colour frame"
    menu.close()


def test_deleting_a_frame_keeps_its_cards(window, workspace, frame, qtbot):
    nodes = workspace.graph.nodes
    click(window.canvas, bar(window.canvas))

    qtbot.keyClick(window.canvas, Qt.Key.Key_Delete)

    assert workspace.graph.nodes == nodes
    assert not workspace.graph.arrangement
    assert workspace.undo.undoText() == "Delete frame"


def test_a_frame_is_in_the_file_and_in_the_picture(window, workspace, frame, tmp_path):
    save(workspace.document, tmp_path / "a.chain")
    window.files.export_to(tmp_path / "a.svg", Style())

    assert load(tmp_path / "a.chain").graph == workspace.graph
    assert ">inputs<" in (tmp_path / "a.svg").read_text()


def test_grouping_a_part_of_a_frame_puts_the_card_of_the_group_in_it(window, workspace, frame):
    workspace.select([named(workspace, "x")])

    window.actions_.by_text["Group"].trigger()

    (group,) = workspace.graph.arrangement.groups
    w = named(workspace, "w")
    assert workspace.graph.arrangement.framed == {w: frame, group: frame}
    workspace.select([named(workspace, "x")])
    window.actions_.by_text["Ungroup"].trigger()
    assert set(workspace.graph.arrangement.framed) == {w, named(workspace, "x")}
