"""The line search of LBFGS on functions of one number."""

import math

import numpy as np
import pytest

from engine.optim.line_search import Trial, strong_wolfe


def searched(f, slope, first, trials):
    """The length that is found, and what it cost."""

    def evaluate(t):
        return f(t), np.array([slope(t)])

    start = Trial(0.0, f(0.0), np.array([slope(0.0)]), slope(0.0))
    found, cost = strong_wolfe(evaluate, np.ones(1), start, first, tolerance=1e-9, trials=trials)
    return found.t, cost


def wave(t):
    return math.cos(3 * t + 0.1)


def wave_slope(t):
    return -3 * math.sin(3 * t + 0.1)


def test_a_length_at_a_flat_place_is_taken_at_once():
    assert searched(lambda t: (t - 1) ** 2, lambda t: 2 * (t - 1), 1.0, 25) == (1, 1)


def test_the_lowest_length_so_far_is_taken_when_no_trial_is_left():
    t, cost = searched(wave, wave_slope, 0.3, 2)

    assert wave(t) < wave(0.3) < wave(0)
    assert cost == 3


def test_a_bracket_that_hardly_shrinks_is_cut_from_its_edge():
    t, cost = searched(wave, wave_slope, 1.5, 3)

    assert wave(t) < wave(1.5)
    assert cost == 4


def test_a_kink_is_closed_in_on_until_the_bracket_is_small():
    t, _ = searched(lambda t: abs(t - 1), lambda t: math.copysign(1, t - 1), 0.01, 25)

    assert t == pytest.approx(1, abs=1e-8)


def test_lengths_grow_by_half_of_what_is_allowed_where_a_cubic_tells_nothing():
    t, _ = searched(lambda t: (t - 1) ** 4, lambda t: 4 * (t - 1) ** 3, 0.01, 1)

    assert t == pytest.approx((0.01 * 1.01 + 0.1) / 2)
