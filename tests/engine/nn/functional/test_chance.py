"""Functions that draw random numbers: dropout, rrelu and gumbel_softmax."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import RangeError, ShapeError


@pytest.fixture(autouse=True)
def _seed():
    engine.manual_seed(0)


def test_dropout_drops_a_share_and_scales_the_rest():
    z = F.dropout(engine.ones(1000), 0.25)._array

    assert set(np.unique(z)) == {0, np.float32(1 / 0.75)}
    assert 0.2 < (z == 0).mean() < 0.3


def test_the_gradient_is_dropped_alike():
    x = engine.ones(20, requires_grad=True)

    z = F.dropout(x)
    z.sum().backward()

    assert x.grad.tolist() == z.tolist()


def test_nothing_is_dropped_outside_of_training():
    x = engine.ones(3)

    assert F.dropout(x, training=False) is x
    assert F.dropout(x, 1.0).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("drop", "shape"),
    [(F.dropout1d, (8, 9)), (F.dropout2d, (2, 8, 3, 3)), (F.dropout3d, (8, 3, 2, 2))],
)
def test_whole_channels_are_dropped(drop, shape):
    z = drop(engine.ones(*shape))._array
    channels = z.reshape(16 if len(shape) == 4 and shape[0] == 2 else 8, -1)

    assert {tuple(np.unique(row)) for row in channels} == {(0.0,), (2.0,)}


def test_alpha_dropout_keeps_mean_and_variance():
    z = F.alpha_dropout(engine.randn(20000), 0.3, training=True)._array

    assert abs(z.mean()) < 0.03
    assert abs(z.std() - 1) < 0.03


def test_slopes_of_rrelu_lie_between_its_bounds():
    z = F.rrelu(-engine.ones(100), 0.1, 0.4, training=True)._array

    assert -0.4 <= z.min() < z.max() <= -0.1


def test_a_hard_gumbel_draw_is_one_hot_with_a_soft_gradient():
    x = engine.zeros(5, 3, requires_grad=True)

    z = F.gumbel_softmax(x, hard=True)
    z[:, 0].sum().backward()

    assert z._array.sum(1) == pytest.approx([1] * 5)
    assert np.abs(x.grad._array).sum() > 0


def test_the_same_seed_drops_the_same():
    first = F.dropout(engine.ones(50)).tolist()
    engine.manual_seed(0)

    assert F.dropout(engine.ones(50)).tolist() == first


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: F.dropout(engine.ones(2), 1.5), ShapeError),
        (lambda: F.dropout1d(engine.ones(2)), ShapeError),
        (lambda: F.rrelu(engine.ones(2), 0.5, 0.1), ShapeError),
        (lambda: F.gumbel_softmax(engine.ones(2), tau=0), RangeError),
    ],
)
def test_what_does_not_fit_is_refused(call, error):
    with pytest.raises(error):
        call()


def test_alpha_dropout_refuses_what_is_no_probability():
    with pytest.raises(ShapeError, match="between 0 and 1"):
        F.alpha_dropout(engine.ones(2), 1.5)
