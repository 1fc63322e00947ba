"""Scalar functions are eager but for the last bits; NaN, infinities and signed zeros are exact."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.plan import Leaf, Plan, Step, scalar_functions
from engine.plan.lowering import lower
from engine.plan.passes import simplified
from engine.plan.scalars import is_scalar
from tests.engine.plan.agreement import TABLE, assert_special, eager, plan_of

SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, -1e-310, 1e308, -1e308]
PLAIN = [1.0, -3.0, 0.3, -0.7, -1.0, 0.5, 2.0, 710.0, -750.0]
ULPS = 4  # that `math` and numpy may differ by: twice two
CANCELLED = {"binary_cross_entropy_with_logits", "gelu", "mish"}  # 1 + tanh(x), near -1
ONE_NUMBER = {
    op: found
    for op, cases in TABLE.items()
    if (found := [case for case in cases if all(a.size == 1 for a in case.arrays())])
}


def with_numbers(plan, numbers):
    """The plan with these numbers in its leaves of floats."""
    given = iter(numbers)
    leaves = []
    for leaf in plan.leaves:
        value = leaf.value
        if value.dtype.kind == "f":
            with np.errstate(over="ignore"):
                value = np.full(value.shape, next(given)).astype(value.dtype)
        leaves.append(replace(leaf, value=value))
    return replace(plan, leaves=tuple(leaves))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("op", ONE_NUMBER)
def test_every_op_on_single_numbers(op, dtype):
    for case in ONE_NUMBER[op]:
        plan = plan_of(case, dtype)
        code = simplified(lower(plan).code())
        if not is_scalar(code):
            continue
        function = scalar_functions.function(code, (len(code.outputs),))
        count = sum(leaf.value.dtype.kind == "f" for leaf in plan.leaves)
        choices = SPECIAL + PLAIN[: (18, 18, 4, 0)[count]]
        for numbers in product(choices, repeat=count):
            asked = with_numbers(plan, numbers)
            roots, gradients = eager(asked)

            found = function.call(*[leaf.value.item() for leaf in asked.leaves])

            terms = [abs(x) for x in numbers if op in CANCELLED and abs(x) < 1e300]
            largest = max(terms, default=0.0)
            for a, b in zip(found, (*roots, *gradients.values()), strict=True):
                assert_special(a, b, ULPS, largest, f"{case} of {numbers}")


def of_one(op, *more):
    """exp(x), log(x), … and further steps, as a function of x."""
    steps = [Step(op, (0,), 1), *(Step(name, (i,), i + 1) for i, name in enumerate(more, 1))]
    return Plan((Leaf(0, np.array(1.0), True, "x"),), tuple(steps), len(steps))


@pytest.mark.parametrize(
    ("ops", "x"),
    [
        (["reciprocal"], 0.0),
        (["reciprocal"], -0.0),
        (["reciprocal", "neg", "exp"], 0.0),
        (["log"], 0.0),
        (["log"], -0.0),
        (["log"], -1.0),
        (["exp"], 1000.0),
        (["exp", "reciprocal"], 1000.0),
        (["exp", "log"], 1000.0),
        (["sqrt"], -1.0),
        (["sqrt", "reciprocal"], 0.0),
        (["sin"], np.inf),
        (["tan"], -np.inf),
        (["cosh", "log"], 800.0),
        (["atanh"], 1.0),
        (["atanh"], -1.0),
        (["acosh"], 0.5),
        (["square", "square", "square"], 1e100),
        (["expm1", "expm1"], 100.0),
        (["log1p"], -1.0),
    ],
)
def test_where_python_raises_the_result_is_numpys(ops, x):
    plan = with_numbers(of_one(*ops), [x])
    function = scalar_functions.function(simplified(lower(plan).code()), (2,))

    found = function.call(x)

    roots, gradients = eager(plan)
    for a, b in zip(found, (*roots, *gradients.values()), strict=True):
        assert_special(a, b, ULPS)


@pytest.mark.parametrize("x", [-8.0, -0.0, 0.0, np.inf, -np.inf, 1e200])
@pytest.mark.parametrize("y", [1 / 3, -0.5, 2.5, 0.0, -3.0])
def test_powers_outside_the_domain_are_numpys(x, y):
    leaves = (Leaf(0, np.array(x), True, "x"), Leaf(1, np.array(y), True, "y"))
    plan = Plan(leaves, (Step("pow", (0, 1), 2),), 2)
    function = scalar_functions.function(simplified(lower(plan).code()), (3,))

    found = function.call(x, y)

    roots, gradients = eager(plan)
    for a, b in zip(found, (*roots, *gradients.values()), strict=True):
        assert_special(a, b, ULPS)


def test_several_groups_come_as_tuples():
    code = simplified(lower(of_one("exp")).code())

    assert scalar_functions.function(code, (2,)).call(0.0) == (1.0, 1.0)
    assert scalar_functions.function(code, (0, 1)).call(0.0) == (1.0, (1.0,))
    assert scalar_functions.function(code, (0, 1)).call(1000.0) == (np.inf, (np.inf,))
