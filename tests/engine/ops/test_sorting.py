"""Sorting: refusals and rare calls."""

import pytest

import engine
from engine.errors import ShapeError
from tests.engine.refusals import refused

GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "values for other rows": (
        lambda: engine.searchsorted(GRID, engine.ones(3, 2)),
        ShapeError,
        "searchsorted: rows of shape (2, 3), values of shape (3, 2)",
        "all sizes but the last must be equal",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_each_row_of_values_is_sought_in_its_own_row():
    values = engine.tensor([[2.0], [5.0]])

    assert engine.searchsorted(GRID, values).tolist() == [[1], [1]]
