"""numpy.random: numpy's own streams, seeded by the run where the program gives no seed."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.program.access import CALLABLE, allow
from engine.program.modules.numpy.guard import given
from engine.program.modules.unseeded import next_seed
from engine.program.plain import plain

DISTRIBUTIONS = """beta binomial chisquare choice dirichlet exponential f gamma geometric gumbel
    hypergeometric laplace logistic lognormal logseries multinomial multivariate_normal
    negative_binomial normal pareto permutation poisson power random rayleigh shuffle
    standard_cauchy standard_exponential standard_gamma standard_normal standard_t triangular
    uniform vonmises wald weibull zipf"""
LEGACY = f"{DISTRIBUTIONS} seed rand randn randint random_sample get_state set_state"
MODERN = f"{DISTRIBUTIONS} integers permuted spawn"


class Stream:
    """Random numbers of numpy, by their public methods alone."""

    __slots__ = ("_numbers",)
    _numbers: Any

    def __repr__(self) -> str:
        return repr(self._numbers).split(" at ")[0]

    @staticmethod
    def seed_of(seed: Any) -> Any:
        """The seed given, or one of the run."""
        return next_seed() if seed is None else given(seed)


class RandomState(Stream):
    """The stream of numpy.random.seed. Source: numpy.random.RandomState."""

    __slots__ = ()

    def __init__(self, seed: Any = None) -> None:
        self._numbers = np.random.RandomState(self.seed_of(seed))

    def seed(self, seed: Any = None) -> None:
        """Start anew."""
        self._numbers.seed(self.seed_of(seed))


class Generator(Stream):
    """The stream of numpy.random.default_rng. Source: numpy.random.Generator."""

    __slots__ = ()

    def __init__(self, numbers: np.random.Generator) -> None:
        self._numbers = numbers

    def spawn(self, n_children: int) -> list[Generator]:
        """Streams that depend on this one's seed alone."""
        return [Generator(numbers) for numbers in self._numbers.spawn(n_children)]


def default_rng(seed: Any = None) -> Generator:
    """A stream of its own. Source: numpy.random.default_rng."""
    if isinstance(seed, Generator):
        return seed
    return Generator(np.random.default_rng(Stream.seed_of(seed)))


def _method(name: str) -> Any:
    def method(self: Stream, *args: Any, **kwargs: Any) -> Any:
        words = {word: given(value) for word, value in kwargs.items()}
        return plain(getattr(self._numbers, name)(*map(given, args), **words))

    method.__name__ = method.__qualname__ = name
    return method


for _kind, _names in ((RandomState, LEGACY), (Generator, MODERN)):
    for _name in _names.split():
        if _name not in vars(_kind):
            setattr(_kind, _name, _method(_name))
    allow(_kind, _names)
CALLABLE.add(RandomState)
