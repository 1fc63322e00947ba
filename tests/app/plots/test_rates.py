from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from app.plots.rates import RatePlot
from app.workspace.surveying import Swept
from tests.app.hand import click

RATES = np.logspace(-4, 1, 6)


@pytest.fixture
def plot(qtbot):
    plot = RatePlot()
    qtbot.addWidget(plot)
    plot.resize(360, 260)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def swept(losses, steps=500):
    return Swept(RATES, np.array(losses, float), steps, True)


def drawn(part):
    """Rates and losses that are handed to a part of the plot."""
    found = part.getOriginalDataset()
    return [] if found[0] is None else np.stack(found, 1).tolist()


def test_the_best_rate_has_a_dot_and_those_that_diverge_a_mark(plot):
    plot.show_swept(swept([100, 90, 10, 0.1, np.inf, np.inf]))

    assert drawn(plot._best) == [[RATES[3], 0.1]]
    assert [rate for rate, _ in drawn(plot._diverged)] == RATES[4:].tolist()
    assert plot.getPlotItem().getAxis("left").logMode


def test_a_loss_of_nothing_stands_at_the_bottom_of_the_logarithmic_axis(plot):
    plot.show_swept(swept([100, 90, 1e-8, 0, 0, np.inf]))

    assert plot.getPlotItem().getAxis("left").logMode
    assert drawn(plot._curve)[3][1] == pytest.approx(1e-8)
    plot.grab()


def test_losses_below_zero_have_a_linear_axis(plot):
    plot.show_swept(swept([3, 2, -5, -8, np.inf, np.inf]))

    assert not plot.getPlotItem().getAxis("left").logMode
    assert drawn(plot._best) == [[RATES[3], -8]]


def test_where_all_diverge_nothing_is_drawn(plot):
    plot.show_swept(swept([np.inf] * 6))

    assert drawn(plot._curve) == []
    plot.grab()


def test_a_click_takes_the_rate_there(plot, qtbot):
    plot.show_swept(swept([100, 90, 10, 0.1, np.inf, np.inf]))
    scene = plot.getPlotItem().getViewBox().mapViewToScene(QPointF(-2.0, 0.0))

    with qtbot.waitSignal(plot.picked) as picked:
        click(plot.viewport(), plot.mapFromScene(scene))

    assert picked.args[0] == pytest.approx(0.01, rel=0.05)


def test_the_rate_in_use_is_marked(plot):
    plot.show_rate(0.001)

    assert plot._now.value() == pytest.approx(-3)
