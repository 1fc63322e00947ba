"""Symbol: kept calls share no memory with their inputs, and have the shapes of any numbers."""

import numpy as np
import pytest

from engine.plan import Leaf, Plan, Step, array_functions
from engine.plan.code import evaluate
from engine.plan.lowering import Uncompilable, lower
from engine.plan.passes import simplified
from engine.plan.symbol import Builder, Untraceable
from tests.engine.plan.agreement import assert_same_bits, eager


@pytest.mark.parametrize(
    ("op", "static"),
    [
        ("diagonal", {}),
        ("contiguous", {}),
        ("flip", {"dims": (0,)}),
        ("roll", {"shifts": 0}),
        ("repeat", {"repeats": (1, 1)}),
        ("tril", {"diagonal": 5}),
        ("getitem", {"key": np.array([0, 1, 2])}),
    ],
)
def test_what_a_kept_call_gives_stays_while_its_input_is_overwritten(op, static):
    x = np.random.default_rng(0).normal(size=(3, 3))
    steps = (
        Step("neg", (0,), 1),
        Step(op, (1,), 2, static),
        Step("mul", (0, 0), 3),
        Step("sin", (3,), 4),
        Step("matmul", (4, 4), 5),
        Step("sum", (5,), 6),
        Step("sum", (2,), 7),
        Step("mul", (6, 7), 8),
    )
    plan = Plan((Leaf(0, x, True, "x"),), steps, 8)
    code = simplified(lower(plan).code())

    found = array_functions.function(code, (2,)).call(x)

    roots, gradients = eager(plan)
    assert_same_bits(found, [*roots, *gradients.values()])


@pytest.mark.parametrize("op", ["argwhere", "bincount", "distinct"])
def test_a_shape_that_depends_on_the_numbers_is_not_compiled(op):
    plan = Plan((Leaf(0, np.array([1, 0, 2])),), (Step(op, (0,), 1),), 1)

    with pytest.raises(Uncompilable, match=f"the shape of {op} depends on the numbers"):
        lower(plan)


@pytest.mark.parametrize(
    "ask", [bool, float, int, list, np.asarray, lambda x: x.item(), lambda x: x.tolist()]
)
def test_the_numbers_are_not_known(ask):
    symbol = Builder().input(np.ones(3))

    with pytest.raises(Untraceable):
        ask(symbol)


def test_the_sum_of_one_minus_zero_is_zero_as_numpys():
    builder = Builder()
    x = builder.input(np.array(0.0))

    (found,) = evaluate(builder.code([x.sum()]), [np.array(-0.0)])

    assert_same_bits([found], [np.array(0.0)])


def test_equal_small_constants_are_kept_once():
    builder = Builder()
    x = builder.input(np.ones(3))

    builder.code([x * 2.0 + 2.0, x - 2.0])

    assert sum(value.constant is not None for value in builder.values) == 1


@pytest.mark.parametrize("key", [0, -1, (slice(None), 0), (..., 1), None, slice(0, 1), (1, None)])
def test_indexing_has_numpys_shape(key):
    array = np.arange(6.0).reshape(2, 3)
    builder = Builder()
    x = builder.input(array)

    picked = x[key]

    (found,) = evaluate(builder.code([picked]), [array])
    assert picked.shape == array[key].shape
    assert_same_bits([found], [array[key]])
