"""mxnet.np.random: random arrays under numpy's names."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.generator import numbers_of
from engine.mxnet.ndarray import creation
from engine.mxnet.ndarray import random as nd_random
from engine.mxnet.numpy.functions import asarray
from engine.mxnet.numpy.multiarray import ndarray
from engine.tensor import from_array

__all__ = [
    "choice",
    "multinomial",
    "normal",
    "permutation",
    "rand",
    "randint",
    "randn",
    "seed",
    "shuffle",
    "uniform",
]
seed = nd_random.seed


def normal(
    loc: Any = 0.0, scale: Any = 1.0, size: Any = None, dtype: Any = None, ctx: Any = None
) -> ndarray:
    """Normal numbers of mean loc and deviation scale. Source: mxnet.np.random.normal."""
    return _of(nd_random.normal(loc, scale, _size(size), dtype, ctx), size)


def uniform(
    low: float = 0.0, high: float = 1.0, size: Any = None, dtype: Any = None, ctx: Any = None
) -> ndarray:
    """Numbers from low to high, all as likely. Source: mxnet.np.random.uniform."""
    return _of(nd_random.uniform(low, high, _size(size), dtype, ctx), size)


def randn(*size: int) -> ndarray:
    """Normal numbers of the given sizes. Source: mxnet.np.random.randn."""
    return normal(size=size)


def rand(*size: int) -> ndarray:
    """Numbers from 0 to 1 of the given sizes. Source: mxnet.np.random.rand."""
    return uniform(size=size)


def randint(
    low: int, high: int | None = None, size: Any = None, dtype: Any = None, ctx: Any = None
) -> ndarray:
    """Whole numbers from low to below high (0 to low alone), int64. Source: mxnet.np.random."""
    bounds = (0, low) if high is None else (low, high)
    return _of(nd_random.randint(*bounds, _size(size), dtype or "int64", ctx), size)


def multinomial(n: int, pvals: Any, size: Any = None) -> ndarray:
    """How often each outcome comes in n trials, int64. Source: mxnet.np.random.multinomial."""
    chances = np.asarray(creation.plain(pvals), np.float64)
    drawn = numbers_of("multinomial", None).multinomial(n, chances / chances.sum(), size)
    return ndarray(from_array(np.asarray(drawn, np.int64)))


def choice(a: Any, size: Any = None, replace: bool = True, p: Any = None) -> ndarray:
    """Elements of a, or numbers below it, by chance. Source: mxnet.np.random.choice."""
    count = a if isinstance(a, int) else len(a)
    places = numbers_of("choice", None).choice(count, size, replace, creation.plain(p))
    found = ndarray(from_array(np.asarray(places, np.int64)))
    return found if isinstance(a, int) else asarray(a)[found]


def permutation(x: Any) -> ndarray:
    """The rows of x, or the numbers below it, in random order. Source: mxnet.np.random."""
    return nd_random.shuffle(asarray(np.arange(x)) if isinstance(x, int) else x)


def shuffle(x: ndarray) -> None:
    """Put the rows of x in random order, in place. Source: mxnet.np.random.shuffle."""
    x[:] = nd_random.shuffle(x)


def _size(size: Any) -> Any:
    return (1,) if size is None or size == () else size


def _of(found: Any, size: Any) -> ndarray:
    """The numbers in the shape `size`, which may be that of one number."""
    array = ndarray(found.tensor)
    return array.reshape(()) if size is None or size == () else array
