"""Losses of classes: cross entropies and margins between the right class and the others."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import ArrayLike
from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.nn.functional.linear import linear
from engine.nn.functional.reduction import named, reduced
from engine.ops import loss as ops
from engine.ops.activation import log_softmax, logsigmoid
from engine.ops.arithmetic import div, mul, neg, sub
from engine.ops.classes import class_numbers
from engine.ops.pooling import gather_last
from engine.ops.powers import pow
from engine.ops.reduction import mean, sum
from engine.ops.selection import clamp, where
from engine.ops.shape import unsqueeze
from engine.tensor import Tensor, from_array


@function("functional")
def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-probability (n, classes, …) of each class number (n, …), without n too.

    The mean is by total weight. Errors: ShapeError, DtypeError, AxisError for a class that is not
    there. Source: torch.nn.functional.nll_loss.
    """
    reduction = named(size_average, reduce, reduction)
    given = (input, target) if weight is None else (input, target, weight)
    return ops.nll_loss(*given, ignore_index=ignore_index, reduction=reduction)


@function("functional")
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """nll_loss of the log_softmax of logits (n, classes, …) or (classes,).

    The target holds class numbers (n, …), or probabilities in the shape of the logits.
    Errors as for nll_loss. Source: torch.nn.functional.cross_entropy.
    """
    reduction = named(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise RangeError(f"cross_entropy: label_smoothing={label_smoothing}", "give 0 to 1")
    if isinstance(input._data, ArrayLike):
        plain = weight is None and ignore_index == -100 and not label_smoothing
        if plain and ops.is_fused(input._data, target._data, reduction):
            return ops.cross_entropy.record((input, target), {"reduction": reduction})
    along = int(input.ndim > 1)
    logs = log_softmax(input, along)
    if target.shape == input.shape and target.dtype.is_floating_point:
        return _soft_cross_entropy(logs, target, weight, reduction, label_smoothing)
    loss = nll_loss(logs, target, weight, None, ignore_index, None, reduction)
    if not label_smoothing:
        return loss
    kept = target._array != ignore_index
    scaled = logs if weight is None else mul(logs, _by_class(weight, input.ndim))
    smooth: Any = where(kept, -sum(scaled, along), 0.0)
    if reduction == "mean":
        number = np.where(kept, target._array, 0).astype(np.int64)
        total = kept.sum() if weight is None else (weight._array[number] * kept).sum()
        smooth = div(sum(smooth), from_array(np.asarray(total, input._array.dtype)))
    else:
        smooth = reduced(smooth, reduction)
    return loss * (1 - label_smoothing) + smooth * (label_smoothing / input.shape[along])


def _soft_cross_entropy(
    logs: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float
) -> Tensor:
    """The cross entropy with probabilities; its mean is by the size of the batch."""
    along = int(logs.ndim > 1)
    classes = logs.shape[along]
    if smoothing:
        target = target * (1 - smoothing) + smoothing / classes
    if weight is not None:
        logs = mul(logs, _by_class(weight, logs.ndim))
    losses = -sum(mul(logs, target), along)
    if reduction == "mean":
        return div(sum(losses), max(logs.numel() // max(classes, 1), 1) if logs.numel() else 0)
    return reduced(losses, reduction)


def _by_class(weight: Tensor, ndim: int) -> Tensor:
    return weight if ndim == 1 else weight.reshape((-1, *(1,) * (ndim - 2)))


@function("functional")
def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: Any = None,
) -> Tensor:
    """cross_entropy of linear(input, linear_weight, linear_bias); weights (classes, …, in).

    Source: torch.nn.functional.linear_cross_entropy.
    """
    outputs = linear_weight.shape[:-1]
    if input.ndim not in (1, 2) or (input.ndim == 1 and len(outputs) > 1):
        raise ShapeError(
            f"linear_cross_entropy: input {input.shape}, weight {linear_weight.shape}",
            "give (n, in), or (in,) with a weight (classes, in)",
        )
    if ignore_index is not None and target.shape == (*input.shape[:-1], *outputs):
        raise ShapeError(
            "linear_cross_entropy: ignore_index with probabilities", "give class numbers"
        )
    flat = linear_weight.reshape((-1, linear_weight.shape[-1]))
    bias = None if linear_bias is None else linear_bias.reshape((-1,))
    logits = linear(input, flat, bias).reshape((*input.shape[:-1], *outputs))
    ignored = -100 if ignore_index is None else ignore_index
    return cross_entropy(logits, target, weight, None, ignored, None, reduction, label_smoothing)


@function("functional", node="BinaryCrossEntropy")
def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−(t ln x + (1 − t) ln(1 − x)) of probabilities x; a logarithm counts −100 at least.

    Errors: ShapeError where sizes differ, RangeError for x outside of 0 to 1.
    Source: torch.nn.functional.binary_cross_entropy.
    """
    reduction = named(size_average, reduce, reduction)
    if input.shape != target.shape:
        raise ShapeError(
            f"binary_cross_entropy: input {input.shape}, target {target.shape}",
            "give one target per element",
        )
    if bool(((input._array < 0) | (input._array > 1)).any()):
        raise ShapeError(
            "binary_cross_entropy: an input is not between 0 and 1",
            "take the sigmoid first, or use binary_cross_entropy_with_logits",
        )
    losses = ops.binary_cross_entropy(input, target)
    return reduced(losses if weight is None else losses * weight, reduction)


@function("functional")
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """binary_cross_entropy of sigmoid(x), finite for large x; `pos_weight` weighs positives.

    Errors: ShapeError where sizes differ. Source: torch binary_cross_entropy_with_logits.
    """
    reduction = named(size_average, reduce, reduction)
    if weight is None and pos_weight is None:
        return ops.binary_cross_entropy_with_logits(input, target, reduction=reduction)
    if input.shape != target.shape:
        raise ShapeError(
            f"binary_cross_entropy_with_logits: logits {input.shape}, target {target.shape}",
            "give one target per logit",
        )
    logs = logsigmoid(input)
    if pos_weight is not None:
        logs = mul(mul(sub(pos_weight, 1), target) + 1, logs)
    losses = sub(mul(sub(1, target), input), logs)
    return reduced(losses if weight is None else losses * weight, reduction)


@function("functional", node="MultiMarginLoss")
def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: float = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of max(0, margin − x_y + x_i)ᵖ over the other classes i: (n, c) and (n,).

    Source: torch.nn.functional.multi_margin_loss.
    """
    reduction = named(size_average, reduce, reduction)
    if not input.ndim:
        input = input.reshape((1,))
    if p not in (1, 2) or input.ndim not in (1, 2) or not input.shape[-1]:
        raise ShapeError(f"multi_margin_loss: shape {input.shape}, p={p}", "give (n, c), p 1 or 2")
    classes = input.shape[-1]
    number = class_numbers(target._array).reshape(input.shape[:-1])
    if number.size and not 0 <= number.min() <= number.max() < classes:
        raise ShapeError(f"multi_margin_loss: {classes} classes", "number the classes from 0")
    index = np.expand_dims(number, -1)
    gaps = clamp(margin - gather_last(input, index) + input, 0)
    losses = gaps if p == 1 else pow(gaps, p)
    if weight is not None:
        losses = losses * from_array(weight._array[index])
    others = np.arange(classes) != index
    return reduced(sum(where(others, losses, 0.0), -1) * (1 / classes), reduction)


@function("functional")
def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The sum of max(0, 1 − x_y + x_i) / c over labels y and other classes i: (n, c) both.

    The labels of a row end at the first −1. Source: torch.nn.functional.multilabel_margin_loss.
    """
    reduction = named(size_average, reduce, reduction)
    if not input.ndim:
        input, target = input.reshape((1,)), target.reshape((1,))
    if input.ndim not in (1, 2) or not input.shape[-1] or target.shape != input.shape:
        raise ShapeError(
            f"multilabel_margin_loss: input {input.shape}, target {target.shape}", "give (n, c)"
        )
    numbers = class_numbers(target._array)
    labels = np.logical_and.accumulate(numbers >= 0, -1)
    index = np.where(labels, numbers, 0)
    chosen = np.zeros(input.shape, np.bool_)
    rows = np.nonzero(labels)[:-1]
    chosen[(*rows, index[labels])] = True
    gaps = clamp(1 - unsqueeze(gather_last(input, index), -1) + unsqueeze(input, -2), 0)
    counted = labels[..., :, None] & ~chosen[..., None, :]
    losses = sum(where(counted, gaps, 0.0), (-2, -1)) * (1 / input.shape[-1])
    return reduced(losses, reduction)


@function("functional")
def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over classes of binary cross entropies of logits. Source: torch.nn.functional."""
    reduction = named(size_average, reduce, reduction)
    losses = -(mul(target, logsigmoid(input)) + mul(sub(1, target), logsigmoid(neg(input))))
    return reduced(mean(losses if weight is None else losses * weight, -1), reduction)
