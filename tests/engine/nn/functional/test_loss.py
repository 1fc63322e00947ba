"""Losses: values, reductions, warnings, and what they refuse."""

import math

import pytest

import engine
import engine.nn.functional as F
from engine.errors import AxisError, DtypeError, RangeError, ShapeError

LOGITS = engine.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
ZEROS = engine.zeros(2)
CLASSES = engine.tensor([2, 0])
ONE = 0.4076059644  # −ln softmax([1, 2, 3])[2]


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (F.cross_entropy(LOGITS, CLASSES), (ONE + math.log(3)) / 2),
        (F.cross_entropy(LOGITS, engine.tensor([2, -100])), ONE),
        (F.cross_entropy(LOGITS, engine.tensor([2.0, 0.0])), (ONE + math.log(3)) / 2),
        (F.cross_entropy(LOGITS[0], CLASSES[0]), ONE),
        (F.cross_entropy(LOGITS, engine.tensor([[0, 0.5, 0.5], [1, 0, 0]])), 1.0031090975),
        (
            F.cross_entropy(LOGITS, CLASSES, engine.tensor([1.0, 2, 3]), label_smoothing=0.1),
            0.6309660077,
        ),
        (F.nll_loss(LOGITS, CLASSES, engine.tensor([1.0, 2, 3])), -9 / 4),
        (F.mse_loss(LOGITS, LOGITS * 0, weight=LOGITS), (1 + 8 + 27) / 6),
        (F.l1_loss(LOGITS, LOGITS * 0, reduction="sum"), 6),
        (F.smooth_l1_loss(engine.tensor([0.5, 3]), engine.zeros(2)), (0.125 + 2.5) / 2),
        (F.huber_loss(engine.tensor([0.5, 3]), engine.zeros(2), delta=2.0), (0.125 + 4) / 2),
        (F.binary_cross_entropy(engine.tensor([0.0, 1]), engine.tensor([1.0, 1])), 50),
        (F.kl_div(engine.zeros(2), engine.tensor([0.0, 1.0]), reduction="sum"), 0),
        (F.gaussian_nll_loss(CLASSES * 1.0, ZEROS, engine.ones(2), full=True), 1.91893853),
        (F.poisson_nll_loss(ZEROS + 1, engine.tensor([3.0, 3]), full=True), 1.48236337),
        (F.soft_margin_loss(engine.zeros(2), engine.ones(2)), math.log(2)),
        (F.hinge_embedding_loss(engine.tensor([0.3, 0.4]), engine.tensor([1, -1])), 0.45),
        (F.margin_ranking_loss(engine.ones(1), engine.zeros(1), engine.tensor([-1.0])), 1),
        (F.multi_margin_loss(LOGITS, CLASSES), (0 + 2 / 3) / 2),
        (F.multilabel_margin_loss(LOGITS, engine.tensor([[2, -1, 0], [0, 1, -1]])), 1 / 3),
        (F.multilabel_soft_margin_loss(engine.zeros(2, 3), engine.ones(2, 3)), math.log(2)),
        (F.triplet_margin_loss(LOGITS, LOGITS, LOGITS), 1),
    ],
)  # fmt: skip
def test_a_loss_has_its_value(loss, expected):
    assert loss.item() == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_logits_of_several_places_are_compared_place_by_place():
    logits = LOGITS.reshape(1, 2, 3).permute((0, 2, 1))

    losses = F.cross_entropy(logits, engine.tensor([[2, 0]]), reduction="none")

    assert losses.shape == (1, 2)
    assert losses.tolist()[0] == pytest.approx([ONE, math.log(3)])


def test_linear_cross_entropy_is_the_two_in_one():
    weight = engine.tensor([[1.0, 0], [0, 1.0], [1, 1]])
    x = engine.tensor([[1.0, 2.0]])

    loss = F.linear_cross_entropy(x, weight, engine.tensor([2]))

    assert loss.item() == pytest.approx(ONE)


def test_large_logits_stay_finite_with_weights():
    loss = F.binary_cross_entropy_with_logits(
        engine.tensor([1000.0, -1000.0]), engine.tensor([1.0, 0.0]), pos_weight=engine.tensor(3.0)
    )

    assert loss.item() == 0


def test_a_loss_that_broadcasts_warns():
    column, row = engine.zeros(3, 1), engine.zeros(3)

    with pytest.warns(UserWarning, match="different to the input size") as caught:
        F.mse_loss(column, row)

    assert "mse_loss broadcasts to (3, 3)" in str(caught[0].message)
    assert caught[0].filename == __file__


def test_the_old_arguments_of_reduction_are_honoured_with_a_warning():
    with pytest.warns(UserWarning, match="reduction='sum'"):
        loss = F.mse_loss(LOGITS, LOGITS * 0, size_average=False)

    assert loss.item() == 14


def test_a_small_variance_is_bounded():
    loss = F.gaussian_nll_loss(engine.zeros(1), engine.zeros(1), 0.0)

    assert loss.item() == pytest.approx(0.5 * math.log(1e-6))


def test_all_targets_ignored_gives_nan():
    assert math.isnan(F.nll_loss(LOGITS, engine.tensor([-100, -100])).item())


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.cross_entropy(LOGITS, engine.tensor([3, 0])), AxisError, "from 0"),
        (lambda: F.cross_entropy(LOGITS, engine.tensor([1])), ShapeError, "class numbers"),
        (lambda: F.cross_entropy(LOGITS, engine.tensor([0.5, 1])), DtypeError, "whole numbers"),
        (
            lambda: F.cross_entropy(LOGITS, CLASSES, label_smoothing=2.0),
            RangeError,
            "label_smoothing",
        ),
        (lambda: F.nll_loss(LOGITS, CLASSES, engine.ones(2)), ShapeError, "one per class"),
        (lambda: F.l1_loss(LOGITS, LOGITS, reduction="max"), RangeError, "not known"),
        (lambda: F.binary_cross_entropy(LOGITS, LOGITS), ShapeError, "between 0 and 1"),
        (lambda: F.huber_loss(LOGITS, LOGITS, delta=0.0), RangeError, "more than 0"),
        (lambda: F.smooth_l1_loss(LOGITS, LOGITS, beta=-1.0), RangeError, "at least 0"),
        (lambda: F.gaussian_nll_loss(LOGITS, LOGITS, -1.0), RangeError, "negative"),
        (lambda: F.triplet_margin_loss(LOGITS, LOGITS, LOGITS, -1.0), RangeError, "margin"),
        (lambda: F.multi_margin_loss(LOGITS, CLASSES, p=3), ShapeError, "p 1 or 2"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
