from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.document.examples import EXAMPLES
from app.document.graph import Value
from app.panels.descent import DescentPanel
from app.plots.landscape import LandscapePlot
from app.plots.rates import RatePlot
from app.workspace.descent_run import DescentRun
from tests.app.hand import named

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 10000


class Plot(QWidget):
    """A plot that remembers what it was given."""

    def __init__(self):
        super().__init__()
        self.shown = {}

    def show_curves(self, curves):
        self.shown = {name: curve.values for name, curve in curves.items()}

    def restyle(self):
        pass


@pytest.fixture
def panel(qtbot, workspace):
    run = DescentRun(workspace)
    panel = DescentPanel(
        workspace, run, lambda: (Plot(), Plot(), LandscapePlot(), RatePlot()), lambda: None
    )
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    panel.plots.buttons["Parameters"].click()
    qtbot.waitUntil(lambda: len(panel.plots.plots) == 4)
    yield panel
    panel.close_runs()


@pytest.fixture
def bowl(panel, workspace, qtbot):
    """x**2 from 10, to be taken 20 steps at the rate 0.1."""
    workspace.edit_text("y = x**2")
    workspace.set_content(named(workspace, "x"), Value(10.0))
    enter(qtbot, panel.settings.lr, "0.1")
    enter(qtbot, panel.settings.steps, "20")
    if panel.settings.paced.isChecked():
        panel.settings.paced.click()
    return panel


def enter(qtbot, field, text):
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def tick(qtbot, panel, name):
    """Click the box of a parameter, where it is drawn."""
    params = panel.settings.params
    item = params.item(params.names.index(name))
    qtbot.waitUntil(lambda: params.visualItemRect(item).isValid())
    box = params.visualItemRect(item)
    qtbot.mouseClick(params.viewport(), LEFT, pos=QPoint(box.left() + 10, box.center().y()))


def rest(qtbot, panel):
    qtbot.waitUntil(lambda: not panel.run.active, timeout=WAIT_MS)


def test_every_parameter_has_a_tick_and_constants_have_none(panel, workspace):
    workspace.edit_text("c = const(2.0)\ny = c*x + w")

    assert panel.settings.params.ticked() == ("x", "w")


def test_an_unticked_parameter_stays_unticked_when_the_graph_changes(panel, workspace, qtbot):
    workspace.edit_text("y = x + w")

    tick(qtbot, panel, "w")
    workspace.edit_text("y = x + w + v")

    assert panel.settings.params.ticked() == ("x", "v")
    assert panel.run.settings.params == ("x", "v")


def test_objectives_are_the_root_and_every_named_node(panel, workspace):
    workspace.edit_text("u = x**2\ny = u + 1")

    names = [panel.settings.objective.itemText(i) for i in range(panel.settings.objective.count())]

    assert names == ["y (root)", "u"]


@pytest.mark.parametrize("text", ["fast", "", "-1", "0", "nan", "inf", "1e999"])
def test_a_learning_rate_that_is_none_is_told_and_not_used(bowl, qtbot, text):
    enter(qtbot, bowl.settings.lr, text)

    assert bowl.settings.lr.property("bad")
    assert "Learning rate" in bowl.status.text()
    assert bowl.run.settings.lr == 0.1
    enter(qtbot, bowl.settings.lr, "0.2")
    assert not bowl.settings.lr.property("bad")
    assert bowl.run.settings.lr == 0.2


@pytest.mark.parametrize("text", ["1", "-0.1", "much"])
def test_a_momentum_out_of_range_is_told(bowl, qtbot, text):
    enter(qtbot, bowl.settings.momentum, text)

    assert bowl.settings.momentum.property("bad")
    assert bowl.run.settings.momentum == 0


@pytest.mark.parametrize("text", ["0", "-3", "2.5", "many", "99999999999"])
def test_a_wrong_number_of_steps_is_told(bowl, qtbot, text):
    enter(qtbot, bowl.settings.steps, text)

    assert bowl.settings.steps.property("bad")
    assert bowl.run.settings.steps == 20


