"""Eager operations, recorded and differentiated: the engine beside torch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import ModuleType

import torch

import engine
from tests.benchmarks.measure import Work, Workload

PEERS: dict[str, ModuleType] = {"engine": engine, "torch": torch}


def workloads() -> Iterator[Workload]:
    """What is measured, from one number to a hundred."""
    for dtype in ("float64", "float32"):
        yield _of(f"sin(x*y) + exp(-x)*y, one number, {dtype}", _expression, dtype, 300)
        yield _of(f"chain of 10,000 ops, one number, {dtype}", _chain, dtype, 1)
    for size in (10, 1000):
        yield _of(f"sum of sin(x*y) + exp(-x)*y, {size} numbers", _vector(size), "float32", 300)
    yield _of("linear regression, 100 points, one step", _regression, "float32", 300)


def _of(name: str, work: object, dtype: str, calls: int) -> Workload:
    pairs = {peer: work(module, dtype) for peer, module in PEERS.items()}

    def check() -> None:
        answers = {peer: answer() for peer, (_, answer) in pairs.items()}
        tolerance = 1e-12 if dtype == "float64" else 2e-5
        for mine, theirs in zip(answers["engine"], answers["torch"], strict=True):
            if not math.isclose(mine, theirs, rel_tol=tolerance):
                raise AssertionError(f"{name}: {mine} is not {theirs}")

    return Workload(name, {peer: run for peer, (run, _) in pairs.items()}, check, calls)


def _leaf(m: ModuleType, value: object, dtype: str) -> object:
    return m.tensor(value, dtype=getattr(m, dtype), requires_grad=True)


def _expression(m: ModuleType, dtype: str) -> tuple[Work, Work]:
    x, y = _leaf(m, 1.5, dtype), _leaf(m, 0.5, dtype)

    def run() -> None:
        x.grad = y.grad = None
        (m.sin(x * y) + m.exp(-x) * y).backward()

    def answer() -> tuple[float, float]:
        run()
        return x.grad.item(), y.grad.item()

    return run, answer


def _chain(m: ModuleType, dtype: str) -> tuple[Work, Work]:
    x = _leaf(m, 0.75, dtype)

    def run() -> None:
        x.grad = None
        z = x
        for _ in range(5000):
            z = z * x + 0.5
        z.backward()

    def answer() -> tuple[float]:
        run()
        return (x.grad.item(),)

    return run, answer


def _vector(size: int) -> object:
    def made(m: ModuleType, dtype: str) -> tuple[Work, Work]:
        x = _leaf(m, [i / size for i in range(size)], dtype)
        y = _leaf(m, [1 - i / size for i in range(size)], dtype)

        def run() -> None:
            x.grad = y.grad = None
            (m.sin(x * y) + m.exp(-x) * y).sum().backward()

        def answer() -> tuple[float, float]:
            run()
            return x.grad.sum().item(), y.grad.sum().item()

        return run, answer

    return made


def _regression(m: ModuleType, dtype: str) -> tuple[Work, Work]:
    x = m.tensor([i / 2 for i in range(100)], dtype=getattr(m, dtype))
    y = 3 * x + 1
    w, b = _leaf(m, 0.5, dtype), _leaf(m, 0.0, dtype)

    def run() -> None:
        w.grad = b.grad = None
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        with m.no_grad():
            w.sub_(0.0 * w.grad)
            b.sub_(0.0 * b.grad)

    def answer() -> tuple[float, float]:
        run()
        return w.grad.item(), b.grad.item()

    return run, answer
