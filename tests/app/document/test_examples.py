"""The examples run, give the published numbers, and descend."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.examples import EXAMPLES
from app.document.file import dumps, loads
from app.document.formula import in_step
from app.document.planning import planned
from engine.descent import Descent
from engine.run import run

BY_KEY = {example.key: example for example in EXAMPLES}
every = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)


def traced(example):
    graph = example.document().graph
    found = planned(graph)
    assert not found.problems, found.problems
    trace = run(found.plan)
    assert trace.fault is None, trace.fault
    return graph, found, trace


@every
def test_an_example_runs_without_fault_or_note(example):
    _, found, trace = traced(example)

    assert np.size(trace.value(found.plan.root)) == 1
    assert not trace.notes
    assert not found.notes


@every
def test_an_example_is_a_document_that_can_be_saved(example):
    document = example.document()

    assert loads(dumps(document)) == document
    assert in_step(document.text, document.graph)


@every
def test_an_example_says_in_one_sentence_what_it_shows(example):
    assert example.title
    assert example.source
    assert example.blurb.endswith(".")
    assert len(example.blurb) < 120


def test_keys_are_unique():
    assert len(BY_KEY) == len(EXAMPLES) >= 12


@pytest.mark.parametrize(
    ("key", "value", "gradients"),
    [
        ("square", 120, {"x": 20}),
        ("two_inputs", 700, {"x1": 40, "x2": 50}),
        ("chain", 15625, {"x": 18750, "y": 250}),
        ("mean", 770, {"x": [5, 10, 15, 20]}),
        ("mean_of_two", 2050, {"x1": [25, 40], "x2": [35, 50]}),
        ("quadratic_form", 28, {"x": [[0], [4], [8], [12]]}),
        ("sum_of_squares", 60, {"x": [[4, 8], [12, 16]]}),
        ("micrograd", 24.70408163, {"a": 138.8338192, "b": 645.5772595}),
        ("neuron", 0.7071067812, {"x1": -1.5, "x2": 0.5, "w1": 1.0, "w2": 0.0, "b": 0.5}),
        ("staged", 1.545644884, {"x": 2.059569796, "y": 1.592232751}),
        ("detached", 36, {"x": [0, 1, 4, 9]}),
        ("softmax", 0.4076059644, {"o": [0.09003057317, 0.2447284711, -0.3347590442]}),
        (
            "relu_net",
            10.98,
            {
                "W1": [[19.2, 0, 39.6], [-7.8, 0, -13.2]],
                "W2": [[8.82], [0], [6.27]],
            },
        ),
        ("ball", 100, {"x": 20}),
        ("quartic", 1145, {"x": -968}),
        ("rosenbrock", 24.2, {"x": -215.6, "y": -88}),
        ("cubic", 999.5, {}),
    ],
)
def test_an_example_gives_the_published_numbers(key, value, gradients):
    graph, found, trace = traced(BY_KEY[key])

    assert float(np.squeeze(trace.value(found.plan.root))) == pytest.approx(value, rel=1e-9)
    for name, gradient in gradients.items():
        arrived = trace.gradient(found.slots[graph.named(name).id])
        np.testing.assert_allclose(arrived, gradient, rtol=1e-8, atol=1e-12)


def test_only_the_parameters_of_a_layer_get_gradients():
    graph, found, trace = traced(BY_KEY["logits"])

    wanted = {n.name for n in graph.leaves if trace.gradient(found.slots[n.id]) is not None}

    assert {"w", "b"} <= wanted
    assert not graph.named("x").trainable
    assert not graph.named("y").trainable


def test_a_layer_of_neurons_has_the_gradient_of_the_textbook():
    graph, found, trace = traced(BY_KEY["layer"])
    leaf = {n.name: trace.value(found.slots[n.id]) for n in graph if n.name}

    y_hat = leaf["y_hat"]
    delta = (y_hat - leaf["y"]) * y_hat * (1 - y_hat)

    np.testing.assert_allclose(
        trace.gradient(found.slots[graph.named("W").id]), np.outer(delta, leaf["x"])
    )
    np.testing.assert_allclose(trace.gradient(found.slots[graph.named("b").id]), delta)


FINAL = {  # the loss at the end lies between these
    "square": (20, 20.001),
    "two_inputs": (0, 1e-6),
    "mean": (20, 20.001),
    "mean_of_two": (0, 1e-5),
    "quadratic_form": (0, 1e-9),
    "sum_of_squares": (0, 1e-9),
    "softmax": (0, 0.01),
    "logits": (0, 0.01),
    "layer": (0, 0.002),
    "relu_net": (0, 1e-9),
    "ball": (2.02e-7, 2.021e-7),  # 0.0004494759²
    "quartic": (-23.0001, -22.999),
    "rosenbrock": (0, 1e-5),
    "cubic": (9.0, 9.02),
    "old_faithful": (34.6, 34.75),
    "iris_logistic": (0.07, 0.1),
    "iris_network": (0.0, 0.05),
}


@pytest.mark.parametrize("key", [e.key for e in EXAMPLES if e.descent])
def test_a_descent_reaches_a_sensible_loss(key):
    settings = BY_KEY[key].descent
    _, found, _ = traced(BY_KEY[key])
    descent = Descent(
        found.plan, settings["params"], lr=settings["lr"], momentum=settings["momentum"]
    )

    for _ in range(settings["steps"]):
        assert descent.step(), descent.stopped

    low, high = FINAL[key]
    assert low <= descent.history.loss[-1] <= high


def test_the_line_through_old_faithful_is_the_least_squares_line():
    settings = BY_KEY["old_faithful"].descent
    _, found, _ = traced(BY_KEY["old_faithful"])
    descent = Descent(found.plan, ["w", "b"], lr=settings["lr"], momentum=settings["momentum"])
    for _ in range(2000):
        descent.step()

    leaves = {leaf.label: leaf.value for leaf in found.plan.leaves}
    slope, intercept = np.polyfit(leaves["x"], leaves["y"], 1)
    assert float(descent.values["w"]) == pytest.approx(slope, rel=1e-4)
    assert float(descent.values["b"]) == pytest.approx(intercept, rel=1e-4)


def test_the_cubic_follows_the_published_path():
    _, found, _ = traced(BY_KEY["cubic"])
    descent = Descent(found.plan, ["a", "b", "c", "d"], lr=1e-6)

    for _ in range(2000):
        descent.step()

    assert descent.history.loss[1999] == pytest.approx(9.013758405, rel=1e-8)
    assert float(descent.history.params["b"][2000]) == pytest.approx(0.8431110676, rel=1e-8)
    assert float(descent.history.params["d"][2000]) == pytest.approx(-0.09139167217, rel=1e-8)
