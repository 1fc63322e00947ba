from __future__ import annotations

import numpy as np
import pytest

from app import theme
from app.plots.curves import CurvePlot, dashed, held, reach, shortened
from app.workspace.growing import Growing


@pytest.fixture
def plot(qtbot):
    plot = CurvePlot("loss", "backward", logarithmic=True)
    qtbot.addWidget(plot)
    plot.resize(420, 260)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def growing(values, start=0):
    curve = Growing()
    curve.extend(np.arange(start, start + len(values)), np.asarray(values, float))
    return curve


def drawn(plot, name):
    """What is handed to the plot: steps and values."""
    return plot._curves[name].getOriginalDataset()


def test_every_value_of_a_short_curve_is_drawn_against_its_step(plot):
    plot.show_curves({"loss": growing([100, 64, 40.96])})

    steps, values = drawn(plot, "loss")
    np.testing.assert_array_equal(steps, [0, 1, 2])
    np.testing.assert_array_equal(values, [100, 64, 40.96])
    assert plot.getPlotItem().viewRange()[0] == [0, 2]


def test_a_million_steps_are_drawn_as_peaks_with_the_last_value_exact(plot):
    curve, rng = Growing(), np.random.default_rng(0)
    for start in range(0, 1_000_000, 10_000):
        values = rng.uniform(1, 2, 10_000)
        values[777] = 10.0 if start == 500_000 else values[777]
        curve.extend(np.arange(start, start + 10_000), values)
        plot.show_curves({"loss": curve})

    steps, drawn_values = drawn(plot, "loss")
    assert 300 <= len(steps) <= 2 * plot.width() + 1
    assert drawn_values.max() == 10.0
    assert steps[drawn_values.argmax()] == 500_777
    assert (steps[-1], drawn_values[-1]) == (999_999, values[-1])
    assert plot.getPlotItem().viewRange()[0] == [0, 1_000_000]


def test_a_loss_that_stays_positive_has_a_log_axis_and_another_has_none(plot):
    left = plot.getPlotItem().getAxis("left")

    plot.show_curves({"loss": growing([100.0, 1.0, 0.01])})
    assert left.logMode
    low, high = plot.getPlotItem().viewRange()[1]
    assert low <= -2 < 2 <= high

    plot.show_curves({"loss": growing([100.0, 1.0, -3.0])})
    assert not left.logMode
    low, high = plot.getPlotItem().viewRange()[1]
    assert low <= -3 < 100 <= high

    plot.show_curves({"loss": growing([0.98, 0.97])})
    assert not left.logMode


def test_values_that_are_not_finite_get_a_tick(plot):
    plot.show_curves({"loss": growing([1.0, 2.0, np.inf])})

    assert [point.pos().x() for point in plot._bad.points()] == [2.0]
    plot.show_curves({"loss": growing([1.0, 2.0])})
    assert len(plot._bad.points()) == 0


def test_no_curves_leave_an_empty_plot_without_axes(plot):
    plot.show_curves({"loss": growing([1.0, 2.0])})

    plot.show_curves({})

    assert plot._curves == {}
    assert not plot.getPlotItem().getAxis("left").isVisible()


def test_a_line_that_fills_the_plot_is_drawn_thinly_and_a_calm_one_is_not(plot):
    rng = np.random.default_rng(0)

    plot.show_curves({"loss": growing(rng.uniform(1, 100, 1500))})
    assert plot._width == 1

    plot.show_curves({"loss": growing(np.linspace(100, 1, 1500))})
    assert plot._width == 2


def test_pens_are_opaque_in_both_themes(plot, dark):
    curves = {f"p{k}": growing([1.0, 2.0 + k]) for k in range(6)}
    for look in (theme.LIGHT, theme.DARK):
        theme.apply(look)
        plot.restyle()
        plot.show_curves(curves)

        colors = [plot._curves[name].opts["pen"].color() for name in curves]
        assert all(color.alpha() == 255 for color in colors)
        assert len({color.rgb() for color in colors}) == 4


def test_the_axis_of_the_steps_moves_seldom_and_never_cuts_a_step():
    ends = [reach(float(last)) for last in range(1, 200_000)]

    assert all(end >= last for last, end in enumerate(ends, 1))
    assert all(end <= 1.5 * last for last, end in enumerate(ends, 1))
    assert len(set(ends)) < 120


def test_a_range_is_held_while_the_values_fill_it():
    assert held((0.0, 10.0), 0.5, 9.0) == (0.0, 10.0)
    assert held((0.0, 10.0), 0.5, 12.0) == pytest.approx((0.5 - 0.69, 12.69))
    assert held((0.0, 10.0), 4.0, 5.0) == pytest.approx((3.94, 5.06))
    low, high = held((0.0, 1.0), 3.0, 3.0)
    assert low < 3.0 < high
    low, high = held((0.0, 1.0), 0.0, 0.0)
    assert low < 0.0 < high


def test_dashes_leave_gaps_and_lose_no_peak():
    steps, values = np.arange(0.0, 101), np.zeros(101)
    values[50] = 9.0

    points, heights, joined = dashed(steps, values, 6.0, 4.0)

    assert heights.max() == 9.0
    lengths = np.diff(points)
    assert lengths[joined[:-1]].sum() == pytest.approx(60, abs=1)
    assert (points[0], points[-1]) == (0, 100)


@pytest.mark.parametrize(
    ("steps", "text"),
    [(0, "0"), (2000, "2000"), (20_000, "20k"), (1_500_000, "1.5M"), (1e9, "1G")],
)
def test_steps_are_told_in_few_letters(steps, text):
    assert shortened(steps) == text
