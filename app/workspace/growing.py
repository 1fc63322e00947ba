"""Growing: a curve that gets longer, thinned to what a screen shows while it keeps every peak."""

from __future__ import annotations

import numpy as np

from engine.dtype import Array

BUCKETS = 600
FEWEST = 16  # buckets of one among many curves
PATIENCE = 8  # batches that wait until somebody looks at the curve, who may never do
MOST = 800  # buckets of a curve that grows; when they are full, each two become one


def extremes(y: Array, buckets: int = BUCKETS) -> Array:
    """Places of at most two values a bucket, in order: the least and the greatest, and the last;
    of a short curve all.

    NaN never wins over a number, and a bucket of nothing else keeps one.
    """
    count = len(y)
    if count <= 2 * buckets:
        return np.arange(count)
    size = -(-count // buckets)
    padded = np.concatenate([y, np.full(size * buckets - count, np.nan)]).reshape(buckets, size)
    low = np.argmin(np.where(np.isnan(padded), np.inf, padded), 1)
    high = np.argmax(np.where(np.isnan(padded), -np.inf, padded), 1)
    base = np.arange(buckets) * size
    places = np.concatenate([base + low, base + high])
    return np.unique(np.append(places[places < count], count - 1))  # a level bucket is one point


def thinned(y: Array, buckets: int = BUCKETS) -> tuple[Array, Array]:
    """Step numbers and values of the extremes of a curve."""
    places = extremes(y, buckets)
    return places.astype(np.float64), y[places]


def thinned_together(table: Array, buckets: int = BUCKETS) -> Array:
    """The rows of a table (steps, numbers) that hold an extreme of any of its columns: as many as
    those of one curve, whatever the numbers."""
    if len(table) <= 2 * buckets:
        return np.arange(len(table))
    each = max(buckets // max(table.shape[1], 1), FEWEST)
    return np.unique(np.concatenate([extremes(column, each) for column in table.T]))


class Growing:
    """Points that arrive in batches, step by step upwards; each batch costs its own length only,
    and next to nothing before the curve is looked at.

    It holds the least and the greatest value of each bucket of steps, so that its memory does not
    grow with the steps; up to twice MOST steps are all there. The first and the last point always
    are. Attributes: count (steps so far, those included that were left out); last (the value of
    the latest step).
    """

    def __init__(self) -> None:
        self.count, self.last = 0, float("nan")
        self._width = 1  # steps of a bucket
        self._low, self._high = np.full((2, MOST), np.nan)
        self._low_at, self._high_at = np.zeros((2, MOST))
        self._broken = np.full(MOST, np.nan)  # a step whose value is not finite
        self._first: tuple[float, float] | None = None
        self._points: tuple[Array, Array] | None = None
        self._waiting: list[tuple[Array, Array]] = []

    def extend(self, steps: Array, values: Array) -> None:
        """Add points behind the last one."""
        if not len(steps):
            return
        self._first = self._first or (float(steps[0]), float(values[0]))
        self.count, self.last = int(steps[-1]) + 1, float(values[-1])
        self._waiting.append((steps, values))
        self._points = None
        if len(self._waiting) > PATIENCE:
            self._settle()

    def _settle(self) -> None:
        """Put what waits into the buckets."""
        if not self._waiting:
            return
        steps, values = (np.concatenate(parts) for parts in zip(*self._waiting, strict=True))
        self._waiting = []
        while self.count > MOST * self._width:
            self._halve()
        places = np.asarray(steps // self._width, np.intp)
        finite = np.isfinite(values)
        self._broken[places[~finite]] = steps[~finite]
        self._take(places[finite], steps[finite], values[finite])

    def _take(self, places: Array, steps: Array, values: Array) -> None:
        """Let these points be the least or the greatest of their buckets, where they are."""
        order = np.lexsort((values, places))
        sorted_places = places[order]
        starts = np.flatnonzero(np.diff(sorted_places, prepend=-1))
        ends = np.append(starts[1:], len(order)) - 1
        for held, at, pick, is_beyond in (
            (self._low, self._low_at, order[starts], np.less),
            (self._high, self._high_at, order[ends] if len(order) else order, np.greater),
        ):
            here = places[pick]
            better = np.isnan(held[here]) | is_beyond(values[pick], held[here])
            held[here[better]] = values[pick[better]]
            at[here[better]] = steps[pick[better]]

    def _halve(self) -> None:
        """Make one bucket of each two."""
        half = MOST // 2
        for held, at, choose in (
            (self._low, self._low_at, np.fmin),
            (self._high, self._high_at, np.fmax),
        ):
            left, right = held[::2], held[1::2]
            best = choose(left, right)
            at[:half] = np.where(left == best, at[::2], at[1::2])
            held[:half], held[half:] = best, np.nan
        self._broken[:half] = np.fmin(self._broken[::2], self._broken[1::2])
        self._broken[half:] = np.nan
        self._width *= 2

    def points(self) -> tuple[Array, Array]:
        """Steps and finite values, in order: at most 2·MOST and two more."""
        if self._points is None:
            self._settle()
            used = ~np.isnan(self._low)
            pairs = np.stack([self._low_at[used], self._high_at[used]], 1)
            heights = np.stack([self._low[used], self._high[used]], 1)
            turned = pairs[:, 0] > pairs[:, 1]
            pairs[turned], heights[turned] = pairs[turned, ::-1], heights[turned, ::-1]
            ends = [(self.count - 1.0, self.last)]
            ends = [self._first, *ends] if self._first is not None else []
            ends = [point for point in ends if np.isfinite(point[1])]
            steps = np.concatenate([pairs.ravel(), [step for step, _ in ends]])
            values = np.concatenate([heights.ravel(), [value for _, value in ends]])
            steps, kept = np.unique(steps, return_index=True)
            self._points = steps, values[kept]
        return self._points

    @property
    def steps(self) -> Array:
        """The steps of the points."""
        return self.points()[0]

    @property
    def values(self) -> Array:
        """The values of the points."""
        return self.points()[1]

    @property
    def broken(self) -> Array:
        """Steps whose value is not finite, one a bucket."""
        self._settle()
        return self._broken[~np.isnan(self._broken)]
