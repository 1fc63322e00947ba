"""Small codes: written by running a function on Symbols."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.plan.code import Code, evaluate
from engine.plan.symbol import Builder
from tests.engine.plan.agreement import assert_same_bits

SPECIAL = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, -1e-310, 1e308, 1.5, -2.0])


def code_of(function: Callable[..., Any], *examples: Array) -> Code:
    """What a function of arrays comes down to."""
    builder = Builder()
    found = function(*[builder.input(np.asarray(example)) for example in examples])
    return builder.code(list(found) if isinstance(found, tuple) else [found])


def names(code: Code) -> list[str]:
    """The instructions in order."""
    return [step.name for step in code.instructions]


def assert_equal_code(code: Code, other: Code, *given: Array) -> None:
    """Both give the same bits."""
    with np.errstate(all="ignore"):
        assert_same_bits(evaluate(code, given), evaluate(other, given))
