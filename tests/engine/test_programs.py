"""Programs from public tutorials give the numbers that their pages show (facts/programs.md)."""

import json
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import exp, log, matmul, relu, sigmoid, tanh
from engine.autograd import grad
from engine.descent import Descent
from engine.plan import Leaf, Plan, Step

EXPECTED = json.loads((Path(__file__).parents[1] / "data" / "programs.json").read_text())


def param(data):
    return engine.tensor(data, dtype=engine.float64, requires_grad=True)


def const(data):
    return engine.tensor(data, dtype=engine.float64)


def micrograd():
    a, b = param(-4.0), param(2.0)
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c - a
    d = d + d * 2 + relu(b + a)
    d = d + 3 * d + relu(b - a)
    f = (c - d) ** 2
    return f / 2 + 10 / f, {"a": a, "b": b}


def neuron():
    x1, x2, w1, w2 = param(2.0), param(0.0), param(-3.0), param(1.0)
    b = param(6.8813735870195432)
    return tanh(x1 * w1 + x2 * w2 + b), {"x1": x1, "x2": x2, "w1": w1, "w2": w2, "b": b}


def fan_out():
    a, b = param(-2.0), param(3.0)
    return (a * b) * (a + b), {"a": a, "b": b}


def sanity_check():
    x = param(-4.0)
    z = 2 * x + 2 + x
    q = relu(z) + z * x
    h = relu(z * z)
    return h + q + q * x, {"x": x}


def staged():
    x, y = param(3.0), param(-4.0)
    return (x + sigmoid(y)) / (sigmoid(x) + (x + y) ** 2), {"x": x, "y": y}


def detached():
    x = param([0.0, 1.0, 2.0, 3.0])
    return ((x * x).detach() * x).sum(), {"x": x}


def blitz():
    x = param([[1.0, 1.0], [1.0, 1.0]])
    y = x + 2
    return (y * y * 3).mean(), {"x": x}


def softmax_regression():
    o, y = param([1.0, 2.0, 3.0]), const([0.0, 0.0, 1.0])
    p = exp(o - o.max()) / exp(o - o.max()).sum()
    return -(y * log(p)).sum(), {"o": o}


def two_layers():
    x, y = const([[1.0, 2.0], [3.0, -1.0]]), const([[1.0], [0.0]])
    w1 = param([[0.5, -1.0, 0.25], [0.1, 0.3, -0.2]])
    w2 = param([[1.0], [-0.5], [2.0]])
    return ((matmul(relu(x @ w1), w2) - y) ** 2).sum(), {"W1": w1, "W2": w2}


def rosenbrock():
    x, y = param(-1.2), param(1.0)
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2, {"x": x, "y": y}


PROGRAMS = {
    "P01": micrograd,
    "P02": neuron,
    "P03": fan_out,
    "P04": sanity_check,
    "P06": staged,
    "P07": detached,
    "P10": blitz,
    "P15": softmax_regression,
    "P17": two_layers,
    "P20": rosenbrock,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_gives_its_published_numbers(name):
    loss, leaves = PROGRAMS[name]()

    loss.backward()

    found = {"L": loss.tolist(), **{key: leaf.grad.tolist() for key, leaf in leaves.items()}}
    for key, expected in EXPECTED[name].items():
        np.testing.assert_allclose(found[key], expected, rtol=1e-9, atol=1e-9, err_msg=key)


def test_p12_gradients_accumulate_over_backward_calls():
    x = engine.eye(4, 5, requires_grad=True)
    out = ((x + 1) ** 2).T
    loss = out.sum()

    loss.backward(retain_graph=True)
    first = engine.tensor(x.grad)
    loss.backward()

    assert first.tolist()[0][:2] == [4, 2]
    assert x.grad.tolist()[0][:2] == [8, 4]


def test_p20_the_hessian_of_rosenbrock_by_double_backward():
    loss, leaves = rosenbrock()
    x, y = leaves.values()

    first = grad(loss, [x, y], create_graph=True)
    rows = [[h.item() for h in grad(g, [x, y], retain_graph=True)] for g in first]

    np.testing.assert_allclose(rows, [[1330, 480], [480, 200]])


def test_p27_three_derivatives_of_tanh():
    x = param(2.0)
    d0 = tanh(x)

    (d1,) = grad(d0, x, create_graph=True)
    (d2,) = grad(d1, x, create_graph=True)
    (d3,) = grad(d2, x)

    np.testing.assert_allclose(
        [d.item() for d in (d0, d1, d2, d3)],
        [0.9640275801, 0.07065082485, -0.1362186874, 0.2526540651],
        rtol=1e-9,
    )


def test_p27_the_logistic_quotient_of_the_autograd_readme():
    x = param(1.0)

    ((1 - exp(-x)) / (1 + exp(-x))).backward()

    assert x.grad.item() == pytest.approx(0.39322386648296376, rel=1e-14)


@pytest.mark.parametrize(
    ("lr", "x1", "x2", "x10"),
    [
        (0.05, 9.0, 8.1, 3.486784401),
        (0.2, 6.0, 3.6, 0.060466176),
        (0.5, 0.0, 0.0, 0.0),
        (1.0, -10.0, 10.0, 10.0),
        (1.1, -12.0, 14.4, 61.91736422),
    ],
)
def test_p29_the_ball_at_five_learning_rates(lr, x1, x2, x10):
    plan = Plan((Leaf(0, np.array(10.0), True, "x"),), (Step("square", (0,), 1),), 1)
    descent = Descent(plan, ["x"], lr=lr)

    for _ in range(10):
        descent.step()

    path = descent.history.params["x"]
    np.testing.assert_allclose([path[1], path[2], path[10]], [x1, x2, x10], atol=1e-12)
