"""Losses: values, targets, and what they refuse."""

import math

import numpy as np
import pytest

import engine
from engine.errors import AxisError, DtypeError, RangeError, ShapeError

LOGITS = engine.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])


def test_cross_entropy_is_the_mean_of_minus_log_softmax():
    loss = engine.OPS["cross_entropy"](LOGITS, engine.tensor([2, 0]))

    assert loss.item() == pytest.approx((0.4076059644 + math.log(3)) / 2, rel=1e-6)


def test_class_numbers_may_come_as_whole_floats():
    loss = engine.OPS["cross_entropy"](LOGITS, np.array([2.0, 0.0]))

    assert loss.item() == pytest.approx((0.4076059644 + math.log(3)) / 2, rel=1e-6)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_rows_of_the_class_that_is_ignored_count_nothing(reduction):
    row = [math.exp(k) for k in (1.0, 2.0, 3.0)]
    slope = [each / sum(row) - (k == 1) for k, each in enumerate(row)]
    x = engine.tensor([[9.0, math.inf, 0.0], [1.0, 2.0, 3.0]], requires_grad=True)
    target = engine.tensor([-100, 1])

    def loss(x):
        return engine.OPS["cross_entropy"](x, target, reduction=reduction).sum()

    for found in (loss(x), engine.compile(loss)(x)):
        assert found.item() == pytest.approx(math.log(sum(row)) - 2.0, rel=1e-6)
        (gradient,) = engine.autograd.grad(found, x)
        assert np.allclose(gradient.numpy(), [[0.0, 0.0, 0.0], slope], atol=1e-6)


def test_the_mean_of_no_rows_is_not_a_number():
    x = engine.tensor([[1.0, 2.0]], requires_grad=True)
    loss = engine.OPS["cross_entropy"](x, engine.tensor([-100]))
    loss.backward()

    assert math.isnan(loss.item())
    assert x.grad.tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize(
    ("target", "error", "words"),
    [
        ([0.5, 1.0], DtypeError, "are not class numbers"),
        ([1], ShapeError, r"logits \(2, 3\), target \(1,\)"),
        ([0, 3], AxisError, "class 3 with 3 classes"),
    ],
)
def test_targets_of_cross_entropy_are_checked(target, error, words):
    with pytest.raises(error, match=words):
        engine.OPS["cross_entropy"](LOGITS, engine.tensor(target))


def test_logits_and_targets_have_one_shape():
    with pytest.raises(ShapeError, match="one target per logit"):
        engine.binary_cross_entropy_with_logits(LOGITS, engine.ones(3))


def test_an_unknown_reduction_is_refused():
    with pytest.raises(RangeError, match="'median' is not known; use 'mean'"):
        engine.mse_loss(LOGITS, LOGITS, reduction="median")


def test_large_logits_stay_finite():
    loss = engine.binary_cross_entropy_with_logits(
        engine.tensor([1000.0, -1000.0]), engine.tensor([1.0, 0.0])
    )

    assert loss.item() == 0
