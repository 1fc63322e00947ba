"""Array functions give, call after call, what the eager engine gives, and nothing is shared."""

import numpy as np
import pytest

from engine.plan import array_functions
from engine.plan.lowering import lower
from engine.plan.passes import simplified
from tests.engine.plan.agreement import TABLE, assert_agree, assert_same_bits, eager, moved, plan_of


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("op", TABLE)
def test_every_op_gives_the_same_bits_at_each_call(op, dtype):
    for case in TABLE[op]:
        plan = plan_of(case, dtype)
        other = moved(plan)
        given = [np.array(leaf.value) for leaf in plan.leaves]
        code = simplified(lower(plan).code())
        function = array_functions.function(code, (len(code.outputs),))

        first = [np.asarray(part) for part in function.call(*given)]
        kept = [array.copy() for array in first]
        second = function.call(*[leaf.value for leaf in other.leaves])

        for array, leaf in zip(given, plan.leaves, strict=True):
            assert_same_bits([array], [leaf.value], f"{case}: an argument has changed")
        assert_same_bits(first, kept, f"{case}: a result has changed later")
        for found, asked in ((first, plan), (second, other)):
            roots, gradients = eager(asked)
            assert_agree(op, found, [*roots, *gradients.values()], str(case))
