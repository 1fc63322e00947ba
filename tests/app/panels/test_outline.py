from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.document.file import Document
from app.document.graph import Graph, Node, Ref, Value
from app.panels.outline import OutlinePanel
from tests.app.hand import named, op_id


@pytest.fixture
def panel(qtbot, workspace):
    panel = OutlinePanel(workspace)
    qtbot.addWidget(panel)
    panel.resize(360, 500)
    panel.show()
    qtbot.waitExposed(panel)
    workspace.edit_text("s = sin(x)\ny = s*w + s")
    return panel


def shown(panel):
    """The rows that are open, with their depth."""
    found, index = [], panel.model.index(0, 0)
    while index.isValid():
        depth, above = 0, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        found.append((depth, index.data()))
        index = panel.tree.indexBelow(index)
    return found


def index(panel, *names):
    workspace = panel._workspace
    path = []
    for name in names:
        found = workspace.graph.named(name)
        path.append(found.id if found is not None else op_id(workspace, name))
    return panel.model.index_of(tuple(path))


def click(qtbot, panel, at, keys=Qt.KeyboardModifier.NoModifier):
    spot = panel.tree.visualRect(at).center()
    qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, keys, spot)


def chosen(panel):
    return {panel.model.node_id(i) for i in panel.tree.selectionModel().selectedRows()}


def test_the_root_is_on_top_with_its_inputs_below(panel):
    assert shown(panel) == [(0, "y  ·  add"), (1, "s·w"), (1, "s  ·  sin")]


def test_a_row_that_is_opened_shows_inputs_with_values(panel, qtbot):
    panel.tree.setCurrentIndex(index(panel, "y", "s"))
    qtbot.keyClick(panel.tree, Qt.Key.Key_Right)

    assert (2, "x") in shown(panel)
    x = index(panel, "y", "s", "x")
    assert [x.siblingAtColumn(c).data() for c in (1, 2)] == ["1", "1.081"]


def test_a_click_selects_the_node_and_points_at_it(panel, workspace, qtbot):
    pointed = []
    panel.pointed.connect(pointed.append)

    click(qtbot, panel, index(panel, "y", "mul"))

    assert workspace.selection == {op_id(workspace, "mul")}
    assert pointed == [op_id(workspace, "mul")]


def test_control_click_selects_several(panel, workspace, qtbot):
    click(qtbot, panel, index(panel, "y", "mul"))

    click(qtbot, panel, index(panel, "y", "s"), Qt.KeyboardModifier.ControlModifier)

    assert workspace.selection == {op_id(workspace, "mul"), named(workspace, "s")}


def test_what_is_selected_elsewhere_is_opened_and_selected_here(panel, workspace):
    workspace.select([named(workspace, "x"), named(workspace, "w")])

    assert chosen(panel) == workspace.selection
    assert (2, "x") in shown(panel)
    assert (2, "w") in shown(panel)


def test_selecting_nothing_clears_it_here_and_selects_nothing_there(panel, workspace):
    workspace.select([named(workspace, "x")])

    workspace.select(())

    assert chosen(panel) == set()
    assert workspace.selection == frozenset()


def test_a_changed_value_keeps_what_is_open(panel, workspace):
    workspace.select([named(workspace, "x")])
    before = shown(panel)

    workspace.type_content(named(workspace, "w"), "4.0")

    assert shown(panel) == before
    assert index(panel, "y", "mul", "w").siblingAtColumn(1).data() == "4"


def test_a_new_wire_keeps_what_is_open_and_selected(panel, workspace):
    workspace.select([named(workspace, "x")])

    workspace.edit_text("s = sin(x)\ny = s*w + s + x")

    assert chosen(panel) == {named(workspace, "x")}
    assert shown(panel)[0] == (0, "y  ·  add")


def test_a_hidden_outline_does_nothing_and_is_right_when_shown_again(panel, workspace):
    panel.hide()
    workspace.edit_text("z = exp(q)")
    workspace.select([named(workspace, "q")])

    panel.show()

    assert shown(panel) == [(0, "z  ·  exp"), (1, "q")]
    assert chosen(panel) == {named(workspace, "q")}


def test_a_chain_of_thousands_is_shown_and_its_end_selected(panel, workspace):
    nodes = [Node("n0", content=Value(0.5))]
    nodes += [Node(f"n{i}", "sin", inputs=(Ref(f"n{i - 1}"),)) for i in range(1, 3001)]
    at = {f"n{i}": (200.0 * i, 0.0) for i in range(3001)}
    workspace.open(Document("", Graph().with_nodes(*nodes, at=at)))

    workspace.select(["n0"])

    assert chosen(panel) == {"n0"}
    assert len(shown(panel)) == 3


def test_asterisk_does_not_open_a_graph_without_end(panel, workspace, qtbot):
    nodes = [Node("n0", content=Value(0.5))]
    nodes += [Node(f"n{i}", "mul", inputs=(Ref(f"n{i - 1}"),) * 2) for i in range(1, 40)]
    nodes += [Node(f"m{i}", "add", inputs=(Ref(f"n{i}"), Ref("n0"))) for i in range(40)]
    at = {node.id: (200.0 * i, 0.0) for i, node in enumerate(nodes)}
    workspace.open(Document("", Graph().with_nodes(*nodes, at=at)))

    qtbot.keyClick(panel.tree, Qt.Key.Key_Asterisk)

    assert len(shown(panel)) < 60


def test_an_empty_graph_says_what_to_do(panel, workspace):
    workspace.open(Document())

    assert panel.hint.isVisible()
    assert shown(panel) == []
