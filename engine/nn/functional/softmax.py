"""The softmax family with torch's arguments."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.dtype import Dtype
from engine.errors import RangeError
from engine.function import function
from engine.nn.functional.dropout import uniform
from engine.ops import activation as ops
from engine.ops.arithmetic import neg
from engine.ops.conversion import detach
from engine.tensor import Tensor, from_array


def _chosen(input: Tensor, dim: int | None, name: str) -> int:
    """The dimension meant where none is named: 1 for 2-D and from 4-D on, else 0."""
    if dim is not None:
        return dim
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Give {name} a dim.",
        stacklevel=5,
    )
    return 0 if input.ndim in (0, 1, 3) else 1


def _cast(input: Tensor, dtype: Dtype | None) -> Tensor:
    return input if dtype is None else input.to(dtype)


@function("functional")
def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Dtype | None = None
) -> Tensor:
    """Exponentials that sum to 1 along `dim`. Source: torch.nn.functional.softmax."""
    return ops.softmax(_cast(input, dtype), _chosen(input, dim, "softmax"))


@function("functional")
def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Dtype | None = None
) -> Tensor:
    """ln(softmax(x)) along `dim`. Source: torch.nn.functional.log_softmax."""
    return ops.log_softmax(_cast(input, dtype), _chosen(input, dim, "log_softmax"))


@function("functional")
def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Dtype | None = None
) -> Tensor:
    """softmax(−x) along `dim`. Source: torch.nn.functional.softmin."""
    return ops.softmax(neg(_cast(input, dtype)), _chosen(input, dim, "softmin"))


def _with_dim(op: Callable[..., Any], name: str) -> None:
    """Make torch's form of a softmax public: a function and a method that want `dim`."""

    @function("torch tensor special", name=name)
    def along(input: Tensor, dim: int, dtype: Dtype | None = None) -> Tensor:
        return op(_cast(input, dtype), dim)

    along.__doc__ = op.__doc__


_with_dim(ops.softmax, "softmax")
_with_dim(ops.log_softmax, "log_softmax")


@function("functional")
def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """A random draw from the categories of `logits`, as soft or (`hard`) exactly one-hot numbers.

    The gradient is always that of the soft ones. Source: torch.nn.functional.gumbel_softmax.
    """
    if tau <= 0:
        raise RangeError(f"gumbel_softmax: tau={tau}", "give a positive temperature")
    with np.errstate(divide="ignore"):
        gumbel = -np.log(-np.log(uniform(logits)))
    soft: Tensor = ops.softmax((logits + from_array(gumbel)) * (1 / tau), dim)
    if not hard:
        return soft
    numbers = soft._array
    best = np.expand_dims(np.argmax(numbers, dim), dim)
    one = np.zeros_like(numbers)
    np.put_along_axis(one, best, 1, dim)
    return from_array(one) - detach(soft) + soft
