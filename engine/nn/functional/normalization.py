"""Normalisation of batches, layers, groups and channels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, ShapeError
from engine.function import function
from engine.ops.arithmetic import div, mul
from engine.ops.normalization import standardize
from engine.ops.pooling import avg_pool1d
from engine.ops.powers import pow, rsqrt, square
from engine.ops.reduction import mean, norm
from engine.ops.resampling import constant_pad_nd
from engine.ops.selection import clamp
from engine.ops.shape import transpose
from engine.tensor import Tensor


@function("functional", node="NativeBatchNorm")
def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel (dimension 1) brought to mean 0 and variance 1, then scaled and shifted.

    In training by the batch's own mean and variance, which move the running ones by `momentum`;
    else by the running ones. Errors: ShapeError, ArgumentError.
    Source: torch.nn.functional.batch_norm.
    """
    if not input.numel():
        return _affine(input, *(x if x is None else x[:1] for x in (weight, bias)))
    if input.ndim < 2:
        raise ShapeError(f"batch_norm: shape {input.shape} has no channels", "give (n, c, …)")
    channels = input.shape[1]
    for name, given in (
        ("running_mean", running_mean),
        ("running_var", running_var),
        ("weight", weight),
        ("bias", bias),
    ):
        if given is not None and given.shape != (channels,):
            raise ShapeError(
                f"batch_norm: {name} {given.shape} for {channels} channels", f"give ({channels},)"
            )
    if training:
        z = _own_statistics(input, running_mean, running_var, momentum, eps)
        return _affine(z, weight, bias)
    if running_mean is None or running_var is None:
        raise ArgumentError(
            "batch_norm: no running statistics are given", "give both, or pass training=True"
        )
    centre, variance = _along(running_mean, input.ndim), _along(running_var, input.ndim)
    return _affine((input - centre) * rsqrt(variance + eps), weight, bias)


def _own_statistics(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    momentum: float,
    eps: float,
) -> Tensor:
    """Standardised by the batch; the running statistics move in place, outside of any history."""
    size = input.numel() // max(input.shape[1], 1)
    if size <= 1:
        raise ShapeError(
            f"batch_norm: one value per channel in training, shape {input.shape}",
            "give a larger batch",
        )
    dims = (0, *range(2, input.ndim))
    if running_mean is not None:
        _moved(running_mean, np.mean(input._array, dims), momentum)
    if running_var is not None:
        _moved(running_var, np.var(input._array, dims, ddof=1), momentum)
    return standardize(input, dims, eps)


def _moved(running: Tensor, now: Array, momentum: float) -> None:
    running._array[...] = (1 - momentum) * running._array + momentum * now


@function("functional", node="View")
def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel of each sample (n, c, …) brought to mean 0 and variance 1 by itself.

    Running statistics, where given, move by the mean over the batch; without `use_input_stats`
    they are used instead. Errors: ShapeError. Source: torch.nn.functional.instance_norm.
    """
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    if math.prod(input.shape[2:]) <= 1:
        raise ShapeError(
            f"instance_norm: one value per channel, shape {input.shape}",
            "give more than one element in the dimensions after the channels",
        )
    dims = tuple(range(2, input.ndim))
    if running_mean is not None:
        _moved(running_mean, np.mean(input._array, dims).mean(0), momentum)
    if running_var is not None:
        _moved(running_var, np.var(input._array, dims, ddof=1).mean(0), momentum)
    return _affine(standardize(input, dims, eps), weight, bias)


@function("functional torch", node="NativeLayerNorm")
def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """The last dimensions, of `normalized_shape`, together brought to mean 0 and variance 1.

    Errors: ShapeError where shapes do not fit. Source: torch.nn.functional.layer_norm.
    """
    dims = _last(input, normalized_shape, "layer_norm", (weight, bias))
    z: Tensor = standardize(input, dims, eps)
    z = z if weight is None else mul(z, weight)
    return z if bias is None else z + bias


@function("functional torch")
def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """The last dimensions divided by their root mean square. Source: torch rms_norm."""
    dims = _last(input, normalized_shape, "rms_norm", (weight,))
    small = float(np.finfo(input._array.dtype).eps) if eps is None else eps
    z: Tensor = mul(input, rsqrt(mean(square(input), dims, keepdim=True) + small))
    return z if weight is None else mul(z, weight)


def _last(
    input: Tensor, shape: Sequence[int], name: str, given: Sequence[Tensor | None]
) -> tuple[int, ...]:
    """The dimensions that `shape` names at the end of the input."""
    wanted = tuple(shape)
    if not wanted or input.shape[-len(wanted) :] != wanted:
        raise ShapeError(
            f"{name}: normalized_shape {wanted} is not how {input.shape} ends",
            "give the sizes of the last dimensions",
        )
    for affine in given:
        if affine is not None and affine.shape != wanted:
            raise ShapeError(f"{name}: weight or bias of {affine.shape}", f"give {wanted}")
    return tuple(range(input.ndim - len(wanted), input.ndim))


@function("functional torch", node="NativeGroupNorm")
def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Groups of channels of each sample (n, c, …) brought to mean 0 and variance 1.

    Errors: ShapeError where the groups do not divide the channels. Source: torch group_norm.
    """
    if input.ndim < 2 or num_groups < 1 or input.shape[1] % num_groups:
        raise ShapeError(
            f"group_norm: {num_groups} groups of shape {input.shape}",
            "the number of channels (dimension 1) must be a multiple of the groups",
        )
    n, c = input.shape[:2]
    size = c // num_groups * math.prod(input.shape[2:])
    if size == 1 and n <= 1:
        raise ShapeError(
            f"group_norm: one value per group, shape {input.shape}", "use fewer groups"
        )
    z = standardize(input.reshape((n, num_groups, size)), (2,), eps)
    return _affine(z.reshape(input.shape), weight, bias)


@function("functional")
def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """Each element divided by (k + alpha · mean of the squares of `size` channels) ** beta.

    Errors: ShapeError for fewer than 3 dimensions. Source: torch local_response_norm.
    """
    if input.ndim < 3:
        raise ShapeError(f"local_response_norm: shape {input.shape}", "give (n, c, length, …)")
    if not input.numel():
        return input
    n, c = input.shape[:2]
    channels = transpose(square(input).reshape((n, c, -1)), 1, 2)  # (n, places, c)
    around = constant_pad_nd(channels, (size // 2, (size - 1) // 2))
    near = transpose(avg_pool1d(around, size, 1), 1, 2).reshape(input.shape)
    return div(input, pow(near * alpha + k, beta))


@function("functional")
def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """x divided by its p-norm along `dim`, or by `eps` where that is greater.

    Source: torch.nn.functional.normalize.
    """
    return div(input, clamp(norm(input, p, dim, True), eps))


def _affine(z: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    """Scaled and shifted per channel (dimension 1)."""
    scaled: Tensor = z if weight is None else mul(z, _along(weight, z.ndim))
    return scaled if bias is None else scaled + _along(bias, z.ndim)


def _along(channels: Tensor, ndim: int) -> Tensor:
    return channels.reshape((-1, *(1,) * (ndim - 2)))
