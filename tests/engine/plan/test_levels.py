"""Levels: large codes of single numbers as array operations."""

import numpy as np
import pytest

from engine.descent import Descent
from engine.optim import SGD
from engine.plan import Leaf, Plan, Step, level_functions
from engine.plan.calls import compiled_plan
from engine.plan.code import evaluate
from engine.plan.levels import LARGE, levelled, wide
from engine.plan.loop import Loop
from engine.plan.lowering import lower
from engine.plan.passes import simplified
from engine.plan.scalar_functions import descent as scalar_descent
from engine.plan.updating import update
from engine.tensor import from_array

UNARY = ("sin", "exp", "tanh", "relu", "neg", "abs", "sigmoid", "log", "sqrt")
BINARY = ("add", "mul", "sub", "div", "maximum")


def plan_of(leaves, operations, root=None):
    """Slots of the leaves, then of the operations (name, inputs)."""
    made = [Leaf(i, np.asarray(x), True, f"x{i}") for i, x in enumerate(leaves)]
    steps = [Step(name, at, len(made) + i) for i, (name, at) in enumerate(operations)]
    return Plan(tuple(made), tuple(steps), len(made) + len(steps) - 1 if root is None else root)


def random_plan(rng, count, dtype=np.float64):
    """Random operations, whose results are added up at the end."""
    leaves = rng.uniform(-2.0, 2.0, 6).astype(dtype)
    operations, last = [], 6
    for _ in range(count):
        if rng.random() < 0.4:
            operations.append((str(rng.choice(UNARY)), (int(rng.integers(last)),)))
        else:
            pair = tuple(map(int, rng.integers(last, size=2)))
            operations.append((str(rng.choice(BINARY)), pair))
        last += 1
    total = 6
    for slot in range(7, 6 + count):
        operations.append(("add", (total, slot)))
        total, last = last, last + 1
    return plan_of(leaves, operations)


def wide_plan(points=40):
    """Least squares through points, one number after the other."""
    rng = np.random.default_rng(3)
    leaves = list(rng.uniform(-1.0, 1.0, 2 + 2 * points))
    operations, last = [], len(leaves)
    total = None
    for i in range(points):
        x, y = 2 + 2 * i, 3 + 2 * i
        operations += [("mul", (0, x)), ("add", (last, 1)), ("tanh", (last + 1,))]
        operations += [("sub", (last + 2, y)), ("mul", (last + 3, last + 3))]
        last += 5
        term = last - 1
        if total is not None:
            operations.append(("add", (total, term)))
            last += 1
        total = last - 1
    return plan_of(leaves, operations)


def lowered(plan):
    found = lower(plan)
    code = simplified(found.code())
    return code, (0, len(found.gradients)), [leaf.value for leaf in plan.leaves]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("seed", range(8))
