"""Ten thousand Rosenbrock descents at once, as one leading axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.contest import Peer, Workload
from tests.benchmarks.peers import descents, presence
from tests.benchmarks.peers.descents import Descent


def valley(x: Any, y: Any) -> Any:
    bend, rest = y - x * x, 1 - x
    return rest * rest + 100 * (bend * bend)


def total(m: Any, x: Any, y: Any) -> Any:
    return valley(x, y).sum()


def crowd() -> Workload:
    rng = np.random.default_rng(0)
    start = (rng.uniform(-1, 1, 10_000), rng.uniform(-1, 1, 10_000))
    descent = Descent(total, start, lr=1e-4, steps=100, few=20)
    return Workload(
        "10,000 Rosenbrock descents at once",
        "step",
        lambda: descents.ours_whole(descent),
        (
            *descents.peers(descent, torch=8),
            Peer("JAX vmap", lambda: descents.jax_jit(descent, mapped()), 2.5),
            Peer("JAX fori_loop", lambda: descents.jax_fori_loop(descent, mapped()), 1),
        ),
        absent={"micrograd": "it has no arrays"},
    )


def mapped() -> Callable[..., Any]:
    """One descent's loss and gradients, mapped over the crowd; the losses are summed."""
    jax = presence.jax()
    each = jax.vmap(jax.value_and_grad(valley, (0, 1)))

    def values(x: Any, y: Any) -> Any:
        losses, slopes = each(x, y)
        return losses.sum(), slopes

    return values


WORKLOADS: dict[str, Callable[[], Workload]] = {"crowd": crowd}
