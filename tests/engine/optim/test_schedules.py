"""Learning rates over epochs are torch's (data/schedules.json), alone and combined."""

import json
from pathlib import Path

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, RangeError
from engine.optim import SGD, Adam, lr_scheduler

FIGURES = json.loads((Path(__file__).parents[2] / "data" / "schedules.json").read_text())
OPTIONS = json.loads((Path(__file__).parents[2] / "data" / "schedule_options.json").read_text())
SCHEDULES = {
    "StepLR(4,0.5)": lambda o: lr_scheduler.StepLR(o, 4, 0.5),
    "ExponentialLR(0.9)": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "CosineAnnealingLR(T_max=10)": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=10),
    "CosineAnnealingWarmRestarts(5)": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 5),
    "LinearLR(1/3->1, 5)": lambda o: lr_scheduler.LinearLR(o, 1 / 3, 1, 5),
    "PolynomialLR(10,2)": lambda o: lr_scheduler.PolynomialLR(o, 10, 2),
    "OneCycleLR(max 0.1,total 13)": lambda o: lr_scheduler.OneCycleLR(o, 0.1, total_steps=13),
    "CyclicLR(0.01,0.1,up 4)": lambda o: lr_scheduler.CyclicLR(o, 0.01, 0.1, 4),
}


def sgd(lr=0.1, **options):
    return SGD([engine.ones(1, requires_grad=True)], lr=lr, **options)


def walked(scheduler, epochs):
    """The rates of so many epochs."""
    found = []
    for _ in range(epochs):
        found.append(scheduler.optimizer.param_groups[0]["lr"])
        scheduler.optimizer.step()
        scheduler.step()
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_rates_are_the_printed_ones(name):
    found = walked(SCHEDULES[name](sgd()), len(FIGURES[name]))

    np.testing.assert_allclose(found, FIGURES[name], atol=6e-9)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda o: lr_scheduler.MultiStepLR(o, [1, 3], 0.1), [1, 0.1, 0.1, 0.01, 0.01]),
        (lambda o: lr_scheduler.ConstantLR(o, 0.5, 2), [0.5, 0.5, 1, 1, 1]),
        (
            lambda o: lr_scheduler.LambdaLR(o, lambda e: 1 / (e + 1)),
            [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5],
        ),
        (lambda o: lr_scheduler.MultiplicativeLR(o, lambda e: e), [1, 1, 2, 6, 24]),
        (
            lambda o: lr_scheduler.SequentialLR(
                o, [lr_scheduler.ConstantLR(o, 0.1, 9), lr_scheduler.ExponentialLR(o, 0.5)], [2]
            ),
            [0.1, 0.1, 1, 0.5, 0.25],
        ),
        (
            lambda o: lr_scheduler.ChainedScheduler(
                [lr_scheduler.ConstantLR(o, 0.1, 2), lr_scheduler.ExponentialLR(o, 0.5)]
            ),
            [0.1, 0.05, 0.25, 0.125, 0.0625],
        ),
    ],
)
def test_rates_of_other_schedules(make, expected):
    np.testing.assert_allclose(walked(make(sgd(lr=1.0)), 5), expected)


@pytest.mark.parametrize("case", OPTIONS, ids=lambda case: f"{case['kind']} {case['settings']}")
def test_every_option_gives_the_rates_of_torch(case):
    scheduler = getattr(lr_scheduler, case["kind"])(sgd(), **case["settings"])
    found = [*scheduler.get_last_lr()]

    for epoch in case.get("jumps", [None] * 20):
        scheduler.optimizer.step()
        scheduler.step() if epoch is None else scheduler.step(epoch)
        found.extend(scheduler.get_last_lr())

    np.testing.assert_allclose(found, case["rates"], rtol=1e-9, atol=1e-15)


def test_one_cycle_moves_the_momentum_against_the_rate():
    optimizer = sgd(momentum=0.9)
    scheduler = lr_scheduler.OneCycleLR(optimizer, 1.0, 10, pct_start=0.3)
    momenta = []

    for _ in range(10):
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        scheduler.step()

    assert momenta[0] == 0.95
    assert momenta[2] == 0.85
    np.testing.assert_allclose(momenta[9], 0.95)


