"""Attention: each query's weighted mean of the values, by how well it fits their keys."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, RangeError, ShapeError
from engine.function import function
from engine.nn.functional.dropout import dropout
from engine.nn.functional.linear import linear
from engine.ops.activation import softmax
from engine.ops.arithmetic import add, mul
from engine.ops.indexing import getitem
from engine.ops.joining import cat
from engine.ops.linear_algebra import matmul
from engine.ops.reduction import mean
from engine.ops.resampling import constant_pad_nd
from engine.ops.selection import where
from engine.ops.shape import expand, transpose
from engine.tensor import Tensor, from_array


@function("functional", node="ScaledDotProductFlashAttentionForCpu")
def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(q kᵀ · scale + mask) v: (…, l, e), (…, s, e) and (…, s, v) → (…, l, v).

    The scale is 1/√e unless given; a mask of truths lets only those pairs take part; with
    `is_causal` a query sees no later key; `enable_gqa` repeats keys and values for more queries.
    Errors: RangeError for a mask beside is_causal, ShapeError. Source: torch.nn.functional.
    """
    if attn_mask is not None and is_causal:
        raise RangeError("attention: attn_mask beside is_causal", "give one of them")
    if min(query.ndim, key.ndim, value.ndim) < 2 or query.shape[-1] != key.shape[-1]:
        raise ShapeError(
            f"attention: query {query.shape}, key {key.shape}, value {value.shape}",
            "give (…, l, e), (…, s, e) and (…, s, v)",
        )
    if enable_gqa:
        key, value = (_repeated(x, query.shape[-3]) for x in (key, value))
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = mul(matmul(query, transpose(key)), factor)
    if is_causal:
        attn_mask = from_array(np.tril(np.ones(scores.shape[-2:], np.bool_)))
    weights = dropout(_safe_softmax(_masked(scores, attn_mask)), dropout_p)
    return matmul(weights, value)


def _repeated(x: Tensor, heads: int) -> Tensor:
    """The heads (third from the end) each repeated, to be as many as the query's."""
    held = x.shape[-3]
    if heads % held:
        raise ShapeError(f"attention: {heads} query heads, {held} key heads", "give a multiple")
    return getitem(x, (..., np.repeat(np.arange(held), heads // held), slice(None), slice(None)))


def _masked(scores: Tensor, mask: Tensor | None) -> Tensor:
    if mask is None:
        return scores
    return where(mask, scores, -math.inf) if mask._array.dtype == np.bool_ else add(scores, mask)


def _safe_softmax(scores: Tensor) -> Tensor:
    """softmax over the last dimension, but zeros where everything is masked."""
    nothing: Array = np.all(scores._array == -np.inf, -1, keepdims=True)
    if not nothing.any():
        return softmax(scores, -1)
    return where(nothing, 0.0, softmax(where(nothing, 0.0, scores), -1))


@function("functional")
def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention of several heads with learnt projections: (l, n, e) or (l, e), and its weights.

    A mask of truths forbids those pairs, one of numbers is added to the scores.
    Errors: ArgumentError, ShapeError. Source: torch.nn.functional.multi_head_attention_forward.
    """
    if is_causal and attn_mask is None:
        raise ArgumentError("attention: is_causal without attn_mask", "give the causal mask too")
    batched = query.ndim == 3
    if not batched:
        query, key, value = (x.reshape((x.shape[0], 1, x.shape[1])) for x in (query, key, value))
    length, batch, width = query.shape
    if width != embed_dim_to_check or width % num_heads:
        raise ShapeError(
            f"attention: a width of {width} for {embed_dim_to_check} and {num_heads} heads",
            "the width must be a multiple of the heads",
        )
    stacked = None if use_separate_proj_weight else in_proj_weight
    separate = (q_proj_weight, k_proj_weight, v_proj_weight)
    q, k, v = _projected((query, key, value), stacked, separate, in_proj_bias)
    extra = 0
    if bias_k is not None and bias_v is not None:
        k, v = (cat((x, expand(b, (1, batch, width)))) for x, b in ((k, bias_k), (v, bias_v)))
        extra = 1
    q, k, v = (_heads(x, num_heads) for x in (q, k, v))
    k, v = _given(static_k, k), _given(static_v, v)
    if add_zero_attn:
        none = from_array(np.zeros((batch, num_heads, 1, k.shape[-1]), k._array.dtype))
        k, v, extra = cat((k, none), 2), cat((v, none), 2), extra + 1
    mask = _merged(attn_mask, key_padding_mask, (batch, num_heads, length), extra)
    dropout_p = dropout_p if training else 0.0
    weights = None
    if need_weights:
        scores = matmul(mul(q, 1 / math.sqrt(q.shape[-1])), transpose(k))
        weights = softmax(scores if mask is None else add(scores, mask), -1)
        weights = dropout(weights, dropout_p) if dropout_p else weights
        mixed = matmul(weights, v)
        weights = mean(weights, 1) if average_attn_weights else weights
    else:
        mixed = scaled_dot_product_attention(q, k, v, mask, dropout_p)
    rows = mixed.permute((2, 0, 1, 3)).reshape((length, batch, width))
    z = linear(rows, out_proj_weight, out_proj_bias)
    if not batched:
        z, weights = getitem(z, (slice(None), 0)), None if weights is None else weights[0]
    return z, weights


def _projected(
    inputs: tuple[Tensor, ...], stacked: Tensor | None, separate: Any, bias: Tensor | None
) -> list[Any]:
    """Query, key and value each through its own linear map."""
    width = inputs[0].shape[-1]
    parts = [slice(i * width, (i + 1) * width) for i in range(3)]
    maps = separate if stacked is None else [getitem(stacked, part) for part in parts]
    if any(part is None for part in maps):
        raise ArgumentError("attention: projection weights are missing", "give all of them")
    shifts = [None if bias is None else getitem(bias, part) for part in parts]
    return [linear(x, w, b) for x, w, b in zip(inputs, maps, shifts, strict=True)]


def _heads(x: Tensor, heads: int) -> Tensor:
    """(s, n, e) → (n, heads, s, e / heads)."""
    size, batch, width = x.shape
    return x.reshape((size, batch, heads, width // heads)).permute((1, 2, 0, 3))


def _given(static: Tensor | None, x: Tensor) -> Tensor:
    return x if static is None else static.reshape((*x.shape[:2], *static.shape[1:]))


def _merged(
    attn_mask: Tensor | None,
    key_padding_mask: Tensor | None,
    sizes: tuple[int, int, int],
    extra: int,
) -> Tensor | None:
    """Both masks as numbers to add, (n or 1, heads or 1, l or 1, s); `extra` keys are open."""
    batch, heads, _ = sizes
    total: Any = None
    for mask, padding in ((attn_mask, False), (key_padding_mask, True)):
        if mask is None:
            continue
        if mask._array.dtype == np.bool_:
            mask = where(mask, -math.inf, 0.0)
        mask = constant_pad_nd(mask, (0, extra)) if extra else mask
        if padding:
            mask = mask.reshape((-1, 1, 1, mask.shape[-1]))
        elif mask.ndim == 3:
            mask = mask.reshape((batch, heads, *mask.shape[1:]))
        total = mask if total is None else add(total, mask)
    return total
