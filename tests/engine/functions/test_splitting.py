"""Splitting: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, AxisError, ShapeError
from tests.engine.refusals import refused

NUMBER = engine.tensor(2.0)
LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "no parts": (
        lambda: engine.chunk(LINE, 0),
        ShapeError,
        "chunk: 0 parts",
        "ask for at least 1",
    ),
    "parts of a number": (
        lambda: engine.chunk(NUMBER, 2),
        ShapeError,
        "chunk: a 0-d tensor has no parts",
        "give it a dimension",
    ),
    "uneven parts of a number": (
        lambda: engine.tensor_split(NUMBER, 2),
        ShapeError,
        "tensor_split: a 0-d tensor has no parts",
        "give it a dimension",
    ),
    "cuts with a point": (
        lambda: engine.tensor_split(LINE, LINE),
        ShapeError,
        "tensor_split: sections of shape (3,) and torch.float32",
        "give int64 numbers in at most one dimension",
    ),
    "no uneven parts": (
        lambda: engine.tensor_split(LINE, 0),
        ShapeError,
        "tensor_split: 0 parts",
        "ask for at least 1",
    ),
    "depth of a matrix": (
        lambda: engine.dsplit(GRID, 2),
        ShapeError,
        "dsplit: a tensor of 2 dimensions",
        "give one of at least 3",
    ),
    "neither cuts nor a number": (
        lambda: engine.tensor_split(LINE),
        ArgumentError,
        "neither indices nor sections are given",
        "give one of them",
    ),
    "a part of a number": (
        lambda: engine.narrow(NUMBER, 0, 0, 1),
        ShapeError,
        "narrow: a 0-d tensor has no part",
        "give it a dimension",
    ),
    "a start with a point": (
        lambda: engine.narrow(LINE, 0, NUMBER, 1),
        ShapeError,
        "narrow: start must be one whole number",
        "give a 0-d integer tensor",
    ),
    "a start outside": (
        lambda: engine.narrow(LINE, 0, 4, 1),
        AxisError,
        "narrow: start 4 in a dimension of 3",
        "start inside it",
    ),
    "a slice of a number": (
        lambda: engine.select(NUMBER, 0, 0),
        AxisError,
        "select: a 0-d tensor has no slice",
        "give it a dimension",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_an_empty_tensor_has_as_many_empty_chunks_as_asked_for():
    assert [x.shape for x in engine.chunk(engine.zeros(0, 2), 3)] == [(0, 2)] * 3


def test_the_cuts_may_be_a_tensor():
    cuts = engine.tensor([1, 2])

    assert [x.tolist() for x in engine.tensor_split(LINE, cuts)] == [[1], [2], [3]]
    assert [x.tolist() for x in engine.tensor_split(LINE, cuts[1])] == [[1, 2], [3]]


def test_the_unsafe_way_splits_alike():
    assert [x.tolist() for x in engine.unsafe_split_with_sizes(LINE, [1, 2])] == [[1], [2, 3]]
