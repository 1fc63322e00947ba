"""Paths of all optimizers are torch's (data/optimizers.json)."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import optim
from engine.errors import RangeError
from engine.optim import SGD

FIGURES = json.loads((Path(__file__).parents[2] / "data" / "optimizers.json").read_text())
OPTIONS = json.loads((Path(__file__).parents[2] / "data" / "optimizer_options.json").read_text())
CASES = [(f, name) for f, rows in FIGURES.items() for name in rows if "hyper" in rows[name]]
KINDS = {"AMSGrad": "Adam"}


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def bowl(x):
    return 0.1 * x[0] ** 2 + 2 * x[1] ** 2


OBJECTIVES = {"rosenbrock": rosenbrock, "bowl": bowl}


@pytest.fixture
def _double():
    """NAdam keeps one of its numbers in the default dtype; the figures are of float64."""
    engine.set_default_dtype(engine.float64)
    yield
    engine.set_default_dtype(engine.float32)


@pytest.mark.usefixtures("_double")
@pytest.mark.parametrize(("objective", "name"), CASES)
def test_the_path_is_that_of_torch(objective, name):
    figures = FIGURES[objective][name]
    x = engine.tensor(FIGURES[objective]["start"], dtype=engine.float64, requires_grad=True)
    kind = name.split()[0]
    optimizer = getattr(optim, KINDS.get(kind, kind))([x], **figures["hyper"])
    path = [x.tolist()]

    for _ in range(1000):
        optimizer.zero_grad()
        OBJECTIVES[objective](x).backward()
        optimizer.step()
        path.append(x.tolist())

    for count, expected in (*enumerate(figures["first10"]), (100, figures["at100"])):
        np.testing.assert_allclose(path[count], expected, rtol=1e-9, atol=1e-9)
    if figures["at1000"] is not None:
        np.testing.assert_allclose(path[1000], figures["at1000"], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("search", [None, "strong_wolfe"])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_lbfgs_goes_where_torch_goes(objective, search):
    figures = FIGURES[objective][f"LBFGS {search}"]
    x = engine.tensor(FIGURES[objective]["start"], dtype=engine.float64, requires_grad=True)
    optimizer = optim.LBFGS([x], line_search_fn=search)

    def closure():
        optimizer.zero_grad()
        loss = OBJECTIVES[objective](x)
        loss.backward()
        return loss

    for point in figures["after_outer_steps"][1:]:
        optimizer.step(closure)
        np.testing.assert_allclose(x.tolist(), point, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("case", OPTIONS, ids=lambda case: f"{case['kind']} {case['settings']}")
def test_every_option_ends_where_torch_ends(case):
    start = [-1.2, 1.0] if case["kind"] == "LBFGS" else [1.0, -2.0, 0.5]
    x = engine.tensor(start, dtype=engine.float64, requires_grad=True)
    optimizer = getattr(optim, case["kind"])([x], **case["settings"])

    def closure():
        optimizer.zero_grad()
        loss = rosenbrock(x)
        loss.backward()
        return loss

    for t in range(3 if case["kind"] == "LBFGS" else 20):
        if case["kind"] == "LBFGS":
            optimizer.step(closure)
        else:
            a, b, c = x.tolist()
            pull = [2 * a + math.sin(t), 6 * b + math.cos(t), c - 0.1]
            x.grad = engine.tensor(pull, dtype=engine.float64)
            optimizer.step()

    np.testing.assert_allclose(x.tolist(), case["end"], rtol=1e-9, atol=1e-9)


def test_a_parameter_without_gradient_stays():
    x = engine.tensor([1.0], requires_grad=True)

    SGD([x], lr=1.0, weight_decay=0.5).step()

    assert x.tolist() == [1]


def test_weight_decay_and_dampening_enter_as_in_torch():
    x = engine.tensor([1.0], requires_grad=True)
    optimizer = SGD([x], lr=0.1, momentum=0.5, dampening=0.5, weight_decay=1.0)
    found = []

    for _ in range(2):
        x.grad = engine.tensor([1.0])
        optimizer.step()
        found.append(x.item())

    np.testing.assert_allclose(found, [0.8, 0.8 - 0.1 * (0.5 * 2 + 0.5 * 1.8)], rtol=1e-6)


def test_the_dtype_of_a_parameter_is_kept():
    x = engine.tensor([1.0], requires_grad=True)
    x.grad = engine.tensor([1.0])

    SGD([x], lr=np.float64(0.1)).step()

    assert x.dtype is engine.float32


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"lr": -1}, "lr is -1"),
        ({"momentum": -0.1}, "momentum is -0.1"),
        ({"weight_decay": -1}, "weight_decay is -1"),
        ({"nesterov": True}, "Nesterov needs a momentum"),
        ({"nesterov": True, "momentum": 0.9, "dampening": 0.1}, "no dampening"),
    ],
)
def test_impossible_settings_are_refused(settings, words):
    with pytest.raises(RangeError, match=words):
        SGD([engine.ones(1, requires_grad=True)], **settings)


def test_lbfgs_stays_where_the_gradient_is_flat():
    x = engine.tensor([2.0], requires_grad=True)
    optimizer = optim.LBFGS([x])

    def closure():
        optimizer.zero_grad()
        loss = (x - 2).square().sum()
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 0
    assert x.item() == 2
