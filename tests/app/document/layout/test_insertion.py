"""New cards among old ones: nothing overlaps, and almost nothing moves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.layout import CARD, GAP, insert, layered, place_missing

PITCH = (CARD[0] + GAP[0], CARD[1] + GAP[1])


def overlaps(positions):
    apart = np.abs(positions[:, None] - positions[None])
    return int(np.triu((apart < np.array(CARD) - 1e-6).all(axis=2), 1).sum())


def random_dag(seed, most=120):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, most))
    ends = np.sort(rng.integers(0, count, (int(1.5 * count), 2)))
    ends = ends[ends[:, 0] != ends[:, 1]]
    return rng, count, ends[:, 0], ends[:, 1]


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_an_inserted_card_overlaps_none_and_few_others_move(seed):
    rng, count, sources, targets = random_dag(seed)
    before = layered(count, sources, targets).positions
    first, second = np.sort(rng.integers(0, count, 2)).tolist()
    sources = np.append(sources, [first] + [count] * (first != second))
    targets = np.append(targets, [count] + [second] * (first != second))

    after = insert(before, sources, targets)

    moved = int((after[:-1] != before).any(axis=1).sum())
    assert after.shape == (count + 1, 2)
    assert overlaps(after) == 0
    assert moved == 0 or moved < 0.05 * count
    assert np.array_equal(after[:-1, 0], before[:, 0])


@given(st.integers(0, 2**32 - 1), st.floats(-500, 5000), st.floats(-2000, 2000))
@settings(deadline=None)
def test_a_card_dropped_somewhere_stays_in_that_column(seed, x, y):
    _, count, sources, targets = random_dag(seed)
    before = layered(count, sources, targets).positions

    after = insert(before, sources, targets, near=(x, y))

    assert after[-1, 0] == x
    assert overlaps(after) == 0


def test_a_card_dropped_on_a_free_spot_stands_exactly_there():
    none = np.zeros(0, np.int64)

    after = insert(np.array([[0.0, 0.0]]), none, none, near=(500.0, 20.0))

    assert after.tolist() == [[0, 0], [500, 20]]


def test_the_first_card_stands_at_the_origin():
    none = np.zeros(0, np.int64)

    assert insert(np.zeros((0, 2)), none, none).tolist() == [[0, 0]]


def test_a_consumer_stands_one_column_right_of_its_predecessors():
    before = np.array([[0.0, 0.0], [0.0, PITCH[1]]])

    after = insert(before, np.array([0, 1]), np.array([2, 2]))

    assert after[2].tolist() == [PITCH[0], PITCH[1] / 2]


def test_a_leaf_stands_one_column_left_of_its_consumer():
    after = insert(np.array([[0.0, 0.0]]), np.array([1]), np.array([0]))

    assert after[1].tolist() == [-PITCH[0], 0]


def test_a_card_spliced_into_a_wire_stands_between_its_ends():
    before = np.array([[0.0, 0.0], [PITCH[0], 0.0]])

    after = insert(before, np.array([0, 2]), np.array([2, 1]))

    assert np.array_equal(after[:2], before)
    assert before[0, 0] < after[2, 0] < before[1, 0]


def test_a_card_without_wires_goes_underneath():
    after = insert(np.array([[0.0, 0.0], [300.0, 50.0]]), np.array([0]), np.array([1]))

    assert after[2].tolist() == [0, 50 + PITCH[1]]


def test_neighbours_in_a_crowded_column_are_pushed_apart():
    column = np.array([[PITCH[0], k * PITCH[1]] for k in range(30)])
    gapped = column + np.where(np.arange(30)[:, None] >= 18, (0.0, PITCH[1]), (0.0, 0.0))
    rest = np.array([[-PITCH[0] * (2 + k % 10), k // 10 * PITCH[1]] for k in range(200)])
    source = np.array([[0.0, 14 * PITCH[1]]])

    after = insert(np.concatenate([gapped, rest, source]), np.array([230]), np.array([231]))

    assert after[-1].tolist() == [PITCH[0], 14 * PITCH[1]]
    assert overlaps(after) == 0


def test_cards_that_overlap_already_do_not_hang_the_push():
    before = np.zeros((100, 2)) + np.arange(100)[:, None] * (0.0, 1.0)

    after = insert(before, np.array([0]), np.array([0]), near=(0.0, 50.0))

    assert np.isfinite(after).all()


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
@settings(deadline=None)
def test_missing_cards_are_placed_and_the_others_stay_exactly(seed, share):
    rng, count, sources, targets = random_dag(seed, most=60)
    before = layered(count, sources, targets).positions
    before[rng.random(count) < share] = np.nan
    known = ~np.isnan(before).any(axis=1)

    after = place_missing(before, sources, targets)

    assert np.array_equal(after[known], before[known])
    assert np.isfinite(after).all()
    assert overlaps(after) == 0


def test_when_all_are_missing_the_whole_is_laid_out():
    sources, targets = np.array([0, 1, 3]), np.array([2, 2, 4])

    after = place_missing(np.full((6, 2), np.nan), sources, targets)

    assert np.array_equal(after, layered(6, sources, targets).positions)


def test_a_new_subformula_stands_left_of_the_card_it_feeds():
    before = np.full((5, 2), np.nan)
    before[0] = 0.0, 0.0

    after = place_missing(before, np.array([1, 2, 3, 4]), np.array([0, 1, 1, 1]))

    assert after[1].tolist() == pytest.approx([-PITCH[0], 0])
    assert (after[2:, 0] == -2 * PITCH[0]).all()
