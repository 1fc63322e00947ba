"""Differences of neighbours: refusals and rare calls."""

import pytest

import engine
from engine.errors import DtypeError, RangeError, ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "the neighbours of a number": (
        lambda: engine.diff(NUMBER),
        ShapeError,
        "diff: a 0-d tensor has no neighbours",
        "give it a dimension",
    ),
    "a negative order": (
        lambda: engine.diff(LINE, n=-1),
        ShapeError,
        "diff: n=-1",
        "give an order of at least 0",
    ),
    "a matrix before a vector": (
        lambda: engine.diff(LINE, prepend=GRID),
        ShapeError,
        "diff: shapes (2, 3) and (3,) do not join",
        "prepend and append need as many dimensions as the input",
    ),
    "a dimension named twice": (
        lambda: engine.gradient(GRID, dim=(0, 0)),
        ShapeError,
        "gradient: dim=(0, 0) repeats one",
        "name each once",
    ),
    "edges of order 3": (
        lambda: engine.gradient(LINE, edge_order=3),
        RangeError,
        "gradient: edge_order=3",
        "write 1 or 2",
    ),
    "too few elements": (
        lambda: engine.gradient(engine.ones(2), edge_order=2),
        ShapeError,
        "gradient: shape (2,) is too small for edge_order=2",
        "give at least 3 elements along each dimension",
    ),
    "too few spacings": (
        lambda: engine.gradient(GRID, spacing=[1.0]),
        ShapeError,
        "gradient: 1 spacings for 2 dimensions",
        "give one for each",
    ),
    "too few coordinates": (
        lambda: engine.gradient(LINE, spacing=(engine.ones(2),)),
        ShapeError,
        "gradient: coordinates of shape (2,) along a dimension of 3",
        "give a vector with one for each",
    ),
    "too few repeats": (
        lambda: engine.repeat_interleave(LINE, engine.tensor([1, 2])),
        ShapeError,
        "repeat_interleave: 2 repeats for 3 elements",
        "give one number of at least 0, or one for each",
    ),
    "repeats with a point": (
        lambda: engine.repeat_interleave(LINE, engine.ones(3)),
        DtypeError,
        "repeat_interleave: repeats of torch.float32 and shape (3,)",
        "give int64 numbers in at most one dimension",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_counts_alone_repeat_their_places():
    assert engine.repeat_interleave(engine.tensor([1, 2, 0, 3])).tolist() == [0, 1, 1, 3, 3, 3]
