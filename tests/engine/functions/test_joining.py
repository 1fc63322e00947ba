"""Joining: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, RangeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "an order that is not known": (
        lambda: engine.meshgrid(LINE, LINE, indexing="yx"),
        RangeError,
        "meshgrid: indexing='yx'",
        "write 'ij' or 'xy'",
    ),
    "a mesh of two dtypes": (
        lambda: engine.meshgrid(LINE, WHOLE),
        RangeError,
        "meshgrid: the dtypes differ",
        "convert all to one",
    ),
    "one tensor for a list": (
        lambda: engine.hstack(LINE),
        ArgumentError,
        "hstack: expected a list of tensors",
        "write hstack([x, y])",
    ),
    "numbers in the list": (
        lambda: engine.hstack([1.0, 2.0]),
        ArgumentError,
        "hstack: expected tensors, found float",
        "wrap it: torch.tensor(…)",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_older_names_join_alike():
    assert engine.concat([LINE, LINE]).tolist() == engine.cat([LINE, LINE]).tolist()
    assert engine.concatenate([GRID, GRID], axis=1).shape == (2, 6)
    assert engine.row_stack([LINE, LINE]).tolist() == engine.vstack([LINE, LINE]).tolist()
