"""random: Python's own streams, seeded by the run where the program gives no seed."""

from __future__ import annotations

import random
from typing import Any

from engine.program.access import allow
from engine.program.bounds import MOST_BITS
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.modules.standard.arithmetic import too_large
from engine.program.modules.unseeded import next_seed
from engine.program.namespace import Namespace

NAMES = """betavariate binomialvariate choice choices expovariate gammavariate gauss getrandbits
    getstate lognormvariate normalvariate paretovariate randint random randrange sample seed
    setstate shuffle triangular uniform vonmisesvariate weibullvariate"""


class Random(random.Random):
    """A stream of random numbers. Source: random.Random."""

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Start anew."""
        super().seed(next_seed() if a is None else a, version)

    def getrandbits(self, k: int, /) -> int:
        """A whole number of k bits. Errors: OverflowError for a huge k."""
        if k > MOST_BITS:
            raise too_large("getrandbits")
        return super().getrandbits(k)


PYTHON = Random()
allow(Random, NAMES)


def chance() -> Namespace:
    """random, of which all functions draw from one stream."""
    found = {name: getattr(PYTHON, name) for name in words(NAMES) if hasattr(PYTHON, name)}
    return namespace("random", {**found, "Random": Random})
