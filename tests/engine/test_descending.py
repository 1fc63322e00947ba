"""descend: a loop of backward() and step() in one call, with the same numbers at the end."""

import numpy as np
import pytest

import engine
from engine import nn, optim
from engine.errors import ArgumentError
from engine.nn import functional as F
from engine.optim import lr_scheduler

f64 = engine.float64
OPTIMIZERS = {
    "SGD": lambda p: optim.SGD(p, lr=1e-3),
    "Nesterov": lambda p: optim.SGD(p, lr=1e-3, momentum=0.9, nesterov=True, weight_decay=0.1),
    "Adam": lambda p: optim.Adam(p, lr=0.01, amsgrad=True),
    "AdamW": lambda p: optim.AdamW(p, lr=0.01, maximize=True),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.001, centered=True, momentum=0.5),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.1),
    "Adadelta": lambda p: optim.Adadelta(p),
    "Adamax": lambda p: optim.Adamax(p, lr=0.01),
    "NAdam": lambda p: optim.NAdam(p, lr=0.01),
    "RAdam": lambda p: optim.RAdam(p, lr=0.001),
    "Rprop": lambda p: optim.Rprop(p, lr=0.01),
    "ASGD": lambda p: optim.ASGD(p, lr=1e-3),
    "Lion": lambda p: optim.Lion(p, lr=0.01),
    "Adafactor": lambda p: optim.Adafactor(p, lr=0.01),
}
SCHEDULES = {
    "none": lambda o: None,
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "step": lambda o: lr_scheduler.StepLR(o, 3),
    "plateau": lambda o: lr_scheduler.ReduceLROnPlateau(o, patience=0),
    "own": lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 1 / (1 + epoch)),
}


def start():
    """Two parameters of different shapes."""
    return [
        engine.tensor([-1.2, 1.0, 0.5], dtype=f64, requires_grad=True),
        engine.tensor([[0.5], [2.0]], dtype=f64, requires_grad=True),
    ]


def loss(x, y):
    """One number, with elementwise products that are not added up as a whole."""
    return ((x - y) ** 2).sum(0)[1] + x[0] ** 2 + engine.exp(y[1, 0] - 2)


def by_hand(fn, params, optimizer, steps, scheduler=None):
    """The loop that `descend` stands for."""
    losses, path = [], []
    for _ in range(steps):
        optimizer.zero_grad()
        value = fn(*params)
        value.backward()
        losses.append(value.item())
        path.append([p.tolist() for p in params])
        optimizer.step()
        if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau):
            scheduler.step(losses[-1])
        elif scheduler is not None:
            scheduler.step()
    return [*losses, fn(*params).item()], [*path, [p.tolist() for p in params]]


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_is_the_loop_of_steps(name, schedule):
    params, own = start(), start()
    optimizer, other = OPTIMIZERS[name](params), OPTIMIZERS[name](own)
    scheduler, its = SCHEDULES[schedule](optimizer), SCHEDULES[schedule](other)

    first = engine.descend(loss, params, optimizer, 4, scheduler=scheduler, path=True)
    second = engine.descend(loss, params, optimizer, 3, scheduler=scheduler, path=True)

    losses, path = by_hand(loss, own, other, 7, its)
    np.testing.assert_allclose([*first.loss[:-1], *second.loss], losses, rtol=1e-12)
    for place in range(2):
        key = f"param{place}"
        found = [*first.params[key][:-1], *second.params[key]]
        np.testing.assert_allclose(found, [p[place] for p in path], rtol=1e-12)
    for tensor, mine in zip(params, own, strict=True):
        assert optimizer.state[tensor].keys() == other.state[mine].keys()
        for key, value in other.state[mine].items():
            np.testing.assert_allclose(
                np.array(optimizer.state[tensor][key]), np.array(value), rtol=1e-11, err_msg=key
            )
    assert optimizer.param_groups[0]["lr"] == other.param_groups[0]["lr"]
    assert scheduler is None or scheduler.state_dict() == its.state_dict()


def test_it_goes_on_where_steps_by_hand_have_led():
    params, own = start(), start()
    optimizer, other = OPTIMIZERS["Adam"](params), OPTIMIZERS["Adam"](own)

    by_hand(loss, params, optimizer, 2)
    engine.descend(loss, params, optimizer, 3)
    by_hand(loss, params, optimizer, 2)

    by_hand(loss, own, other, 7)
    for tensor, mine in zip(params, own, strict=True):
        np.testing.assert_allclose(tensor.tolist(), mine.tolist(), rtol=1e-13)


def test_no_steps_give_the_loss_alone():
    params = start()

    history = engine.descend(loss, params, optim.SGD(params, lr=0.1), 0)

    assert history.loss == [loss(*start()).item()]
    assert history.params == {}


def test_a_function_that_asks_for_numbers_is_stepped_eagerly():
    def fn(x):
        return (x * x).sum() if x[0] > 0.5 else (x * 3).sum()

    params, own = [engine.ones(2, requires_grad=True)], [engine.ones(2, requires_grad=True)]

    history = engine.descend(fn, params, optim.SGD(params, lr=0.2), 6)

    losses, _ = by_hand(fn, own, optim.SGD(own, lr=0.2), 6)
    assert history.loss == losses
    assert params[0].tolist() == own[0].tolist()


def test_random_numbers_are_drawn_at_each_step():
    def fn(x):
        return (F.dropout(x, 0.5) ** 2).sum()

    found = []
    for descends in (True, False):
        engine.manual_seed(3)
        params = [engine.ones(8, requires_grad=True)]
        optimizer = optim.SGD(params, lr=0.1)
        if descends:
            engine.descend(fn, params, optimizer, 5)
        else:
            by_hand(fn, params, optimizer, 5)
        found.append(params[0].tolist())

    assert found[0] == found[1]


def test_a_module_descends():
    engine.manual_seed(0)
    x, y = engine.randn(16, 3), engine.randn(16, 1)
    found = []
    for descends in (True, False):
        engine.manual_seed(1)
        module = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 1))
        params = list(module.parameters())
        optimizer = optim.SGD(params, lr=0.1, momentum=0.9)

        def fn(*_, module=module):
            return F.mse_loss(module(x), y)

        if descends:
            losses = engine.descend(fn, params, optimizer, 10).loss
        else:
            losses, _ = by_hand(fn, params, optimizer, 10)
        found.append(losses)

    np.testing.assert_allclose(found[0], found[1], rtol=1e-5)


def test_an_optimizer_of_other_tensors_is_refused():
    params, others = start(), start()

    with pytest.raises(ArgumentError, match="the optimizer moves other tensors"):
        engine.descend(loss, params, optim.SGD(others, lr=0.1), 1)


def test_several_groups_run_eagerly():
    params, own = start(), start()

    def grouped(tensors):
        first, second = tensors
        return optim.SGD([{"params": [first], "lr": 0.01}, {"params": [second]}], lr=0.1)

    history = engine.descend(loss, params, grouped(params), 4)

    losses, _ = by_hand(loss, own, grouped(own), 4)
    assert history.loss == losses


@pytest.mark.parametrize("lr", [10.0, 1e20])
def test_losses_that_overflow_are_those_of_the_loop(lr):
    params, own = start(), start()

    history = engine.descend(loss, params, optim.SGD(params, lr=lr), 12)

    losses, _ = by_hand(loss, own, optim.SGD(own, lr=lr), 12)
    np.testing.assert_allclose(history.loss, losses, rtol=1e-9)
