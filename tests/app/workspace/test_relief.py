from __future__ import annotations

import numpy as np
import pytest

from app.workspace.relief import BANDS, bands, enlarged


def test_bands_rise_with_the_height_from_the_first_to_the_last():
    heights = np.linspace(-5, 300, 1000)

    found = bands(heights)

    assert (np.diff(found) >= 0).all()
    assert (found[0], found[-1]) == (0, BANDS - 1)
    assert len(np.unique(found)) == BANDS


def test_level_ground_is_one_band():
    assert np.unique(bands(np.full((3, 4), 7.0))).tolist() == [0]


@pytest.mark.filterwarnings("error")
def test_what_is_not_finite_has_no_band():
    found = bands(np.array([1.0, np.nan, np.inf, -np.inf, 2.0, 1e308, -1e308]))

    assert (found[1:4] == -1).all()
    assert (found[[0, 4, 5, 6]] >= 0).all()
    assert bands(np.full(3, np.nan)).tolist() == [-1, -1, -1]


def test_a_plane_is_enlarged_without_an_error():
    x, y = np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 4))

    found = enlarged(2 * x - 3 * y, 40, 70)

    x, y = np.meshgrid(np.linspace(0, 1, 70), np.linspace(0, 1, 40))
    np.testing.assert_allclose(found, 2 * x - 3 * y, atol=1e-12)


def test_a_grid_that_is_large_enough_stays():
    grid = np.arange(12.0).reshape(3, 4)

    assert enlarged(grid, 3, 4) is grid
