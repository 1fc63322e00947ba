"""Tensors filled with random numbers in place: normal_, uniform_, bernoulli_, exponential_, …"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import DTYPES, Array
from engine.errors import DtypeError, RangeError
from engine.function import function
from engine.generator import Generator, numbers_of
from engine.inplace import commit, copy
from engine.random import normal_numbers, truths, uniform_numbers, whole_numbers
from engine.tensor import Tensor, from_array


@function("tensor")
def normal_(
    self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None
) -> Tensor:
    """Normal numbers. Errors: RangeError for a negative std. Source: torch.Tensor.normal_."""
    if std < 0:
        raise RangeError(f"normal_: expects std of at least 0, found {std}", "use abs(std)")
    array = self._array
    return _write(
        self, "normal_", normal_numbers("normal_", generator, array.shape, array.dtype, mean, std)
    )


@function("tensor")
def uniform_(
    self: Tensor, from_: float = 0.0, to: float = 1.0, *, generator: Generator | None = None
) -> Tensor:
    """Uniform numbers in [from, to). Errors: RangeError for an empty range.

    Source: torch.Tensor.uniform_.
    """
    array = self._array
    found = uniform_numbers("uniform_", generator, array.shape, array.dtype, from_, to)
    return _write(self, "uniform_", found)


@function("tensor")
def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Generator | None = None) -> Tensor:
    """Ones with probability `p`, a number or a tensor of them, else zeros.

    Errors: RangeError for a probability outside [0, 1]. Source: torch.Tensor.bernoulli_.
    """
    chance = p._array if isinstance(p, Tensor) else p
    array = self._array
    found = truths("bernoulli_", generator, array.shape, array.dtype, chance)
    return _write(self, "bernoulli_", found)


@function("tensor")
def exponential_(self: Tensor, lambd: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Exponential numbers of rate `lambd`. Errors: RangeError unless it is above 0.

    Source: torch.Tensor.exponential_.
    """
    _check_positive("exponential_", "lambd", lambd)
    draws = numbers_of("exponential_", generator).standard_exponential(self.shape)
    return _write_floating(self, "exponential_", draws / lambd)


@function("tensor")
def cauchy_(
    self: Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Generator | None = None
) -> Tensor:
    """Cauchy numbers around `median`. Errors: RangeError unless sigma is above 0.

    Source: torch.Tensor.cauchy_.
    """
    _check_positive("cauchy_", "sigma", sigma)
    draws = numbers_of("cauchy_", generator).standard_cauchy(self.shape)
    return _write_floating(self, "cauchy_", median + sigma * draws)


@function("tensor")
def log_normal_(
    self: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Generator | None = None
) -> Tensor:
    """Numbers whose logarithm is normal. Errors: RangeError unless std is above 0.

    Source: torch.Tensor.log_normal_.
    """
    _check_positive("log_normal_", "std", std)
    draws = numbers_of("log_normal_", generator).lognormal(mean, std, self.shape)
    return _write_floating(self, "log_normal_", draws)


@function("tensor")
def geometric_(self: Tensor, p: float, *, generator: Generator | None = None) -> Tensor:
    """How many trials of chance `p` the first success takes.

    Errors: RangeError unless 0 < p < 1. Source: torch.Tensor.geometric_.
    """
    if not 0 < p < 1:
        raise RangeError(f"geometric_: expects p in (0, 1), found {p}", "choose one within")
    draws = numbers_of("geometric_", generator).geometric(p, self.shape)
    return _write(self, "geometric_", draws)


@function("tensor")
def random_(
    self: Tensor,
    from_: int | None = None,
    to: int | None = None,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """Whole numbers: random_() over all that the dtype counts, random_(to), random_(from, to).

    Errors as `randint`. Source: torch.Tensor.random_.
    """
    dtype = self._array.dtype
    if from_ is not None and to is None:
        from_, to = 0, from_
    low = 0 if from_ is None else int(from_)
    high = _count(dtype) if to is None else int(to)
    return _write(
        self, "random_", whole_numbers("random_", generator, self.shape, dtype, low, high)
    )


def _count(dtype: np.dtype[Any]) -> int:
    """How many whole numbers from 0 on the dtype holds exactly."""
    if dtype.kind == "f":
        return 2 ** (np.finfo(dtype).nmant + 1) + 1
    return 2 if dtype.kind == "b" else int(np.iinfo(dtype).max) + 1


def _check_positive(name: str, parameter: str, value: float) -> None:
    if not value > 0:
        raise RangeError(f"{name}: expects {parameter} above 0, found {value}", "raise it")


def _write_floating(self: Tensor, name: str, values: Any) -> Tensor:
    if self._array.dtype.kind != "f":
        raise DtypeError(
            f"{name}: not for {DTYPES[self._array.dtype]!r}", "use a floating point dtype"
        )
    return _write(self, name, values)


def _write(self: Tensor, name: str, values: Array) -> Tensor:
    """Put the values into the tensor's memory; its gradient ends here."""
    found = from_array(np.asarray(values))
    return commit(self, copy.record((self, found), {}), name.removesuffix("_"), cast=True)
