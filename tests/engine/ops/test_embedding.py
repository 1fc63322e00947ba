"""Embedding: refusals and rare calls."""

import engine
from engine.nn import functional


def test_the_gradient_of_a_row_is_divided_by_how_often_it_is_looked_up():
    weight = engine.ones(3, 1, requires_grad=True)

    z = functional.embedding(engine.tensor([0, 0, 2]), weight, scale_grad_by_freq=True)
    z.sum().backward()

    assert weight.grad.tolist() == [[1], [0], [1]]
