"""The linear map of a layer: refusals and rare calls."""

import pytest

import engine
from engine.errors import ShapeError
from engine.nn import functional
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "a bias of another size": (
        lambda: functional.linear(GRID, GRID, LINE),
        ShapeError,
        "linear: weight (2, 3), bias (3,)",
        "give (2,)",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_the_weight_alone_may_want_a_gradient():
    weight = engine.ones(1, 3, requires_grad=True)

    functional.linear(GRID, weight).sum().backward()

    assert weight.grad.tolist() == [[5, 7, 9]]


def test_the_input_alone_may_want_a_gradient():
    x = engine.ones(1, 3, requires_grad=True)

    functional.linear(x, GRID).sum().backward()

    assert x.grad.tolist() == [[5, 7, 9]]
