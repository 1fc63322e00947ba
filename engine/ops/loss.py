"""Losses: how far a prediction is from its target."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.op import family
from engine.ops.activation import log_softmax, sigmoid
from engine.ops.exponential import exp

op = family("Losses")


def reduced(losses: Array, reduction: str) -> Array:
    """The losses as one mean or sum, or each ('none')."""
    if reduction == "mean":
        return np.asarray(np.sum(losses) / np.asarray(losses.size, losses.dtype))
    if reduction == "sum":
        return np.asarray(np.sum(losses))
    if reduction == "none":
        return losses
    raise ArgumentError(f"reduction '{reduction}' is not known", "use 'mean', 'sum' or 'none'")


def _share(shape: tuple[int, ...], reduction: str) -> float:
    return 1 / max(math.prod(shape), 1) if reduction == "mean" else 1.0


@op(
    "mse_loss",
    symbol="mse",
    formula=r"\frac{1}{n} \sum_i (x_i - y_i)^2",
    local=(r"\frac{2}{n} (x - y)", r"\frac{2}{n} (y - x)"),
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
    excess = np.maximum(input, 0) - input * target
    return reduced(excess + np.log1p(np.exp(-np.abs(input))), reduction)


@binary_cross_entropy_with_logits.vjp
def _(z_bar: Any, _z: Any, x: Any, y: Any, *, reduction: str) -> Any:
    share = _share(x.shape, reduction)
    return z_bar * ((sigmoid(x) - y) * share), z_bar * (x * -share)


@op(
    "cross_entropy",
    symbol="ce",
    formula=r"-\frac{1}{n} \sum_i \ln \mathrm{softmax}(x_i)_{y_i}",
    local=(r"\frac{1}{n} (\mathrm{softmax}(x) - y)",),
    promotes="none",
)
def cross_entropy(input: Array, target: Array, *, reduction: str = "mean") -> Array:
    """Cross entropy of logits (n, classes) or (classes,) and class numbers (n,) or ().

    Errors: DtypeError where the target is not whole numbers, ShapeError where shapes do not fit.
    Source: torch.nn.functional.cross_entropy.
    """
    return reduced(-np.sum(log_softmax.forward(input) * _one_hot(input, target), -1), reduction)


@cross_entropy.vjp
def _(z_bar: Any, _z: Any, x: Any, target: Any, *, reduction: str) -> Any:
    hot = _one_hot(_plain(x), _plain(target))
    weight = z_bar if reduction != "none" else z_bar.reshape((*x.shape[:-1], 1))
    share = _share(x.shape[:-1], reduction)
    return weight * ((exp(log_softmax(x, -1)) - hot) * share), None


def _one_hot(input: Array, target: Array) -> Array:
    if target.dtype.kind == "f" and np.all(target == np.round(target)):
        target = target.astype(np.int64)  # class numbers read from a table come as floats
    if target.dtype.kind not in "iu":
        raise DtypeError(
            f"cross_entropy: targets of {target.dtype} are not class numbers",
            "give whole numbers from 0 to classes − 1",
        )
    if input.ndim not in (1, 2) or target.shape != input.shape[:-1]:
        raise ShapeError(
            f"cross_entropy: logits {input.shape}, target {target.shape}",
            "give logits (n, classes) and n class numbers",
        )
    if target.size and (target.min() < 0 or target.max() >= input.shape[-1]):
        raise ShapeError(
            f"cross_entropy: class {int(target.max())} with {input.shape[-1]} logits",
            "number the classes from 0",
        )
    return np.eye(input.shape[-1], dtype=input.dtype)[target]


def _plain(value: Any) -> Array:
    return value if isinstance(value, np.ndarray) else value._array
