"""The rounding functions: refusals and rare calls."""

import pytest

import engine
from engine.errors import DtypeError
from tests.engine.refusals import refused

WHOLE = engine.tensor([0, 1, 2])
REFUSED = {
    "decimals of whole numbers": (
        lambda: engine.round(WHOLE, decimals=1),
        DtypeError,
        "round: whole numbers have no decimals",
        "convert them with .float()",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)
