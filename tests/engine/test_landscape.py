from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ArgumentError, GradientError, ShapeError
from engine.landscape import Landscape, Number
from engine.plan import Leaf, Plan, Step


def plan_of(*steps, **leaves):
    """Steps as "z = op a b", on leaves by name and on constants; the last one is the root."""
    slots = {name: k for k, name in enumerate(leaves)}
    given = [Leaf(slots[name], np.asarray(value), True, name) for name, value in leaves.items()]
    made = []
    for step in steps:
        target, _, op, *inputs = step.split()
        for name in inputs:
            if name not in slots:
                slots[name] = len(slots)
                given.append(Leaf(slots[name], np.asarray(float(name))))
        slots[target] = len(slots)
        made.append(Step(op, tuple(slots[name] for name in inputs), slots[target]))
    return Plan(tuple(given), tuple(made), slots[target])


ROSENBROCK = plan_of(
    "a = sub 1 x",
    "a2 = square a",
    "x2 = square x",
    "b = sub y x2",
    "b2 = square b",
    "c = mul 100 b2",
    "f = add a2 c",
    x=1.0,
    y=1.0,
)


def grid(columns, rows, low=-2.0, high=2.0):
    x, y = np.meshgrid(np.linspace(low, high, columns), np.linspace(low, high, rows))
    return x.ravel(), y.ravel()


@pytest.mark.parametrize("points", [(5, 4), (90, 90)])
def test_the_loss_over_two_single_numbers_is_that_of_the_formula(points):
    x, y = grid(*points)
    landscape = Landscape(ROSENBROCK, [Number("x"), Number("y")])

    losses = landscape.losses(x, y)

    np.testing.assert_allclose(losses, (1 - x) ** 2 + 100 * (y - x**2) ** 2, rtol=1e-13, atol=1e-13)
    assert landscape.reason is None
    assert landscape.backend in ("scalars", "native")


def test_the_order_of_the_numbers_is_the_one_asked_for():
    x, y = grid(3, 3)
    landscape = Landscape(
        plan_of("d = mul 2 y", "f = sub x d", x=0.0, y=0.0), [Number("y"), Number("x")]
    )

    np.testing.assert_array_equal(landscape.losses(y, x), x - 2 * y)


def test_one_number_alone_is_a_curve_and_the_other_leaves_stand():
    landscape = Landscape(plan_of("s = square x", "f = mul w s", w=3.0, x=0.0), [Number("x")])

    np.testing.assert_array_equal(landscape.losses(np.array([-1.0, 2.0])), [3.0, 12.0])


def test_two_numbers_of_one_array_and_the_rest_of_it_stands():
    plan = plan_of(
        "s = square w", "t = mul s k", "f = sum t", w=[1.0, 2.0, 3.0], k=[1.0, 10.0, 100.0]
    )
    landscape = Landscape(plan, [Number("w", 2), Number("w", 0)])

    losses = landscape.losses(np.array([0.0, 1.0]), np.array([5.0, 0.0]))

    np.testing.assert_array_equal(losses, [25 + 40, 40 + 100])


def test_a_line_fitted_to_points():
    x, y = np.arange(4.0), np.array([1.0, 3, 5, 7])
    steps = ("p = mul w x", "q = add p b", "r = sub q y", "s = square r", "f = mean s")
    w, b = grid(40, 60)
    landscape = Landscape(plan_of(*steps, w=0.0, b=0.0, x=x, y=y), [Number("w"), Number("b")])

    losses = landscape.losses(w, b)

    expected = ((w[:, None] * x + b[:, None] - y) ** 2).mean(1)
    np.testing.assert_allclose(losses, expected, rtol=1e-12)


def test_values_that_are_not_finite_come_out_as_the_engine_has_them():
    landscape = Landscape(plan_of("a = log x", "b = div 1 x", "f = add a b", x=1.0), [Number("x")])

    losses = landscape.losses(np.array([-1.0, 0.0, 1.0, 1e308]))

    np.testing.assert_array_equal(losses, [np.nan, np.nan, 1.0, np.log(1e308) + 1e-308])


def test_a_plan_that_cannot_be_compiled_is_computed_eagerly():
    plan = plan_of("p = mul x k", "i = argwhere p", "f = sum i", x=2.0, k=[0.0, 1.0, 1.0])
    landscape = Landscape(plan, [Number("x")])

    np.testing.assert_array_equal(landscape.losses(np.array([1.0, 0.0])), [3.0, 0.0])
    assert landscape.backend == "eager"
    assert "depends on the numbers" in landscape.reason


@pytest.mark.parametrize(
    ("steps", "number", "error", "words"),
    [
        (["f = square x"], Number("z"), ArgumentError, "'z' is not a leaf"),
        (["f = square x"], Number("x", 1), ArgumentError, "'x' has 1 numbers, none at 1"),
        (["f = mul x k"], Number("x"), ShapeError, r"the root has shape \(2,\)"),
        (["f = matmul k x"], Number("x"), GradientError, "landscape: matmul"),
    ],
)
def test_what_has_no_landscape_is_refused(steps, number, error, words):
    with pytest.raises(error, match=words):
        Landscape(plan_of(*steps, x=3.0, k=[1.0, 2.0]), [number])


def test_a_plan_without_a_root_has_no_landscape():
    with pytest.raises(ArgumentError, match="no root"):
        Landscape(Plan(ROSENBROCK.leaves, ROSENBROCK.steps), [Number("x")])


def test_a_plan_in_single_precision_has_a_landscape_too():
    plan = plan_of("f = square x", x=np.float32(1.0))
    landscape = Landscape(plan, [Number("x")])

    for points in (3, 5_000):
        x = np.linspace(0, 0.1, points)
        expected = np.square(x.astype(np.float32))
        np.testing.assert_allclose(landscape.losses(x), expected, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("data", [30, 200_000])
def test_numbers_that_meet_arrays_and_each_other(dtype, data):
    steps = ("p = mul w k", "q = square p", "r = sum q", "l = log a", "m = mul l w", "f = add r m")
    k = np.full(data, 0.5, dtype)
    plan = plan_of(*steps, w=dtype(1), a=dtype(1), k=k)
    w, a = np.linspace(-1, 1, 7), np.linspace(1, 2, 7)

    losses = Landscape(plan, [Number("w"), Number("a")]).losses(w, a)

    np.testing.assert_allclose(losses, data * 0.25 * w**2 + np.log(a) * w, rtol=1e-4)
