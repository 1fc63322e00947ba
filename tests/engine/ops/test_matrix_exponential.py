"""The exponential of: refusals and rare calls."""

import engine
from engine import linalg


def test_the_exponential_of_an_empty_matrix_is_empty():
    assert linalg.matrix_exp(engine.zeros(0, 0)).shape == (0, 0)
