"""Indexing: refusals and rare calls."""

import pytest

import engine
from engine.errors import AxisError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "an index out of range written to": (
        lambda: LINE.index_put((WHOLE + 3,), LINE),
        AxisError,
        "indexing shape (3,): index 3 is out of bounds for axis 0 with size 3",
        "count from 0",
    ),
    "too many values": (
        lambda: LINE.index_put((WHOLE[:2],), LINE),
        ShapeError,
        "shape (3,) cannot be written to the (2,) that the index picks from (3,)",
        "give one value per element, or sizes of 1",
    ),
    "an index with a point": (
        lambda: LINE[LINE],
        AxisError,
        "tensors used as indices must be integers or truth values",
        "convert with .long()",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (0, "SelectBackward0"),
        ((slice(None), 0), "SelectBackward0"),
        (slice(1), "SliceBackward0"),
        ((0, None), "UnsqueezeBackward0"),
        ([0, 1], "IndexBackward0"),
    ],
    ids=str,
)
def test_the_history_tells_how_it_was_indexed(key, name):
    x = engine.ones(2, 2, requires_grad=True)

    assert x[key].grad_fn.name() == name
