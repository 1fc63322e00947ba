"""Every optimizer with every option goes where torch goes, over random problems."""

import numpy as np
import pytest
import torch

import engine
from engine import optim

pytestmark = pytest.mark.oracle
STEPS = 50
CASES = [
    ("SGD", {}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "maximize": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.2, "initial_accumulator_value": 1}),
    ("Adagrad", {"maximize": True, "eps": 1e-3}),
    ("RMSprop", {}),
    ("RMSprop", {"momentum": 0.9, "weight_decay": 0.1, "alpha": 0.9}),
    ("RMSprop", {"centered": True, "lr": 1e-3, "eps": 1e-4}),
    ("RMSprop", {"centered": True, "momentum": 0.5, "lr": 1e-3, "maximize": True}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    ("Adadelta", {"maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.7, 0.9), "weight_decay": 0.1, "eps": 1e-3}),
    ("Adam", {"amsgrad": True, "lr": 0.1, "maximize": True}),
    ("Adam", {"decoupled_weight_decay": True, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "weight_decay": 0.3}),
    ("AdamW", {"maximize": True}),
    ("NAdam", {}),
    ("NAdam", {"lr": 0.1, "weight_decay": 0.1, "momentum_decay": 0.1, "maximize": True}),
    ("NAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {}),
    ("RAdam", {"lr": 0.01, "weight_decay": 0.1, "betas": (0.8, 0.9), "maximize": True}),
    ("RAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Adamax", {}),
    ("Adamax", {"lr": 0.1, "weight_decay": 0.1, "eps": 1e-2, "maximize": True}),
    ("Rprop", {}),
    ("Rprop", {"lr": 0.1, "etas": (0.3, 1.5), "step_sizes": (1e-3, 0.5)}),
    ("Rprop", {"maximize": True}),
    ("ASGD", {}),
    ("ASGD", {"lr": 0.1, "lambd": 0.01, "alpha": 0.5, "t0": 3, "weight_decay": 0.1}),
    ("Adafactor", {}),
    ("Adafactor", {"lr": 0.1, "beta2_decay": -0.5, "eps": (1e-8, 0.01), "d": 1.5}),
]
SEARCHES = [
    {},
    {"lr": 0.5, "max_iter": 4, "history_size": 2},
    {"line_search_fn": "strong_wolfe"},
    {"line_search_fn": "strong_wolfe", "lr": 3, "max_iter": 5, "history_size": 3},
    {"line_search_fn": "strong_wolfe", "max_eval": 6},
    {"tolerance_grad": 0.5, "tolerance_change": 0.1},
]


class Ours:
    """The engine under the names that torch uses."""

    tensor, optim, float64 = engine.tensor, optim, engine.float64
    sum = staticmethod(lambda x: x.sum())


def problem(library, seed):
    """Two parameters and a bent, rotated bowl over both."""
    rng = np.random.default_rng(seed)
    matrix, bend = rng.normal(size=(4, 3)), rng.uniform(0.1, 1, 4)
    a, b = (library.tensor(part) for part in (matrix, bend))
    x = library.tensor(rng.normal(size=3), requires_grad=True)
    y = library.tensor(rng.normal(size=(2, 2)), requires_grad=True)

    def loss():
        z = a @ x + y.reshape(4)
        return (b * z * z + 0.1 * z * z * z * z).sum() + (y * y).sum() + (x - 1).cos().sum()

    return x, y, loss


def path(library, kind, settings, seed):
    x, y, loss = problem(library, seed)
    slow = {"params": [y], "lr": settings.get("lr", 0.01) / 2}
    optimizer = getattr(library.optim, kind)([{"params": [x]}, slow], **settings)
    found = []
    for step in range(STEPS):
        optimizer.zero_grad(set_to_none=step % 2 == 0)
        loss().backward()
        optimizer.step()
        found.append([*x.tolist(), *y.reshape(4).tolist()])
    return np.array(found)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("kind", "settings"), CASES, ids=str)
def test_the_path_is_that_of_torch(kind, settings, seed):
    ours, theirs = (path(library, kind, settings, seed) for library in (Ours, torch))

    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("settings", SEARCHES, ids=str)
def test_lbfgs_goes_where_torch_goes(settings, seed):
    found = []
    for library in (Ours, torch):
        x, y, loss = problem(library, seed)
        optimizer = library.optim.LBFGS([x, y], **settings)

        def closure(optimizer=optimizer, loss=loss):
            optimizer.zero_grad()
            value = loss()
            value.backward()
            return value

        found.append([])
        for _ in range(6):
            found[-1].append([optimizer.step(closure).item(), *x.tolist(), *y.reshape(4).tolist()])

    np.testing.assert_allclose(*map(np.array, found), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("kind", "settings"), CASES, ids=str)
def test_it_reads_and_saves_as_in_torch(kind, settings):
    states = []
    for library in (Ours, torch):
        x, y, loss = problem(library, 0)
        optimizer = getattr(library.optim, kind)([x, y], **settings)
        loss().backward()
        optimizer.step()
        states.append((repr(optimizer), optimizer.state_dict()))

    assert states[0][0] == states[1][0]
    ours, theirs = states[0][1], states[1][1]
    assert ours["param_groups"] == theirs["param_groups"]
    assert ours["state"].keys() == theirs["state"].keys()
    for number, state in theirs["state"].items():
        assert ours["state"][number].keys() == state.keys()
        for name, value in state.items():
            found = ours["state"][number][name]
            assert str(found.dtype) == str(value.dtype)
            np.testing.assert_allclose(found.numpy(), value.numpy(), rtol=1e-9, atol=1e-12)
