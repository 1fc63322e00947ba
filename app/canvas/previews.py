"""Previews: an array as the few numbers that its small picture on a card is drawn from."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from threading import Lock

import numpy as np

from engine.dtype import Array

LONG = 200  # elements: a vector of more is a histogram
BINS = 25
SAMPLED = 20_000  # elements of a long vector that are counted
ROWS, COLUMNS = 20, 75  # cells of a heatmap at most
PER_CELL = 8  # rows or columns of a large matrix that are averaged for a cell
SLICES = 5  # of an array of more axes that are shown side by side
MOST_DOTS = 24  # in a row
GAP = np.inf  # stands between two slices
REMEMBERED = 4096  # previews


class Kind(Enum):
    """What an array is drawn as."""

    LINE = "line"
    HISTOGRAM = "histogram"
    DOTS = "dots"
    HEAT = "heat"


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """An array in few numbers.

    Attributes: kind; cells (rows, columns): heights from 0 to 1 of a line or of a histogram's
    bars, 1 and 0 of dots, −1 to 1 of a heatmap; NaN is a cell whose value is not finite, and in a
    heatmap infinity is the gap between two slices; zero: where zero lies, from 0 to 1 of the
    height of a line or of the width of a histogram; broken: whether a value is not finite.
    """

    kind: Kind
    cells: Array
    zero: float | None = None
    broken: bool = False


def preview_of(array: Array) -> Preview | None:
    """The preview of an array; None of a single number, and of what has no elements."""
    if array.ndim == 0 or not array.size or array.dtype.kind not in "fiub":
        return None
    if array.ndim == 1 or array.shape[:-1] == (1,) * (array.ndim - 1):
        row = array.reshape(-1)
        if _is_marks(row):
            return Preview(Kind.DOTS, (row != 0).astype(np.float64)[None, :MOST_DOTS])
        return _line(row) if len(row) <= LONG else _histogram(row)
    return _heat(array)


def _is_marks(row: Array) -> bool:
    """Whether a vector says no more than yes or no at each place, or the same everywhere."""
    if row.dtype.kind == "b":
        return True
    if len(row) > MOST_DOTS:
        return False
    found = set(row.tolist())
    return found <= {0, 1} or (len(row) > 1 and len(found) == 1 and bool(np.isfinite(row[0])))


def _scaled(values: Array) -> tuple[Array, Array]:
    """The values divided by the largest finite magnitude, NaN where not finite; and where."""
    values = values.astype(np.float64)
    whole = np.isfinite(values)
    largest = float(np.abs(values).max(initial=0.0, where=whole))
    cells = np.full(values.shape, np.nan)
    np.divide(values, largest or 1.0, out=cells, where=whole)
    return cells, whole


def _line(row: Array) -> Preview:
    """A curve through the values; zero is in the picture where it is no further off than that."""
    cells, whole = _scaled(row)
    if not whole.any():
        return Preview(Kind.LINE, cells[None], broken=True)
    low, high = float(np.nanmin(cells)), float(np.nanmax(cells))
    span = high - low
    if low > 0 and low <= span:
        low = 0.0
    if high < 0 and -high <= span:
        high = 0.0
    span = high - low
    heights = (cells - low) / span if span else np.where(whole, 0.5, np.nan)
    zero = abs(low) / span if span and low <= 0 <= high else None
    return Preview(Kind.LINE, heights[None], zero, not whole.all())


def _histogram(row: Array) -> Preview:
    """How many values lie where; a very long vector is sampled evenly."""
    cells, whole = _scaled(row[:: -(-len(row) // SAMPLED)])
    if not whole.any():
        return Preview(Kind.LINE, np.full((1, 1), np.nan), broken=True)
    shown = cells[whole]
    low, high = float(shown.min()), float(shown.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    places = ((shown - low) * (BINS / (high - low))).astype(np.int64)
    counts = np.bincount(np.minimum(places, BINS - 1), minlength=BINS)
    zero = abs(low) / (high - low) if low <= 0 <= high else None
    return Preview(Kind.HISTOGRAM, (counts / counts.max())[None], zero, not whole.all())


def _heat(array: Array) -> Preview:
    """A matrix, or the first slices of an array of more axes side by side."""
    slices = [array[place] for place in islice(np.ndindex(array.shape[:-2]), SLICES)]
    width = (COLUMNS - len(slices) + 1) // len(slices)
    tiles = [_shrunk(_shrunk(_thinned(part, width), ROWS, 0), width, 1) for part in slices]
    parts = [tiles[0]]
    for tile in tiles[1:]:
        parts += [np.full((len(tile), 1), GAP), tile]
    cells = np.concatenate(parts, axis=1)
    gaps = np.isposinf(cells)
    shown, _ = _scaled(np.where(gaps, 0.0, cells))
    return Preview(Kind.HEAT, np.where(gaps, GAP, shown), 0.0, bool(np.isnan(cells).any()))


def _thinned(matrix: Array, columns: int) -> Array:
    """Evenly some of a large matrix, as floats that are NaN where they are not finite."""
    down = max(1, matrix.shape[0] // (ROWS * PER_CELL))
    across = max(1, matrix.shape[1] // (columns * PER_CELL))
    some = matrix[::down, ::across].astype(np.float64)
    some[~np.isfinite(some)] = np.nan
    return some


def _shrunk(matrix: Array, most: int, axis: int) -> Array:
    """A matrix with at most so many rows or columns, each the mean of some."""
    if matrix.shape[axis] <= most:
        return matrix
    starts = np.linspace(0, matrix.shape[axis], most, endpoint=False).astype(np.int64)
    sizes = np.diff([*starts, matrix.shape[axis]])
    with np.errstate(all="ignore"):
        means: Array = np.add.reduceat(matrix / sizes.max(), starts, axis)
    return means * (sizes.max() / (sizes[:, None] if axis == 0 else sizes))


class _Remembered:
    """The last previews by the array that they show, for as long as it lives; from any thread."""

    def __init__(self) -> None:
        self._found: OrderedDict[int, tuple[weakref.ref[Array], Preview | None]] = OrderedDict()
        self._lock = Lock()

    def of(self, array: Array) -> Preview | None:
        """The preview of an array, which must not change."""
        key = id(array)
        with self._lock:
            entry = self._found.get(key)
            if entry is not None and entry[0]() is array:
                self._found.move_to_end(key)
                return entry[1]
        made = preview_of(array)
        with self._lock:
            self._found[key] = weakref.ref(array), made
            self._found.move_to_end(key)
            if len(self._found) > REMEMBERED:
                self._found.popitem(last=False)
        return made


remembered = _Remembered().of
