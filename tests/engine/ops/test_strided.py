"""Strided views: refusals and rare calls."""

import pytest

import engine
from engine.errors import ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
REFUSED = {
    "fewer strides than sizes": (
        lambda: engine.as_strided(LINE, (2, 2), (1,)),
        ShapeError,
        "as_strided: size (2, 2), stride (1,), offset 0",
        "give one stride of at least 0 for each size",
    ),
    "a reach beyond the memory": (
        lambda: engine.as_strided(LINE, (4,), (1,)),
        ShapeError,
        "as_strided: element 3 lies beyond the 3 in memory",
        "give smaller sizes, strides or offset",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_a_strided_part_without_elements_is_empty():
    assert engine.as_strided(LINE, (0, 2), (1, 1)).shape == (0, 2)
