from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.workspace.growing import MOST, Growing, thinned


def grown(y, parts):
    growing, start = Growing(), 0
    for count in parts:
        growing.extend(np.arange(start, start + count), y[start : start + count])
        start += count
    return growing


def test_a_short_curve_is_all_there():
    y = np.sin(np.arange(2.0 * MOST))

    growing = grown(y, [1] * 100 + [50] * 30)

    np.testing.assert_array_equal(growing.steps, np.arange(1600))
    np.testing.assert_array_equal(growing.values, y)


@settings(deadline=None)
@given(seed=st.integers(0, 99), most=st.sampled_from([3, 100, 9_000]))
def test_a_long_curve_keeps_its_peaks_its_ends_and_its_order(seed, most):
    rng = np.random.default_rng(seed)
    parts = rng.integers(1, most + 1, size=60)
    y = np.cumsum(rng.normal(size=parts.sum()))

    growing = grown(y, parts)

    steps, values = growing.points()
    np.testing.assert_array_equal(values, y[steps.astype(int)])
    assert (np.diff(steps) > 0).all()
    assert (steps[0], steps[-1]) == (0, len(y) - 1)
    assert (values.min(), values.max()) == (y.min(), y.max())
    assert (growing.count, growing.last) == (len(y), y[-1])
    assert len(steps) <= 2 * MOST + 2


def test_a_hundred_million_steps_take_no_more_room_than_a_thousand():
    growing = Growing()
    for start in range(0, 100_000_000, 1_000_000):
        growing.extend(start + np.array([0.0, 5e5, 999_999.0]), np.array([1.0, 3.0, 2.0]))

    assert growing.count == 100_000_000
    assert len(growing.steps) <= 2 * MOST
    assert growing.last == 2.0


def test_values_that_are_not_finite_stand_apart():
    growing = grown(np.array([1.0, np.nan, 2.0, np.inf]), [2, 2])

    np.testing.assert_array_equal(growing.steps, [0, 2])
    np.testing.assert_array_equal(growing.broken, [1, 3])
    assert growing.last == np.inf


def test_nothing_added_is_nothing_drawn():
    growing = Growing()
    growing.extend(np.empty(0), np.empty(0))

    assert len(growing.steps) == 0
    assert growing.count == 0


def test_thinning_keeps_the_least_and_the_greatest_of_each_bucket_and_the_last():
    y = np.zeros(10_000)
    y[[1234, 5678]] = -1, 1

    steps, values = thinned(y, 100)

    assert {1234, 5678, 9999} <= set(steps)
    np.testing.assert_array_equal(values, y[steps.astype(int)])
    assert len(steps) <= 201


def test_a_level_stretch_is_thinned_to_steps_that_only_grow():
    values = np.concatenate([np.linspace(1.0, 0.0, 5000), np.zeros(50_000)])

    steps, kept = thinned(values)

    assert (np.diff(steps) > 0).all()
    assert (steps[0], steps[-1]) == (0, len(values) - 1)
    assert (kept == values[steps.astype(int)]).all()
