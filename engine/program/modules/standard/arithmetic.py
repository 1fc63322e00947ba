"""math: Python's own, within bounds where a short call could ask for a huge whole number."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from engine.program.bounds import MOST_BITS
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.namespace import Namespace
from engine.program.plain import result

NAMES = words(
    """acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh degrees dist e erf erfc
    exp exp2 expm1 fabs floor fma fmod frexp gamma gcd hypot inf isclose isfinite isinf isnan isqrt
    ldexp lgamma log log10 log1p log2 modf nan nextafter pi pow radians remainder sin sinh sqrt tan
    tanh tau trunc ulp"""
)


def arithmetic(host: Host) -> Namespace:
    """math for one run."""

    def prod(iterable: Iterable[Any], /, *, start: Any = 1) -> Any:
        """The product. Source: math.prod."""
        for factor in host.charged(iterable):
            start = result(start * factor)
            if type(start) is int and start.bit_length() > MOST_BITS:
                raise too_large("prod")
        return start

    def fsum(iterable: Iterable[Any], /) -> float:
        """The sum without errors of rounding between. Source: math.fsum."""
        return math.fsum(host.charged(iterable))

    own = {"prod": prod, "fsum": fsum, "factorial": factorial, "comb": comb, "perm": perm}
    found = {name: getattr(math, name) for name in NAMES if hasattr(math, name)}
    return namespace("math", {**found, **own, "lcm": lcm})


def factorial(n: int, /) -> int:
    """n! Errors: OverflowError where it would be huge. Source: math.factorial."""
    return perm(n, n)


def comb(n: int, k: int, /) -> int:
    """In how many ways k of n can be chosen. Errors as `factorial`. Source: math.comb."""
    if isinstance(n, int) and isinstance(k, int) and min(k, n - k) * n.bit_length() > MOST_BITS:
        raise too_large("comb")
    return math.comb(n, k)


def perm(n: int, k: int | None = None, /) -> int:
    """In how many orders k of n can be chosen. Errors as `factorial`. Source: math.perm."""
    taken = n if k is None else k
    if isinstance(n, int) and isinstance(taken, int) and min(taken, n) * n.bit_length() > MOST_BITS:
        raise too_large("perm")
    return math.perm(n, taken)


def lcm(*integers: int) -> int:
    """The least common multiple. Errors as `factorial`. Source: math.lcm."""
    if sum(n.bit_length() for n in integers if isinstance(n, int)) > MOST_BITS:
        raise too_large("lcm")
    return math.lcm(*integers)


def too_large(name: str) -> OverflowError:
    """The error of a whole number beyond all use."""
    return OverflowError(f"{name}: over {MOST_BITS:,} bits; use floats, lgamma, smaller numbers")
