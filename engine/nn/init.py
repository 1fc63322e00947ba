"""First values of parameters, written in place and without history. Source: torch.nn.init."""

from __future__ import annotations

import math
import warnings
from statistics import NormalDist

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError, ShapeError
from engine.generator import Generator, numbers_of
from engine.grad_mode import no_grad
from engine.inplace import overwrite
from engine.random import normal_numbers
from engine.tensor import Tensor

LINEAR = ("linear", *(f"conv{kind}{n}d" for kind in ("", "_transpose") for n in (1, 2, 3)))
GAINS = {
    **dict.fromkeys((*LINEAR, "sigmoid"), 1.0),
    "tanh": 5.0 / 3.0,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4.0,
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much to widen the values before this nonlinearity, so that their spread stays.

    `param` is the slope of "leaky_relu". Errors: RangeError for one that is not known.
    Source: torch.nn.init.calculate_gain.
    """
    if nonlinearity in GAINS:
        return GAINS[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise RangeError(
            f"Unsupported nonlinearity {nonlinearity}", f"choose from {', '.join(GAINS)}"
        )
    slope = 0.01 if param is None else param
    if isinstance(slope, bool) or not isinstance(slope, (int, float)):
        raise RangeError(f"negative_slope {param} not a valid number", "give a number")
    return math.sqrt(2.0 / (1.0 + slope**2))


def uniform_(
    tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Uniform numbers in [a, b). Source: torch.nn.init.uniform_."""
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Normal numbers. Source: torch.nn.init.normal_."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Normal numbers in [a, b] only. Source: torch.nn.init.trunc_normal_."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )
    bell = NormalDist(mean, std)
    draws = numbers_of("trunc_normal_", generator).uniform(bell.cdf(a), bell.cdf(b), tensor.shape)
    chances = np.clip(draws, np.finfo(np.float64).tiny, 1.0 - np.finfo(np.float64).epsneg)
    values = np.vectorize(bell.inv_cdf, otypes=[np.float64])(chances)
    return _written(tensor, np.clip(values, a, b), "trunc_normal_")


def constant_(tensor: Tensor, val: float) -> Tensor:
    """One number everywhere. Source: torch.nn.init.constant_."""
    with no_grad():
        return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    """Ones. Source: torch.nn.init.ones_."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Zeros. Source: torch.nn.init.zeros_."""
    return constant_(tensor, 0.0)


def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix. Errors: ShapeError unless 2-d. Source: torch.nn.init.eye_."""
    _check_matrix(tensor)
    return _written(tensor, np.eye(*tensor.shape), "eye_")


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A kernel (out, in, *size) that passes each channel on, per group of outputs.

    Errors: ShapeError unless it has 3 to 5 dimensions and `groups` divides the first.
    Source: torch.nn.init.dirac_.
    """
    if tensor.ndim not in (3, 4, 5):
        raise ShapeError(
            "Only tensors with 3, 4, or 5 dimensions are supported",
            f"this one has {tensor.ndim}",
        )
    if tensor.shape[0] % groups:
        raise ShapeError("dim 0 must be divisible by groups", f"it is {tensor.shape[0]}")
    each = tensor.shape[0] // groups
    centre = tuple(size // 2 for size in tensor.shape[2:])
    values = np.zeros(tensor.shape)
    for group in range(groups):
        for i in range(min(each, tensor.shape[1])):
            values[(group * each + i, i, *centre)] = 1.0
    return _written(tensor, values, "dirac_")


def xavier_uniform_(
    tensor: Tensor, gain: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Uniform numbers of spread gain √(2 / (fan_in + fan_out)).

    Source: Glorot and Bengio 2010; torch.nn.init.xavier_uniform_.
    """
    bound = math.sqrt(3.0) * _xavier_spread(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal numbers of spread gain √(2 / (fan_in + fan_out)).

    Source: Glorot and Bengio 2010; torch.nn.init.xavier_normal_.
    """
    return normal_(tensor, 0.0, _xavier_spread(tensor, gain), generator)


def _xavier_spread(tensor: Tensor, gain: float) -> float:
    return gain * math.sqrt(2.0 / sum(_calculate_fan_in_and_fan_out(tensor)))


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Uniform numbers of spread gain / √fan; `a` is the slope of leaky_relu.

    Source: He et al. 2015; torch.nn.init.kaiming_uniform_.
    """
    spread = _kaiming_spread(tensor, a, mode, nonlinearity)
    if spread is None:
        return tensor
    bound = math.sqrt(3.0) * spread
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal numbers of spread gain / √fan; `a` is the slope of leaky_relu.

    Source: He et al. 2015; torch.nn.init.kaiming_normal_.
    """
    spread = _kaiming_spread(tensor, a, mode, nonlinearity)
    return tensor if spread is None else normal_(tensor, 0.0, spread, generator)


def _kaiming_spread(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float | None:
    """The standard deviation; None for a tensor without elements."""
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return None
    modes = ("fan_in", "fan_out")
    if mode.lower() not in modes:
        raise RangeError(
            f"Mode {mode} not supported, please use one of {list(modes)}", "choose one of them"
        )
    fan = _calculate_fan_in_and_fan_out(tensor)[modes.index(mode.lower())]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Orthonormal rows, or columns where there are fewer, of the tensor seen as (first, rest).

    Errors: ShapeError for less than 2 dimensions.
    Source: Saxe et al. 2013; torch.nn.init.orthogonal_.
    """
    if tensor.ndim < 2:
        raise ShapeError(
            "Only tensors with 2 or more dimensions are supported", f"this one has {tensor.ndim}"
        )
    if not tensor.numel():
        return tensor
    rows, columns = tensor.shape[0], tensor.numel() // tensor.shape[0]
    shape = (max(rows, columns), min(rows, columns))
    draws = normal_numbers("orthogonal_", generator, shape, np.dtype(np.float64))
    q, r = np.linalg.qr(draws)
    q = q * np.sign(np.diag(r))  # uniform among the orthogonal matrices: Mezzadri 2006
    values = (q.T if rows < columns else q) * gain
    return _written(tensor, values.reshape(tensor.shape), "orthogonal_")


def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None
) -> Tensor:
    """Normal numbers, and zeros in this part of each column, rounded up.

    Errors: ShapeError unless 2-d. Source: Martens 2010; torch.nn.init.sparse_.
    """
    _check_matrix(tensor)
    rows, columns = tensor.shape
    shape = (int(rows), int(columns))
    values = normal_numbers("sparse_", generator, shape, tensor._array.dtype, 0.0, std)
    for column in range(columns):
        chosen = numbers_of("sparse_", generator).permutation(rows)
        values[chosen[: math.ceil(sparsity * rows)], column] = 0.0
    return _written(tensor, values, "sparse_")


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many numbers flow into an output of a weight (out, in, *size), and out of an input."""
    if tensor.ndim < 2:
        raise ShapeError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
            f"its shape is {tuple(tensor.shape)}",
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _check_matrix(tensor: Tensor) -> None:
    if tensor.ndim != 2:
        raise ShapeError(
            "Only tensors with 2 dimensions are supported", f"this one has {tensor.ndim}"
        )


def _written(tensor: Tensor, values: Array, name: str) -> Tensor:
    overwrite(tensor, values, name)
    return tensor
