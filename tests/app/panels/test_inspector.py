from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from app.document.examples import EXAMPLES
from app.document.graph import Made, Value
from app.panels.inspector import EMPTY, Inspector
from tests.app.hand import named, op_id


@pytest.fixture
def inspector(qtbot, workspace):
    inspector = Inspector(workspace)
    qtbot.addWidget(inspector)
    inspector.resize(350, 800)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def look_at(workspace, name):
    workspace.select([named(workspace, name)])


def words(inspector):
    """The texts of the part on where the gradient comes from, in order."""
    found = []
    for i in range(inspector.origin.count()):
        widget = inspector.origin.itemAt(i).widget()
        labels = [label.text() for label in widget.findChildren(QLabel)]
        found.append(labels)
    return found


def type_into(qtbot, field, text):
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_nothing_selected_says_what_to_do(inspector, workspace):
    workspace.edit_text("y = x*w")

    assert inspector.empty.text() == EMPTY
    assert not inspector.body.isVisible()
    workspace.select(workspace.graph.nodes)
    assert "3 nodes" in inspector.empty.text()


def test_a_leaf_shows_name_value_and_gradient(inspector, workspace):
    workspace.edit_text("y = x**2 + 20")
    workspace.set_content(named(workspace, "x"), Value(10.0))

    look_at(workspace, "x")

    assert inspector.name.text() == "x"
    assert inspector.content.text() == "10.0"
    assert inspector.gradient.text() == "20"
    assert "∂y/∂x" in inspector.gradient_title.text()
    assert inspector.trainable.isChecked()
    assert "parameter" in inspector.kind.text()


def test_contributions_are_listed_with_their_sum(inspector, workspace):
    workspace.edit_text("u = x**2\nv = 3*x\ny = u*v")
    workspace.set_content(named(workspace, "x"), Value(2.0))

    look_at(workspace, "x")

    *ways, total = words(inspector)
    assert sorted(way[0] for way in ways) == ["via u", "via v"]
    assert sorted(way[-1] for way in ways) == ["12", "24"]  # v·2x and u·3
    assert {way[1] for way in ways} == {"6 × 4", "4 × 3"}
    assert total == ["sum", "36"]
    assert inspector.gradient.text() == "36"


def test_a_single_contribution_has_no_sum(inspector, workspace):
    workspace.edit_text("y = x**2")

    look_at(workspace, "x")

    assert len(words(inspector)) == 1


def test_contributions_arrive_with_the_playhead(inspector, workspace):
    workspace.edit_text("y = x**2")
    look_at(workspace, "x")

    workspace.playhead.to_start()

    assert inspector.gradient.text() == "–"
    assert words(inspector) == []
    workspace.playhead.to_end()
    assert inspector.gradient.text() == "2"


def test_the_slider_changes_the_value_in_one_undo_step(inspector, workspace, qtbot):
    workspace.edit_text("y = x**2")
    look_at(workspace, "x")
    count = workspace.undo.count()
    inspector.slider.setFocus()

    for _ in range(5):
        qtbot.keyClick(inspector.slider, Qt.Key.Key_Right)

    assert workspace.graph.named("x").content.value > 1.0
    assert inspector.content.text() == workspace.content_text(named(workspace, "x"))
    assert workspace.undo.count() == count + 1


def test_the_slider_follows_the_value(inspector, workspace):
    workspace.edit_text("y = x**2")
    look_at(workspace, "x")
    before = inspector.slider.value()

    workspace.set_content(named(workspace, "x"), Value(-1.0))

    assert before > 0
    assert inspector.slider.value() == -before


def test_an_array_has_no_slider(inspector, workspace):
    workspace.edit_text("x = [1.0, 2.0]\ny = sum(x)")

    look_at(workspace, "x")

    assert not inspector.slider.isVisible()
    assert inspector.value.isVisible()


def test_a_typed_value_is_taken(inspector, workspace, qtbot):
    workspace.edit_text("y = x**2")
    look_at(workspace, "x")

    type_into(qtbot, inspector.content, "3.5")

    assert workspace.graph.named("x").content == Value(3.5)


def test_a_typed_maker_is_taken(inspector, workspace, qtbot):
    workspace.edit_text("y = sum(x)")
    look_at(workspace, "x")

    type_into(qtbot, inspector.content, "randn(3, seed=4)")

    assert workspace.graph.named("x").content == Made("randn", (3,), 4)


