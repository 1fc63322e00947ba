"""The menu of ops, roles and roots in a whole window, by keys and by the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QMenu

from app.chooser import ROW
from app.op_menu import OpMenu
from tests.app.canvas.spots import empty_spot, outlet
from tests.app.hand import click, double_click, drag, gradient, named, op_id, value


@pytest.fixture
def built(window):
    """A window that shows y = x*w."""
    window.workspace.edit_text("y = x*w")
    window.canvas.fit()
    QApplication.processEvents()
    window.canvas.setFocus()
    return window


def menu_of(window):
    (menu,) = window.findChildren(OpMenu)
    return menu


def offered(menu):
    return [menu.list.item(i).data(ROW).text for i in range(menu.list.count())]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Tab])
def test_a_key_a_few_letters_and_enter_add_a_node_that_reads_the_selected_one(built, qtbot, key):
    workspace = built.workspace
    workspace.select([named(workspace, "y")])

    qtbot.keyClick(built.canvas, key)
    menu = menu_of(built)
    qtbot.keyClicks(menu.search, "tanh")
    qtbot.keyClick(menu.search, Qt.Key.Key_Return)

    assert workspace.graph[op_id(workspace, "tanh")].sources == (named(workspace, "y"),)
    assert workspace.undo.undoText() == "Add tanh"
    assert workspace.selection == {op_id(workspace, "tanh")}


def test_a_double_click_on_the_void_adds_a_node_there(built, qtbot):
    at = empty_spot(built.canvas) - QPointF(120, 120)

    double_click(built.canvas, at)
    qtbot.keyClicks(menu_of(built).search, "parameter")
    qtbot.keyClick(menu_of(built).search, Qt.Key.Key_Return)

    (added,) = built.workspace.selection
    x, y = built.workspace.graph.positions[added]
    there = built.canvas.camera.to_world(at)
    assert built.workspace.graph[added].is_leaf
    assert (abs(x - there.x()) < 1, abs(y - there.y()) < 1) == (True, True)


def test_a_wire_let_go_over_nothing_offers_what_takes_its_value(built, qtbot):
    workspace = built.workspace
    workspace.edit_text("x = randn(3, 4, seed=1)\ny = sum(x)")
    built.canvas.fit()
    QApplication.processEvents()

    drag(built.canvas, outlet(built.canvas, named(workspace, "x")), empty_spot(built.canvas))
    menu = menu_of(built)
    names = offered(menu)
    qtbot.keyClicks(menu.search, "softm")
    qtbot.keyClick(menu.search, Qt.Key.Key_Return)

    assert names[0] == "sum"
    assert "matmul" in names
    assert "det" not in names
    assert workspace.graph[op_id(workspace, "softmax")].sources == (named(workspace, "x"),)


def test_a_double_click_on_a_wire_puts_a_node_into_it(built, qtbot):
    workspace, canvas = built.workspace, built.canvas
    x, y = named(workspace, "x"), named(workspace, "y")
    number = [(w.source, w.target) for w in canvas.scene.wires].index((x, y))

    double_click(canvas, canvas.camera.to_screen(canvas.scene.along(number, 0.5)))
    qtbot.keyClicks(menu_of(built).search, "exp")
    qtbot.keyClick(menu_of(built).search, Qt.Key.Key_Return)

    assert workspace.graph[y].sources[0] == op_id(workspace, "exp")
    assert "exp(x)" in workspace.state.text


def test_escape_in_the_menu_adds_nothing(built, qtbot):
    state = built.workspace.state
    qtbot.keyClick(built.canvas, Qt.Key.Key_Space)

    qtbot.keyClick(menu_of(built).search, Qt.Key.Key_Escape)

    assert built.workspace.state is state


def test_keys_make_a_leaf_constant_and_a_parameter_again(built, qtbot):
    workspace = built.workspace
    workspace.select([named(workspace, "x")])

    qtbot.keyClick(built.canvas, Qt.Key.Key_K)
    constant = workspace.graph.named("x").trainable
    qtbot.keyClick(built.canvas, Qt.Key.Key_P)

    assert not constant
    assert workspace.graph.named("x").trainable
    assert workspace.undo.undoText() == "Make parameter"


def test_a_key_detaches_a_node_and_attaches_it(built, qtbot):
    workspace = built.workspace
    workspace.edit_text("u = x*2\ny = u*w")
    workspace.select([named(workspace, "u")])

    qtbot.keyClick(built.canvas, Qt.Key.Key_D)
    cut = gradient(workspace, "x")
    text = workspace.state.text
    qtbot.keyClick(built.canvas, Qt.Key.Key_D)

    assert cut is None
    assert "detach(u)" in text
    assert gradient(workspace, "x") == 2.0


def test_a_node_is_also_a_root_and_has_a_head_gradient(built, qtbot):
    workspace = built.workspace
    workspace.edit_text("u = 3*x\ny = u*w")
    workspace.select([named(workspace, "u")])

    qtbot.keyClick(built.canvas, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(built.canvas, Qt.Key.Key_H)
    field = built.canvas.in_place.editor
    qtbot.keyClicks(field, "10")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert gradient(workspace, "x") == 33.0
    assert value(workspace, "y") == 3.0
    assert "root" in built.canvas.dress.face(named(workspace, "u")).__slots__
    assert built.canvas.dress.face(named(workspace, "u")).root
    assert "∂(y + u)/∂x" in _heading(built)


def _heading(window):
    window.workspace.select([named(window.workspace, "x")])
    return window.inspector.gradient_title.text()


def test_a_right_click_on_a_node_offers_what_can_be_done_with_it(built):
    canvas, workspace = built.canvas, built.workspace

    canvas.asked_for_menu.emit(canvas.mapToGlobal(canvas.rect().center()), named(workspace, "y"))

    menu = built.findChildren(QMenu)[-1]
    texts = [action.text() for action in menu.actions() if action.text()]
    assert {"Rename", "Set as root", "Also a root", "Detach or attach", "Delete"} <= set(texts)
    menu.close()


def test_the_menu_of_a_wire_makes_a_bent_wire_straight(built, qtbot):
    canvas, workspace = built.canvas, built.workspace
    start = canvas.camera.to_screen(canvas.scene.along(0, 0.5))
    drag(canvas, start, start + QPointF(0, 80))
    bent = dict(workspace.graph.routes)

    canvas.asked_for_wire_menu.emit(canvas.mapToGlobal(start.toPoint()), 0)
    menu = built.findChildren(QMenu)[-1]
    next(a for a in menu.actions() if a.text() == "Straighten wire").trigger()
    menu.close()

    assert bent
    assert workspace.graph.routes == {}
    click(canvas, empty_spot(canvas))