def test_the_momentum_of_adam_is_its_first_beta():
    optimizer = Adam([engine.ones(1, requires_grad=True)])

    lr_scheduler.CyclicLR(optimizer, 0.1, 1.0)

    assert optimizer.param_groups[0]["betas"] == (0.9, 0.999)
    assert optimizer.param_groups[0]["lr"] == 0.1


def test_a_plateau_lowers_the_rate_after_its_patience():
    optimizer = sgd(lr=1.0)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, factor=0.5)
    found = []

    for loss in (3.0, 2.0, 2.0, engine.tensor(2.0), 2.0, 1.0):
        scheduler.step(loss)
        found.extend(scheduler.get_last_lr())

    assert found == [1, 1, 1, 0.5, 0.5, 0.5]


def test_a_schedule_goes_on_from_a_state():
    first = lr_scheduler.StepLR(sgd(), 2)
    expected = walked(first, 6)[4:]
    second = lr_scheduler.StepLR(sgd(), 2)
    walked(second, 4)
    third = lr_scheduler.StepLR(sgd(), 2)

    third.load_state_dict(second.state_dict())
    third.optimizer.load_state_dict(second.optimizer.state_dict())

    assert "optimizer" not in second.state_dict()
    np.testing.assert_allclose(walked(third, 2), expected)


def test_combined_schedules_save_the_states_of_their_parts():
    def made():
        optimizer = sgd(lr=1.0)
        parts = [lr_scheduler.ExponentialLR(optimizer, 0.5), lr_scheduler.StepLR(optimizer, 1, 0.5)]
        return lr_scheduler.SequentialLR(optimizer, parts, [3])

    first, second = made(), made()
    walked(first, 4)

    second.load_state_dict(first.state_dict())
    second.optimizer.load_state_dict(first.optimizer.state_dict())

    assert walked(second, 3) == walked(first, 3)


def test_a_chain_within_a_sequence_comes_first():
    optimizer = sgd(lr=1.0)
    chain = lr_scheduler.ChainedScheduler([lr_scheduler.StepLR(optimizer, 2, 0.5)])
    later = lr_scheduler.ExponentialLR(optimizer, 0.1)

    scheduler = lr_scheduler.SequentialLR(optimizer, [later, chain], [2])

    assert chain._schedulers[0].last_epoch == -1
    with pytest.raises(ArgumentError, match="let it come first"):
        walked(scheduler, 2)


def test_a_plateau_waits_while_it_cools_down():
    scheduler = lr_scheduler.ReduceLROnPlateau(sgd(lr=1.0), patience=0, cooldown=2, factor=0.5)
    found = []

    for _ in range(6):
        scheduler.step(1.0)
        found.extend(scheduler.get_last_lr())

    assert found == [1, 0.5, 0.5, 0.5, 0.25, 0.25]


def test_a_jump_to_an_epoch_uses_the_closed_form():
    scheduler = lr_scheduler.ExponentialLR(sgd(lr=1.0), 0.5)
    scheduler.optimizer.step()

    scheduler.step(3)

    assert scheduler.get_last_lr() == [0.125]


def test_a_schedule_of_ones_own_gives_only_its_rates():
    class Halving(lr_scheduler.LRScheduler):
        def get_lr(self):
            return [base / (self.last_epoch + 1) for base in self.base_lrs]

    assert walked(Halving(sgd(lr=1.0)), 3) == [1, 1 / 2, 1 / 3]


