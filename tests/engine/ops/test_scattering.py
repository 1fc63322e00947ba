"""Gathering and scattering: refusals and rare calls."""

import pytest

import engine
from engine.errors import ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "a source that is too small": (
        lambda: LINE.scatter_reduce(0, WHOLE, LINE[:2], "amax"),
        ShapeError,
        "scatter_reduce: index has shape (3,), src (2,)",
        "src needs a value for each index",
    ),
    "an index of more dimensions": (
        lambda: LINE.gather(0, WHOLE.reshape(1, 3)),
        ShapeError,
        "gather: index has 2 dimensions, the tensor 1",
        "give them as many",
    ),
    "an index larger than the tensor": (
        lambda: engine.ones(1, 2).gather(0, engine.zeros(2, 3).long()),
        ShapeError,
        "gather: index has shape (2, 3), the tensor (1, 2)",
        "index must not be larger, except along dimension 0",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_nothing_is_written_without_an_index():
    nowhere, nothing = engine.zeros(0).long(), engine.zeros(0)

    assert LINE.scatter(0, nowhere, nothing).tolist() == [1, 2, 3]
    assert LINE.scatter_reduce(0, nowhere, nothing, "amax").tolist() == [1, 2, 3]