def test_a_wrong_value_is_told_and_changes_nothing(inspector, workspace, qtbot):
    workspace.edit_text("y = x**2")
    look_at(workspace, "x")
    state = workspace.state

    type_into(qtbot, inspector.content, "banana")

    assert "banana" in inspector.wrong.text()
    assert inspector.wrong.isVisible()
    assert workspace.state is state


def test_a_node_is_renamed_in_the_formula_too(inspector, workspace, qtbot):
    workspace.edit_text("y = x**2")
    look_at(workspace, "x")

    type_into(qtbot, inspector.name, "speed")

    assert workspace.graph.named("speed") is not None
    assert "speed" in workspace.state.text


@pytest.mark.parametrize("name", ["y", "two words", "lambda", "1x"])
def test_a_name_that_cannot_be_used_is_told(inspector, workspace, qtbot, name):
    workspace.edit_text("y = x**2")
    look_at(workspace, "x")
    state = workspace.state

    type_into(qtbot, inspector.name, name)

    assert inspector.wrong.text()
    assert workspace.state is state


def test_a_parameter_becomes_a_constant_and_loses_its_gradient(inspector, workspace, qtbot):
    workspace.edit_text("y = x*w")
    look_at(workspace, "x")

    box = inspector.trainable
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))

    assert not workspace.graph.named("x").trainable
    assert inspector.gradient.text() == "–"
    workspace.undo.undo()
    assert inspector.trainable.isChecked()


def test_arguments_are_shown_and_typed(inspector, workspace, qtbot):
    workspace.edit_text("x = [[1.0, 2.0], [3.0, 4.0]]\nu = sum(x, dim=0)\ny = u[0]")
    look_at(workspace, "u")
    dim, keepdim = inspector.arguments.fields["dim"], inspector.arguments.fields["keepdim"]

    assert dim.currentText() == "0"
    assert [dim.itemText(i) for i in range(dim.count())] == ["all", "0", "1"]
    assert not keepdim.isChecked()
    type_into(qtbot, dim.lineEdit(), "1")

    assert "dim=1" in workspace.state.text
    slot = workspace.planned.slots[named(workspace, "y")]
    assert workspace.trace.value(slot) == 3.0


def test_an_argument_that_is_wrong_is_told(inspector, workspace, qtbot):
    workspace.edit_text("x = [[1.0, 2.0], [3.0, 4.0]]\nu = leaky_relu(x)\ny = sum(u)")
    look_at(workspace, "u")
    state = workspace.state
    fields = inspector.arguments

    type_into(qtbot, fields.fields["negative_slope"], "much")

    assert "'much' is no number" in fields._wrong["negative_slope"].text()
    assert workspace.state is state


def test_the_op_is_shown_in_symbols(inspector, workspace, qtbot):
    workspace.edit_text("y = x*w")

    look_at(workspace, "y")

    qtbot.waitUntil(inspector.symbols.isVisible)
    assert len(inspector.symbols._drawn) == 3
    look_at(workspace, "x")
    assert not inspector.symbols.isVisible()


def test_an_open_input_is_told_with_its_remedy(inspector, workspace):
    workspace.add_op("mul")

    assert op_id(workspace, "mul") in workspace.selection
    assert ";" in inspector.wrong.text()


def test_deleting_what_reads_the_shown_node_is_safe(inspector, workspace):
    workspace.edit_text("y = x*w")
    look_at(workspace, "x")

    workspace.edit("Delete", workspace.graph.without([named(workspace, "y")]))

    assert inspector.name.text() == "x"


def test_another_formula_under_the_same_selection_is_safe(inspector, workspace):
    for text in ("y = x*w", "y = sin(x) + x", "x", "u = x\ny = x**2 + x*x", "y = exp(x)"):
        workspace.edit_text(text)
        look_at(workspace, "x")

        assert inspector.name.text() == "x"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
def test_every_node_of_every_example_can_be_inspected(inspector, workspace, qtbot, example):
    workspace.open(example.document())
    qtbot.waitUntil(lambda: workspace.trace is not None)

    for node in workspace.graph:
        workspace.select([node.id])
        assert inspector.body.isVisible()
    assert not inspector.grab().isNull()
