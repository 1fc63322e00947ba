"""Trace: what is known of each slot at each position."""

import numpy as np
import pytest

from engine.plan import Leaf, Plan, Step
from engine.run import run


@pytest.fixture
def trace():
    """x = 3, y = x · x, z = y + x; events: forward 0, 1; seed; backward 1, 0."""
    x = Leaf(0, np.array(3.0), True, "x")
    return run(Plan((x,), (Step("mul", (0, 0), 1), Step("add", (1, 0), 2)), 2))


def test_a_value_is_there_once_its_event_has_happened(trace):
    assert trace.value_at(0, 0) == 3
    assert trace.value_at(1, 0) is None
    assert trace.value_at(1, 1) == 9
    assert trace.value_at(2, 1) is None
    assert trace.value(2) == 12
    assert trace.value(99) is None


def test_a_gradient_grows_as_contributions_arrive(trace):
    found = [trace.gradient_at(0, position) for position in range(len(trace) + 1)]

    assert found == [None, None, None, None, 1, 7]
    assert trace.gradient(0) == 7


def test_the_root_has_its_seed_from_the_seed_event_on(trace):
    assert trace.gradient_at(2, 2) is None
    assert trace.gradient_at(2, 3) == 1


def test_arrivals_tell_the_event_the_step_and_the_port(trace):
    found = [(a.event, a.step, a.port, float(a.contribution)) for a in trace.arrivals[0]]

    assert found == [(3, 1, 1, 1), (4, 0, 0, 3), (4, 0, 1, 3)]
    assert len(trace.arrived(0, 4)) == 1
    assert trace.arrived(2, 5) == []


def test_its_length_counts_both_passes(trace):
    assert len(trace) == 5
    assert trace.forward_count == 2
    assert trace.seeds[2][0] == 2
