"""What Python finds in each public place: ops of the table, and functions over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import scalar
from engine.function import FUNCTIONS
from engine.op import OPS


def public(place: str) -> dict[str, Callable[..., Any]]:
    """The names of `place` (see engine.function); a function goes before an op of its name."""
    found: dict[str, Callable[..., Any]] = {}
    for name, op in OPS.items():
        if place in op.places.split():
            found[name] = scalar.unary(name) if name in scalar.UNARY else op
    return {**found, **FUNCTIONS[place]}
