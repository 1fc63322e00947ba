from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QToolButton

from app.canvas.inline_editor import InlineEditor
from app.document.file import load, save
from tests.app.hand import click, double_click, drag, named, on_canvas, op_id

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def workspace(window, qtbot):
    """A small network on the canvas, which has the keyboard."""
    return on_canvas(window, qtbot, "h = tanh(x*w)\ny = sin(h)\nL = (y - 1)**2")


@pytest.fixture
def group(window, workspace, press):
    """The id of a group of mul and tanh."""
    workspace.select([op_id(workspace, "mul"), named(workspace, "h")])
    press("G", CONTROL | ALT)
    (made,) = workspace.graph.arrangement.groups
    return made


def spot(canvas, card):
    rect = canvas.scene.rect(canvas.scene.number[card])
    return canvas.camera.to_screen(QPointF(rect.center().x(), rect.top() + 8))


def crumbs(window):
    return [b for b in window.arranging.breadcrumb.findChildren(QToolButton) if not b.isHidden()]


def test_group_makes_one_card_that_shows_the_value_and_gradient_of_its_output(
    window, workspace, group
):
    canvas = window.canvas

    face, inner = canvas.dress.face(group), named(workspace, "h")

    assert op_id(workspace, "mul") not in canvas.scene.ids
    assert (face.glyph, face.note, face.title) == ("2", "nodes", "group 1")
    assert face.inlets == ("x", "w")
    assert face.value == canvas.dress.face(inner).value
    assert face.gradient == canvas.dress.face(inner).gradient
    assert workspace.undo.undoText() == "Group 2 nodes"
    assert workspace.selection == {op_id(workspace, "mul"), inner}


def test_grouping_changes_neither_the_formula_nor_the_run(workspace, press):
    text, trace = workspace.state.text, workspace.trace
    workspace.select([named(workspace, "h")])

    press("G", CONTROL | ALT)

    assert workspace.state.text == text
    assert workspace.trace is trace


def test_the_gradient_into_a_group_is_the_sum_over_the_wires_that_enter(window, workspace, press):
    workspace.edit_text("a = sin(x)\nb = cos(x)\nL = a + b")
    workspace.select([named(workspace, n) for n in ("a", "b")])
    press("G", CONTROL | ALT)
    scene, dress = window.canvas.scene, window.canvas.dress

    (k,) = [k for k, wire in enumerate(scene.wires) if wire.source == named(workspace, "x")]
    arrival = dress.arrival(scene.wires[k].target, scene.wires[k].port)

    slot = workspace.planned.slots[named(workspace, "x")]
    assert len(scene.bundle(k)) == 2
    assert arrival.contribution == pytest.approx(workspace.trace.gradient(slot))


def test_a_double_click_enters_and_alt_up_leaves(window, workspace, press, group):
    canvas = window.canvas

    double_click(canvas, spot(canvas, group))
    inside, shown = workspace.level.id, set(canvas.scene.ids)
    names = [button.text() for button in crumbs(window)]
    press("Up", ALT)

    x, w, y = (named(workspace, n) for n in "xwy")
    inner = {op_id(workspace, "mul"), named(workspace, "h")}
    assert inside == group
    assert shown == inner | {f"in:{x}", f"in:{w}", f"out:{y}"}
    assert names == ["Graph", "group 1"]
    assert workspace.level.id == ""
    assert workspace.selection == inner
    assert crumbs(window) == []


def test_enter_opens_the_selected_group_and_the_breadcrumb_goes_back(
    window, workspace, press, group, qtbot
):
    press("Return")
    inside = workspace.level.id

    qtbot.mouseClick(crumbs(window)[0], Qt.MouseButton.LeftButton)

    assert inside == group
    assert workspace.level.id == ""


def test_a_click_on_a_stub_goes_to_the_node_outside(window, workspace, group):
    window.canvas.groups.enter(group)
    y = named(workspace, "y")

    click(window.canvas, spot(window.canvas, f"out:{y}"))

    assert workspace.level.id == ""
    assert workspace.selection == {y}


def test_dragging_the_card_of_a_group_moves_it_and_not_what_is_inside(window, workspace, group):
    canvas, before = window.canvas, workspace.graph.positions
    start = spot(canvas, group)

    drag(canvas, start, start + QPointF(0, 80), keys=SHIFT)

    after = workspace.graph.positions
    assert after[group][1] - before[group][1] == pytest.approx(80 / canvas.camera.scale)
    assert {i: at for i, at in after.items() if i != group} == {
        i: at for i, at in before.items() if i != group
    }
    assert workspace.undo.undoText() == "Move"


def test_ungroup_puts_the_nodes_where_the_card_stood(window, workspace, press, group):
    h, before = named(workspace, "h"), workspace.graph.positions
    workspace.move({group: (before[group][0], before[group][1] + 50)})

    press("G", CONTROL | ALT | SHIFT)

    assert not workspace.graph.arrangement.groups
    assert workspace.graph.positions[h] == pytest.approx((before[h][0], before[h][1] + 50))
    assert group not in workspace.graph.positions


def test_a_group_is_renamed_in_place(window, workspace, press, group, qtbot):
    press("F2")
    field = window.canvas.findChild(InlineEditor)
    field.setText("cell")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert workspace.graph.arrangement.groups[group].title == "cell"
    assert window.canvas.dress.face(group).title == "cell"
    assert workspace.undo.undoText() == "Rename group"


