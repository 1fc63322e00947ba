"""Our eager tensors beside torch's, where graphs are built anew at each step: no targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.contest import Peer, Workload
from tests.benchmarks.peers import values
from tests.benchmarks.peers.values import Problem
from tests.benchmarks.workloads.regressions import loss
from tests.benchmarks.workloads.scalars import CHAIN, expression


def _eager(title: str, problem: Problem) -> Workload:
    return Workload(
        f"{title}, by our eager tensors",
        "call",
        lambda: values.ours_eager(problem),
        (Peer("torch", lambda: values.torch_eager(problem)),),
        tolerance=2e-4,
    )


def number() -> Workload:
    problem = Problem(expression, (np.float32(0.7), np.float32(1.3)))
    return _eager("sin(x*y) + exp(-x)*y in float32", problem)


def chain() -> Workload:
    problem = Problem(CHAIN.function, (np.float32(0.75),))
    return _eager("a chain of 10,000 ops in float32", problem)


def vector(size: int) -> Workload:
    x = np.arange(size, dtype=np.float32) / size

    def total(m: Any, x: Any, y: Any) -> Any:
        return expression(m, x, y).sum()

    return _eager(f"sum of sin(x*y) + exp(-x)*y of {size} float32", Problem(total, (x, 1 - x)))


def regression() -> Workload:
    x = np.arange(100, dtype=np.float32) / 2
    problem = Problem(loss, (np.float32(0.5), np.float32(0)), (x, 3 * x + 1))
    return _eager("linear regression of 100 float32", problem)


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "eager-number": number,
    "eager-chain": chain,
    "eager-vector-10": lambda: vector(10),
    "eager-vector-1000": lambda: vector(1000),
    "eager-regression": regression,
}
