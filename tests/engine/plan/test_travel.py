"""Travel: many steps at once are the same steps, for every optimizer and every schedule.

On arrays they are so bit for bit; on single numbers powers and roots of `math` may differ from
numpy's by an ulp, and a few steps let that grow.
"""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import optim
from engine.descent import Descent
from engine.optim import lr_scheduler
from engine.plan import Leaf, Plan, Step

DATA = Path(__file__).parents[2] / "data"
OPTIONS = [
    case
    for case in json.loads((DATA / "optimizer_options.json").read_text())
    if case["kind"] != "LBFGS"
]
FIGURES = json.loads((DATA / "optimizers.json").read_text())
PATHS = [(f, name) for f, rows in FIGURES.items() for name in rows if "hyper" in rows[name]]
SCHEDULES = [
    case for case in json.loads((DATA / "schedule_options.json").read_text()) if "jumps" not in case
]
RATES = json.loads((DATA / "schedules.json").read_text())
KINDS = {"AMSGrad": "Adam"}
TWO, ONE, HUNDRED, TENTH = (np.array(x) for x in (2.0, 1.0, 100.0, 0.1))


def called(case):
    return f"{case['kind']} {case['settings']}"


def optimizer_of(case, **changes):
    """What makes the optimizer of a row of the data."""
    settings = {**case["settings"], **changes}
    return partial(getattr(optim, case["kind"]), **settings)


def rosenbrock(start):
    """(1 − x)² + 100 (y − x²)² of the two elements of one leaf, without a sum."""
    steps = (
        Step("getitem", (0,), 3, {"key": 0}),
        Step("getitem", (0,), 4, {"key": 1}),
        Step("sub", (1, 3), 5),
        Step("square", (5,), 6),
        Step("square", (3,), 7),
        Step("sub", (4, 7), 8),
        Step("square", (8,), 9),
        Step("mul", (2, 9), 10),
        Step("add", (6, 10), 11, label="loss"),
    )
    return Plan((Leaf(0, np.array(start), True, "x"), Leaf(1, ONE), Leaf(2, HUNDRED)), steps, 11)


def bowl(start):
    """0.1 x² + 2 y² of the two elements of one leaf."""
    steps = (
        Step("square", (0,), 3),
        Step("getitem", (3,), 4, {"key": 0}),
        Step("getitem", (3,), 5, {"key": 1}),
        Step("mul", (1, 4), 6),
        Step("mul", (2, 5), 7),
        Step("add", (6, 7), 8, label="loss"),
    )
    return Plan((Leaf(0, np.array(start), True, "x"), Leaf(1, TENTH), Leaf(2, TWO)), steps, 8)


def valley():
    """The function of Rosenbrock of two single numbers."""
    leaves = (
        Leaf(0, np.array(-1.2), True, "x"),
        Leaf(1, np.array(1.0), True, "y"),
        Leaf(2, HUNDRED),
        Leaf(3, ONE),
    )
    steps = (
        Step("square", (0,), 4),
        Step("sub", (1, 4), 5),
        Step("square", (5,), 6),
        Step("mul", (2, 6), 7),
        Step("sub", (3, 0), 8),
        Step("square", (8,), 9),
        Step("add", (9, 7), 10, label="loss"),
    )
    return Plan(leaves, steps, 10)


def state_of(descent):
    """All that a descent and its optimizer hold, as arrays by name."""
    found = {f"value {name}": value for name, value in descent.values.items()}
    found["loss"] = np.array(descent.history.loss)
    for name, points in descent.history.params.items():
        found[f"path {name}"] = np.array(points)
    for i, tensor in enumerate(descent.optimizer.param_groups[0]["params"]):
        for name, value in descent.optimizer.state[tensor].items():
            found[f"{name} {i}"] = np.array(getattr(value, "_array", value))
    found["steps"] = np.array([descent.steps, descent.optimizer.steps_taken])
    found["rate"] = np.array(descent.lr)
    return found


