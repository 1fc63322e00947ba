"""Sorting and searching as torch calls them: refusals and rare calls."""

import pytest

import engine
from engine.errors import RangeError, ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "two sides": (
        lambda: engine.searchsorted(LINE, LINE, side="left", right=True),
        RangeError,
        "searchsorted: side='left', right=True",
        "write one of them",
    ),
    "one number in two rows": (
        lambda: engine.searchsorted(GRID, 1.0),
        ShapeError,
        "searchsorted: one number needs one row",
        "give a tensor of values",
    ),
    "a number for the row": (
        lambda: engine.searchsorted(NUMBER, LINE),
        ShapeError,
        "searchsorted: a 0-d tensor is no row",
        "give it a dimension",
    ),
    "an order of another shape": (
        lambda: engine.searchsorted(LINE, LINE, sorter=WHOLE[:2]),
        ShapeError,
        "searchsorted: sorter of shape (2,) and torch.int64",
        "give int64 indices of shape (3,)",
    ),
    "an order out of range": (
        lambda: engine.searchsorted(LINE, LINE, sorter=WHOLE + 1),
        ShapeError,
        "searchsorted: sorter has indices out of range",
        "use argsort()",
    ),
    "a matrix of boundaries": (
        lambda: engine.bucketize(LINE, GRID),
        ShapeError,
        "bucketize: boundaries of shape (2, 3)",
        "give a vector",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_values_of_another_dtype_find_their_places():
    assert engine.searchsorted(LINE, engine.tensor([2.5]).double()).tolist() == [2]
    assert engine.searchsorted(WHOLE, engine.tensor([0.5, 1.5])).tolist() == [1, 2]


def test_one_number_finds_its_place():
    assert engine.searchsorted(LINE, 2.0).item() == 1
    assert engine.searchsorted(LINE, 2.0, side="right", out_int32=True).dtype == engine.int32


def test_rows_may_be_sorted_by_an_order_given_beside_them():
    rows = engine.tensor([[3.0, 1.0], [2.0, 4.0]])

    found = engine.searchsorted(rows, engine.full((2, 1), 2.5), sorter=rows.argsort())

    assert found.tolist() == [[1], [1]]


def test_an_empty_row_has_an_empty_order():
    empty = engine.zeros(0)

    assert engine.searchsorted(empty, LINE, sorter=empty.argsort()).tolist() == [0, 0, 0]
