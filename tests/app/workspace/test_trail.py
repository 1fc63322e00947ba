from __future__ import annotations

import numpy as np

from app.workspace.growing import thinned_together
from app.workspace.trail import MOST, Trail


def together(table, first=0):
    """Curves x and y as a report holds them."""
    steps = np.arange(first, first + len(table), dtype=float)
    return {"x": (steps, table[:, 0]), "y": (steps, table[:, 1])}


def test_a_short_path_is_all_there():
    trail = Trail()
    table = np.random.default_rng(0).normal(size=(50, 2))

    trail.extend(together(table[:20]))
    trail.extend(together(table[20:], 20))

    np.testing.assert_array_equal(trail.column("x"), table[:, 0])
    np.testing.assert_array_equal(trail.column("y"), table[:, 1])
    assert len(trail.column("z")) == 0


def test_a_long_path_keeps_its_ends_and_its_corners():
    trail, at = Trail(), np.arange(200_000)
    table = np.stack([np.cos(at / 700), np.where(at % 2, 1.0, -1.0) * np.exp(-at / 1e5)], 1)
    table[123_456] = [50.0, -70.0]

    for start in range(0, len(at), 1_000):
        trail.extend(together(table[start : start + 1_000], start))

    kept = trail.table
    assert len(kept) <= MOST
    np.testing.assert_array_equal(kept[[0, -1]], table[[0, -1]])
    assert [50.0, -70.0] in kept.tolist()
    pairs = {tuple(row) for row in table.tolist()}
    assert all(tuple(row) in pairs for row in kept.tolist())
    assert (np.diff(np.sign(kept[:, 1])) != 0).sum() > 300  # it still goes to and fro


def test_another_set_of_numbers_begins_anew():
    trail = Trail()
    trail.extend(together(np.zeros((3, 2))))

    trail.extend({"w": (np.arange(2.0), np.ones(2))})

    assert trail.names == ("w",)
    np.testing.assert_array_equal(trail.column("w"), [1, 1])


def test_rows_thinned_together_hold_the_extremes_of_every_column():
    table = np.random.default_rng(1).normal(size=(10_000, 5))

    rows = thinned_together(table, 400)

    assert len(rows) <= 5 * 2 * 80 + 1
    np.testing.assert_array_equal(table[rows].min(0), table.min(0))
    np.testing.assert_array_equal(table[rows].max(0), table.max(0))
