"""The landscape around a descent and the learning rates, in the panel, with real processes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from app.document.graph import Value
from app.panels.descent import DescentPanel
from app.panels.descent_plots import LANDSCAPE, RATES
from app.plotting import descent_plots, preload
from app.workspace.descent_run import DescentRun
from tests.app.hand import click, named

WAIT_MS = 15000


@pytest.fixture
def panel(qtbot, workspace):
    run = DescentRun(workspace)
    panel = DescentPanel(workspace, run, descent_plots, preload)
    qtbot.addWidget(panel)
    panel.resize(1000, 340)
    panel.show()
    qtbot.waitUntil(lambda: len(panel.plots.plots) == 4, timeout=WAIT_MS)
    panel.settings.paced.click()
    yield panel
    panel.close_runs()


@pytest.fixture
def landscape(panel):
    return panel.plots.plots[LANDSCAPE]


def complete(part):
    """Whether this is the last that is told of a survey."""
    return part.complete


def there(landscape):
    """Whether the landscape that is in view has been computed to the end."""
    found = landscape._found
    return found is not None and found.complete and found.box == landscape.box


def seen(qtbot, landscape):
    qtbot.waitUntil(lambda: there(landscape), timeout=WAIT_MS)
    return landscape._found


def test_the_loss_around_the_start_is_there_before_anything_is_run(
    panel, landscape, workspace, qtbot
):
    workspace.edit_text("x = 1.0\ny = -2.0\nx**2 + 3*y**2")

    found = seen(qtbot, landscape)

    rows, columns = found.losses.shape
    x, y = np.meshgrid(
        *(np.linspace(*e, n) for e, n in zip(found.box, (columns, rows), strict=True))
    )
    np.testing.assert_allclose(found.losses, x**2 + 3 * y**2, rtol=1e-12, atol=1e-12)
    assert landscape.names == ("x", "y")
    np.testing.assert_array_equal(landscape._path, [[1.0, -2.0]])


def test_the_path_of_a_descent_is_drawn_through_it(panel, landscape, workspace, qtbot):
    workspace.edit_text("x = 1.0\ny = -2.0\nx**2 + 3*y**2")
    seen(qtbot, landscape)
    panel.settings.lr.setText("0.1")
    panel.settings.steps.setText("20")
    panel.settings._configure()

    panel.run.start()
    qtbot.waitUntil(lambda: len(landscape._path) == 21, timeout=WAIT_MS)

    steps = np.arange(21)
    np.testing.assert_allclose(landscape._path, np.stack([0.8**steps, -2 * 0.4**steps], 1))


def test_a_click_starts_there_and_undo_takes_it_back(panel, landscape, workspace, qtbot):
    workspace.edit_text("x = 1.0\ny = -2.0\nx**2 + 3*y**2")
    seen(qtbot, landscape)
    view = landscape.getPlotItem().getViewBox()

    place = landscape.mapFromScene(view.mapViewToScene(QPointF(-1.0, 2.0)))
    click(landscape.viewport(), place)

    x, y = (workspace.graph.named(name).content.value for name in "xy")
    np.testing.assert_allclose([x, y], [-1.0, 2.0], atol=0.1)
    assert workspace.undo.undoText().startswith("Start at x = ")
    qtbot.waitUntil(lambda: landscape._path[0, 0] == x)
    workspace.undo.undo()
    assert workspace.graph.named("x").content == Value(1.0)


def test_two_numbers_of_a_vector_and_another_choice(panel, landscape, workspace, qtbot):
    workspace.edit_text("w = [1.0, 2.0, 3.0]\nsum(w**2*[1, 10, 100])")
    qtbot.waitUntil(lambda: landscape.names == ("w[0]", "w[1]"), timeout=WAIT_MS)

    landscape._labels[0].menu().actions()[2].trigger()

    assert landscape.names == ("w[2]", "w[1]")
    found = seen(qtbot, landscape)
    assert found.losses[0, 0] == pytest.approx(
        1 + 10 * found.box[1][0] ** 2 + 100 * found.box[0][0] ** 2
    )


def test_one_parameter_has_a_curve(panel, landscape, workspace, qtbot):
    workspace.edit_text("x = 2.0\nx**2")

    found = seen(qtbot, landscape)

    np.testing.assert_allclose(
        found.losses, np.linspace(*found.box[0], len(found.losses)) ** 2, atol=1e-12
    )
    assert landscape._line.getData()[1] == pytest.approx([4.0], abs=1e-3)


def test_an_edit_of_the_formula_draws_anew_and_moving_along_does_not(
    panel, landscape, workspace, qtbot
):
    workspace.edit_text("x = 1.0\ny = 1.0\nx**2 + y**2")
    first = seen(qtbot, landscape)

    workspace.set_content(named(workspace, "x"), Value(1.5))
    qtbot.waitUntil(lambda: landscape._path[0, 0] == 1.5)
    qtbot.wait(300)
    assert landscape._found is first

    workspace.edit_text("x = 1.0\ny = 1.0\nx**2 + 5*y**2")
    qtbot.waitUntil(lambda: there(landscape) and landscape._found is not first, timeout=WAIT_MS)
    assert landscape._found.losses.max() > first.losses.max()


def test_a_graph_without_its_numbers_has_no_path(panel, landscape, workspace, qtbot):
    workspace.edit_text("x = 1.0\ny = 1.0\nx**2 + y**2")
    seen(qtbot, landscape)

    for text in ("z = 2.0\nz**2", "", "w = ones(9)\nsum(w)", "x = 1.0\nx**2"):
        workspace.edit_text(text)
        panel.plots.draw()
    landscape.picked.emit((1.0, 2.0))

    qtbot.waitUntil(lambda: landscape.names == ("x",), timeout=WAIT_MS)
    assert workspace.graph.named("x").content == Value(1.0)


def test_what_stands_in_the_way_of_a_landscape_is_said(panel, landscape, workspace, qtbot):
    workspace.edit_text("w = ones(30)\nsum(w**2)")
    qtbot.waitUntil(lambda: "up to four numbers" in landscape._message.text(), timeout=WAIT_MS)

    workspace.edit_text("x = 1.0\ny = 2.0\n[1.0, 2.0]*x*y")
    qtbot.waitUntil(lambda: "reduce it" in landscape._message.text(), timeout=WAIT_MS)

    workspace.edit_text("x = 1.0\ny = 2.0\nx*y")
    seen(qtbot, landscape)
    assert landscape._message.text() == ""


def test_the_rates_are_tried_once_their_plot_is_shown_and_a_click_takes_one(
    panel, workspace, qtbot
):
    workspace.edit_text("x = 10.0\nx**2")
    rates = panel.plots.plots[RATES]
    assert not rates.isVisible()

    qtbot.mouseClick(panel.plots.buttons["Rates"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.plots._sweeps.swept, timeout=WAIT_MS, check_params_cb=complete):
        pass
    qtbot.waitUntil(lambda: rates.getPlotItem().getViewBox().width() > 50)
    view = rates.getPlotItem().getViewBox()
    scene = view.mapViewToScene(QPointF(-1.0, view.viewRect().center().y()))
    click(rates.viewport(), rates.mapFromScene(scene))

    assert panel.run.settings.lr == pytest.approx(0.1, rel=0.1)
    assert workspace.view["descent"]["lr"] == panel.run.settings.lr


def test_the_settings_fold_away(panel, qtbot):
    width = panel.plots.width()

    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)

    assert panel.settings.isHidden()
    qtbot.waitUntil(lambda: panel.plots.width() > width + 200)


def test_plots_that_are_not_chosen_are_hidden(panel, qtbot):
    shown = [plot.isVisible() for plot in panel.plots.plots]
    assert shown == [True, False, True, False]

    for name in ("Loss", "Parameters"):
        qtbot.mouseClick(panel.plots.buttons[name], Qt.MouseButton.LeftButton)

    assert [plot.isVisible() for plot in panel.plots.plots] == [False, True, True, False]
