"""Placing new cards among old ones, which stay where the user last saw them.

New cards that are wired to each other are laid out together and put, as one rigid body, on the free
spot nearest to what they are wired to. Only a single new card may push others aside, and only few.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.document.layout.layered import CARD, GAP, layered
from app.document.layout.ranks import FloatArray, IntArray, components

MOVED_AT_MOST = 0.05
NEAR_ENOUGH_ROWS = 1.5
SLACK_PX = 1e-6


def insert(
    positions: FloatArray,
    sources: IntArray,
    targets: IntArray,
    *,
    near: tuple[float, float] | None = None,
    sizes: FloatArray | None = None,
    gap: tuple[float, float] = GAP,
) -> FloatArray:
    """(n + 1, 2) the positions with one more card, number n, placed where its wires ask for it.

    `positions` (n, 2) are the centres of the old cards, `sources` and `targets` all wires of the
    new graph, so the new card's own wires have n at one end. It is placed right of its predecessors
    and left of its successors, half way where there is no room for a column between; or at `near`.
    When no free spot is close, cards above and below are pushed apart; fewer than 5 % of the old
    cards move, all of them vertically. `sizes` is (n + 1, 2), `gap` is in px.
    """
    count = len(positions)
    cards = _cards(count + 1, sizes)
    sources, targets = np.asarray(sources, np.int64), np.asarray(targets, np.int64)
    grown = np.concatenate([np.asarray(positions, np.float64), np.full((1, 2), np.nan)])
    if count == 0:
        return np.array([near or (0.0, 0.0)], np.float64)
    if near is None:
        group = np.array([count])
        wish = _wish(grown, np.zeros((1, 2)), group, sources, targets, cards, gap)
    else:
        wish = np.array(near, np.float64)
    spot = _free_spot(grown[:count], cards[:count], wish[None], cards[count:], gap)
    grown[count] = wish[0], wish[1] + spot
    if abs(spot) > NEAR_ENOUGH_ROWS * (cards[count, 1] + gap[1]):
        pushed = _push_apart(positions, cards, wish, gap)
        return grown if pushed is None else pushed
    return grown


def place_missing(
    positions: FloatArray,
    sources: IntArray,
    targets: IntArray,
    *,
    ports: IntArray | None = None,
    sizes: FloatArray | None = None,
    gap: tuple[float, float] = GAP,
) -> FloatArray:
    """(n, 2) the positions with every row that holds NaN filled in, the others as they were.

    New cards that are wired to each other keep together as a small layered drawing, which is put
    right of its predecessors and left of its successors, at the free spot nearest to their height;
    a group without wires to old cards goes underneath. No new card overlaps another. Raises
    CycleError.
    """
    filled = np.array(positions, np.float64)
    sources, targets = np.asarray(sources, np.int64), np.asarray(targets, np.int64)
    missing = _unplaced(filled)
    if not missing.any():
        return filled
    cards = _cards(len(filled), sizes)
    inner = missing[sources] & missing[targets]
    group_of = components(len(filled), sources[inner], targets[inner])
    missing_nodes = np.flatnonzero(missing)
    by_group = missing_nodes[np.argsort(group_of[missing_nodes], kind="stable")]
    cuts = np.flatnonzero(np.diff(group_of[by_group])) + 1
    if missing.all():
        cuts = cuts[:0]
    local = np.zeros(len(filled), np.int64)
    for group in np.split(by_group, cuts):
        local[group] = np.arange(len(group))
        within = inner & (missing.all() | (group_of[sources] == group_of[group[0]]))
        shape = layered(
            len(group),
            local[sources[within]],
            local[targets[within]],
            ports=None if ports is None else np.asarray(ports, np.int64)[within],
            sizes=cards[group],
            gap=gap,
        ).positions
        placed = np.flatnonzero(~_unplaced(filled))
        if len(placed):
            shape = shape + _wish(filled, shape, group, sources, targets, cards, gap)
            shape[:, 1] += _free_spot(filled[placed], cards[placed], shape, cards[group], gap)
        filled[group] = shape
    return filled


def _cards(count: int, sizes: FloatArray | None) -> FloatArray:
    return np.broadcast_to(CARD, (count, 2)) if sizes is None else np.asarray(sizes, np.float64)


def _unplaced(positions: FloatArray) -> NDArray[np.bool_]:
    return np.isnan(positions[:, 0]) | np.isnan(positions[:, 1])


def _wish(
    positions: FloatArray,
    shape: FloatArray,
    group: IntArray,
    sources: IntArray,
    targets: IntArray,
    cards: FloatArray,
    gap: tuple[float, float],
) -> FloatArray:
    """(2,) how far to move a group's `shape` so that it stands between what it is wired to.

    Rows of `positions` that hold NaN are not placed yet and ask for nothing.
    """
    row = np.full(len(positions), -1)
    row[group] = np.arange(len(group))
    placed = ~_unplaced(positions)
    into = np.flatnonzero(placed[sources] & (row[targets] >= 0))
    out = np.flatnonzero((row[sources] >= 0) & placed[targets])
    before, after = sources[into], targets[out]
    first, last = row[targets[into]], row[sources[out]]
    if not len(before) and not len(after):
        bottom = (positions[placed, 1] + cards[placed, 1] / 2).max() + gap[1]
        top = (shape[:, 1] - cards[group, 1] / 2).min()
        left = (positions[placed, 0] - cards[placed, 0] / 2).min()
        return np.array([left - (shape[:, 0] - cards[group, 0] / 2).min(), bottom - top])
    y_before = positions[before, 1] - shape[first, 1]
    y_after = positions[after, 1] - shape[last, 1]
    pitch = (cards[before, 0] + cards[group[first], 0]) / 2 + gap[0]
    low = (positions[before, 0] + pitch - shape[first, 0]).max(initial=-np.inf)
    pitch = (cards[after, 0] + cards[group[last], 0]) / 2 + gap[0]
    high = (positions[after, 0] - pitch - shape[last, 0]).min(initial=np.inf)
    if low <= high:
        x = low if len(before) else high
    else:
        low = (positions[before, 0] - shape[first, 0]).max()
        high = (positions[after, 0] - shape[last, 0]).min()
        x = (low + high) / 2
    return np.array([x, np.concatenate([y_before, y_after]).mean()])


def _free_spot(
    positions: FloatArray,
    cards: FloatArray,
    shape: FloatArray,
    shape_cards: FloatArray,
    gap: tuple[float, float],
) -> float:
    """How far down (or up, negative) to move `shape` until it keeps a gap from every old card.

    Each column of the shape counts as one tall box, which keeps the number of pairs small.
    """
    blocked_from: list[FloatArray] = []
    blocked_to: list[FloatArray] = []
    for x, wide, top, bottom in _boxes(shape, shape_cards):
        near = np.abs(positions[:, 0] - x) < (cards[:, 0] + wide) / 2 + min(gap) - SLACK_PX
        y, half = positions[near, 1], cards[near, 1] / 2 + gap[1]
        blocked_from.append(y - half - bottom)
        blocked_to.append(y + half - top)
    start, end = np.concatenate(blocked_from), np.concatenate(blocked_to)
    order = np.argsort(start)
    start, end = start[order], np.maximum.accumulate(end[order])
    free_from = np.concatenate([[-np.inf], end])
    free_to = np.concatenate([start, [np.inf]])
    spots = np.clip(0.0, free_from, free_to)[free_from <= free_to + SLACK_PX]
    return float(spots[np.argmin(np.abs(spots))])


def _boxes(shape: FloatArray, cards: FloatArray) -> list[tuple[float, float, float, float]]:
    """For each column of the shape its centre, width, top and bottom."""
    xs, column = np.unique(shape[:, 0], return_inverse=True)
    wide, top, bottom = np.zeros(len(xs)), np.full(len(xs), np.inf), np.full(len(xs), -np.inf)
    np.maximum.at(wide, column, cards[:, 0])
    np.minimum.at(top, column, shape[:, 1] - cards[:, 1] / 2)
    np.maximum.at(bottom, column, shape[:, 1] + cards[:, 1] / 2)
    return list(zip(xs.tolist(), wide.tolist(), top.tolist(), bottom.tolist(), strict=True))


def _push_apart(
    positions: FloatArray, cards: FloatArray, wish: FloatArray, gap: tuple[float, float]
) -> FloatArray | None:
    """(n + 1, 2) the new card at its wish, those in its way pushed up or down just far enough.

    None when 5 % or more would have to move, or when the old cards overlap so that pushes meet.
    """
    count = len(positions)
    after = np.concatenate([positions, wish[None]])
    lower = positions[:, 1] >= wish[1]
    moved: set[int] = set()
    front, pushes = [count], 0
    while front:
        mover = front.pop(0)
        for card in np.flatnonzero(_too_close(after, cards, mover, gap)).tolist():
            sign = 1.0 if lower[card] else -1.0
            if mover != count and lower[card] != lower[mover]:
                return None
            step = (cards[card, 1] + cards[mover, 1]) / 2 + gap[1]
            after[card, 1] = after[mover, 1] + sign * step
            moved.add(card)
            front.append(card)
            pushes += 1
            if len(moved) >= MOVED_AT_MOST * count or pushes > count:
                return None
    return after


def _too_close(
    positions: FloatArray, cards: FloatArray, mover: int, gap: tuple[float, float]
) -> NDArray[np.bool_]:
    """(n,) which old cards overlap the mover or come nearer to it than the gap."""
    apart = np.abs(positions[:-1] - positions[mover])
    need = (cards[:-1] + cards[mover]) / 2 + (min(gap), gap[1]) - SLACK_PX
    close: NDArray[np.bool_] = (apart < need).all(axis=1)
    if mover < len(close):
        close[mover] = False
    return close
