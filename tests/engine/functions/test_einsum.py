"""einsum: refusals and rare calls."""

import pytest

import engine
from engine.errors import ArgumentError, RangeError
from engine.functions.einsum import einsum
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
REFUSED = {
    "nothing": (
        lambda: einsum(),
        ArgumentError,
        "einsum: no equation is given",
        'write einsum("ij,jk->ik", a, b)',
    ),
    "no tensors": (
        lambda: einsum("i"),
        RangeError,
        "einsum: no tensors are given",
        "give one per term of the equation",
    ),
    "two ellipses in a term": (
        lambda: einsum("...i...", LINE),
        RangeError,
        "einsum: two ellipses in one term of '...i...'",
        "keep one",
    ),
    "a number beyond the letters": (
        lambda: einsum(LINE, [60]),
        RangeError,
        "einsum: 60 names no dimension",
        "use numbers from 0 to 51",
    ),
    "two ellipses in a sublist": (
        lambda: einsum(LINE, [..., 0, ...]),
        RangeError,
        "einsum: two ellipses in one sublist",
        "keep one",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)
