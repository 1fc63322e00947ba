"""Attention of several heads: its masks, extra keys and forms of call agree with one another."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import ArgumentError, ShapeError
from engine.tensor import from_array

RNG = np.random.default_rng(0)
X = from_array(RNG.normal(size=(3, 2, 4)))
STACKED = from_array(RNG.normal(size=(12, 4)))
BIAS = from_array(RNG.normal(size=12))
OUT = from_array(RNG.normal(size=(4, 4)))


def attend(query=X, key=X, value=X, *, stacked=STACKED, extra=(None, None), zero=False, **more):
    """multi_head_attention_forward with two heads."""
    return F.multi_head_attention_forward(
        query, key, value, 4, 2, stacked, BIAS, *extra, zero, 0.0, OUT, None, **more
    )


def same(found, expected):
    np.testing.assert_allclose(found._array, expected._array, rtol=1e-9, atol=1e-12)


def test_weights_sum_to_one_and_are_averaged_over_heads():
    _, weights = attend()
    _, apart = attend(average_attn_weights=False)

    assert apart.shape == (2, 2, 3, 3)
    np.testing.assert_allclose(weights._array.sum(-1), 1)
    np.testing.assert_allclose(apart._array.mean(1), weights._array)


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("truths", [True, False])
def test_a_padded_key_is_as_if_it_were_not_there(truths, need_weights):
    mask = np.array([[False, False, True]] * 2)
    padding = from_array(mask if truths else np.where(mask, -np.inf, 0))

    z, _ = attend(key_padding_mask=padding, need_weights=need_weights)

    same(z, attend(X, X[:2], X[:2])[0])


def test_masks_of_pairs_and_of_keys_are_merged():
    causal = from_array(np.triu(np.ones((3, 3), bool), 1))
    padding = from_array(np.array([[False, False, True]] * 2))

    z, _ = attend(attn_mask=causal, key_padding_mask=padding)

    same(z[0], attend(X[:1], X[:1], X[:1])[0][0])
    same(z[2], attend(X[2:], X[:2], X[:2])[0][0])


def test_a_mask_per_head_is_that_mask_for_all():
    causal = np.triu(np.ones((3, 3), bool), 1)

    z, _ = attend(attn_mask=from_array(np.stack([causal] * 4)))

    same(z, attend(attn_mask=from_array(causal))[0])


def test_without_a_batch_the_result_has_none():
    z, weights = attend(X[:, 0], X[:, 0], X[:, 0])

    assert weights.shape == (3, 3)
    same(z, attend()[0][:, 0])


def test_separate_projections_are_the_stacked_ones_taken_apart():
    z, _ = attend(
        stacked=None,
        use_separate_proj_weight=True,
        q_proj_weight=STACKED[:4],
        k_proj_weight=STACKED[4:8],
        v_proj_weight=STACKED[8:],
    )

    same(z, attend()[0])


def test_a_zero_key_and_a_learnt_one_take_their_share():
    learnt = from_array(np.zeros((1, 1, 4)))
    mask = from_array(np.zeros((3, 3), bool))

    z, weights = attend(zero=True, attn_mask=mask)

    assert weights.shape == (2, 3, 4)
    same(z, attend(extra=(learnt, learnt))[0])


def test_given_keys_and_values_replace_the_projected_ones():
    keys, values = from_array(RNG.normal(size=(4, 5, 2))), from_array(np.zeros((4, 5, 2)))

    z, weights = attend(static_k=keys, static_v=values)

    assert weights.shape == (2, 3, 5)
    assert not z._array.any()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: attend(is_causal=True), ArgumentError, "causal mask"),
        (lambda: attend(stacked=None), ArgumentError, "projection weights are missing"),
        (lambda: attend(X[..., :3], X, X), ShapeError, "multiple of the heads"),
        (
            lambda: F.scaled_dot_product_attention(X, X[..., :2], X),
            ShapeError,
            "give \\(…, l, e\\)",
        ),
        (
            lambda: F.scaled_dot_product_attention(X, engine.ones(2, 2, 4), X, enable_gqa=True),
            ShapeError,
            "3 query heads, 2 key heads",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
