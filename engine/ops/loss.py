"""Losses: how far a prediction is from its target."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array, ArrayLike
from engine.errors import RangeError, ShapeError
from engine.op import family
from engine.ops.activation import log_softmax, sigmoid
from engine.ops.classes import IGNORED, chosen_classes
from engine.ops.constant import plain
from engine.ops.exponential import exp, log, log1p
from engine.ops.fused import CrossEntropy
from engine.ops.selection import clamp, where

op = family("Losses")


def reduced(losses: Array, reduction: str) -> Array:
    """The losses as one mean or sum, or each ('none')."""
    if reduction == "mean":
        return np.sum(losses) / losses.dtype.type(losses.size)
    if reduction == "sum":
        return np.sum(losses)
    if reduction == "none":
        return losses
    raise RangeError(f"reduction '{reduction}' is not known", "use 'mean', 'sum' or 'none'")


def _share(shape: tuple[int, ...], reduction: str) -> float:
    return 1 / max(math.prod(shape), 1) if reduction == "mean" else 1.0


@op(
    "mse_loss",
    symbol="mse",
    formula=r"\frac{1}{n} \sum_i (x_i - y_i)^2",
    local=(r"\frac{2}{n} (x - y)", r"\frac{2}{n} (y - x)"),
    places="torch",
)
def mse_loss(input: Array, target: Array, *, reduction: str = "mean") -> Array:
    """Mean squared error. Source: torch.nn.functional.mse_loss."""
    return reduced(np.square(input - target), reduction)


@mse_loss.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any, *, reduction: str) -> Any:
    difference = x - y
    x_bar = z_bar * (difference * (2 * _share(difference.shape, reduction)))
    return x_bar, -x_bar


@op(
    "binary_cross_entropy_with_logits",
    symbol="bce",
    formula=r"-\frac{1}{n} \sum_i y_i \ln \sigma(x_i) + (1 - y_i) \ln (1 - \sigma(x_i))",
    local=(r"\frac{1}{n} (\sigma(x) - y)", r"-\frac{x}{n}"),
    promotes="float",
    places="torch",
)
def binary_cross_entropy_with_logits(
    input: Array, target: Array, *, reduction: str = "mean"
) -> Array:
    """Binary cross entropy of logits and targets in [0, 1]. Source: torch.nn.functional."""
    if input.shape != target.shape:
        raise ShapeError(
            f"binary_cross_entropy_with_logits: logits {input.shape}, target {target.shape}",
            "give one target per logit",
        )
    log_sigmoid = np.minimum(input, 0) - np.log1p(np.exp(-np.abs(input)))
    return reduced((1 - target) * input - log_sigmoid, reduction)


@binary_cross_entropy_with_logits.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any, *, reduction: str) -> Any:
    share = _share(x.shape, reduction)
    return z_bar * ((sigmoid(x) - y) * share), z_bar * (x * -share)


@op("binary_cross_entropy", listed=False, promotes="float", places="")
def binary_cross_entropy(input: Array, target: Array) -> Array:
    """−(t ln x + (1 − t) ln(1 − x)) of each probability; a logarithm counts −100 at least.

    Its gradient is finite at 0 and 1, as in torch. Source: torch.nn.functional.
    """
    yes, no = np.maximum(np.log(input), -100), np.maximum(np.log1p(-input), -100)
    return (target - 1) * no - target * yes


@binary_cross_entropy.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any, *, needs: tuple[bool, bool]) -> Any:
    y_bar = z_bar * (log1p(-x) - log(x)) if needs[1] else None
    return z_bar * (x - y) / clamp(x * (-x + 1), 1e-12), y_bar


@op(
    "cross_entropy",
    symbol="ce",
    formula=r"-\frac{1}{n} \sum_i \ln \mathrm{softmax}(x_i)_{y_i}",
    local=(r"\frac{1}{n} (\mathrm{softmax}(x) - y)",),
    promotes="none",
    places="torch",
)
def cross_entropy(input: Array, target: Array, *, reduction: str = "mean") -> Array:
    """Cross entropy of logits (n, classes) or (classes,) and class numbers (n,) or ().

    Rows of class −100 count nothing. Errors: DtypeError where the target is not whole numbers,
    AxisError where one is no class, ShapeError where shapes do not fit.
    Source: torch.nn.functional.cross_entropy.
    """
    traced: Any = input
    if isinstance(traced, ArrayLike) and is_fused(traced, target, reduction):
        return traced.fused(CrossEntropy(reduction), target)[0]
    hot, kept = _one_hot(input, target)
    losses = -np.sum(log_softmax.forward(input) * hot, -1)
    if not kept.all():
        losses = np.where(kept, losses, losses.dtype.type(0))
    if reduction == "mean":
        return np.sum(losses) / losses.dtype.type(kept.sum())
    return reduced(losses, reduction)


@cross_entropy.vjp
def _(z_bar: Any, _z: Any, x: Any, target: Any, *, reduction: str) -> Any:
    if isinstance(x, ArrayLike) and is_fused(x, target, reduction):
        return z_bar * x.fused(CrossEntropy(reduction), target)[1], None
    hot, kept = _one_hot(plain(x), plain(target))
    weight = z_bar if reduction != "none" else z_bar.reshape((*x.shape[:-1], 1))
    share = _share((int(kept.sum()),), reduction)
    rows = kept.astype(hot.dtype)[..., None]
    if not kept.all():
        x = where(kept[..., None], x, rows * 0)
    return weight * ((exp(log_softmax(x, -1)) - hot) * (rows * hot.dtype.type(share))), None


def is_fused(logits: Any, target: Any, reduction: str) -> bool:
    """Whether a plan computes the loss and its gradient in one pass."""
    fits = logits.ndim == 2 and target.shape == logits.shape[:1]
    return fits and target.dtype.kind in "fiu" and reduction in ("mean", "sum")


def _one_hot(input: Array, target: Array) -> tuple[Array, Array]:
    """Rows with a one for the class, and which of them count."""
    if input.ndim not in (1, 2) or target.shape != input.shape[:-1]:
        raise ShapeError(
            f"cross_entropy: logits {input.shape}, target {target.shape}",
            "give logits (n, classes) and n class numbers",
        )
    number, kept = chosen_classes(target, IGNORED, input.shape[-1])
    return np.eye(input.shape[-1], dtype=input.dtype)[number], kept


@op("nll_loss", listed=False, promotes="none", places="", node="NllLoss")
def nll_loss(
    input: Array,
    target: Array,
    weight: Array | None = None,
    *,
    ignore_index: int = IGNORED,
    reduction: str = "mean",
) -> Array:
    """Minus the log-probability (n, classes, …) of each class number (n, …), weighted by class.

    Without n too. The mean is by total weight; targets of `ignore_index` count nothing.
    Errors: DtypeError, ShapeError. Source: torch.nn.functional.nll_loss.
    """
    place, share = _choices(input.shape, target, weight, ignore_index, input.dtype)
    picked = np.take_along_axis(input, place, input.ndim > 1).reshape(target.shape)
    losses = np.where(target == ignore_index, 0, -picked * share).astype(input.dtype)
    if reduction == "mean":
        return np.asarray(np.sum(losses) / np.sum(share))
    return reduced(losses, reduction)


@nll_loss.vjp
def _(
    z_bar: Any, _z: Any, _x: Any, y: Any, w: Any = None, *, ignore_index: int, reduction: str
) -> Any:
    target, weight = plain(y), None if w is None else plain(w)
    place, share = _choices(_x.shape, target, weight, ignore_index, _x.dtype)
    if reduction == "mean":
        share = share / np.sum(share)
    slope = np.zeros(_x.shape, _x.dtype)
    np.put_along_axis(slope, place, -share.reshape(place.shape), len(_x.shape) > 1)
    return (z_bar.reshape(place.shape) if reduction == "none" else z_bar) * slope, None, None


def _choices(
    shape: tuple[int, ...],
    target: Array,
    weight: Array | None,
    ignore_index: int,
    dtype: np.dtype[Any],
) -> tuple[Array, Array]:
    """The place of each target along the class dimension, and its weight: 0 where ignored."""
    along = len(shape) > 1
    wanted = (*shape[:along], *shape[along + 1 :])
    if not shape or target.shape != wanted:
        raise ShapeError(
            f"nll_loss: log-probabilities {shape}, target {target.shape}",
            f"give class numbers {wanted} for (n, classes, …)",
        )
    classes = shape[along]
    if weight is not None and weight.shape != (classes,):
        raise ShapeError(f"nll_loss: weight {weight.shape}", f"give one per class: ({classes},)")
    number, kept = chosen_classes(target, ignore_index, classes)
    chosen = kept.astype(dtype) if weight is None else np.where(kept, weight[number], 0)
    return np.expand_dims(number, int(along)), chosen
