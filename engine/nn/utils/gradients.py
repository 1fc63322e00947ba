"""Gradients kept within bounds before a step."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from engine.errors import GradientError
from engine.inplace import overwrite
from engine.tensor import Tensor, from_array

Tensors = Tensor | Iterable[Tensor]


def _several(tensors: Tensors) -> list[Tensor]:
    return [tensors] if isinstance(tensors, Tensor) else list(tensors)


def get_total_norm(
    tensors: Tensors,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all tensors taken as one vector, a 0-d tensor.

    Errors: GradientError for a norm of inf or nan, if asked for.
    Source: torch.nn.utils.get_total_norm.
    """
    arrays = [tensor.detach()._array for tensor in _several(tensors)]
    if not arrays:
        return from_array(np.zeros((), np.float32))
    with np.errstate(all="ignore"):
        norms = [np.linalg.norm(array.reshape(-1), float(norm_type)) for array in arrays]
        total = np.linalg.norm(np.array(norms), float(norm_type))
    if error_if_nonfinite and not math.isfinite(total):
        raise GradientError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, "
            "so it cannot be clipped",
            "look for the first inf or nan, or set error_if_nonfinite=False",
        )
    return from_array(np.asarray(total, np.result_type(*arrays)))


def clip_grads_with_norm_(
    parameters: Tensors, max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Shrink the gradients in place by max_norm / total_norm, where that is below 1.

    Source: torch.nn.utils.clip_grads_with_norm_.
    """
    with np.errstate(all="ignore"):
        factor = np.minimum(float(max_norm) / (total_norm._array + 1e-6), 1.0)
        for gradient in _gradients(parameters):
            scaled = gradient._array * factor.astype(gradient._array.dtype)
            overwrite(gradient, scaled, "clip_grads_with_norm_")


def clip_grad_norm_(
    parameters: Tensors,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Shrink the gradients in place so that their joint norm is at most `max_norm`.

    Returns the norm before. Errors as `get_total_norm`. Source: torch.nn.utils.clip_grad_norm_.
    """
    held = _several(parameters)
    total = get_total_norm(_gradients(held), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(held, max_norm, total)
    return total


clip_grad_norm = clip_grad_norm_


def clip_grad_value_(parameters: Tensors, clip_value: float, foreach: bool | None = None) -> None:
    """Clip every gradient in place to [−clip_value, clip_value].

    Source: torch.nn.utils.clip_grad_value_.
    """
    bound = float(clip_value)
    for gradient in _gradients(parameters):
        overwrite(gradient, np.clip(gradient._array, -bound, bound), "clip_grad_value_")


def _gradients(parameters: Tensors) -> list[Tensor]:
    return [held.grad for held in _several(parameters) if held.grad is not None]
