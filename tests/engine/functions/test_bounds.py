"""Bounds: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, DtypeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "one bound a number, one a tensor": (
        lambda: engine.clamp(LINE, 0.0, LINE),
        ArgumentError,
        "clamp: one bound is a number, one a tensor",
        "give both as one kind",
    ),
    "a number for the input": (
        lambda: engine.clamp_min(2.0, 1.0),
        ArgumentError,
        "clamp_min: input must be a Tensor, not 2.0",
        "wrap it: torch.tensor(...)",
    ),
    "an order of 0": (
        lambda: engine.renorm(GRID, 0, 0, 1.0),
        DtypeError,
        "renorm: p=0, maxnorm=1.0 for (2, 3) of torch.float32",
        "give p > 0, maxnorm ≥ 0 and a floating point tensor of two dimensions or more",
    ),
    "a vector renormed": (
        lambda: engine.renorm(LINE, 2, 0, 1.0),
        DtypeError,
        "renorm: p=2, maxnorm=1.0 for (3,) of torch.float32",
        "give p > 0, maxnorm ≥ 0 and a floating point tensor of two dimensions or more",
    ),
    "a vector to fill with": (
        lambda: engine.fill(LINE, LINE),
        DtypeError,
        "fill: a value of shape (3,)",
        "give one number",
    ),
    "the diagonal of a vector": (
        lambda: LINE.clone().fill_diagonal_(0.0),
        DtypeError,
        "fill_diagonal: shape (3,)",
        "give a matrix, or equal sizes throughout",
    ),
    "the diagonal of unequal sizes": (
        lambda: engine.ones(2, 2, 3).fill_diagonal_(0.0),
        DtypeError,
        "fill_diagonal: shape (2, 2, 3)",
        "give a matrix, or equal sizes throughout",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_clip_is_clamp():
    assert engine.clip(LINE, 1.5, 2.5).tolist() == [1.5, 2.0, 2.5]


def test_a_tall_matrix_may_have_its_diagonal_filled_again_and_again():
    x = engine.zeros(5, 2)

    x.fill_diagonal_(2.0, wrap=True)

    assert x.tolist() == [[2, 0], [0, 2], [0, 0], [2, 0], [0, 2]]
