"""Broadcasting: repeated operands are read before they are repeated, with the same results."""

import numpy as np
import pytest

from engine.plan.broadcasting import unbroadcast
from engine.plan.dead import living
from tests.engine.plan.small_codes import assert_equal_code, code_of, names

X = np.array([1.5, -0.0, np.nan])


@pytest.mark.parametrize(
    ("function", "left"),
    [
        (lambda x, y: np.broadcast_to(x, (2, 3)) + y, ["add"]),
        (lambda x, y: np.exp(np.broadcast_to(x, (2, 3))) * y, ["exp", "multiply"]),
        (lambda x, y: np.exp(np.broadcast_to(x, (2, 3))), ["exp", "broadcast"]),
        (lambda x, y: np.broadcast_to(np.broadcast_to(x, (1, 3)), (2, 3)) - y, ["subtract"]),
        (lambda x, y: y * np.full((2, 3), 2.0), ["multiply"]),
        (lambda x, y: np.where(np.broadcast_to(x, (2, 3)) > 0, y, 0.0), ["greater", "where"]),
        (lambda x, y: np.broadcast_to(x, (2, 3)).sum(0) + y, ["broadcast", "add", "add"]),
    ],
)
def test_elementwise_operations_read_the_smaller_array(function, left):
    y = np.arange(6.0).reshape(2, 3)
    code = code_of(function, X, y)

    smaller = living(unbroadcast(code))

    assert names(smaller) == left
    assert_equal_code(smaller, code, X, y)


def test_what_all_inputs_repeat_is_computed_once_per_number():
    code = code_of(lambda x: np.exp(np.broadcast_to(x, (4, 3))), X)

    smaller = living(unbroadcast(code))

    (exp,) = [step for step in smaller.instructions if step.name == "exp"]
    assert smaller.values[exp.output].shape == (3,)


def test_powers_are_left_alone():
    code = code_of(lambda x: np.broadcast_to(x, (2, 3)) ** np.full((2, 3), 2.5), X)

    smaller = living(unbroadcast(code))

    assert names(smaller) == ["broadcast", "power"]


def test_a_constant_of_both_zeros_is_not_one_number():
    code = code_of(lambda x: x * np.array([0.0, -0.0, 0.0]), X)

    smaller = living(unbroadcast(code))

    assert_equal_code(smaller, code, X)


def test_empty_arrays_stay_empty():
    code = code_of(lambda x: np.broadcast_to(x, (0, 3)) + 1.0, X)

    smaller = living(unbroadcast(code))

    assert_equal_code(smaller, code, X)