def test_the_sliders_and_the_fields_say_the_same(bowl, qtbot):
    bowl.settings.lr_slider.setValue(-300)
    bowl.settings.momentum_slider.setValue(90)

    assert bowl.settings.lr.text() == "0.001"
    assert bowl.settings.momentum.text() == "0.9"
    assert (bowl.run.settings.lr, bowl.run.settings.momentum) == (0.001, 0.9)
    enter(qtbot, bowl.settings.lr, "1")
    assert bowl.settings.lr_slider.value() == 0


def test_start_descends_and_draws_the_curves(bowl, qtbot):
    qtbot.mouseClick(bowl.start, LEFT)
    assert bowl.start.text() == "Pause"
    assert not bowl.step.isEnabled()
    rest(qtbot, bowl)
    qtbot.waitUntil(lambda: len(bowl.plots.plots[0].shown.get("loss", ())) == 21)

    np.testing.assert_allclose(bowl.plots.plots[1].shown["x"], 10 * 0.8 ** np.arange(21))
    assert bowl.start.text() == "Start"
    assert "step 20" in bowl.status.text()
    assert bowl.keep.isEnabled()


def test_step_takes_one(bowl, qtbot):
    for count in (1, 2):
        qtbot.mouseClick(bowl.step, LEFT)
        rest(qtbot, bowl)

        assert bowl.run.progress.steps == count


def test_pause_and_start_again(bowl, qtbot):
    enter(qtbot, bowl.settings.lr, "0.000001")
    enter(qtbot, bowl.settings.steps, "9000000")
    qtbot.mouseClick(bowl.start, LEFT)
    qtbot.waitUntil(lambda: bowl.run.progress.steps > 5, timeout=WAIT_MS)

    qtbot.mouseClick(bowl.start, LEFT)
    rest(qtbot, bowl)

    assert bowl.start.text() == "Start"
    assert bowl.reset.isEnabled()


def test_reset_shows_the_start_again(bowl, qtbot, workspace):
    qtbot.mouseClick(bowl.start, LEFT)
    rest(qtbot, bowl)

    qtbot.mouseClick(bowl.reset, LEFT)

    assert workspace.overrides == {}
    assert bowl.plots.plots[0].shown == {}
    assert not bowl.reset.isEnabled()
    assert not bowl.keep.isEnabled()


def test_keep_writes_the_values_and_undo_takes_them_back(bowl, qtbot, workspace):
    qtbot.mouseClick(bowl.start, LEFT)
    rest(qtbot, bowl)

    qtbot.mouseClick(bowl.keep, LEFT)

    kept = workspace.graph.named("x").content.value
    assert kept == pytest.approx(10 * 0.8**20)
    assert workspace.overrides == {}
    workspace.undo.undo()
    assert workspace.graph.named("x").content == Value(10.0)


def test_start_without_a_parameter_says_what_to_do(bowl, qtbot):
    tick(qtbot, bowl, "x")

    qtbot.mouseClick(bowl.start, LEFT)

    assert "Tick" in bowl.status.text()
    assert not bowl.run.active


def test_a_divergence_is_told_in_the_panel(bowl, qtbot):
    enter(qtbot, bowl.settings.lr, "10")

    qtbot.mouseClick(bowl.start, LEFT)
    rest(qtbot, bowl)

    assert "Diverged at step" in bowl.status.text()
    assert "learning rate" in bowl.status.text()


def test_an_objective_that_is_no_number_is_told(bowl, qtbot, workspace):
    workspace.edit_text("y = [1.0, 2.0]*x")

    qtbot.mouseClick(bowl.start, LEFT)
    rest(qtbot, bowl)

    assert "shape (2,)" in bowl.status.text()


def test_a_document_brings_its_descent(panel, workspace):
    (ball,) = [e for e in EXAMPLES if e.key == "ball"]

    workspace.open(ball.document())

    assert panel.settings.lr.text() == "0.001"
    assert panel.settings.steps.text() == "5000"
    assert panel.run.settings.params == ("x",)
    assert panel.run.settings.lr == 0.001


def test_settings_go_into_the_document(bowl, workspace):
    assert workspace.document.view["descent"] == {
        "params": ["x"],
        "lr": 0.1,
        "momentum": 0.0,
        "steps": 20,
    }
