"""The other arguments of the functions: each against a plainer call, and shapes they refuse."""

import math
import warnings

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import DtypeError, EngineError, ShapeError
from engine.tensor import from_array

RNG = np.random.default_rng(1)
X, Y = from_array(RNG.uniform(0.1, 0.9, (2, 3))), from_array(RNG.uniform(0.1, 0.9, (2, 3)))
W = from_array(RNG.uniform(0.5, 2, (2, 3)))
LABELS = from_array(np.array([2, 0]))
PLANE = from_array(RNG.normal(size=(1, 2, 4, 4)))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (F.tanh(X), X.tanh()),
        (F.silu(X), X * F.sigmoid(X)),
        (F.prelu(X[0], from_array(np.array([0.5]))), X[0]),
        (F.relu(X - 0.5, inplace=True), F.relu(X - 0.5)),
        (F.l1_loss(X, Y, weight=W), (W * (X - Y).abs()).sum() / W.sum()),
        (F.mse_loss(X, Y, weight=W, reduction="sum"), (W * (X - Y) * (X - Y)).sum()),
        (F.huber_loss(X, Y, weight=W), (W * (X - Y) * (X - Y) * 0.5).mean()),
        (F.smooth_l1_loss(X, Y, beta=0.0), F.l1_loss(X, Y)),
        (F.kl_div(X, Y.log(), log_target=True), F.kl_div(X, Y)),
        (F.kl_div(X, Y, reduction="batchmean"), F.kl_div(X, Y, reduction="sum") / 2),
        (F.poisson_nll_loss(X, Y, log_input=False, eps=0.0), F.poisson_nll_loss(X.log(), Y)),
        (F.gaussian_nll_loss(X, Y, W[:, :1]), F.gaussian_nll_loss(X, Y, W[:, 0])),
        (
            F.binary_cross_entropy(X, Y, W, reduction="none"),
            W * F.binary_cross_entropy(X, Y, reduction="none"),
        ),
        (
            F.binary_cross_entropy_with_logits(X, Y, W * 0 + 1),
            F.binary_cross_entropy(F.sigmoid(X), Y),
        ),
        (
            F.multi_margin_loss(X, LABELS, weight=from_array(np.full(3, 2.0))),
            F.multi_margin_loss(X, LABELS) * 2,
        ),
        (F.multi_margin_loss(X[0, 0], from_array(np.array(0))), X[0, 0] * 0),
        (F.multilabel_margin_loss(X[0, 0], from_array(np.array(0))), X[0, 0] * 0),
        (F.multilabel_soft_margin_loss(X, Y, W * 0 + 3), F.multilabel_soft_margin_loss(X, Y) * 3),
        (
            F.cross_entropy(X, LABELS, label_smoothing=0.3),
            F.cross_entropy(X, F.one_hot(LABELS) * 1.0, label_smoothing=0.3),
        ),
        (
            F.cross_entropy(X, LABELS, label_smoothing=1.0, reduction="sum"),
            -F.log_softmax(X, 1).sum() / 3,
        ),
        (F.cross_entropy(X, Y, from_array(np.ones(3)), reduction="sum"), F.cross_entropy(X, Y) * 2),
        (F.triplet_margin_with_distance_loss(X, Y, W), F.triplet_margin_loss(X, Y, W)),
        (
            F.cosine_embedding_loss(X[0], Y[0], from_array(np.array(1))),
            1 - F.cosine_similarity(X[0], Y[0], 0),
        ),
        (F.upsample(PLANE, 8), F.interpolate(PLANE, (8, 8))),
        (F.upsample_nearest(PLANE, scale_factor=2), F.interpolate(PLANE, 8)),
        (
            F.upsample_bilinear(PLANE, 3),
            F.interpolate(PLANE, 3, mode="bilinear", align_corners=True),
        ),
        (F.unfold(PLANE[0], 2), F.unfold(PLANE, 2)[0]),
        (F.fold(F.unfold(PLANE[0], 4), 4, 4), PLANE[0]),
        (F.dropout3d(PLANE, training=False), PLANE),
        (
            F.instance_norm(
                PLANE,
                from_array(np.zeros(2)),
                from_array(np.ones(2)),
                use_input_stats=False,
                eps=0.0,
            ),
            PLANE,
        ),
        (F.adaptive_max_pool2d_with_indices(PLANE, 2)[0], F.max_pool2d(PLANE, 2)),
        (F.avg_pool2d(PLANE, (2, 1), []), F.avg_pool2d(PLANE, (2, 1))),
    ],
)
def test_a_variant_agrees_with_a_plainer_call(found, expected):
    np.testing.assert_allclose(found._array, expected._array, rtol=1e-7, atol=1e-12)


def test_softmax_without_a_dimension_chooses_one_and_warns():
    with pytest.warns(UserWarning, match="Implicit dimension choice for softmax"):
        z = F.softmax(X)

    np.testing.assert_allclose(z._array.sum(1), 1)


def test_a_hot_gumbel_draw_without_hard_is_soft():
    z = F.gumbel_softmax(X, tau=0.5)

    np.testing.assert_allclose(z._array.sum(1), 1)


