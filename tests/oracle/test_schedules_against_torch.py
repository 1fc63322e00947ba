"""Learning rates and momenta of every schedule are torch's, epoch by epoch."""

import math

import numpy as np
import pytest
import torch

import engine
from engine import optim

pytestmark = pytest.mark.oracle
SCHEDULES = {
    "step": lambda s, o: s.StepLR(o, 3, 0.5),
    "multi step": lambda s, o: s.MultiStepLR(o, [2, 5, 5, 9], 0.3),
    "constant": lambda s, o: s.ConstantLR(o, 0.25, 4),
    "linear": lambda s, o: s.LinearLR(o, 0.2, 0.9, 6),
    "linear default": lambda s, o: s.LinearLR(o),
    "exponential": lambda s, o: s.ExponentialLR(o, 0.8),
    "polynomial": lambda s, o: s.PolynomialLR(o, 7, 2.5),
    "lambda": lambda s, o: s.LambdaLR(o, lambda e: 0.9**e / (1 + e)),
    "lambdas": lambda s, o: s.LambdaLR(o, [lambda e: 0.9**e, lambda e: 1 / (1 + e)]),
    "multiplicative": lambda s, o: s.MultiplicativeLR(o, lambda e: 1 - 1 / (e + 3)),
    "cosine": lambda s, o: s.CosineAnnealingLR(o, 6, 0.01),
    "cosine of one": lambda s, o: s.CosineAnnealingLR(o, 1),
    "restarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 4),
    "longer restarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 3, 2, 0.02),
    "one cycle": lambda s, o: s.OneCycleLR(o, 0.7, 40),
    "one cycle linear": lambda s, o: s.OneCycleLR(o, 0.7, 35, anneal_strategy="linear"),
    "one cycle of three": lambda s, o: s.OneCycleLR(o, [0.7, 0.2], 35, three_phase=True),
    "one cycle in epochs": lambda s, o: s.OneCycleLR(
        o, 0.3, epochs=5, steps_per_epoch=7, pct_start=0.45, cycle_momentum=False
    ),
    "cyclic": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 4),
    "cyclic halved": lambda s, o: s.CyclicLR(o, 0.01, [0.1, 0.2], 4, 3, "triangular2"),
    "cyclic shrinking": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 4, None, "exp_range", 0.95),
    "cyclic own": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 5, scale_fn=lambda x: 1 / x),
    "sequence": lambda s, o: s.SequentialLR(
        o, [s.LinearLR(o, 0.1, 1, 4), s.CosineAnnealingLR(o, 8), s.ExponentialLR(o, 0.9)], [4, 12]
    ),
    "sequence of constants": lambda s, o: s.SequentialLR(
        o, [s.ConstantLR(o, 0.1, 3), s.StepLR(o, 2, 0.5)], [5]
    ),
    "sequence of restarts": lambda s, o: s.SequentialLR(
        o, [s.PolynomialLR(o, 4), s.CosineAnnealingWarmRestarts(o, 5)], [6]
    ),
    "sequence of a chain": lambda s, o: s.SequentialLR(
        o,
        [s.ChainedScheduler([s.LinearLR(o), s.ExponentialLR(o, 0.9)]), s.PolynomialLR(o, 9)],
        [7],
    ),
    "chain": lambda s, o: s.ChainedScheduler([s.ConstantLR(o, 0.1, 4), s.ExponentialLR(o, 0.9)]),
    "long chain": lambda s, o: s.ChainedScheduler(
        [s.LinearLR(o, 0.1, 1, 5), s.MultiStepLR(o, [4, 8]), s.PolynomialLR(o, 20, 1.5)]
    ),
}
PLATEAUS = {
    "usual": {},
    "impatient": {"patience": 1, "factor": 0.5},
    "cooling": {"patience": 0, "cooldown": 3, "min_lr": 0.001},
    "largest": {"mode": "max", "patience": 1},
    "absolute": {"threshold_mode": "abs", "threshold": 0.05, "patience": 1},
    "largest absolute": {"mode": "max", "threshold_mode": "abs", "patience": 0, "eps": 1e-3},
}


def rates(library, make, kind, epochs=34):
    """The rates and momenta of two groups, before and after each step."""
    x, y = (library.zeros(2, requires_grad=True) for _ in range(2))
    optimizer = getattr(library.optim, kind)([{"params": [x]}, {"params": [y], "lr": 0.05}], lr=0.1)
    scheduler = make(library.optim.lr_scheduler, optimizer)
    found = []
    for _ in range(epochs):
        groups = optimizer.param_groups
        momenta = [g["betas"][0] if "betas" in g else g["momentum"] for g in groups]
        found.append([*scheduler.get_last_lr(), *(g["lr"] for g in groups), *momenta])
        optimizer.step()
        scheduler.step()
    return np.array(found, float)


class Ours:
    """The engine under the names that torch uses."""

    zeros, optim = engine.zeros, optim


@pytest.mark.parametrize("kind", ["SGD", "Adam"])
@pytest.mark.parametrize("make", SCHEDULES.values(), ids=SCHEDULES)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_rates_are_those_of_torch(make, kind):
    np.testing.assert_allclose(rates(Ours, make, kind), rates(torch, make, kind), rtol=1e-12)


@pytest.mark.parametrize("epochs", [[0, 3, 7, 1], [5, 12, 30]], ids=str)
@pytest.mark.parametrize("name", ["step", "multi step", "constant", "linear", "cosine", "restarts"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_jump_to_an_epoch_lands_where_torch_lands(name, epochs):
    found = []
    for library in (Ours, torch):
        optimizer = library.optim.SGD([library.zeros(1, requires_grad=True)], lr=0.1)
        scheduler = SCHEDULES[name](library.optim.lr_scheduler, optimizer)
        optimizer.step()
        found.append([])
        for epoch in epochs:
            scheduler.step(epoch)
            found[-1].extend(scheduler.get_last_lr())

    np.testing.assert_allclose(*found, rtol=1e-12)


@pytest.mark.parametrize("settings", PLATEAUS.values(), ids=PLATEAUS)
@pytest.mark.parametrize("seed", range(4))
def test_a_plateau_is_seen_when_torch_sees_it(settings, seed):
    measures = np.abs(np.random.default_rng(seed).normal(1, 0.3, 80)) * math.e
    found = []
    for library in (Ours, torch):
        optimizer = library.optim.SGD([library.zeros(1, requires_grad=True)], lr=0.1)
        scheduler = library.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **settings)
        found.append([])
        for measure in measures:
            scheduler.step(measure)
            found[-1].extend(scheduler.get_last_lr())

    np.testing.assert_allclose(*found, rtol=1e-12)
