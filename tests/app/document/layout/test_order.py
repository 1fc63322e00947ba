"""Order within columns: few crossings, ports respected, components apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.document.layout.inversions import inversions
from app.document.layout.order import Order, order_columns
from app.document.layout.ranks import build_net


def never() -> None:
    """Nobody asks to stop."""


def net_of(count, wires, ports=None):
    sources, targets = np.array(wires, np.int64).T
    return build_net(count, sources, targets, ports, never)


@given(st.lists(st.integers(0, 9), max_size=200))
def test_inversions_agree_with_counting_pairs(values):
    pairs = [(a, b) for i, a in enumerate(values) for b in values[i + 1 :] if a > b]

    assert inversions(np.array(values)) == len(pairs)


def test_the_columns_hold_every_stop_once():
    net = net_of(5, [(0, 1), (1, 2), (2, 3), (0, 3), (4, 3)])

    columns = order_columns(net, never)

    assert sorted(stop for column in columns for stop in column) == list(range(net.stops))


def test_a_tree_has_no_crossings():
    wires = [(child, (child - 1) // 3) for child in range(1, 121)]
    order = Order(net_of(121, np.random.default_rng(0).permutation(wires)))

    assert order.crossings() == 0


def test_crossed_links_are_uncrossed():
    net = net_of(6, [(0, 4), (1, 3), (2, 5), (0, 5), (1, 5), (2, 3)])
    order = Order(net)
    before = order.crossings()

    order.swap_neighbours(9, order.smooth(before, never), never)

    assert order.crossings() <= before
    assert order.crossings() == 1


def test_inputs_stand_in_the_order_of_their_ports():
    net = net_of(5, [(0, 4), (1, 4), (2, 4), (3, 4)], ports=np.array([3, 1, 0, 2]))

    columns = order_columns(net, never)

    assert columns[0] == [2, 1, 3, 0]


def test_components_do_not_mix_in_a_column():
    wires = [(0, 4), (1, 5), (2, 4), (3, 5), (0, 6), (1, 7), (6, 8), (7, 9)]
    net = net_of(10, wires)

    for column in order_columns(net, never):
        component = net.components[column].tolist()
        assert component == sorted(component)


def test_smoothing_uncrosses_what_the_walk_crossed_and_never_crosses_more():
    rng = np.random.default_rng(3)
    for count in (12, 60, 200):
        sources = rng.integers(0, count - 1, 2 * count)
        targets = np.minimum(sources + rng.integers(1, 9, 2 * count), count - 1)
        order = Order(net_of(count, np.stack([sources, targets], 1)))
        before = order.crossings()

        after = order.smooth(before, never)

        assert after == order.crossings() <= before
    assert after < 0.8 * before
