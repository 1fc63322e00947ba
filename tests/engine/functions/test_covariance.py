"""Covariance and correlation of variables in rows: refusals and rare calls."""

import pytest

import engine
from engine.errors import DtypeError, ShapeError
from tests.engine.refusals import refused

GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
WHOLE = engine.tensor([0, 1, 2])
TRUTHS = engine.tensor([True, False, True])
REFUSED = {
    "truths": (
        lambda: engine.cov(TRUTHS),
        DtypeError,
        "cov: truths have no mean",
        "convert them with .float()",
    ),
    "too few weights": (
        lambda: engine.cov(GRID, aweights=engine.tensor([1.0, 2.0])),
        ShapeError,
        "cov: (2,) weights for 3 observations",
        "give one per observation",
    ),
    "whole importances": (
        lambda: engine.cov(GRID, aweights=WHOLE),
        DtypeError,
        "cov: weights of torch.int64",
        "fweights are whole numbers, aweights floating point",
    ),
    "negative counts": (
        lambda: engine.cov(GRID, fweights=-WHOLE),
        ShapeError,
        "cov: negative weights",
        "weights are counts or importances",
    ),
    "weights that sum to 0": (
        lambda: engine.cov(GRID, aweights=engine.zeros(3)),
        ShapeError,
        "cov: the weights sum to 0",
        "give at least one observation weight",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)
