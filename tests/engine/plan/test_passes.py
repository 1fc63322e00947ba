"""Passes: together they leave the least, and the same results."""

import numpy as np

from engine.plan.passes import shortened, simplified
from tests.engine.plan.small_codes import SPECIAL, assert_equal_code, code_of, names


def test_they_are_repeated_until_nothing_changes():
    code = code_of(lambda x: np.negative(-(x * 1.0 / 1.0 - 0.0)) + np.exp(x) * 1.0, SPECIAL)

    smaller = simplified(code)

    assert names(smaller) == ["exp", "add"]
    assert simplified(smaller).instructions == smaller.instructions
    assert_equal_code(smaller, code, SPECIAL)


def test_the_original_is_left_as_it_was():
    code = code_of(lambda x: x * 1.0 + np.exp(x) - np.exp(x), SPECIAL)
    before = (code.instructions, code.values)

    simplified(code)

    assert (code.instructions, code.values) == before


def test_an_output_that_is_an_input_or_a_constant_stays_one():
    code = code_of(lambda x: (x * 1.0, np.array(2.0) + np.zeros(3), x), SPECIAL)

    smaller = simplified(code)

    assert names(smaller) == []
    assert_equal_code(shortened(smaller), code, SPECIAL)
