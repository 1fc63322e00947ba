"""Functions of one matrix: refusals and rare calls."""

import pytest

import engine
from engine import linalg
from engine.errors import ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "a number alone": (
        lambda: linalg.vander(NUMBER),
        ShapeError,
        "linalg.vander: a number tells no N",
        "give a vector, or N",
    ),
    "one column": (
        lambda: linalg.vander(LINE, N=1),
        ShapeError,
        "linalg.vander: N is 1",
        "give 2 or more",
    ),
    "a matrix": (
        lambda: engine.vander(GRID),
        ShapeError,
        "vander: shape (2, 3): a vector is needed",
        "flatten it",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)
