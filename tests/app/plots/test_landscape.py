from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF

from app import theme
from app.plots.landscape import FAR, LEAST, LandscapePlot, around, close_to
from app.workspace.relief import bands
from app.workspace.surveying import Surveyed
from tests.app.hand import click, drag, wheel

BOX = ((-3.0, 3.0), (-3.0, 3.0))


@pytest.fixture
def plot(qtbot):
    plot = LandscapePlot()
    qtbot.addWidget(plot)
    plot.resize(420, 320)
    plot.show()
    qtbot.waitExposed(plot)
    plot.show_names(("x", "y"), ("x", "y", "z"))
    plot.show_path(np.array([[1.0, 1.0]]))
    return plot


def bowl(box=BOX, side=60):
    """x² + 9y² over a box."""
    x, y = np.meshgrid(*(np.linspace(*ends, side) for ends in box))
    losses = x**2 + 9 * y**2
    return Surveyed(box, losses, bands(losses), "native", None, True, 1)


def place_of(plot, x, y):
    """Where numbers are drawn, in px of the widget."""
    return plot.mapFromScene(plot.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y)))


def colour(plot, x, y):
    return plot.grab().toImage().pixelColor(place_of(plot, x, y)).name()


def test_the_box_has_the_origin_and_the_start_in_it():
    assert around(np.array([[0.5, -10.0]])) == ((-LEAST, LEAST), (-16.0, 16.0))


def test_the_box_grows_with_the_path():
    ((low, high),) = around(np.array([[0.0], [30.0]]))

    assert low == -LEAST
    assert 30 < high < 40


def test_the_edges_of_the_box_seldom_move_as_the_path_goes_on():
    boxes = {around(np.array([[0.0], [high]])) for high in np.linspace(50, 100, 200)}

    assert len(boxes) <= 6


def test_of_a_path_that_diverged_the_box_has_the_beginning():
    path = np.array([[0.0], [1e30], [-1e30]])

    assert around(path, diverged=True) == ((-FAR * LEAST, FAR * LEAST),)


def test_the_path_itself_can_fill_the_view():
    assert close_to(np.array([[2.0, 5.0], [4.0, 5.0]])) == ((1.7, 4.3), (2.5, 7.5))


def test_what_is_in_view_is_asked_for_with_its_size(plot, qtbot):
    with qtbot.waitSignal(plot.wanted) as wanted:
        plot.ask()

    box, size = wanted.args
    assert box == BOX
    assert 300 < size[0] < 420
    assert 240 < size[1] < 320


def test_low_ground_has_the_colour_of_values_and_the_heights_that_of_the_paper(plot):
    plot.show_path(np.empty((0, 2)))

    plot.show_losses(bowl())

    low, middle, high = (colour(plot, x, 0.02) for x in (0.05, 1.2, 2.9))
    assert len({low, middle, high}) == 3
    assert theme.QColor(low).green() > theme.QColor(high).green()


def test_ground_without_a_number_is_told_apart(plot):
    hole = bowl()
    hole.losses[:, :30] = np.nan
    plot.show_losses(Surveyed(BOX, hole.losses, bands(hole.losses), "native", None, True, 1))

    assert colour(plot, -2.0, 0.0) == theme.current().panel


def test_the_path_is_drawn_from_its_ring_to_its_dot(plot):
    path = np.array([[1.0, 1.0], [0.5, 0.0], [0.0, -2.0]])

    plot.show_path(path)

    x, y = plot._line.getData()
    np.testing.assert_array_equal(np.stack([x, y], 1), path)
    assert colour(plot, 0.0, -2.0) == theme.current().backward
    assert colour(plot, 1.0, 1.0) == theme.current().ground


def test_a_path_that_leaves_the_view_takes_it_along(plot, qtbot):
    with qtbot.waitSignal(plot.wanted) as wanted:
        plot.show_path(np.array([[1.0, 1.0], [8.0, 1.0]]))

    assert wanted.args[0][0][1] > 8


def test_the_wheel_zooms_and_the_view_then_stays(plot, qtbot):
    with qtbot.waitSignal(plot.wanted):
        wheel(plot.viewport(), place_of(plot, 0.0, 0.0), QPoint(0, 480))
    before = plot.box
    assert before[0][1] < 2.5

    plot.show_path(np.array([[1.0, 1.0], [80.0, 1.0]]))

    assert plot.box == before
    plot.overview()
    assert plot.box[0][1] > 80


def test_a_click_picks_the_numbers_there(plot, qtbot):
    with qtbot.waitSignal(plot.picked) as picked:
        click(plot.viewport(), place_of(plot, -1.5, 2.0))

    np.testing.assert_allclose(picked.args[0], [-1.5, 2.0], atol=0.03)


def test_a_drag_moves_the_view_and_picks_nothing(plot, qtbot):
    heard = []
    plot.picked.connect(heard.append)
    start = place_of(plot, 0.0, 0.0)

    with qtbot.waitSignal(plot.wanted) as wanted:
        drag(plot.viewport(), start, start + QPoint(80, 0))

    assert heard == []
    assert wanted.args[0][0][0] < -3.5


def test_the_pointer_reads_the_numbers_and_the_loss(plot, qtbot):
    plot.show_losses(bowl(side=61))

    plot._hover(plot.getPlotItem().getViewBox().mapViewToScene(QPointF(2.0, 1.0)))

    assert plot._readout.isVisible()
    assert plot._readout.text() == "x 2  y 1  loss 13"


def test_other_numbers_can_be_chosen_for_an_axis(plot, qtbot):
    heard = []
    plot.chosen.connect(heard.append)
    across, up = (button.menu().actions() for button in plot._labels)

    across[2].trigger()
    up[0].trigger()

    assert heard == [("z", "y"), ("y", "x")]


def test_one_number_has_a_curve_and_its_path_lies_on_it(plot):
    plot.show_names(("x",), ("x",))
    plot.show_path(np.array([[2.0], [1.0], [0.5]]))
    x = np.linspace(-3, 3, 301)

    plot.show_losses(Surveyed((BOX[0],), x**2, None, "native", None, True, 1))

    np.testing.assert_allclose(plot._line.getData()[1], [4, 1, 0.25], atol=1e-3)
    assert plot.getPlotItem().viewRange()[1][1] > 8


def test_nothing_but_nan_and_paths_of_nan_are_drawn_as_nothing(plot):
    plot.show_names(("x",), ("x",))
    plot.show_path(np.array([[np.nan], [np.inf]]))

    plot.show_losses(Surveyed((BOX[0],), np.full(50, np.nan), None, "native", None, True, 1))
    plot.grab()

    assert plot._line.getData()[0] is None or not len(plot._line.getData()[0])


def test_a_message_stands_in_the_middle_until_there_is_a_landscape(plot):
    plot.show_message("no landscape")
    assert plot._message.isVisible()

    plot.show_losses(bowl())

    assert not plot._message.isVisible()


def test_both_themes(plot, dark):
    plot.show_losses(bowl())
    before = colour(plot, 2.5, 2.5)

    theme.apply(theme.LIGHT)
    plot.restyle()

    assert colour(plot, 2.5, 2.5) != before