def test_a_step_before_that_of_the_optimizer_is_warned_of():
    scheduler = lr_scheduler.StepLR(sgd(), 2)

    with pytest.warns(UserWarning, match="before optimizer.step"):
        scheduler.step()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda o: lr_scheduler.StepLR(3, 1), "int is not an Optimizer"),
        (lambda o: lr_scheduler.StepLR(o, 1, last_epoch=3), "no 'initial_lr'"),
        (lambda o: lr_scheduler.ConstantLR(o, 0), "the factor is 0"),
        (lambda o: lr_scheduler.LinearLR(o, 0.0), "the factors are"),
        (lambda o: lr_scheduler.LambdaLR(o, 3), "lr_lambda is a int"),
        (lambda o: lr_scheduler.LambdaLR(o, [abs, abs]), "has 2 values"),
        (lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 0), "T_0 is 0"),
        (lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 1).step(-1), "epoch is -1"),
        (lambda o: lr_scheduler.OneCycleLR(o, 1.0), "number of steps is None"),
        (lambda o: lr_scheduler.OneCycleLR(o, 1.0, 5, pct_start=2.0), "pct_start is 2.0"),
        (lambda o: lr_scheduler.OneCycleLR(o, 1.0, 5, anneal_strategy="log"), "'log'"),
        (lambda o: lr_scheduler.CyclicLR(o, 0.1, 1.0, mode="square"), "'square'"),
        (lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=1.0), "the factor is 1.0"),
        (lambda o: lr_scheduler.ReduceLROnPlateau(o, mode="best"), "'best'"),
        (lambda o: lr_scheduler.SequentialLR(o, [], []), "one milestone fewer"),
        (lambda o: lr_scheduler.ChainedScheduler([]), "at least one"),
        (
            lambda o: lr_scheduler.ChainedScheduler([lr_scheduler.ReduceLROnPlateau(o)]),
            "needs a measure",
        ),
        (
            lambda o: lr_scheduler.SequentialLR(o, [lr_scheduler.StepLR(sgd(), 1)], []),
            "several optimizers",
        ),
    ],
)
def test_impossible_schedules_are_refused(make, words):
    with pytest.raises((ArgumentError, RangeError), match=words):
        make(sgd())


def test_momentum_cannot_cycle_where_there_is_none():
    optimizer = engine.optim.Adagrad([engine.ones(1, requires_grad=True)])

    with pytest.raises(RangeError, match="Adagrad has no momentum"):
        lr_scheduler.OneCycleLR(optimizer, 1.0, 5)


def test_one_cycle_ends():
    optimizer = sgd()
    scheduler = lr_scheduler.OneCycleLR(optimizer, 1.0, 2)

    with pytest.raises(RangeError, match="step 3 of 2"):
        walked(scheduler, 5)


def resumable(**options):
    optimizer = SGD([engine.zeros(1, requires_grad=True)], lr=1.0, **options)
    optimizer.param_groups[0]["initial_lr"] = 1.0
    return optimizer


def test_a_schedule_resumes_from_the_rate_it_began_with():
    with pytest.raises(ArgumentError, match="no 'initial_lr'"):
        lr_scheduler.StepLR(SGD([engine.zeros(1, requires_grad=True)]), 2, last_epoch=3)


def test_a_resumed_cosine_knows_its_rate_from_the_first():
    schedule = lr_scheduler.CosineAnnealingLR(resumable(), 4, last_epoch=1)

    assert schedule.get_lr() == [pytest.approx(0.5)]


@pytest.mark.parametrize(
    "make",
    [
        lambda o: lr_scheduler.OneCycleLR(o, 1.0, total_steps=10, last_epoch=1),
        lambda o: lr_scheduler.CyclicLR(o, 0.1, 1.0, step_size_up=4, last_epoch=1),
    ],
)
def test_a_resumed_cycle_starts_no_momentum_anew(make):
    optimizer = resumable(momentum=0.9)
    optimizer.param_groups[0].update(
        max_lr=1.0, min_lr=1e-6, base_momentum=0.85, max_momentum=0.95, momentum=0.42
    )

    make(optimizer)

    assert optimizer.param_groups[0]["momentum"] != 0.95


def test_a_jump_lands_on_a_later_cosine():
    schedule = lr_scheduler.CosineAnnealingWarmRestarts(resumable(), 4)

    schedule.step(6)

    assert schedule.get_last_lr() == [pytest.approx(0.5)]


def test_a_schedule_of_ones_own_must_say_its_rates():
    with pytest.raises(NotImplementedError, match="no get_lr"):
        lr_scheduler.LRScheduler(resumable())


def test_a_rate_for_each_group_is_wanted():
    with pytest.raises(RangeError, match="2 values"):
        lr_scheduler.OneCycleLR(resumable(momentum=0.9), [1.0, 2.0], total_steps=3)


def test_a_cycle_of_momentum_needs_momentum():
    rprop = engine.optim.Rprop([engine.zeros(1, requires_grad=True)])

    with pytest.raises(RangeError, match="has no momentum"):
        lr_scheduler.CyclicLR(rprop, 0.1, 1.0)


def test_each_group_has_a_rate_of_its_own():
    groups = [{"params": [engine.zeros(1, requires_grad=True)]} for _ in range(2)]
    schedule = lr_scheduler.CyclicLR(SGD(groups, momentum=0.9), [0.1, 0.2], 1.0)

    assert schedule.get_last_lr() == [0.1, 0.2]
