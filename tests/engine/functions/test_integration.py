"""The trapezoidal rule along a dimension: refusals and rare calls."""

import pytest

import engine
from engine.errors import ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "the area of a number": (
        lambda: engine.trapezoid(NUMBER),
        ShapeError,
        "trapezoid: a number has no neighbours",
        "give at least one dimension",
    ),
    "places that are one number": (
        lambda: engine.trapezoid(LINE, NUMBER),
        ShapeError,
        "trapezoid: x is one number",
        "give the places of the samples",
    ),
    "too few places": (
        lambda: engine.trapezoid(GRID, engine.ones(2)),
        ShapeError,
        "trapezoid: 2 places for 3 samples",
        "give one per sample",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_the_places_of_the_columns_may_be_one_vector():
    area = engine.trapezoid(GRID, engine.tensor([0.0, 1.0, 3.0]))

    assert area.tolist() == [6.5, 15.5]


def test_the_places_of_the_rows_may_be_one_vector():
    assert engine.trapezoid(GRID, engine.tensor([0.0, 2.0]), dim=0).tolist() == [5, 7, 9]
