"""Rearranging: refusals and rare calls."""

import pytest

import engine
from engine.errors import AxisError, ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "too many shifts": (
        lambda: engine.roll(GRID, (1, 2), 0),
        ShapeError,
        "roll: 2 shifts for 1 dimensions",
        "give one shift per dimension",
    ),
    "a number rolled": (
        lambda: engine.roll(NUMBER, 1, 0),
        AxisError,
        "roll: a 0-d tensor has no dimension to roll along",
        "leave dims out",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)