def assert_same(compiled, eager, rtol=0.0):
    """Equal states; within `rtol` of the largest number of each where it is not 0."""
    a, b = state_of(compiled), state_of(eager)
    assert a.keys() == b.keys()
    assert compiled.stopped == eager.stopped
    for name in a:
        assert a[name].dtype == b[name].dtype, name
        assert a[name].shape == b[name].shape, name
        if rtol:
            size = np.abs(b[name]).max(initial=0.0)
            np.testing.assert_allclose(a[name], b[name], rtol, rtol * size, err_msg=name)
        else:
            np.testing.assert_array_equal(a[name], b[name], name)


def pair(plan, names, optimizer, scheduler=None):
    """Two equal descents: one to be compiled, one to be taken step by step."""
    return [Descent(plan, names, optimizer=optimizer, scheduler=scheduler) for _ in range(2)]


@pytest.mark.parametrize("case", OPTIONS, ids=called)
def test_many_steps_of_every_optimizer_are_its_steps_on_arrays(case):
    compiled, eager = pair(rosenbrock([-1.2, 1.0]), ["x"], optimizer_of(case))

    for part in (1, 2, 17):
        compiled.advance(part)

    while eager.steps < 20 and eager.step():
        pass
    assert compiled.reason is None
    assert_same(compiled, eager)


@pytest.mark.parametrize("case", OPTIONS, ids=called)
def test_many_steps_of_every_optimizer_are_its_steps_on_single_numbers(case):
    compiled, eager = pair(valley(), ["x", "y"], optimizer_of(case))

    for part in (3, 17):
        compiled.advance(part)

    while eager.steps < 20 and eager.step():
        pass
    assert compiled.reason is None
    assert_same(compiled, eager, rtol=1e-9)


@pytest.mark.parametrize("case", SCHEDULES, ids=called)
def test_many_steps_of_every_schedule_are_its_steps(case):
    def scheduled(optimizer):
        return getattr(lr_scheduler, case["kind"])(optimizer, **case["settings"])

    start = partial(optim.SGD, lr=1e-3, momentum=0.9)
    compiled, eager = pair(bowl([1.0, -2.0]), ["x"], start, scheduled)

    for part in (4, 1, 12):
        compiled.advance(part)

    while eager.steps < 17 and eager.step():
        pass
    assert compiled.reason is None
    assert_same(compiled, eager)
    assert compiled.scheduler.state_dict() == eager.scheduler.state_dict()
    assert compiled.scheduler.get_last_lr() == eager.scheduler.get_last_lr()


OBJECTIVES = {
    "rosenbrock": lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2,
    "bowl": lambda x: 0.1 * x[0] ** 2 + 2 * x[1] ** 2,
}


@pytest.mark.parametrize(("objective", "name"), PATHS)
def test_compiled_steps_go_where_torch_goes(objective, name):
    figures = FIGURES[objective][name]
    x = engine.tensor(FIGURES[objective]["start"], dtype=engine.float64, requires_grad=True)
    kind = name.split()[0]
    path = []
    engine.set_default_dtype(engine.float64)  # in which NAdam keeps one of its numbers

    try:
        optimizer = getattr(optim, KINDS.get(kind, kind))([x], **figures["hyper"])
        for steps in (10, 90, 900):
            history = engine.descend(OBJECTIVES[objective], [x], optimizer, steps, path=True)
            path += history.params["param0"][:-1]
    finally:
        engine.set_default_dtype(engine.float32)

    for count, expected in (*enumerate(figures["first10"]), (100, figures["at100"])):
        np.testing.assert_allclose(path[count], expected, rtol=1e-9, atol=1e-9)
    if figures["at1000"] is not None:
        np.testing.assert_allclose(x.tolist(), figures["at1000"], rtol=1e-9, atol=1e-9)


