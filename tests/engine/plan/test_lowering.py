"""Lowering: the written down code of every op means what the eager engine does, to the last bit."""

from itertools import product

import numpy as np
import pytest

from engine.plan import Leaf, Plan, Root, Step
from engine.plan.code import evaluate
from engine.plan.lowering import Uncompilable, lower
from engine.plan.passes import simplified
from tests.engine.plan.agreement import TABLE, assert_agree, assert_same_bits, eager, plan_of

DTYPES = (np.float64, np.float32)


@pytest.mark.parametrize("op", TABLE)
def test_every_op_is_written_down_as_what_it_does(op):
    for case, dtype in product(TABLE[op], DTYPES):
        plan = plan_of(case, dtype)
        roots, gradients = eager(plan)

        lowered = lower(plan)
        found = evaluate(simplified(lowered.code()), [leaf.value for leaf in plan.leaves])

        assert list(lowered.gradients) == list(gradients), str(case)
        assert_agree(op, found, [*roots, *gradients.values()], str(case))


X = Leaf(0, np.array([1.0, 2.0]), True, "x")
Y = Leaf(1, np.array([3.0, 4.0]), True, "y")


def test_what_depends_on_fixed_leaves_alone_is_computed_beforehand():
    steps = (Step("exp", (1,), 2), Step("mul", (0, 2), 3), Step("sum", (3,), 4))
    plan = Plan((X, Y), steps, 4)

    lowered = lower(plan, fixed=[1])

    assert list(lowered.inputs) == [0]
    assert "exp" not in {step.name for step in lowered.builder.instructions}
    value, gradient, _ = evaluate(lowered.code(), [X.value])
    assert value == (X.value * np.exp(Y.value)).sum()
    assert_same_bits([gradient], [np.exp(Y.value)])


def test_several_roots_have_their_head_gradients():
    steps = (Step("square", (0,), 1), Step("mul", (0, 1), 2))
    plan = Plan((X,), steps, 1, np.array([1.0, 10.0]), (Root(2, np.array([100.0, 1000.0])),))

    lowered = lower(plan)

    first, second, gradient = evaluate(lowered.code(), [X.value])
    assert_same_bits([first, second], [X.value**2, X.value**3])
    assert_same_bits([gradient], [eager(plan)[1][0]])


@pytest.mark.parametrize(
    ("steps", "root", "words"),
    [
        ((Step("matmul", (0, 2), 3),), 3, "matmul"),
        ((Step("square", (0,), 3),), 3, "backward starts from one number"),
    ],
)
def test_what_the_engine_refuses_is_not_compiled(steps, root, words):
    plan = Plan((X, Leaf(2, np.ones((3, 3)))), steps, root)

    with pytest.raises(Uncompilable, match=words):
        lower(plan)


def test_a_plan_without_a_root_has_no_results():
    lowered = lower(Plan((X,), (Step("square", (0,), 1),)))

    assert lowered.roots == ()
    assert lowered.gradients == {}


def test_a_root_that_no_number_enters_keeps_its_dtype():
    x = Leaf(0, np.zeros(0, np.float32), True, "x")
    plan = Plan((x,), (Step("erf", (0,), 1), Step("sum", (1,), 2)), 2)

    found = evaluate(lower(plan).code(), [x.value])

    roots, gradients = eager(plan)
    assert_same_bits(found, [*roots, *gradients.values()])


def test_a_gradient_becomes_unknown_on_its_way_back():
    """The value of `erf` of no numbers is known, its slope is not."""
    leaf = Leaf(0, np.empty(0), True, "x")
    steps = (Step("flip", (0,), 1, {"dims": (0,)}), Step("erf", (1,), 2))

    found = lower(Plan((leaf,), steps, root=2, seed=np.empty(0)))

    assert found.gradients.keys() == {0}
