"""Descent: steps on a plan until it diverges."""

import numpy as np
import pytest

from engine.descent import Descent
from engine.errors import ArgumentError, GradientError
from engine.plan import Leaf, Plan, Step


def leaf(slot, value, label, requires_grad=True):
    return Leaf(slot, np.array(value, np.float64), requires_grad, label)


def ball(start):
    return Plan((leaf(0, start, "x"),), (Step("square", (0,), 1, label="loss"),), 1)


def test_x_squared_from_ten_comes_to_the_published_number():
    descent = Descent(ball(10.0), ["x"], lr=0.001)

    while descent.steps < 5000:
        assert descent.step()

    assert f"{descent.values['x']:.10f}" == "0.0004494759"
    assert descent.stopped is None


def test_history_begins_at_the_start_and_grows_by_one_a_step():
    descent = Descent(ball(10.0), ["x"], lr=0.1)

    descent.step()

    assert descent.history.loss == pytest.approx([100, 64])
    assert [float(x) for x in descent.history.params["x"]] == [10, 8]


def test_the_values_are_a_copy():
    descent = Descent(ball(10.0), ["x"], lr=0.1)
    before = descent.values

    descent.step()

    assert before["x"] == 10


def test_the_leaves_of_the_plan_are_not_touched():
    plan = ball(10.0)

    Descent(plan, ["x"], lr=0.1).step()

    assert plan.leaves[0].value == 10


def test_only_the_chosen_parameters_move():
    plan = Plan((leaf(0, 1.0, "a"), leaf(1, 2.0, "b")), (Step("mul", (0, 1), 2),), 2)
    descent = Descent(plan, ["b"], lr=0.5)

    descent.step()

    assert descent.values == {"b": 1.5}


def test_momentum_carries_on():
    descent = Descent(ball(10.0), ["x"], lr=0.1, momentum=0.5)

    descent.step()
    descent.step()

    assert descent.values["x"] == pytest.approx(8 - 0.1 * (0.5 * 20 + 16))


def test_the_learning_rate_can_be_changed_on_the_way():
    descent = Descent(ball(10.0), ["x"], lr=0.1)
    descent.step()

    descent.lr = 0.5
    descent.step()

    assert descent.values["x"] == 0


def test_a_loss_a_million_times_its_start_has_diverged():
    descent = Descent(ball(10.0), ["x"], lr=1.5)

    while descent.step():
        pass

    assert descent.steps == 10
    assert descent.stopped.startswith("diverged at step 10: the loss 1.049e+08 in loss is over")
    assert descent.step() is False
    assert descent.steps == 10


def test_a_nan_stops_it_and_is_named_where_it_first_appears():
    steps = (Step("log", (0,), 1, label="l"), Step("square", (1,), 2, label="loss"))
    descent = Descent(Plan((leaf(0, 2.0, "x"),), steps, 2), ["x"], lr=10)

    assert descent.step() is False

    assert descent.stopped == (
        "diverged at step 1: the loss is nan, first in l; lower the learning rate"
    )


def test_a_start_outside_the_domain_says_to_start_elsewhere():
    steps = (Step("log", (0,), 1),)

    descent = Descent(Plan((leaf(0, -2.0, "x"),), steps, 1), ["x"])

    assert descent.stopped == "diverged at step 0: the loss is nan, first in log; start elsewhere"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["z"], "'z' is not a leaf of the expression; choose from x"),
        ([], "no parameter is chosen"),
        ([""], "'' is not a leaf"),
    ],
)
def test_bad_names_of_parameters_are_refused(names, words):
    with pytest.raises(ArgumentError, match=words):
        Descent(ball(1.0), names)


def test_a_plan_without_root_is_refused():
    plan = ball(1.0)

    with pytest.raises(ArgumentError, match="no root to minimise"):
        Descent(Plan(plan.leaves, plan.steps), ["x"])


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (ball([1.0, 2.0]), "starts from one number"),
        (Plan((leaf(0, 1.0, "x"), leaf(1, 1.0, "y")), (Step("neg", (1,), 2),), 2), "not require"),
        (Plan((leaf(0, [1.0, 2], "x"),), (Step("matmul", (0, 3), 2),), 2), "matmul"),
    ],
    ids=["vector", "unreached", "fault"],
)
def test_a_root_that_cannot_be_minimised_is_refused(plan, words):
    if words == "matmul":
        plan = Plan((*plan.leaves, leaf(3, [1.0, 2, 3], "w")), plan.steps, plan.root)

    with pytest.raises(GradientError, match=words):
        Descent(plan, ["x"])


def test_a_line_is_fitted_as_closely_as_by_least_squares():
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 50, 100)
    y = 2.5 * x - 7 + rng.normal(size=100)
    steps = (
        Step("mul", (2, 0), 4),
        Step("add", (4, 3), 5),
        Step("mse_loss", (5, 1), 6),
    )
    leaves = (
        leaf(0, x, "x", False),
        leaf(1, y, "y", False),
        leaf(2, 0.0, "w"),
        leaf(3, 0.0, "b"),
    )
    descent = Descent(Plan(leaves, steps, 6), ["w", "b"], lr=1e-3, momentum=0.95)

    for _ in range(6000):
        descent.step()

    found = [float(descent.values[name]) for name in ("w", "b")]
    np.testing.assert_allclose(found, np.polyfit(x, y, 1), rtol=1e-3)


def test_rate_and_momentum_can_be_read_and_set():
    descent = Descent(ball(10.0), ["x"], lr=0.1, momentum=0.5)

    descent.lr, descent.momentum = 0.2, 0.9

    assert (descent.lr, descent.momentum) == (0.2, 0.9)
