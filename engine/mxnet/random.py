"""mx.random: the seed, and the random arrays of `nd.random`."""

from engine.mxnet.ndarray.random import (
    exponential,
    multinomial,
    normal,
    poisson,
    randint,
    randn,
    seed,
    shuffle,
    uniform,
)

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
