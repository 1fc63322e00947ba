"""The layered layout: what holds for every graph, and how small ones look."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.layout import CARD, GAP, Cancelled, layered

PITCH = (CARD[0] + GAP[0], CARD[1] + GAP[1])


@st.composite
def drawings(draw, most=24):
    """(count, sources, targets, ports, sizes) of a DAG with multi-edges and loose nodes."""
    count = draw(st.integers(0, most))
    name = draw(st.permutations(range(count)))
    ends = st.integers(0, max(count - 1, 0))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=3 * most)) if count else []
    wires = [(name[min(pair)], name[max(pair)]) for pair in pairs if pair[0] != pair[1]]
    sources, targets = np.array(wires, np.int64).reshape(-1, 2).T
    ports = [targets[:k].tolist().count(target) for k, target in enumerate(targets)]
    wide = st.tuples(st.floats(20, 400), st.floats(20, 300))
    sizes = draw(st.none() | st.lists(wide, min_size=count, max_size=count))
    cards = None if sizes is None else np.array(sizes, np.float64).reshape(-1, 2)
    return count, sources, targets, draw(st.none() | st.just(np.array(ports, np.int64))), cards


def overlaps(positions, cards):
    """How many pairs of cards overlap."""
    apart = np.abs(positions[:, None] - positions[None])
    need = (cards[:, None] + cards[None]) / 2 - 1e-6
    return int(np.triu((apart < need).all(axis=2), 1).sum())


def inside(points, positions, cards):
    """How many way points lie in a card."""
    apart = np.abs(points[:, None] - positions[None])
    return int((apart < cards[None] / 2 - 1e-6).all(axis=2).sum())


def place(wires, count=None, **options):
    sources, targets = np.array(wires, np.int64).reshape(-1, 2).T
    return layered(count or int(max(map(max, wires))) + 1, sources, targets, **options)


@given(drawings())
@settings(deadline=None)
def test_cards_never_overlap(drawing):
    count, sources, targets, ports, sizes = drawing

    positions = layered(count, sources, targets, ports=ports, sizes=sizes).positions

    cards = np.broadcast_to(CARD, (count, 2)) if sizes is None else sizes
    assert np.isfinite(positions).all()
    assert overlaps(positions, cards) == 0


@given(drawings(), st.sampled_from([GAP, (1.0, 0.0), (200.0, 90.0)]))
@settings(deadline=None)
def test_way_points_never_lie_in_a_card_and_run_from_left_to_right(drawing, gap):
    count, sources, targets, ports, sizes = drawing

    placement = layered(count, sources, targets, ports=ports, sizes=sizes, gap=gap)

    cards = np.broadcast_to(CARD, (count, 2)) if sizes is None else sizes
    for wire, route in placement.routes.items():
        x = [placement.positions[sources[wire], 0], *route[:, 0]]
        assert (np.diff([*x, placement.positions[targets[wire], 0]]) > 0).all()
        assert inside(route, placement.positions, cards) == 0


@given(drawings())
@settings(deadline=None)
def test_every_wire_leads_right_from_x_0_and_the_whole_is_centred(drawing):
    count, sources, targets, _, sizes = drawing

    x, y = layered(count, sources, targets, sizes=sizes).positions.T

    assert (x[sources] < x[targets]).all()
    if count:
        tall = np.full(count, CARD[1]) if sizes is None else sizes[:, 1]
        assert x.min() == 0
        assert (y - tall / 2).min() + (y + tall / 2).max() == pytest.approx(0, abs=1e-6)


@given(drawings())
@settings(deadline=None)
def test_columns_of_equal_cards_are_evenly_spaced(drawing):
    count, sources, targets, _, _ = drawing

    x = layered(count, sources, targets).positions[:, 0]

    assert np.allclose(x / PITCH[0], np.round(x / PITCH[0]))


@given(drawings())
@settings(deadline=None, max_examples=30)
def test_the_same_graph_is_drawn_the_same_twice(drawing):
    count, sources, targets, ports, sizes = drawing

    one = layered(count, sources, targets, ports=ports, sizes=sizes)
    two = layered(count, sources, targets, ports=ports, sizes=sizes)

    assert np.array_equal(one.positions, two.positions)
    assert one.routes.keys() == two.routes.keys()


@pytest.mark.parametrize("length", [2, 3, 50, 2_000])
def test_a_chain_is_a_straight_horizontal_line(length):
    positions = place([(k, k + 1) for k in range(length - 1)]).positions

    assert (positions[:, 1] == 0).all()
    assert np.array_equal(positions[:, 0], np.arange(length) * PITCH[0])


def test_a_chain_with_a_parameter_and_skips_stays_nearly_level():
    wires = [(k, k + 1) for k in range(40)]
    wires += [(41 + k, 4 * k + 4) for k in range(10)] + [(4 * k, 4 * k + 3) for k in range(9)]

    y = place(wires).positions[:41, 1]

    assert np.ptp(y) < PITCH[1] / 4


def test_a_leaf_used_once_stands_directly_beside_its_consumer():
    positions = place([(0, 1), (1, 2), (2, 3), (4, 3), (5, 2), (5, 2)]).positions

    assert positions[3, 0] - positions[4, 0] == PITCH[0]
    assert positions[2, 0] - positions[5, 0] == PITCH[0]


def test_a_product_stands_half_way_between_its_factors():
    positions = place([(0, 2), (1, 2)]).positions

    assert positions.tolist() == [[0, -PITCH[1] / 2], [0, PITCH[1] / 2], [PITCH[0], 0]]


def test_a_diamond_is_symmetric():
    y = place([(0, 1), (0, 2), (1, 3), (2, 3)]).positions[:, 1]

    assert y == pytest.approx([0, -PITCH[1] / 2, PITCH[1] / 2, 0])


def test_a_binary_tree_is_symmetric():
    y = place([(child, (child - 1) // 2) for child in range(1, 15)]).positions[:, 1]

    assert y[[1, 3, 4, 7, 10]] == pytest.approx(-y[[2, 6, 5, 14, 11]])


def test_inputs_stand_in_the_order_of_their_ports():
    positions = place([(0, 3), (1, 3), (2, 3)], ports=np.array([2, 0, 1])).positions

    assert positions[1, 1] < positions[2, 1] < positions[0, 1]


def test_a_wire_past_a_card_is_led_round_it():
    placement = place([(0, 1), (1, 2), (0, 2)])

    assert list(placement.routes) == [2]
    assert (np.abs(placement.routes[2][:, 1] - placement.positions[1, 1]) > CARD[1] / 2).all()


@given(drawings())
@settings(deadline=None)
def test_a_wire_without_a_route_passes_no_card(drawing):
    count, sources, targets, _, _ = drawing

    placement = layered(count, sources, targets)

    x, y = placement.positions.T
    for wire in set(range(len(sources))) - placement.routes.keys():
        ends = [sources[wire], targets[wire]]
        between = (x > x[ends[0]]) & (x < x[ends[1]])
        high, low = y[ends].max() + CARD[1] / 2, y[ends].min() - CARD[1] / 2
        assert not (between & (y < high) & (y > low)).any()


def test_components_are_stacked_and_loose_cards_come_last():
    y = place([(0, 1), (2, 3), (4, 3)], count=6).positions[:, 1]

    assert max(y[:2]) < min(y[2:5])
    assert y[2:5].max() < y[5]


def test_many_loose_cards_make_a_grid():
    none = np.zeros(0, np.int64)

    positions = layered(1_000, none, none).positions

    assert np.ptp(positions, axis=0).max() < 60 * PITCH[1]
    assert overlaps(positions, np.broadcast_to(CARD, (1_000, 2))) == 0


def test_a_cycle_raises_a_value_error():
    with pytest.raises(ValueError, match=r"cycle .*1 -> .*remove one"):
        place([(0, 1), (1, 2), (2, 1)])


def test_stop_is_polled_all_along_and_cancels():
    polls = []

    def stop_at_the_tenth():
        polls.append(1)
        return len(polls) == 10

    wires = np.random.default_rng(0).integers(0, 200, (600, 2))
    wires = np.sort(wires[wires[:, 0] != wires[:, 1]])

    with pytest.raises(Cancelled):
        place(wires.tolist(), stop=stop_at_the_tenth)


def test_a_chain_of_thirty_thousand_is_drawn_without_recursion_and_in_time():
    count = 30_000
    started = time.process_time()

    positions = layered(count, np.arange(count - 1), np.arange(1, count)).positions

    assert np.ptp(positions[:, 1]) == 0
    assert time.process_time() - started < 10
