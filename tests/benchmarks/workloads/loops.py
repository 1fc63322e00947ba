"""Descents on one number: a step per call, and whole loops that keep every loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.contest import Peer, Workload
from tests.benchmarks.peers import descents
from tests.benchmarks.peers.descents import Descent


def square(m: Any, x: Any) -> Any:
    return x * x


def quartic(m: Any, x: Any) -> Any:
    return 2 * x**4 - 3 * x**2 + 2 * x - 20


SQUARE = Descent(square, (10.0,), lr=0.001, steps=5000)
QUARTIC = Descent(quartic, (2.0,), lr=0.001, steps=15000)


def stepwise() -> Workload:
    return Workload(
        "descent on x*x from 10, one step per call",
        "step",
        lambda: descents.ours_stepwise(SQUARE),
        (
            *descents.peers(SQUARE, torch=150, jit=30),
            Peer("micrograd", lambda: descents.micrograd(SQUARE)),
        ),
    )


def _whole(title: str, descent: Descent, fori_loop: float) -> Workload:
    return Workload(
        title,
        "step",
        lambda: descents.ours_whole(descent),
        (
            *descents.peers(descent, torch=500),
            Peer("JAX fori_loop", lambda: descents.jax_fori_loop(descent), fori_loop),
            Peer("JAX scan", lambda: descents.jax_scan(descent)),
            Peer("micrograd", lambda: descents.micrograd(descent)),
        ),
    )


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "square-step": stepwise,
    "square-loop": lambda: _whole("descent on x*x, 5,000 steps at once", SQUARE, 2),
    "quartic-loop": lambda: _whole(
        "descent on 2x⁴ - 3x² + 2x - 20, 15,000 steps at once", QUARTIC, 1
    ),
}