def test_values_and_gradients_are_those_of_one_operation_after_the_other(seed, dtype):
    code, groups, given = lowered(random_plan(np.random.default_rng(seed), 60, dtype))
    expected = [array.item() for array in evaluate(code, given)]

    value, gradients = level_functions.function(levelled(code), groups).call(
        *[array.item() for array in given]
    )

    tolerance = 1e-11 if dtype is np.float64 else 2e-3
    np.testing.assert_allclose([value, *gradients], expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("x", [np.inf, -np.inf, np.nan, 0.0, -0.0, 1e308, -1e-320])
@pytest.mark.parametrize("name", [*UNARY, "reciprocal", "square"])
def test_infinities_and_nan_are_numpys(name, x):
    plan = plan_of([x], [(name, (0,)), ("mul", (1, 0))])
    code, groups, given = lowered(plan)
    expected = [array.item() for array in evaluate(code, given)]

    value, gradients = level_functions.function(levelled(code), groups).call(x)

    np.testing.assert_array_equal([value, *gradients], expected)
    np.testing.assert_array_equal(np.signbit([value, *gradients]), np.signbit(expected))


def test_a_chain_of_additions_is_one_sum():
    chain = [("add", (0, 1)), ("add", (5, 2)), ("add", (6, 3)), ("add", (4, 7))]
    plan = plan_of([1.0, 2.0, 3.0, 4.0, 5.0], chain)

    levels = levelled(lowered(plan)[0])

    (group,) = levels.groups
    assert group.kind == "sum"
    assert sorted(group.operands[0]) == sorted(levels.code.inputs)


def test_an_addition_that_is_read_twice_is_computed_once():
    plan = plan_of([1.0, 2.0], [("add", (0, 1)), ("add", (2, 0)), ("mul", (2, 3))])
    code, groups, _ = lowered(plan)

    value, gradients = level_functions.function(levelled(code), groups).call(1.0, 2.0)

    assert value == 12.0
    assert gradients == (10.0, 7.0)


def test_a_group_needs_nothing_of_itself_or_of_later_ones():
    code, _, _ = lowered(random_plan(np.random.default_rng(1), 200))
    levels = levelled(code)
    known = {*code.inputs, *(i for i, v in enumerate(code.values) if v.constant is not None)}

    for group in levels.groups:
        assert all(known.issuperset(numbers) for numbers in group.operands)
        known.update(group.outputs)

    assert known.issuperset(levels.outputs)


def test_a_wide_graph_runs_by_levels():
    plan = wide_plan(300)
    compiled = compiled_plan(plan)

    value, gradients = compiled(*[leaf.value for leaf in plan.leaves])

    assert compiled.backend == "levels"
    assert compiled.source.count("\n") < 60
    code = simplified(lower(plan).code())
    expected = evaluate(code, [leaf.value for leaf in plan.leaves])
    np.testing.assert_allclose([value, *gradients], expected, rtol=1e-12)


def test_a_deep_graph_does_not():
    chain = [("sin" if i % 2 else "exp", (i,)) for i in range(LARGE)]

    code, _, _ = lowered(plan_of([0.3], chain))

    assert wide(code) is None


@pytest.mark.parametrize("path", [False, True])
def test_a_descent_by_levels_is_that_of_floats(path):
    plan = wide_plan()
    found = lower(plan, range(2, len(plan.leaves)))
    w, b = (from_array(leaf.value, True) for leaf in plan.leaves[:2])
    made = update(found, [(0, "w"), (1, "b")], SGD([w, b], lr=0.01), [{}, {}])
    code = simplified(made.code)
    rates, start = [(0.01,), (0.02,), (0.005,)], [0.5, -0.25]

    losses, points, state = level_functions.descent(made, levelled(code), path=path).call(
        rates, start
    )

    expected = scalar_descent(made, code, path=path).call(rates, start)
    np.testing.assert_allclose(losses, expected[0], rtol=1e-12)
    np.testing.assert_allclose(points, expected[1], rtol=1e-12)
    np.testing.assert_allclose(state, expected[2], rtol=1e-12)


def test_a_large_descent_goes_where_eager_steps_go():
    plan = wide_plan(400)
    descent = Descent(plan, ["x0", "x1"], lr=0.001, momentum=0.9)
    eager = [np.array(plan.leaves[i].value) for i in range(2)]
    speed = [np.zeros(()), np.zeros(())]
    code = simplified(lower(plan).code())
    rest = [leaf.value for leaf in plan.leaves[2:]]

    descent.advance(5)

    for _ in range(5):
        gradients = evaluate(code, [*eager, *rest])[1:3]
        speed = [0.9 * v + g for v, g in zip(speed, gradients, strict=True)]
        eager = [x - 0.001 * v for x, v in zip(eager, speed, strict=True)]
    found = [descent.history.params[name][-1] for name in ("x0", "x1")]
    np.testing.assert_allclose(found, eager, rtol=1e-12)


def test_a_large_loop_says_that_it_runs_by_levels():
    plan = wide_plan(400)
    found = lower(plan, range(2, len(plan.leaves)))
    w, b = (from_array(leaf.value, True) for leaf in plan.leaves[:2])
    loop = Loop(update(found, [(0, "w"), (1, "b")], SGD([w, b], lr=0.01), [{}, {}]))

    travelled = loop.run([(0.01,)] * 3, 3, [np.array(0.5), np.array(-0.25)])

    assert loop.backend == "levels"
    assert len(travelled.losses) == 3
