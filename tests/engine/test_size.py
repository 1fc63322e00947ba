"""A Size stays one when it is cut, extended and repeated, as torch's does."""

from operator import add

import pytest

import engine
from engine import Size

SHAPE = engine.ones(2, 3).shape


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: SHAPE[1:], (3,)),
        (lambda: SHAPE[::-1], (3, 2)),
        (lambda: add(SHAPE, (1,)), (2, 3, 1)),
        (lambda: add((1,), SHAPE), (1, 2, 3)),
        (lambda: SHAPE + Size([4]), (2, 3, 4)),
        (lambda: SHAPE * 2, (2, 3, 2, 3)),
        (lambda: 2 * SHAPE, (2, 3, 2, 3)),
    ],
)
def test_what_is_made_of_a_size_is_a_size(made, expected):
    assert type(made()) is Size
    assert made() == expected


def test_one_part_is_a_number():
    assert (SHAPE[0], SHAPE[-1]) == (2, 3)
    assert SHAPE.numel() == 6


def test_a_size_and_a_list_are_not_added():
    with pytest.raises(TypeError, match="concatenate tuple"):
        add(SHAPE, [1])
