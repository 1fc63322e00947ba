"""Scalars: generated source has names that mean nothing else, and single numbers as numpy's."""

import numpy as np
import pytest

from engine.descent import Descent
from engine.plan import Leaf, Plan, Step
from engine.plan.scalars import single

NAMES = [
    "b0", "b1", "t2", "t3", "c2", "s2", "z3", "d3", "k1", "f1", "n1", "exp", "multiply", "add",
    "add_reduce", "copyto", "empty", "float32", "float64", "lambda", "None", "class", "losses",
    "loss", "path", "keep", "walk", "state", "changing", "descend", "by_steps", "single", "abs",
    "float", "by_numpy", "inf", "nan", "_", "__debug__", "lr", "step", "momentum",
]  # fmt: skip


@pytest.mark.parametrize("shape", [(), (3,)])
@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_may_have_any_name(name, shape):
    leaves = (
        Leaf(0, np.full(shape, 0.5), True, name),
        Leaf(1, np.full(shape, 0.25), True, f"{name}_momentum_buffer"),
    )
    steps = (
        Step("exp", (0,), 2),
        Step("mul", (2, 1), 3),
        Step("sin", (3,), 4),
        Step("add", (4, 2), 5),
        Step("maximum", (5, 4), 6),
        Step("sum", (6,), 7),
        Step("mul", (7, 7), 8),
    )
    plan = Plan(leaves, steps, 8)
    compiled, eager = (
        Descent(plan, [leaf.label for leaf in leaves], lr=0.01, momentum=0.5) for _ in range(2)
    )

    compiled.advance(3)

    for _ in range(3):
        eager.step()
    assert compiled.reason is None
    for label, value in eager.values.items():
        np.testing.assert_allclose(compiled.values[label], value, rtol=1e-13)


@pytest.mark.parametrize("x", [1.1, -0.0, np.nan, np.inf, 1e308, -1e308, 1e-46, 3.5e38, 2.0**-149])
def test_a_number_is_rounded_to_float32_in_silence(x):
    with np.errstate(all="ignore"):
        expected = np.float32(x)

    found = single(x)

    np.testing.assert_array_equal(found, float(expected))
    assert np.signbit(found) == np.signbit(expected) or np.isnan(x)
