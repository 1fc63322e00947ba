"""Random plans in native code: each operation is numpy's, and the whole is eager.

exp, log, sin, cos and tanh may be 2 ulp away from the right result, other functions of C's library
4 ulp from numpy's, and sums may be added up in another order; all else is equal to the last bit. So
each operation is held against numpy's on the very operands that native code had, and the whole
against the eager engine where no order matters.
"""

import numpy as np
import pytest
from hypothesis import assume, given, note

from engine.plan import Leaf, Plan, Step, array_functions, native, native_text
from engine.plan.clusters import Unsuited
from engine.plan.code import run
from engine.plan.lowering import lower
from engine.plan.passes import simplified
from engine.plan.powers import multiplied
from engine.plan.subexpressions import common
from tests.engine.plan import random_plans
from tests.engine.plan.agreement import assert_same_bits, eager
from tests.engine.plan.exactness import assert_computed, is_told
from tests.engine.plan.random_plans import plans
from tests.engine.plan.test_random_plans import DTYPES, quick, told

SIGNED = [0.0, -0.0, 1.0, -1.0, 2.0, -3.0, 0.5, 1.5, np.nan, np.inf, -np.inf]
ROUND = {  # of plans whose sums are mostly exact
    "unary": [*random_plans.EXACT, "floor"],
    "binary": random_plans.BINARY,
    "other": [*random_plans.CHOICES, "stack", "cat"],
    "reduced": ["sum", "mean", "amax", "amin"],
    "special": SIGNED,
    "parts": 4,
}


def compiled(code, groups, back_end):
    """The function. LLVM's own errors are faults of ours. Errors: Unsuited."""
    if back_end == "segments":
        return array_functions.function(code, groups, fused=True)
    return native.function(code, groups)


def check_each_operation(plan):
    """The results of all instructions, as native code has them."""
    told(plan)
    code = common(multiplied(simplified(lower(plan).code())))
    given = [np.array(leaf.value) for leaf in plan.leaves]
    shown = tuple([step.output for step in code.instructions if step.kind != "view"])
    assume(shown)
    try:
        function = native.function(code.with_(outputs=shown), (len(shown),))
    except Unsuited as error:
        note(str(error))
        assume(False)

    found = function.call(*given)

    held = {n: v.constant for n, v in enumerate(code.values) if v.constant is not None}
    held.update(zip(code.inputs, given, strict=True))
    for number, array in zip(shown, found, strict=True):
        held[number] = np.asarray(array, code.values[number].dtype)
    for step in code.instructions:
        inputs = [held[number] for number in step.inputs]
        if step.kind == "view":
            held[step.output] = run(step, code.values[step.output], inputs)
        else:
            assert_computed(step, code, inputs, held[step.output])


def check_whole(plan, back_end):
    """As `assert_whole`, where no order matters and the back end takes the code."""
    told(plan)
    code = simplified(lower(plan).code())
    assume(is_told(code, [leaf.value for leaf in plan.leaves]))
    try:
        assert_whole(plan, back_end)
    except Unsuited as error:
        note(str(error))
        assume(False)


def assert_whole(plan, back_end):
    """All that a call gives, several times; given arrays and earlier results are as they were."""
    code = simplified(lower(plan).code())
    given = [np.array(leaf.value) for leaf in plan.leaves]
    roots, gradients = eager(plan)
    function = compiled(code, (len(code.outputs),), back_end)

    first = _arrays(code, function.call(*given))
    kept = [np.array(part) for part in first]
    function.call(*[np.ones_like(array) for array in given])
    again = _arrays(code, function.call(*given))

    assert_same_bits(first, kept, "a result has changed later")
    assert_same_bits(given, [leaf.value for leaf in plan.leaves], "an argument has changed")
    assert_same_bits(kept, [*roots, *gradients.values()])
    assert_same_bits(again, kept)
    for array in first:
        array[...] = 1
    assert_same_bits(_arrays(code, function.call(*given)), kept, "results share memory with it")


def _arrays(code, found):
    """The outputs as arrays of their dtypes."""
    return [
        np.asarray(part, code.values[number].dtype)
        for part, number in zip(found, code.outputs, strict=True)
    ]


ALL = DTYPES.flatmap(lambda dtype: plans(dtype=dtype))
EXACT = DTYPES.flatmap(lambda dtype: plans(dtype=dtype, **ROUND))


@quick(20)
@given(ALL)
def test_each_operation_in_native_code_is_numpys(plan):
    check_each_operation(plan)


@quick(20)
@given(EXACT)
def test_native_values_and_gradients_are_eager_to_the_last_bit(plan):
    check_whole(plan, "native")


def in_small_parts(patch):
    """Let a few instructions on single numbers be many."""
    patch.setattr(native_text, "LONG", 3)
    patch.setattr(native_text, "PART", 2)


@quick(20)
@given(plan=EXACT)
def test_native_code_in_parts_is_eager_to_the_last_bit(plan):
    with pytest.MonkeyPatch.context() as patch:
        in_small_parts(patch)
        check_whole(plan, "native")


@quick(20)
@given(EXACT)
def test_native_segments_are_eager_to_the_last_bit(plan):
    check_whole(plan, "segments")


@pytest.mark.parametrize("op", ["maximum", "minimum"])
def test_of_two_equal_zeros_the_second_one_is_taken_as_by_numpy(op):
    x = np.array([0.0, -0.0, 0.0, -0.0, np.nan])
    leaves = (Leaf(0, x, True, "x"), Leaf(1, -x, True, "y"))

    assert_whole(Plan(leaves, (Step(op, (0, 1), 2),), 2, np.ones(5)), "native")


def test_a_gradient_that_is_constant_is_the_callers_own():
    x = np.array([1.0, -2.0])
    leaves = (Leaf(0, x, True, "x"), Leaf(1, x, True, "y"))
    steps = (Step("abs", (1,), 2), Step("add", (0, 2), 3))

    assert_whole(Plan(leaves, steps, 3, np.array([3.0, 5.0])), "native")


def test_the_gradient_of_one_element_can_be_native():
    leaves = (Leaf(0, np.arange(6.0).reshape(2, 3), True, "x"),)
    steps = (Step("getitem", (0,), 1, {"key": (1, 2)}), Step("square", (1,), 2))
    steps += (Step("getitem", (0,), 3, {"key": (0, 1)}), Step("mul", (2, 3), 4))

    assert_whole(Plan(leaves, steps, 4), "native")


def test_the_sum_of_one_number_that_is_minus_zero_is_zero():
    plan = Plan((Leaf(0, np.array(-0.0), True, "x"),), (Step("sum", (0,), 1),), 1)

    assert_whole(plan, "native")
