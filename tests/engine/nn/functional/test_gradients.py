"""Composed functions against central differences, to first and second order."""

import numpy as np
import pytest

import engine.nn.functional as F
from engine.autograd.gradients import grad
from engine.op import OPS
from engine.tensor import from_array
from tests.engine.differences import central, leaves

LABELS = from_array(np.array([2, 0]))
SIGNS = from_array(np.array([1.0, -1.0]))
CALLS = {
    "prelu": (lambda x, w: F.prelu(x, w), (2, 3), (3,)),
    "rrelu": (lambda x: F.rrelu(x), (5,)),
    "glu": (lambda x: F.glu(x, 0), (4, 2)),
    "softsign": (F.softsign, (4,)),
    "tanhshrink": (F.tanhshrink, (4,)),
    "softmin": (lambda x: F.softmin(x, 1), (2, 3)),
    "unfold": (lambda x: F.unfold(x, 2, padding=1, stride=2), (1, 2, 3, 4)),
    "fold": (lambda x: F.fold(x, (3, 4), 2, stride=(1, 2)), (8, 4)),
    "lp_pool": (lambda x: F.lp_pool2d(x * x + 1, 3, 2), (1, 4, 4)),
    "adaptive_avg_pool": (lambda x: F.adaptive_avg_pool2d(x, (2, 3)), (1, 1, 5, 4)),
    "adaptive_max_pool": (lambda x: F.adaptive_max_pool1d(x, 3), (2, 7)),
    "reflect": (lambda x: F.pad(x, (2, 1), "reflect"), (2, 4)),
    "replicate": (lambda x: F.pad(x, (2, -1, 1, 1), "replicate"), (2, 3, 4)),
    "circular": (lambda x: F.pad(x, (3, 1), "circular"), (2, 4)),
    "pixel_shuffle": (lambda x: F.pixel_shuffle(x, 2), (4, 2, 1)),
    "pixel_unshuffle": (lambda x: F.pixel_unshuffle(x, 2), (2, 4, 2)),
    "channel_shuffle": (lambda x: F.channel_shuffle(x, 2), (1, 4, 2)),
    "bilinear_image": (lambda x: F.interpolate(x, (5, 2), mode="bilinear"), (1, 1, 3, 4)),
    "bicubic_image": (lambda x: F.interpolate(x, scale_factor=1.5, mode="bicubic"), (1, 1, 3, 4)),
    "trilinear": (lambda x: F.interpolate(x, (3, 1, 3), mode="trilinear"), (1, 1, 2, 2, 2)),
    "area": (lambda x: F.interpolate(x, 3, mode="area"), (1, 1, 4)),
    "grid_sample": (
        lambda x, g: F.grid_sample(x, g * 0.4, align_corners=False),
        (1, 2, 3, 4),
        (1, 2, 2, 2),
    ),
    "bicubic_grid": (
        lambda x, g: F.grid_sample(x, g * 0.4, "bicubic", "border", align_corners=True),
        (1, 1, 4, 4),
        (1, 1, 3, 2),
    ),
    "affine_grid": (lambda t: F.affine_grid(t, (1, 1, 2, 3), align_corners=True), (1, 2, 3)),
    "linear": (F.linear, (2, 3), (4, 3), (4,)),
    "bilinear": (F.bilinear, (2, 3), (2, 4), (2, 3, 4), (2,)),
    "batch_norm": (lambda x, w, b: F.batch_norm(x, None, None, w, b, True), (4, 2), (2,), (2,)),
    "instance_norm": (lambda x: F.instance_norm(x), (1, 2, 4)),
    "layer_norm": (lambda x, w, b: F.layer_norm(x, (3,), w, b), (2, 3), (3,), (3,)),
    "group_norm": (lambda x, w, b: F.group_norm(x, 2, w, b), (2, 4, 2), (4,), (4,)),
    "rms_norm": (lambda x, w: F.rms_norm(x, (3,), w), (2, 3), (3,)),
    "local_response_norm": (lambda x: F.local_response_norm(x, 3, 0.5), (1, 4, 2)),
    "normalize": (F.normalize, (2, 3)),
    "cosine_similarity": (F.cosine_similarity, (2, 3), (1, 3)),
    "pairwise_distance": (F.pairwise_distance, (2, 3), (2, 3)),
    "pdist": (F.pdist, (4, 2)),
    "attention": (
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
        (3, 2),
        (3, 2),
        (3, 4),
    ),
    "cross_entropy": (lambda x: F.cross_entropy(x, LABELS, label_smoothing=0.2), (2, 3)),
    "soft_cross_entropy": (F.cross_entropy, (2, 3), (2, 3)),
    "bce": (
        lambda x, p: F.binary_cross_entropy_with_logits(x, x * 0.1 + 0.5, pos_weight=p),
        (2, 3),
        (3,),
    ),
    "smooth_l1": (lambda x, y: F.smooth_l1_loss(x, y, beta=0.5), (6,), (6,)),
    "huber": (lambda x, y: F.huber_loss(x, y, delta=0.7), (6,), (6,)),
    "kl_div": (lambda x, t: F.kl_div(x, t * t + 0.1, reduction="batchmean"), (2, 3), (2, 3)),
    "gaussian_nll": (lambda x, v: F.gaussian_nll_loss(x, x * 0, v * v + 0.1), (3,), (3,)),
    "multi_margin": (lambda x: F.multi_margin_loss(x, LABELS, p=2), (2, 3)),
    "hinge": (lambda x: F.hinge_embedding_loss(x, SIGNS), (2,)),
    "cosine_embedding": (lambda x, y: F.cosine_embedding_loss(x, y, SIGNS), (2, 3), (2, 3)),
    "triplet": (lambda a, p, n: F.triplet_margin_loss(a, p, n, swap=True), *[(2, 3)] * 3),
}


def _inputs(name):
    rng = np.random.default_rng(len(name))
    return [rng.uniform(-1.5, 1.5, shape) for shape in CALLS[name][1:]]


def _first(name, arrays, create_graph=False):
    """The tensors, and the gradients of a weighted sum of the result by each of them."""
    tensors = leaves(arrays)
    z = CALLS[name][0](*tensors)
    w = np.random.default_rng(1).uniform(0.5, 1.5, z.shape)
    return tensors, grad(z, tensors, from_array(w), create_graph=create_graph)


@pytest.mark.parametrize("name", CALLS)
def test_gradients_agree_with_central_differences(name):
    arrays = _inputs(name)
    z = CALLS[name][0](*leaves(arrays))
    w = np.random.default_rng(1).uniform(0.5, 1.5, z.shape)

    _, found = _first(name, arrays)

    expected = central(
        lambda moved: float(np.sum(w * CALLS[name][0](*leaves(moved))._array)), arrays
    )
    for g, slope in zip(found, expected, strict=True):
        np.testing.assert_allclose(g._array, slope, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", CALLS)
def test_second_gradients_agree_with_central_differences_of_the_first(name):
    arrays = _inputs(name)

    tensors, found = _first(name, arrays, create_graph=True)
    total = sum(OPS["sum"](g) for g in found)
    second = grad(total, tensors, allow_unused=True) if total.requires_grad else [None] * 9

    expected = central(
        lambda moved: float(sum(np.sum(g._array) for g in _first(name, moved)[1])), arrays
    )
    for g, slope in zip(second, expected, strict=False):
        found = np.zeros(slope.shape) if g is None else g._array
        np.testing.assert_allclose(found, slope, rtol=1e-5, atol=2e-6)
