"""Random plans of single numbers: by levels and in native code they are eager.

To the last bit; but where a level adds up a whole chain, only of sums that are exact in any order,
and but for the sign of a sum that is zero.
"""

import numpy as np
from hypothesis import assume, given

from engine.plan import level_functions, native_scalars
from engine.plan.levels import levelled
from engine.plan.lowering import lower
from engine.plan.passes import simplified
from engine.plan.scalars import is_scalar
from tests.engine.plan import random_plans
from tests.engine.plan.agreement import assert_same_bits, eager
from tests.engine.plan.exactness import has_whole_values
from tests.engine.plan.random_plans import plans
from tests.engine.plan.test_native_programs import ROUND
from tests.engine.plan.test_random_plans import DTYPES, quick, told


def prepared(plan):
    """The code, the numbers that it is given, and what the eager engine makes of them."""
    told(plan)
    code = simplified(lower(plan).code())
    assume(is_scalar(code))
    roots, gradients = eager(plan)
    return code, [leaf.value.item() for leaf in plan.leaves], [*roots, *gradients.values()]


def called(code, function, numbers):
    """What it gives the second time, as arrays."""
    function.call(*[1.0 for _ in numbers])
    found = function.call(*numbers)
    return [
        np.asarray(part, code.values[number].dtype)
        for part, number in zip(found, code.outputs, strict=True)
    ]


def check_native(plan):
    code, numbers, expected = prepared(plan)

    found = called(code, native_scalars.function(code, (len(code.outputs),)), numbers)

    assert_same_bits(found, expected)


def check_levels(plan):
    code, numbers, expected = prepared(plan)
    levels = levelled(code)
    has_sums = any(group.kind == "sum" for group in levels.groups)
    assume(not has_sums or has_whole_values(code, numbers))

    found = called(code, level_functions.function(levels, (len(code.outputs),)), numbers)

    if has_sums:
        np.testing.assert_array_equal(found, expected)
    else:
        assert_same_bits(found, expected)


NUMBERS = {
    "most": 40, "shapes": [()], "binary": random_plans.BINARY, "other": random_plans.CHOICES,
    "kinds": ["unary", "binary", "binary", "other", "reduced"], "reduced": ["sum", "mean", "amax"],
}  # fmt: skip
WHOLE = {
    "unary": ["neg", "abs", "relu", "sign", "clone"],
    "binary": ["add", "add", "add", "sub", "mul", "maximum", "minimum"],
    "special": ROUND["special"],
    "parts": 1,
}
ARITHMETIC = plans(**NUMBERS, unary=random_plans.EXACT)
LEVELS = DTYPES.flatmap(lambda dtype: plans(dtype=dtype, **NUMBERS, unary=random_plans.EXACT))
SUMS = DTYPES.flatmap(lambda dtype: plans(dtype=dtype, **NUMBERS | WHOLE))


@quick(15)
@given(ARITHMETIC)
def test_native_arithmetic_is_eager_to_the_last_bit(plan):
    check_native(plan)


@quick(40)
@given(LEVELS)
def test_levels_are_eager_to_the_last_bit(plan):
    check_levels(plan)


@quick(40)
@given(SUMS)
def test_levels_that_add_up_whole_numbers_are_exact(plan):
    check_levels(plan)
