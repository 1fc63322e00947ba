"""Linear regression of w and b on 100 and on a million points, per epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.contest import Peer, Workload
from tests.benchmarks.peers import descents
from tests.benchmarks.peers.descents import Descent


def loss(m: Any, w: Any, b: Any, x: Any, y: Any) -> Any:
    return ((w * x + b - y) ** 2).mean()


def _descent(points: int, **steps: int) -> Descent:
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, points)
    y = 3 * x + 2 + 0.1 * rng.standard_normal(points)
    return Descent(loss, (0.0, 0.0), (x, y), lr=0.01, **steps)


def by_hand(descent: Descent) -> descents.Runner:
    """What one writes in numpy, with the gradient worked out on paper."""
    x, y = descent.data
    lr, share = descent.lr, 2 / len(x)

    def run(steps: int) -> tuple[Any, Any]:
        w = b = 0.0
        losses = []
        for _ in range(steps):
            error = w * x + b - y
            losses.append(error @ error / len(x))
            w, b = w - lr * share * (error @ x), b - lr * share * error.sum()
        return losses, [w, b]

    return descent.stepwise(run)


def hundred() -> Workload:
    descent = _descent(100, steps=2000, few=50)
    return Workload(
        "linear regression, 100 points",
        "epoch",
        lambda: descents.ours_whole(descent),
        (
            *descents.peers(descent, torch=15, jit=2.5),
            Peer("JAX fori_loop", lambda: descents.jax_fori_loop(descent), 1),
            Peer("numpy by hand", lambda: by_hand(descent), 1),
        ),
        absent={"micrograd": "it has no arrays"},
    )


def million() -> Workload:
    descent = _descent(10**6, steps=5, few=2, checked=2)
    return Workload(
        "linear regression, a million points",
        "epoch",
        lambda: descents.ours_whole(descent),
        (
            *descents.peers(descent, torch=7, jit=1.3),
            Peer("JAX fori_loop", lambda: descents.jax_fori_loop(descent), 1),
            Peer("numpy by hand", lambda: by_hand(descent)),
            Peer("limit: reading x and y", lambda: _reading(descent)),
        ),
        absent={"micrograd": "it has no arrays"},
    )


def _reading(descent: Descent) -> descents.Runner:
    x, y = descent.data
    return descents.Runner(lambda: np.vdot(x, y), None)


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "regression": hundred,
    "regression-million": million,
}