def test_dropout_of_odd_dimensions_warns():
    with pytest.warns(UserWarning, match="5-D input to dropout2d"):
        F.dropout2d(engine.ones(1, 1, 1, 1, 1))
    with pytest.warns(UserWarning, match="3-D input to dropout3d"):
        F.dropout3d(engine.ones(1, 1, 1))


def test_shapes_that_do_not_broadcast_are_an_error_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ShapeError, match="do not fit together"):
            F.mse_loss(X, X[:, :2])


def test_an_empty_batch_is_normalised_to_itself():
    assert F.batch_norm(engine.zeros(0, 2), None, None, training=True).shape == (0, 2)
    assert F.local_response_norm(engine.zeros(0, 2, 2), 2).shape == (0, 2, 2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: F.prelu(X, engine.ones(2)),
        lambda: F.glu(X),
        lambda: F.hardtanh(X, 1.0, -1.0),
        lambda: F.celu(X, 0.0),
        lambda: F.softshrink(X, -1.0),
        lambda: F.gelu(X, approximate="sigmoid"),
        lambda: F.linear(X, engine.ones(4, 2)),
        lambda: F.bilinear(X, X, from_array(np.ones((1, 2, 3)))),
        lambda: F.nll_loss(X, X),
        lambda: F.linear_cross_entropy(X[0, 0], X, LABELS),
        lambda: F.linear_cross_entropy(X, X, from_array(np.ones((2, 2))), ignore_index=0),
        lambda: F.binary_cross_entropy(X, LABELS),
        lambda: F.binary_cross_entropy_with_logits(X, LABELS, W),
        lambda: F.multi_margin_loss(X, LABELS + 2),
        lambda: F.multilabel_margin_loss(X, LABELS),
        lambda: F.pdist(X[0]),
        lambda: F.cosine_embedding_loss(X, X, X),
        lambda: F.margin_ranking_loss(X, X, LABELS),
        lambda: F.triplet_margin_loss(X, X, X[0]),
        lambda: F.huber_loss(X, X, weight=LABELS),
        lambda: F.l1_loss(X, X, weight=LABELS),
        lambda: F.gaussian_nll_loss(X, X, engine.ones(3)),
        lambda: F.unfold(X, 2),
        lambda: F.unfold(PLANE, 9),
        lambda: F.grid_sample(PLANE, PLANE, "linear"),
        lambda: F.grid_sample(PLANE, PLANE, padding_mode="wrap"),
        lambda: F.affine_grid(PLANE, (1, 2)),
        lambda: F.interpolate(X, 3),
        lambda: F.interpolate(PLANE, (3,)),
        lambda: F.interpolate(PLANE, 3, recompute_scale_factor=True),
        lambda: F.pad(X, (1, 1, 1, 1), "reflect"),
        lambda: F.pad(X, (-2, -2)),
        lambda: F.pixel_unshuffle(PLANE, 3),
        lambda: F.channel_shuffle(PLANE, 3),
        lambda: F.batch_norm(X[0], None, None, training=True),
        lambda: F.local_response_norm(X, 2),
        lambda: F.feature_alpha_dropout(X[0], training=True),
        lambda: F.embedding(LABELS, X[0]),
        lambda: F.embedding_bag(LABELS, X[0], LABELS),
        lambda: F.embedding_bag(LABELS, X, LABELS),
        lambda: F.embedding_bag(LABELS.reshape(1, 2), X, LABELS),
        lambda: F.embedding_bag(LABELS, X, LABELS, mode="sum", per_sample_weights=X),
        lambda: F.embedding_bag(LABELS, X, LABELS, per_sample_weights=X[0, :2]),
        lambda: F.one_hot(X),
        lambda: F.one_hot(LABELS[:0]),
        lambda: F.fractional_max_pool2d(PLANE, 3, 4),
        lambda: F.max_unpool2d(PLANE, LABELS, 2),
        lambda: F.max_unpool1d(X, from_array(np.zeros((2, 3), int)), 2, output_size=(9,)),
        lambda: F.avg_pool2d(engine.zeros(1, 2, 0, 4), 2),
        lambda: F.conv1d(X, from_array(np.ones((1, 2, 2))), groups=0),
        lambda: F.conv1d(X, from_array(np.ones((1, 2, 2))), stride=(1, 2)),
        lambda: F.conv_transpose1d(X, from_array(np.ones((1, 2, 2)))),
        lambda: F.conv_transpose1d(X, from_array(np.ones((2, 2, 2))), padding=4),
    ],
)
def test_what_does_not_fit_is_refused_with_a_remedy(call):
    with pytest.raises(EngineError) as caught:
        call()

    assert caught.value.remedy


def test_a_linear_map_wants_one_dtype():
    with pytest.raises(DtypeError, match="make them the same"):
        F.linear(X, engine.ones(4, 3))


def test_an_infinite_logit_is_no_worse_than_in_torch():
    z = F.softmax(engine.tensor([-math.inf, 0.0]), 0)

    assert z.tolist() == [0, 1]


def test_a_linear_map_by_one_row_loses_the_last_axis():
    x, w = engine.ones(2, 3), engine.tensor([1.0, 2.0, 3.0])

    assert F.linear(x, w).tolist() == [6, 6]
    assert F.linear(x, w, engine.tensor(1.0)).tolist() == [7, 7]
