"""Losses of numbers: how far predictions are from targets, element by element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.nn.functional.reduction import named, reduced, same_size
from engine.ops import loss as ops
from engine.ops.activation import logsigmoid
from engine.ops.arithmetic import abs, div, mul, sub
from engine.ops.exponential import exp, log
from engine.ops.powers import square
from engine.ops.reduction import sum
from engine.ops.selection import clamp, eq, gt, ne, where
from engine.ops.shape import unsqueeze
from engine.tensor import Tensor, from_array


def _weighted(losses: Tensor, weight: Tensor | None, input: Tensor, reduction: str) -> Tensor:
    """Losses times weights, where there are any; their mean is by total weight."""
    if weight is None:
        return reduced(losses, reduction)
    if weight.shape != input.shape:
        raise ShapeError(f"weights {weight.shape}, input {input.shape}", "give one per element")
    if reduction == "mean":
        return div(sum(mul(losses, weight)), sum(weight))
    return reduced(mul(losses, weight), reduction)


@function("functional")
def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The squared difference. Warns where shapes differ. Source: torch.nn.functional.mse_loss."""
    same_size(input, target, "mse_loss")
    reduction = named(size_average, reduce, reduction)
    if weight is None:
        return ops.mse_loss(input, target, reduction=reduction)
    return _weighted(square(sub(input, target)), weight, input, reduction)


@function("functional")
def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The size of the difference. Source: torch.nn.functional.l1_loss."""
    same_size(input, target, "l1_loss")
    reduction = named(size_average, reduce, reduction)
    return _weighted(abs(sub(input, target)), weight, input, reduction)


@function("functional", node="SmoothL1Loss")
def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """d² / 2 beta where |d| is below beta, else |d| − beta / 2. Source: torch smooth_l1_loss."""
    same_size(input, target, "smooth_l1_loss")
    reduction = named(size_average, reduce, reduction)
    if beta < 0:
        raise RangeError(f"smooth_l1_loss: beta={beta}", "give at least 0")
    difference = sub(input, target)
    size = abs(difference)
    if beta == 0:
        return reduced(size, reduction)
    far = size >= beta
    near = square(where(far, 0.0, difference)) * (0.5 / beta)  # no inf × 0 from afar
    return reduced(where(far, size - 0.5 * beta, near), reduction)


@function("functional", node="HuberLoss")
def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """d² / 2 where |d| is at most delta, else delta (|d| − delta / 2). Source: torch huber_loss."""
    same_size(input, target, "huber_loss")
    if delta <= 0:
        raise RangeError(f"huber_loss: delta={delta}", "give more than 0")
    difference = sub(input, target)
    size = abs(difference)
    far = size > delta
    near = square(where(far, 0.0, difference)) * 0.5  # no inf × 0 from afar
    errors = where(far, (size - 0.5 * delta) * delta, near)
    if weight is None:
        return reduced(errors, reduction)
    if weight.shape != input.shape:
        raise ShapeError(f"huber_loss: weights {weight.shape}", "give one per element")
    return reduced(errors * weight, reduction)


@function("functional")
def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """t (ln t − x) of log-probabilities x; 'batchmean' divides the sum by the batch.

    With `log_target` the target holds ln t. Source: torch.nn.functional.kl_div.
    """
    reduction = named(size_average, reduce, reduction)
    if log_target:
        losses = mul(exp(target), sub(target, input))
    else:
        entropy = where(eq(target, 0), 0.0, mul(target, log(target)))
        losses = sub(entropy, mul(target, input))
    if reduction != "batchmean":
        return reduced(losses, reduction)
    return div(sum(losses), input.shape[0] if input.ndim else 1)


@function("functional")
def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """exp(x) − t x, or x − t ln(x + eps): counts t of a Poisson process.

    `full` adds Stirling's approximation of ln t! where t > 1. Source: torch poisson_nll_loss.
    """
    reduction = named(size_average, reduce, reduction)
    if log_input:
        losses = sub(exp(input), mul(target, input))
    else:
        losses = sub(input, mul(target, log(input + eps)))
    if full:
        large = gt(target, 1)
        safe = where(large, target, 1.0)
        stirling = safe * log(safe) - safe + log(safe * (2 * math.pi)) * 0.5
        losses = losses + where(large, stirling, 0.0)
    return reduced(losses, reduction)


@function("functional")
def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """(ln v + (x − t)² / v) / 2 for variances v of at least eps; `full` adds ln(2π) / 2.

    Errors: RangeError for a negative variance, ShapeError. Source: torch gaussian_nll_loss.
    """
    variances = _variances(input, var)
    numbers = variances._array
    missing = np.where(numbers < eps, eps - numbers, 0).astype(numbers.dtype)
    bounded = variances + from_array(missing)  # as torch, the bound stops no gradient
    losses = (log(bounded) + square(sub(input, target)) / bounded) * 0.5
    return reduced(losses + 0.5 * math.log(2 * math.pi) if full else losses, reduction)


def _variances(input: Tensor, var: Any) -> Tensor:
    """The variances, checked, with the dimensions of the input."""
    if not isinstance(var, Tensor):
        var = from_array(np.full(input.shape, var, input._array.dtype))
    if (var._array < 0).any():
        raise RangeError("gaussian_nll_loss: a variance is negative", "give at least 0")
    if var.shape == input.shape:
        return var
    if var.shape == input.shape[:-1]:
        return unsqueeze(var, -1)
    pairs = zip(var.shape, input.shape, strict=False)
    if var.ndim != input.ndim or [n for n, m in pairs if n != m] != [1]:
        raise ShapeError(
            f"gaussian_nll_loss: var {var.shape}, input {input.shape}",
            "give one variance per element, or per row",
        )
    return var


@function("functional")
def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """ln(1 + exp(−t x)) of targets t = 1 or −1. Source: torch.nn.functional.soft_margin_loss."""
    reduction = named(size_average, reduce, reduction)
    return reduced(-logsigmoid(mul(input, target)), reduction)


@function("functional")
def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """x where t is 1, max(0, margin − x) where t is −1. Source: torch hinge_embedding_loss."""
    reduction = named(size_average, reduce, reduction)
    far = where(ne(target, 1), clamp(sub(margin, input), 0), 0.0)
    return reduced(where(ne(target, -1), input, 0.0) + far, reduction)
