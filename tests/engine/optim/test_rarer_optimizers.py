"""ASGD and Adafactor go where torch's go: the figures are torch's after 20 steps in float64."""

import numpy as np
import pytest

import engine
from engine import optim
from engine.errors import RangeError
from tests.engine.refusals import refused

CASES = [
    (
        "ASGD",
        {},
        [[0.5203161016318345, -0.7690762512972937, 0.5344142608144758],
         [0.858119081260023, 0.761000530459075, -0.7946046245901386]],
        [0.7292871750949317, -1.7039610923123507],
    ),
    (
        "ASGD",
        {"lr": 0.1, "lambd": 0.01, "alpha": 0.5, "t0": 3.0, "weight_decay": 0.1},
        [[0.25863091777902364, 0.15217177162454162, 0.258410815332553],
         [-0.27973834201844344, 0.2340464443864491, -0.2799007952779752]],
        [0.06121486047525436, -0.09478330867077175],
    ),
    (
        "Adafactor",
        {},
        [[0.9458765211973629, -1.6857082075007859, 0.5405519887468858],
         [1.6756181423402396, 0.9457551864880476, -0.7845288069406291]],
        [0.7520895152712531, -1.7643688036401366],
    ),
    (
        "Adafactor",
        {"lr": 0.1, "beta2_decay": -0.5, "eps": (1e-8, 1e-2), "d": 1.5, "weight_decay": 0.1},
        [[0.41433113446341596, -0.5350003315946402, 0.17727488124558974],
         [0.5034612286129475, 0.5163886509750304, -0.2589921372180673]],
        [0.0705346990170623, -0.442851553762865],
    ),
]  # fmt: skip


@pytest.fixture
def _double():
    """The steps are kept in the default dtype; the figures are of float64."""
    engine.set_default_dtype(engine.float64)
    yield
    engine.set_default_dtype(engine.float32)


def run(kind, settings):
    w = engine.tensor([[1.0, -2.0, 0.5], [2.0, 1.0, -1.0]], requires_grad=True)
    v = engine.tensor([1.0, -2.0], requires_grad=True)
    optimizer = getattr(optim, kind)([w, v], **settings)
    for _ in range(20):
        optimizer.zero_grad()
        ((w**4).sum() + (v @ w).cos().sum() + (v * v).sum()).backward()
        optimizer.step()
    return w, v, optimizer


@pytest.mark.usefixtures("_double")
@pytest.mark.parametrize(("kind", "settings", "w_end", "v_end"), CASES)
def test_twenty_steps_end_where_torch_ends(kind, settings, w_end, v_end):
    w, v, _ = run(kind, settings)

    np.testing.assert_allclose(w.tolist(), w_end, rtol=1e-9)
    np.testing.assert_allclose(v.tolist(), v_end, rtol=1e-9)


@pytest.mark.usefixtures("_double")
def test_the_average_of_the_path_begins_after_t0():
    _, last, early = run("ASGD", {})
    _, v, late = run("ASGD", CASES[1][1])

    assert early.state[last]["ax"].tolist() == last.tolist()
    np.testing.assert_allclose(late.state[v]["ax"].tolist(), [0.2511, -0.4425], atol=1e-4)


def test_a_matrix_keeps_one_number_per_row_and_column():
    w, v, optimizer = run("Adafactor", {"maximize": True})

    assert {name: tuple(part.shape) for name, part in optimizer.state[w].items()} == {
        "step": (),
        "row_var": (2, 1),
        "col_var": (1, 3),
    }
    assert optimizer.state[v]["variance"].shape == (2,)


REFUSED = [
    (
        lambda: optim.ASGD([engine.ones(1, requires_grad=True)], lr=-1),
        RangeError,
        "ASGD: lr is -1",
        "give a number of at least 0",
    ),
    (
        lambda: optim.Adafactor([engine.ones(1, requires_grad=True)], beta2_decay=0.1),
        RangeError,
        "Adafactor: beta2_decay is 0.1",
        "give 0 or less",
    ),
    (
        lambda: optim.Adafactor([engine.ones(1, requires_grad=True)], d=0.5),
        RangeError,
        "Adafactor: d is 0.5",
        "give a number of at least 1",
    ),
]


@pytest.mark.parametrize("refusal", REFUSED, ids=lambda refusal: refusal[2])
def test_settings_outside_their_range_are_refused(refusal):
    refused(refusal)
