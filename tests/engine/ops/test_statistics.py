"""Order statistics: refusals and rare calls."""

import pytest

import engine
from engine.errors import AxisError, DtypeError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
WHOLE = engine.tensor([0, 1, 2])
TRUTHS = engine.tensor([True, False, True])
EMPTY = engine.zeros(0)
REFUSED = {
    "more than there are": (
        lambda: engine.kthvalue(LINE, 4),
        ShapeError,
        "kthvalue: k=4 of the 3 elements of dimension -1",
        "give one from 1 to 3",
    ),
    "negative numbers counted": (
        lambda: engine.bincount(-WHOLE),
        ShapeError,
        "bincount: shape (3,) of int64",
        "give a vector of integers ≥ 0",
    ),
    "a histogram of whole numbers": (
        lambda: engine.histc(WHOLE),
        DtypeError,
        "histc: the input has dtype int64",
        "convert with .float()",
    ),
    "a histogram without bins": (
        lambda: engine.histc(LINE, 0),
        ShapeError,
        "histc: 0 bins from 0 to 0",
        "give bins ≥ 1 and min ≤ max",
    ),
    "a histogram without end": (
        lambda: engine.histc(LINE / 0),
        ShapeError,
        "histc: the range from inf to inf is not finite",
        "give min and max",
    ),
    "the greatest of nothing": (
        lambda: engine.argmax(EMPTY),
        AxisError,
        "argmax: shape (0,) has no element to choose from",
        "give it at least one, or another dim",
    ),
    "the median of truths": (
        lambda: engine.median(TRUTHS),
        DtypeError,
        "median: truth values have no median",
        "convert with .long()",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda x: x.median(), "MedianBackward0"),
        (lambda x: x.nanmedian(), "NanmedianBackward0"),
        (lambda x: x.median(0)[0], "MedianBackward1"),
        (lambda x: x.nanmedian(0)[0], "NanmedianBackward1"),
    ],
)
def test_the_history_tells_which_median_was_taken(call, name):
    assert call(engine.ones(3, requires_grad=True)).grad_fn.name() == name


def test_a_histogram_of_equal_numbers_has_them_in_the_middle():
    assert engine.histc(engine.ones(3), 4).tolist() == [0, 0, 3, 0]
