"""Values and gradients of single numbers: an expression, graphs, and a chain of 10,000 ops."""

from __future__ import annotations

import operator
from collections.abc import Callable
from random import Random
from typing import Any

from tests.benchmarks.contest import Peer, Workload
from tests.benchmarks.peers import presence, values
from tests.benchmarks.peers.values import Problem

HALF_CHAIN = 5000
BINARY = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def expression(m: Any, x: Any, y: Any) -> Any:
    return m.sin(x * y) + m.exp(-x) * y


EXPRESSION = Problem(expression, (0.7, 1.3))
NO_SINE = {"micrograd": "it has no sin"}


def scalar() -> Workload:
    return Workload(
        "sin(x*y) + exp(-x)*y, value and gradient",
        "call",
        lambda: values.ours(EXPRESSION),
        values.peers(EXPRESSION, torch=150, jit=70, autograd=400),
        absent=NO_SINE,
    )


def scalar_eager() -> Workload:
    return Workload(
        "sin(x*y) + exp(-x)*y, value and gradient, by our eager tensors",
        "call",
        lambda: values.ours_eager(EXPRESSION),
        values.peers(EXPRESSION, torch=8),
        absent=NO_SINE,
    )


def random_graph(ops: int, seed: int = 0) -> Callable[..., Any]:
    """A function of four numbers: each op takes the last result, or it and one before it."""
    random = Random(seed)
    steps = [(random.choice("+-*sct"), random.randrange(2, 8)) for _ in range(ops - 3)]

    def function(m: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
        found = [a * b]
        found.append(found[-1] + c)
        found.append(found[-1] * d)
        for op, back in steps:
            last, other = found[-1], found[-min(back, len(found))]
            if op in BINARY:
                found.append(BINARY[op](last, other))
            else:
                found.append({"s": m.sin, "c": m.cos, "t": m.tanh}[op](last))
        return found[-1]

    return function


def graph(ops: int) -> Workload:
    problem = Problem(random_graph(ops), (0.3, 0.8, -0.5, 1.1))
    return Workload(
        f"a scalar graph of {ops} ops, value and gradient",
        "call",
        lambda: values.ours(problem),
        values.peers(problem, torch=120, jit=4),
        absent=NO_SINE,
    )


def recurrence(m: Any, x: Any) -> Any:
    z = x
    for _ in range(HALF_CHAIN):
        z = z * x + 0.5
    return z


CHAIN = Problem(recurrence, (0.5,))


def scanned(m: Any, x: Any) -> Any:
    """The chain as JAX's loop."""
    scan = presence.jax().lax.scan
    return scan(lambda z, _: (z * x + 0.5, None), x, None, length=HALF_CHAIN)[0]


def _chain_peers(torch: float, scan: float | None) -> tuple[Peer, ...]:
    return (
        Peer("torch", lambda: values.torch_eager(CHAIN), torch),
        Peer("JAX scan", lambda: values.jax_jit(Problem(scanned, CHAIN.parameters)), scan),
        Peer("autograd", lambda: values.autograd(CHAIN)),
        Peer("MyGrad", lambda: values.mygrad(CHAIN)),
        Peer("micrograd", lambda: values.micrograd(CHAIN)),
    )


UNROLLED = {
    "torch.compile": "compiles 10,000 unrolled ops for many minutes",
    "JAX jit": "compiles 10,000 unrolled ops for many minutes; see JAX scan",
}


def chain() -> Workload:
    return Workload(
        "a chain of 10,000 scalar ops, value and gradient",
        "call",
        lambda: values.ours(CHAIN),
        _chain_peers(120, 1),
        absent=UNROLLED,
    )


def chain_eager() -> Workload:
    return Workload(
        "a chain of 10,000 scalar ops by our eager tensors, built anew each time",
        "call",
        lambda: values.ours_eager(CHAIN),
        _chain_peers(12, None),
        absent=UNROLLED,
    )


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "scalar": scalar,
    "scalar-eager": scalar_eager,
    "graph-100": lambda: graph(100),
    "graph-300": lambda: graph(300),
    "chain": chain,
    "chain-eager": chain_eager,
}
