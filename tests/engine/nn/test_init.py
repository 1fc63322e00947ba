"""First values have the spread that their papers ask for, and leave no history."""

import math

import numpy as np
import pytest

import engine
from engine import nn
from engine.errors import EngineError, RangeError, ShapeError
from engine.nn import init


@pytest.fixture(autouse=True)
def seed():
    engine.manual_seed(0)


def weight(*shape):
    return nn.Parameter(engine.zeros(*shape))


@pytest.mark.parametrize(
    ("fill", "spread"),
    [
        (lambda w: init.uniform_(w, -1, 3), 4 / math.sqrt(12)),
        (lambda w: init.normal_(w, 1, 2), 2.0),
        (lambda w: init.xavier_uniform_(w, 2), 2 * math.sqrt(2 / 400)),
        (lambda w: init.xavier_normal_(w), math.sqrt(2 / 400)),
        (lambda w: init.kaiming_uniform_(w, nonlinearity="relu"), math.sqrt(2 / 300)),
        (lambda w: init.kaiming_normal_(w, 1, "fan_out"), math.sqrt(1 / 100)),
    ],
    ids=["uniform", "normal", "xavier u", "xavier n", "kaiming u", "kaiming n"],
)
def test_the_spread_is_the_one_asked_for(fill, spread):
    w = weight(100, 300)

    result = fill(w)

    assert result is w
    assert w.grad_fn is None
    assert w.requires_grad
    assert w.detach().numpy().std() == pytest.approx(spread, rel=0.02)


def test_constants_fill_and_the_identity_has_ones_on_its_diagonal():
    assert init.constant_(weight(2), 3.0).tolist() == [3.0, 3.0]
    assert init.ones_(weight(1)).tolist() == [1.0]
    assert init.zeros_(nn.Parameter(engine.ones(1))).tolist() == [0.0]
    assert init.eye_(weight(2, 3)).tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_a_dirac_kernel_passes_channels_on(axes):
    w = init.dirac_(weight(4, 2, *(3,) * axes), groups=2)
    x = engine.rand(1, 4, *(5,) * axes)

    z = getattr(nn.functional, f"conv{axes}d")(x, w, None, padding=1, groups=2)

    assert z.tolist() == x.tolist()


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (3, 2, 4)])
def test_orthogonal_rows_or_columns_are_orthonormal(shape):
    w = init.orthogonal_(weight(*shape), gain=2.0).detach().numpy().reshape(shape[0], -1)

    gram = w @ w.T if w.shape[0] < w.shape[1] else w.T @ w
    np.testing.assert_allclose(gram, 4 * np.eye(len(gram)), atol=1e-5)


def test_truncated_numbers_stay_within_their_bounds():
    w = init.trunc_normal_(weight(4000), 0.5, 1.0, -0.5, 1.5).detach().numpy()

    assert w.min() >= -0.5
    assert w.max() <= 1.5
    assert w.mean() == pytest.approx(0.5, abs=0.03)
    assert w.std() == pytest.approx(0.5396, abs=0.02)
    with pytest.warns(UserWarning, match="more than 2 std"):
        init.trunc_normal_(weight(3), 9.0)


def test_a_sparse_matrix_has_zeros_in_every_column():
    w = init.sparse_(weight(10, 4), 0.25).detach().numpy()

    assert (w == 0).sum(0).tolist() == [3, 3, 3, 3]


def test_gains_are_those_of_the_nonlinearities():
    assert init.calculate_gain("conv_transpose2d") == 1
    assert init.calculate_gain("tanh") == 5 / 3
    assert init.calculate_gain("relu") == math.sqrt(2)
    assert init.calculate_gain("leaky_relu") == pytest.approx(1.41414, abs=1e-5)
    assert init.calculate_gain("leaky_relu", 1) == 1.0
    assert init.calculate_gain("selu") == 0.75
    for name, parameter in (("sin", None), ("leaky_relu", True), ("leaky_relu", "x")):
        with pytest.raises(RangeError):
            init.calculate_gain(name, parameter)


def test_shapes_that_have_no_fan_are_refused():
    for call in (
        lambda: init.eye_(weight(2)),
        lambda: init.sparse_(weight(2), 0.1),
        lambda: init.dirac_(weight(2, 2)),
        lambda: init.dirac_(weight(3, 2, 2), 2),
        lambda: init.orthogonal_(weight(2)),
        lambda: init.xavier_normal_(weight(2)),
    ):
        with pytest.raises(ShapeError):
            call()
    with pytest.raises(EngineError, match="Mode up not supported"):
        init.kaiming_normal_(weight(2, 2), mode="up")


def test_nothing_is_drawn_for_tensors_without_elements():
    for fill in (init.kaiming_uniform_, init.kaiming_normal_):
        with pytest.warns(UserWarning, match="no-op"):
            assert fill(weight(0, 2)).shape == (0, 2)
    assert init.orthogonal_(weight(0, 2)).shape == (0, 2)


def test_a_generator_of_ones_own_is_used():
    first = init.normal_(weight(3), generator=engine.Generator().manual_seed(5)).tolist()

    assert init.normal_(weight(3), generator=engine.Generator().manual_seed(5)).tolist() == first
