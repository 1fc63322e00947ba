"""Dropout: elements or whole channels set to zero at random, the others scaled up."""

from __future__ import annotations

import math
import warnings

from engine.dtype import Array
from engine.errors import ShapeError
from engine.function import function
from engine.ops.arithmetic import add, mul
from engine.random import uniform_numbers
from engine.tensor import Tensor, from_array


def uniform(like: Tensor, shape: tuple[int, ...] | None = None) -> Array:
    """Random numbers in [0, 1) of the dtype of `like`, and of its shape unless one is given."""
    wanted = like.shape if shape is None else shape
    return uniform_numbers("uniform", None, wanted, like._array.dtype)


def _kept(input: Tensor, p: float, channels: bool, name: str) -> Array:
    """1 where an element, or a channel (the first two dimensions), stays."""
    if channels and input.ndim < 2:
        raise ShapeError(f"{name}: shape {input.shape} has no channels", "use dropout")
    shape = (*input.shape[:2], *(1,) * (input.ndim - 2)) if channels else input.shape
    return (uniform(input, shape) >= p).astype(input._array.dtype)


def _dropped(
    input: Tensor, p: float, training: bool, inplace: bool, channels: bool, name: str
) -> Tensor:
    if not 0 <= p <= 1:
        raise ShapeError(f"{name}: the probability p is {p}", "give one between 0 and 1")
    if not training or p == 0:
        return input
    kept = _kept(input, p, channels, name)
    result: Tensor = mul(input, from_array(kept * kept.dtype.type(0 if p == 1 else 1 / (1 - p))))
    return input.copy_(result) if inplace and hasattr(input, "copy_") else result


def _channels_dropped(
    input: Tensor, p: float, training: bool, inplace: bool, axes: int, name: str
) -> Tensor:
    """Whole channels of (n, c, *sizes), or of (c, *sizes) with as many sizes as axes."""
    if input.ndim != axes + 1:
        return _dropped(input, p, training, inplace, True, name)
    return _dropped(input.reshape((1, *input.shape)), p, training, False, True, name)[0]


def _alpha_dropped(
    input: Tensor, p: float, training: bool, inplace: bool, channels: bool, name: str
) -> Tensor:
    if not 0 <= p <= 1:
        raise ShapeError(f"{name}: the probability p is {p}", "give one between 0 and 1")
    if not training or p == 0:
        return input
    kept = _kept(input, p, channels, name)
    low = -1.7580993408473766  # what selu tends to for large negative numbers
    scale = 0.0 if p == 1 else 1 / math.sqrt((low * low * p + 1) * (1 - p))
    shift = (1 - kept) * (low * scale) - low * scale * p
    result: Tensor = add(mul(input, from_array(kept * kept.dtype.type(scale))), from_array(shift))
    return input.copy_(result) if inplace and hasattr(input, "copy_") else result


@function("functional torch")
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Each element 0 with probability p, else divided by 1 − p. Source: torch dropout."""
    return _dropped(input, p, training, inplace, False, "dropout")


@function("functional")
def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Whole channels of (n, c, length) or (c, length) at once. Source: torch dropout1d."""
    if input.ndim not in (2, 3):
        raise ShapeError(f"dropout1d: shape {input.shape}", "give 2 or 3 dimensions")
    return _channels_dropped(input, p, training, inplace, 1, "dropout1d")


@function("functional")
def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Whole channels of (n, c, height, width) at once. Source: torch dropout2d."""
    if input.ndim not in (3, 4):
        warnings.warn(f"dropout2d: Received a {input.ndim}-D input to dropout2d", stacklevel=3)
    return _dropped(input, p, training, inplace, True, "dropout2d")


@function("functional")
def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Whole channels of (n, c, d, h, w) or (c, d, h, w) at once. Source: torch dropout3d."""
    if input.ndim not in (4, 5):
        warnings.warn(f"dropout3d: Received a {input.ndim}-D input to dropout3d", stacklevel=3)
    return _channels_dropped(input, p, training, inplace, 3, "dropout3d")


@function("functional torch")
def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """Dropout that keeps selu's mean and variance. Source: torch alpha_dropout."""
    return _alpha_dropped(input, p, training, inplace, False, "alpha_dropout")


@function("functional torch")
def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """alpha_dropout of whole channels. Source: torch feature_alpha_dropout."""
    return _alpha_dropped(input, p, training, inplace, True, "feature_alpha_dropout")
