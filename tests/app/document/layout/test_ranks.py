"""Columns: every wire leads right, leaves stand beside their consumers, cycles are named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.layout.ranks import CycleError, build_net, columns, components


def never() -> None:
    """Nobody asks to stop."""


@st.composite
def dags(draw, most=24):
    """(count, sources, targets) of a DAG whose nodes are numbered in no particular order."""
    count = draw(st.integers(1, most))
    name = draw(st.permutations(range(count)))
    pairs = draw(st.lists(st.tuples(st.integers(0, most), st.integers(0, most)), max_size=3 * most))
    wires = [(min(a, b), max(a, b)) for a, b in pairs if a != b and max(a, b) < count]
    ends = np.array([(name[a], name[b]) for a, b in wires], np.int64).reshape(-1, 2)
    return count, ends[:, 0], ends[:, 1]


@given(dags())
def test_every_wire_leads_to_a_later_column(dag):
    count, sources, targets = dag

    rank = columns(count, sources, targets, never)

    assert (rank[targets] > rank[sources]).all()


@given(dags())
def test_every_leaf_stands_one_column_before_its_first_consumer(dag):
    count, sources, targets = dag

    rank = columns(count, sources, targets, never)

    for leaf in set(sources.tolist()) - set(targets.tolist()):
        assert rank[leaf] == rank[targets[sources == leaf]].min() - 1


@given(dags())
def test_every_link_of_a_net_crosses_one_gap(dag):
    net = build_net(*dag, None, never)

    assert (net.ranks[net.heads] - net.ranks[net.tails] == 1).all()


@given(dags())
def test_components_agree_with_following_the_wires(dag):
    count, sources, targets = dag
    expected = np.arange(count)
    for _ in range(count):
        np.minimum.at(expected, sources, expected[targets])
        np.minimum.at(expected, targets, expected[sources])

    found = components(count, sources, targets)

    assert found.tolist() == np.unique(expected, return_inverse=True)[1].tolist()


def test_a_trunk_has_one_station_per_column_however_many_wires_leave_it():
    chain = [(0, 1), (1, 2), (2, 3), (3, 4)]
    sources, targets = np.array([*chain, (0, 3), (0, 4), (0, 4)]).T

    net = build_net(5, sources, targets, None, never)

    assert net.stops == 5 + 3


def test_the_wires_of_trunks_that_would_swamp_the_drawing_run_straight():
    count = 3_000
    sources, targets = [*range(count - 1)], [*range(1, count)]
    for skip in range(10):
        sources.append(skip)
        targets.append(count - 1 - skip)

    net = build_net(count, np.array(sources), np.array(targets), None, never)

    assert net.stops < 5 * count


@pytest.mark.parametrize(
    ("wires", "named"),
    [
        ([(0, 1), (1, 2), (2, 1)], {"1 -> 2 -> 1", "2 -> 1 -> 2"}),
        ([(3, 3)], {"3 -> 3"}),
    ],
)
def test_a_cycle_is_named(wires, named):
    sources, targets = np.array(wires).T

    with pytest.raises(CycleError, match="cycle") as error:
        columns(4, sources, targets, never)

    assert any(cycle in str(error.value) for cycle in named)