SGD_SCHEDULES = {
    "StepLR(4,0.5)": lambda o: lr_scheduler.StepLR(o, 4, 0.5),
    "ExponentialLR(0.9)": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "CosineAnnealingLR(T_max=10)": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=10),
    "CosineAnnealingWarmRestarts(5)": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 5),
    "LinearLR(1/3->1, 5)": lambda o: lr_scheduler.LinearLR(o, 1 / 3, 1, 5),
    "PolynomialLR(10,2)": lambda o: lr_scheduler.PolynomialLR(o, 10, 2),
    "OneCycleLR(max 0.1,total 13)": lambda o: lr_scheduler.OneCycleLR(
        o, 0.1, total_steps=13, cycle_momentum=False
    ),
    "CyclicLR(0.01,0.1,up 4)": lambda o: lr_scheduler.CyclicLR(
        o, 0.01, 0.1, 4, cycle_momentum=False
    ),
}


@pytest.mark.parametrize("name", RATES)
def test_compiled_steps_have_the_rates_of_torch(name):
    plan = Plan((Leaf(0, np.array(0.0), True, "x"),), (Step("clone", (0,), 1),), 1)
    rates = RATES[name]
    start = partial(optim.SGD, lr=0.1)
    descent = Descent(plan, ["x"], optimizer=start, scheduler=SGD_SCHEDULES[name])

    descent.advance(len(rates) - 1)

    moved = -np.diff([float(x) for x in descent.history.params["x"]])
    np.testing.assert_allclose(moved, rates[:-1], atol=6e-9)
    np.testing.assert_allclose(descent.lr, rates[-1], atol=6e-9)


def test_rate_and_momentum_may_change_between_advances():
    compiled, eager = pair(bowl([1.0, -2.0]), ["x"], partial(optim.SGD, lr=0.01, momentum=0.5))

    for lr, momentum in ((0.01, 0.5), (0.2, 0.5), (0.2, 0.0), (0.05, 0.9), (0.01, 0.5)):
        for descent in (compiled, eager):
            descent.lr, descent.momentum = lr, momentum
        compiled.advance(4)
        for _ in range(4):
            eager.step()

    assert_same(compiled, eager)


def test_single_steps_and_advances_may_alternate():
    compiled, eager = pair(bowl([1.0, -2.0]), ["x"], partial(optim.Adam, lr=0.1))

    compiled.advance(3)
    compiled.step()
    compiled.step()
    compiled.advance(5)

    for _ in range(10):
        eager.step()
    assert_same(compiled, eager)


@pytest.mark.parametrize("steps", [1, 7, 50, 500])
@pytest.mark.parametrize(
    ("plan", "names"), [(bowl([1.0, -2.0]), ["x"]), (valley(), ["x", "y"])], ids=["array", "number"]
)
@pytest.mark.parametrize("lr", [2.0, 0.7, 1e30])
def test_a_descent_that_diverges_stops_where_its_steps_would(plan, names, steps, lr):
    compiled, eager = pair(plan, names, partial(optim.SGD, lr=lr, momentum=0.9))

    compiled.advance(steps)

    for _ in range(steps):
        eager.step()
    assert_same(compiled, eager, rtol=1e-9 if len(names) > 1 else 0.0)


def test_a_descent_that_diverges_leaves_its_schedule_where_its_steps_would():
    scheduled = partial(lr_scheduler.ExponentialLR, gamma=1.5)
    compiled, eager = pair(bowl([1.0, -2.0]), ["x"], partial(optim.Adam, lr=1.0), scheduled)

    compiled.advance(200)

    for _ in range(200):
        eager.step()
    assert compiled.stopped is not None
    assert_same(compiled, eager)
    assert compiled.scheduler.state_dict() == eager.scheduler.state_dict()


def test_what_calls_its_closure_runs_eagerly():
    descent = Descent(valley(), ["x", "y"], optimizer=optim.LBFGS)

    with pytest.raises(TypeError):
        descent.advance(2)

    assert "closure" in descent.reason


def test_a_schedule_by_the_loss_is_that_of_the_steps():
    scheduled = partial(lr_scheduler.ReduceLROnPlateau, patience=1, factor=0.5)
    compiled, eager = pair(bowl([1.0, -2.0]), ["x"], partial(optim.SGD, lr=0.51), scheduled)

    compiled.advance(30)

    for _ in range(30):
        eager.step()
    assert_same(compiled, eager)
    assert compiled.lr < 0.51
