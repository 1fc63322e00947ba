"""Crowds: each of many descents goes where it would go alone."""

import numpy as np
import pytest

import engine
from engine.descent import Descent
from engine.errors import ArgumentError, ShapeError
from engine.plan import Leaf, Plan, Step
from engine.plan.crowds import descend_many

OPTIMIZERS = {
    "SGD": {"lr": 1e-4},
    "SGD with momentum": {"lr": 1e-4, "momentum": 0.9},
    "Adam": {"lr": 0.01},
    "RMSprop": {"lr": 0.01},
    "NAdam": {"lr": 0.01},
    "Rprop": {"lr": 0.01},
}


def rosenbrock(x, y):
    """(1 − x)² + 100 (y − x²)²."""
    return Plan(
        (
            Leaf(0, np.asarray(x), True, "x"),
            Leaf(1, np.asarray(y), True, "y"),
            Leaf(2, np.asarray(100.0), False, ""),
            Leaf(3, np.asarray(1.0), False, ""),
        ),
        (
            Step("square", (0,), 4),
            Step("sub", (1, 4), 5),
            Step("square", (5,), 6),
            Step("mul", (6, 2), 7),
            Step("sub", (3, 0), 8),
            Step("square", (8,), 9),
            Step("add", (7, 9), 10),
        ),
        10,
    )


def made(name, lr=None):
    options = OPTIMIZERS[name] | ({} if lr is None else {"lr": lr})
    return lambda params: getattr(engine.optim, name.split()[0])(params, **options)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("steps", [30, 3000])
def test_each_member_goes_where_it_would_go_alone(name, steps):
    rng = np.random.default_rng(0)
    starts = {"x": rng.uniform(-1, 1, 5), "y": rng.uniform(-1, 1, 5)}

    crowd = descend_many(rosenbrock(0.0, 0.0), starts, made(name), steps)

    for i in range(5):
        alone = Descent(
            rosenbrock(starts["x"][i], starts["y"][i]), ["x", "y"], optimizer=made(name)
        )
        alone.advance(steps)
        assert crowd.params["x"][i] == pytest.approx(alone.values["x"], rel=1e-9)
        assert crowd.params["y"][i] == pytest.approx(alone.values["y"], rel=1e-9)
        assert crowd.losses[i] == pytest.approx(alone.history.loss[-1], rel=1e-6)
    assert len(crowd.totals) == steps


def test_each_member_has_a_rate_of_its_own():
    rates = np.array([1e-5, 1e-4, 1e-3])
    starts = {"x": np.full(3, -1.2), "y": np.ones(3)}

    crowd = descend_many(rosenbrock(0.0, 0.0), starts, made("SGD"), 50, lr=rates)

    for i, rate in enumerate(rates):
        alone = Descent(rosenbrock(-1.2, 1.0), ["x", "y"], lr=float(rate))
        alone.advance(50)
        assert crowd.params["x"][i] == pytest.approx(alone.values["x"], rel=1e-12)


@pytest.mark.parametrize(
    ("starts", "error", "words"),
    [
        ({}, ArgumentError, "nothing to move"),
        ({"z": np.ones(3)}, ArgumentError, "'z' is not a leaf"),
        ({"x": np.ones(3), "y": np.ones(2)}, ShapeError, "as many numbers"),
        ({"x": np.ones((3, 2))}, ShapeError, "in one dimension"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_remedy(starts, error, words):
    with pytest.raises(error, match=words):
        descend_many(rosenbrock(0.0, 0.0), starts, made("SGD"), 3)


def test_an_optimizer_that_looks_at_all_members_is_refused():
    starts = {"x": np.ones(3), "y": np.ones(3)}

    with pytest.raises(ArgumentError, match="all members at once"):
        descend_many(rosenbrock(0.0, 0.0), starts, lambda p: engine.optim.Adafactor(p), 3)
