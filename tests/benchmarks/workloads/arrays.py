"""Values and gradients on arrays: cross entropy, a product, Rosenbrock, elementwise chains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.contest import Peer, Runner, Workload
from tests.benchmarks.peers import values
from tests.benchmarks.peers.dialects import cross_entropy
from tests.benchmarks.peers.values import Problem

NO_ARRAYS = {"micrograd": "it has no arrays"}


def entropy() -> Workload:
    rng = np.random.default_rng(0)
    logits = (3 * rng.standard_normal((10_000, 100))).astype(np.float32)
    problem = Problem(cross_entropy, (logits,), (rng.integers(0, 100, 10_000),))
    return Workload(
        "softmax cross entropy of 10,000 x 100 in float32, value and gradient",
        "call",
        lambda: values.ours(problem),
        (
            *values.peers(problem, torch=1.5, jit=1.4),
            Peer("limit: np.exp and a copy", lambda: _exp_and_copy(logits)),
        ),
        tolerance=1e-4,
        absent=NO_ARRAYS,
    )


def _exp_and_copy(array: Any) -> Runner:
    out = np.empty_like(array)

    def work() -> None:
        np.exp(array, out=out)
        np.copyto(out, array)

    return Runner(work, None)


def squares_of_product(m: Any, a: Any, b: Any) -> Any:
    c = a @ b
    return 0.5 * (c * c).sum()


def product() -> Workload:
    rng = np.random.default_rng(0)
    pair = tuple(rng.standard_normal((512, 512)).astype(np.float32) for _ in range(2))
    problem = Problem(squares_of_product, pair)
    return Workload(
        "matmul of 512 x 512 in float32, both gradients",
        "call",
        lambda: values.ours(problem),
        (
            *values.peers(problem, torch=1.9, jit=1.1),
            Peer("limit: 3 matmuls", lambda: _three_products(*pair), 0.9),
        ),
        tolerance=1e-3,
        absent=NO_ARRAYS,
    )


def _three_products(a: Any, b: Any) -> Runner:
    outs = [np.empty_like(a) for _ in range(3)]
    pairs = [(a, b), (a, b.T), (a.T, b)]

    def work() -> None:
        for (left, right), out in zip(pairs, outs, strict=True):
            np.matmul(left, right, out=out)

    return Runner(work, None)


def valley(m: Any, x: Any) -> Any:
    a, b = x[1:], x[:-1]
    return (100.0 * (a - b * b) ** 2).sum() + ((1.0 - b) ** 2).sum()


def rosenbrock() -> Workload:
    x = np.random.default_rng(0).uniform(-1, 1, 100_000)
    problem = Problem(valley, (x,))
    return Workload(
        "Rosenbrock in 100,000 dimensions, value and gradient",
        "call",
        lambda: values.ours(problem),
        (
            *values.peers(problem, torch=4, jit=1.4),
            Peer("numpy by hand", lambda: _valley_by_hand(x)),
            Peer("limit: a copy", lambda: copy(x)),
        ),
        absent=NO_ARRAYS,
    )


def _valley_by_hand(x: Any) -> Runner:
    def work() -> tuple[Any, Any]:
        a, b = x[1:], x[:-1]
        bend, rest = a - b * b, 1 - b
        gradient = np.zeros_like(x)
        gradient[:-1] = -400 * b * bend - 2 * rest
        gradient[1:] += 200 * bend
        return 100 * (bend @ bend) + rest @ rest, gradient

    return Runner(work, work)


def copy(x: Any) -> Runner:
    """What reading an array and writing one of its size takes."""
    out = np.empty_like(x)
    return Runner(lambda: np.copyto(out, x), None)


def cheap(m: Any, x: Any) -> Any:
    """Ten ops that a processor does at once, and a sum."""
    z = (x * 0.5 + 1) * x - 0.25
    z = (z * z + x) * 0.125
    return ((z * x - 1) * z).sum()


def rich(m: Any, x: Any) -> Any:
    """Ten ops, of them six that take a series, and a sum."""
    z = m.exp(m.sin(x) * x)
    z = m.sqrt(m.log(z + 1) + 1)
    return (m.tanh(z * x) - m.cos(z)).sum()


def chain(function: Callable[..., Any], dtype: type, **targets: float) -> Workload:
    x = np.random.default_rng(0).uniform(-1, 1, 10**6).astype(dtype)
    problem = Problem(function, (x,))
    copied = targets.pop("copy", None)
    return Workload(
        f"10 {function.__name__} elementwise ops on a million values in {dtype.__name__}, "
        "value and gradient",
        "call",
        lambda: values.ours(problem),
        (*values.peers(problem, **targets), Peer("limit: a copy", lambda: copy(x), copied)),
        tolerance=1e-9 if dtype is np.float64 else 1e-4,
        absent=NO_ARRAYS,
    )


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "cross-entropy": entropy,
    "matmul": product,
    "rosenbrock": rosenbrock,
    "cheap-float64": lambda: chain(cheap, np.float64, torch=30, jit=4, copy=0.4),
    "cheap-float32": lambda: chain(cheap, np.float32, torch=30, jit=4, copy=0.4),
    "rich-float64": lambda: chain(rich, np.float64, torch=2.5, jit=2),
    "rich-float32": lambda: chain(rich, np.float32, torch=2.5, jit=2),
}
