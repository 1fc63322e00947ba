"""Inverses and systems of linear equations of: refusals and rare calls."""

import engine
from engine import linalg

SQUARE = engine.tensor([[1.0, 2.0], [3.0, 4.0]])


def test_the_right_side_alone_may_want_a_gradient():
    b = engine.ones(2, 1, requires_grad=True)

    linalg.solve_triangular(SQUARE, b, upper=True).sum().backward()

    assert b.grad.tolist() == [[1], [-0.25]]
