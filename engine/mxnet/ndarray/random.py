"""Random arrays of MXNet's idiom; the numbers come from the engine's generator."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import random as engine_random
from engine.dtype import DTYPES
from engine.generator import manual_seed, numbers_of
from engine.mxnet.context import on_cpu
from engine.mxnet.ndarray.creation import shape_of
from engine.mxnet.ndarray.ndarray import NDArray, call, numpy_dtype
from engine.op import OPS
from engine.tensor import from_array

__all__ = [
    "exponential",
    "multinomial",
    "normal",
    "poisson",
    "randint",
    "randn",
    "seed",
    "shuffle",
    "uniform",
]


def seed(seed_state: int, ctx: Any = None) -> None:
    """Start the numbers anew, so that they repeat. Source: mxnet.random.seed."""
    manual_seed(seed_state)


def uniform(
    low: float = 0.0, high: float = 1.0, shape: Any = 1, dtype: Any = None, ctx: Any = None
) -> NDArray:
    """Numbers from low to high, all as likely. Source: mxnet.nd.random.uniform."""
    on_cpu(ctx)
    sizes, target = shape_of("uniform", shape), numpy_dtype(dtype)
    return NDArray(
        from_array(engine_random.uniform_numbers("uniform", None, sizes, target, low, high))
    )


def normal(
    loc: float = 0.0, scale: float = 1.0, shape: Any = 1, dtype: Any = None, ctx: Any = None
) -> NDArray:
    """Normal numbers of mean loc and deviation scale. Source: mxnet.nd.random.normal."""
    on_cpu(ctx)
    sizes, target = shape_of("normal", shape), DTYPES[numpy_dtype(dtype)]
    return NDArray(engine_random.normal(loc, scale, sizes, dtype=target))


def randn(
    *shape: int, loc: float = 0.0, scale: float = 1.0, dtype: Any = None, ctx: Any = None
) -> NDArray:
    """Normal numbers of the given sizes. Source: mxnet.nd.random.randn."""
    return normal(loc, scale, shape, dtype, ctx)


def randint(low: int, high: int, shape: Any = 1, dtype: Any = None, ctx: Any = None) -> NDArray:
    """Whole numbers from low to below high, int32. Source: mxnet.nd.random.randint."""
    on_cpu(ctx)
    target = DTYPES[numpy_dtype(dtype, np.int32)]
    sizes = shape_of("randint", shape)
    return NDArray(engine_random.randint(int(low), int(high), sizes, dtype=target))


def exponential(scale: float = 1.0, shape: Any = 1, dtype: Any = None, ctx: Any = None) -> NDArray:
    """Exponential numbers of mean scale. Source: mxnet.nd.random.exponential."""
    on_cpu(ctx)
    drawn = numbers_of("exponential", None).exponential(scale, shape_of("exponential", shape))
    return NDArray(from_array(np.asarray(drawn, numpy_dtype(dtype))))


def poisson(lam: float = 1.0, shape: Any = 1, dtype: Any = None, ctx: Any = None) -> NDArray:
    """Poisson numbers of rate lam. Source: mxnet.nd.random.poisson."""
    on_cpu(ctx)
    rates = from_array(np.full(shape_of("poisson", shape), lam, numpy_dtype(dtype)))
    return NDArray(engine_random.poisson(rates))


def multinomial(data: Any, shape: int = 1, dtype: Any = "int32") -> NDArray:
    """Indices drawn with the probabilities in data (k,) or (rows, k): (shape,) or a row each.

    Source: mxnet.nd.random.multinomial.
    """
    drawn = engine_random.multinomial(data.tensor.detach(), shape, True)
    return NDArray.of(drawn.to(DTYPES[numpy_dtype(dtype)])).reshape(
        (*data.shape[:-1], shape) if data.ndim == 1 or shape > 1 else data.shape[:-1]
    )


def shuffle(data: Any) -> Any:
    """The rows in random order. Source: mxnet.nd.random.shuffle."""
    return call(OPS["getitem"], data, key=numbers_of("shuffle", None).permutation(len(data)))
