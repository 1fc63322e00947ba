"""Normalisation: statistics, running averages, and what it refuses."""

import math

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import ArgumentError, ShapeError

BATCH = engine.tensor([[1.0, 10], [3, 10], [5, 40]])


def test_training_uses_the_batch_and_moves_the_running_statistics():
    mean, var = engine.zeros(2), engine.ones(2)

    z = F.batch_norm(BATCH, mean, var, training=True, momentum=0.1)

    np.testing.assert_allclose(z._array.mean(0), 0, atol=1e-6)
    assert mean.tolist() == pytest.approx([0.3, 2])
    assert var.tolist() == pytest.approx([0.9 + 0.1 * 4, 0.9 + 0.1 * 300])


def test_moving_the_running_statistics_leaves_no_history():
    mean, x = engine.zeros(2), engine.tensor(BATCH.tolist(), requires_grad=True)

    F.batch_norm(x, mean, None, training=True)

    assert not mean.requires_grad


def test_evaluation_uses_the_running_statistics():
    z = F.batch_norm(BATCH, engine.tensor([1.0, 10]), engine.tensor([4.0, 100]), eps=0.0)

    assert z.tolist() == [[0, 0], [1, 0], [2, 3]]


def test_each_layer_group_and_instance_is_normalised_by_itself():
    x = engine.tensor([[[1.0, 3], [5, 7]]])
    edge = 1 / math.sqrt(1 + 1e-5)

    assert F.layer_norm(x, (2,)).tolist()[0][1] == pytest.approx([-edge, edge])
    assert F.instance_norm(x).tolist()[0][0] == pytest.approx([-edge, edge])
    assert F.group_norm(x, 1).tolist()[0][0] == pytest.approx([-1.3416394, -0.4472131])


def test_instance_norm_averages_the_running_statistics_over_the_batch():
    mean, var = engine.zeros(1), engine.zeros(1)

    F.instance_norm(engine.tensor([[[1.0, 3]], [[5, 5]]]), mean, var, momentum=1.0)

    assert (mean.item(), var.item()) == (3.5, 1)


def test_rms_norm_divides_by_the_root_mean_square():
    assert F.rms_norm(engine.tensor([3.0, 4]), (2,)).tolist() == pytest.approx(
        [3 / math.sqrt(12.5), 4 / math.sqrt(12.5)]
    )


def test_local_response_norm_looks_at_neighbouring_channels():
    z = F.local_response_norm(engine.ones(1, 3, 1), 2, alpha=2.0, beta=1.0)

    assert z.tolist()[0] == [[0.5], [pytest.approx(1 / 3)], [pytest.approx(1 / 3)]]


def test_normalize_leaves_the_zero_vector():
    assert F.normalize(engine.tensor([[3.0, 4], [0, 0]])).tolist() == [
        pytest.approx([0.6, 0.8]),
        [0, 0],
    ]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.batch_norm(BATCH, None, None), ArgumentError, "training=True"),
        (lambda: F.batch_norm(BATCH[:1], None, None, training=True), ShapeError, "larger batch"),
        (lambda: F.batch_norm(BATCH, engine.ones(3), None, training=True), ShapeError, "\\(2,\\)"),
        (lambda: F.layer_norm(BATCH, (3,)), ShapeError, "last dimensions"),
        (lambda: F.layer_norm(BATCH, (2,), engine.ones(3)), ShapeError, "weight or bias"),
        (lambda: F.group_norm(BATCH, 3), ShapeError, "multiple of the groups"),
        (lambda: F.instance_norm(BATCH), ShapeError, "more than one element"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_one_value_is_no_group():
    with pytest.raises(ShapeError, match="one value per group"):
        F.group_norm(engine.ones(1, 2), 2)
