"""Splitting: refusals and rare calls."""

import pytest

import engine
from engine.errors import ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
REFUSED = {
    "parts of a number": (
        lambda: engine.split(NUMBER, 1),
        ShapeError,
        "split: a 0-d tensor has no parts",
        "give it a dimension",
    ),
    "the slices of a number": (
        lambda: engine.unbind(NUMBER),
        ShapeError,
        "unbind: a 0-d tensor has no dimension",
        "give it one",
    ),
    "parts of no size": (
        lambda: engine.split(LINE, 0),
        ShapeError,
        "split: parts of size 0",
        "give a size of at least 1",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_the_history_tells_a_size_from_sizes():
    x = engine.ones(4, requires_grad=True)

    assert x.split(2)[0].grad_fn.name() == "SplitBackward0"
    assert x.split([1, 3])[0].grad_fn.name() == "SplitWithSizesBackward0"