def test_deleting_the_card_deletes_what_is_inside_and_undo_brings_the_group_back(
    window, workspace, press, group
):
    before = workspace.graph

    press("Delete")
    empty = workspace.graph
    press("Z", CONTROL)

    assert len(empty) == len(before) - 2
    assert not empty.arrangement.groups
    assert group not in empty.positions
    assert workspace.graph == before


def test_a_copy_of_a_group_is_a_group_with_its_wires(window, workspace, press, group):
    press("D", SHIFT)

    copy = next(i for i in workspace.graph.arrangement.groups if i != group)
    face = window.canvas.dress.face(copy)
    assert face.title == "group 1"
    assert face.inlets == ("x", "w")
    assert len(window.canvas.scene.held(copy)) == 2
    assert workspace.selection == set(window.canvas.scene.held(copy))


def test_what_is_copied_inside_a_group_stays_a_plain_node(window, workspace, press, group):
    window.canvas.groups.enter(group)
    workspace.select([named(workspace, "h")])

    press("D", SHIFT)

    (new,) = workspace.selection
    assert workspace.graph.arrangement.within[new] == group
    assert len(workspace.graph.arrangement.groups) == 1


def test_a_node_added_inside_a_group_belongs_to_it(window, workspace, group):
    window.canvas.groups.enter(group)

    window.canvas.add_op("cos")

    assert workspace.graph.arrangement.within[op_id(workspace, "cos")] == group
    assert op_id(workspace, "cos") in window.canvas.scene.ids


def test_undoing_the_group_from_inside_it_goes_up(window, workspace, press, group):
    window.canvas.groups.enter(group)

    press("Z", CONTROL)

    assert workspace.level.id == ""
    assert not workspace.graph.arrangement.groups
    assert set(window.canvas.scene.ids) == set(workspace.graph.nodes)


def test_a_wire_can_be_drawn_from_the_output_of_a_group(window, workspace, group):
    canvas = window.canvas
    canvas.add_op("exp")
    exp, h = op_id(workspace, "exp"), named(workspace, "h")
    canvas.fit()
    start = canvas.camera.to_screen(QPointF(*canvas.scene.out_port(h)))
    end = canvas.camera.to_screen(QPointF(*canvas.scene.in_port(exp, 0)))

    drag(canvas, start, end)

    assert workspace.graph[exp].sources == (h,)
    assert len(canvas.dress.face(group).outlets) == 1


def test_going_to_a_node_inside_a_group_opens_it(window, workspace, group):
    window.outline.pointed.emit(named(workspace, "h"))

    assert workspace.level.id == group


def test_groups_are_in_the_file(workspace, group, tmp_path):
    save(workspace.document, tmp_path / "a.chain")

    assert load(tmp_path / "a.chain").graph == workspace.graph


def test_typing_on_keeps_the_groups(window, workspace, group):
    workspace.edit_text("h = tanh(x*w)\ny = cos(h)\nL = (y - 1)**2")

    assert group in workspace.graph.arrangement.groups
    assert len(window.canvas.scene.held(group)) == 2


def test_a_picture_shows_the_level_that_is_shown(window, workspace, group, tmp_path):
    from app.export.picture import Style

    window.canvas.groups.enter(group)
    window.files.export_to(tmp_path / "a.svg", Style())

    text = (tmp_path / "a.svg").read_text()
    assert ">tanh<" in text or ">h<" in text
    assert ">sin<" not in text


def test_a_group_tells_its_count_and_its_value(window, group):
    canvas = window.canvas
    card = canvas.scene.rect(canvas.scene.number[group])

    tip = canvas.tip(canvas.camera.to_screen(card.center()))

    assert "group of 2 nodes" in tip
    assert "value 0.76159" in tip


def test_undo_and_redo_go_to_the_level_of_the_step(window, workspace, group, press):
    level = workspace.level
    press("Return")
    workspace.add_op("cosh", (0.0, 0.0))
    press("Up", ALT)

    press("Z", CONTROL)
    inside = level.id
    press("Z", CONTROL)
    top = level.id
    press("Z", CONTROL | SHIFT)
    press("Z", CONTROL | SHIFT)

    assert (inside, top) == (group, "")
    assert level.id == group
    assert op_id(workspace, "cosh") in workspace.graph.nodes


def test_a_wire_on_a_port_of_a_group_moves_all_that_the_port_stands_for(window, press, qtbot):
    workspace = on_canvas(window, qtbot, "u = sin(x)\nv = cos(x)\nL = u*v + p")
    u, v, p = (named(workspace, name) for name in "uvp")
    workspace.select([u, v])
    press("G", CONTROL | ALT)
    canvas = window.canvas
    start = canvas.camera.to_screen(QPointF(*canvas.scene.out_port(p)))

    drag(canvas, start, canvas.camera.to_screen(QPointF(*canvas.scene.in_port(u, 0))))
    read = workspace.graph[u].sources, workspace.graph[v].sources
    drag(canvas, canvas.camera.to_screen(QPointF(*canvas.scene.in_port(u, 0))), QPointF(30, 30))

    assert read == ((p,), (p,))
    assert workspace.undo.undoText() == "Disconnect"
    assert workspace.graph[u].inputs == workspace.graph[v].inputs == (None,)
