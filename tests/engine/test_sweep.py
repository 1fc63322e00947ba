from __future__ import annotations

import math

import numpy as np
import pytest

import engine
from engine.descent import Descent
from engine.plan import Leaf, Plan, Step
from engine.sweep import sweep

BOWL = Plan((Leaf(0, np.asarray(10.0), True, "x"),), (Step("square", (0,), 1),), 1)
OPTIMIZERS = {
    "SGD with momentum": lambda p: engine.optim.SGD(p, momentum=0.9),
    "Adam": engine.optim.Adam,
    "NAdam": engine.optim.NAdam,
    "RMSprop": engine.optim.RMSprop,
}


def alone(plan, rate, steps, **settings):
    """The loss of a descent of its own, step by step."""
    descent = Descent(plan, ["x"], **settings)
    descent.lr = rate
    for _ in range(steps):
        descent.step()
    return descent.loss


def test_a_parabola_shrinks_by_its_rate():
    rates = [0.01, 0.1, 0.5, 0.9]

    losses = list(sweep(BOWL, ["x"], rates, 20))

    np.testing.assert_allclose(losses, [100 * (1 - 2 * r) ** 40 for r in rates], atol=1e-30)


def test_what_diverges_comes_to_infinity_and_the_next_rate_starts_anew():
    small, great, again = sweep(BOWL, ["x"], [0.1, 5.0, 0.1], 5_000)

    assert small == again < 1e-100
    assert great == math.inf


@pytest.mark.parametrize("steps", [1, 3, 300])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_rate_comes_to_where_a_descent_of_its_own_does(name, steps):
    settings = {"optimizer": OPTIMIZERS[name]}
    rates = [0.001, 0.01, 0.05]

    losses = list(sweep(BOWL, ["x"], rates, steps, **settings))

    assert losses == [alone(BOWL, rate, steps, **settings) for rate in rates]


def test_momentum_counts():
    (loss,) = sweep(BOWL, ["x"], [0.01], 50, momentum=0.9)

    assert loss == alone(BOWL, 0.01, 50, momentum=0.9)


def test_a_sweep_ends_amid_a_descent_when_it_is_told_to():
    asked = []

    def stop():
        asked.append(True)
        return len(asked) == 3

    losses = list(sweep(BOWL, ["x"], [1e-9] * 5, 1_000_000, stop=stop))

    assert losses == []
    assert len(asked) == 3
