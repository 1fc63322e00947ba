"""Networks of layers: micrograd's, as arrays and as single numbers, and the digits' perceptron."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tests.benchmarks.contest import Peer, Runner, Workload
from tests.benchmarks.peers import descents
from tests.benchmarks.peers.descents import Descent
from tests.benchmarks.peers.dialects import cross_entropy, relu

SIZES = ((2, 16), (16, 16), (16, 1))
DECAY = 1e-4


def moons(samples: int) -> tuple[Any, Any]:
    """Two half circles: x (samples, 2), y (samples, 1) of -1 and 1."""
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, np.pi, samples // 2)
    upper = np.stack([np.cos(angle), np.sin(angle)], 1)
    x = np.concatenate([upper, [1.0, 0.5] - upper]) + 0.1 * rng.standard_normal((samples, 2))
    return x, np.repeat([[1.0], [-1.0]], samples // 2, 0)


def start() -> list[Any]:
    """Weights (inputs, outputs) and biases (outputs,) of micrograd's net."""
    rng = np.random.default_rng(1)
    return [part for a, b in SIZES for part in (rng.uniform(-1, 1, (a, b)), np.zeros(b))]


def layered(m: Any, *given: Any) -> Any:
    """micrograd's demo: the hinge loss of 2-16-16-1 with the squares of the parameters."""
    *parameters, x, y = given
    h = x
    for place in range(0, len(parameters), 2):
        h = h @ parameters[place] + parameters[place + 1]
        h = relu(m, h) if place < len(parameters) - 2 else h
    loss = relu(m, 1 - y * h).mean()
    for parameter in parameters:
        loss = loss + DECAY * (parameter * parameter).sum()
    return loss


def net() -> Workload:
    descent = Descent(layered, tuple(start()), moons(100), lr=0.05, steps=100, few=10)
    return Workload(
        "micrograd's net 2-16-16-1, 100 samples, full step",
        "step",
        lambda: descents.ours_whole(descent),
        (
            *descents.peers(descent, torch=5, jit=1.5),
            Peer("JAX fori_loop", lambda: descents.jax_fori_loop(descent)),
        ),
        absent={"micrograd": "it has no arrays; see micrograd-scalars"},
    )


def written_out(samples: int) -> Callable[..., Any]:
    """The same loss of 337 single parameters."""
    x, y = (array.tolist() for array in moons(samples))

    def output(weights: Sequence[Any], sample: Sequence[float]) -> Any:
        given, h = iter(weights), list(sample)
        for inputs, outputs in SIZES:
            rows = [[next(given) for _ in range(outputs)] for _ in range(inputs)]
            found = [next(given) for _ in range(outputs)]
            for j in range(outputs):
                for i in range(inputs):
                    found[j] = found[j] + rows[i][j] * h[i]
            h = [z.relu() for z in found] if outputs > 1 else found
        return h[0]

    def loss(m: Any, *weights: Any) -> Any:
        total = (1 - y[0][0] * output(weights, x[0])).relu()
        for sample, (label,) in zip(x[1:], y[1:], strict=True):
            total = total + (1 - label * output(weights, sample)).relu()
        total = total * (1 / samples)
        for weight in weights:
            total = total + DECAY * (weight * weight)
        return total

    return loss


def net_of_scalars(samples: int = 100) -> Workload:
    numbers = np.concatenate([part.ravel() for part in start()]).tolist()
    descent = Descent(  # LLVM would take minutes on so many ops
        written_out(samples), tuple(numbers), lr=0.05, steps=1, few=1, checked=1, is_native=False
    )
    return Workload(
        f"micrograd's net written in single numbers, {samples} samples, full step",
        "step",
        lambda: descents.ours_whole(descent),
        (
            Peer("torch", lambda: descents.torch_eager(descent)),
            Peer("micrograd", lambda: descents.micrograd(descent), 200),
        ),
        absent={
            "torch.compile": "compiles 66,000 unrolled ops for hours",
            "JAX jit": "compiles 66,000 unrolled ops for hours",
        },
    )


def perceptron(m: Any, a: Any, b: Any, c: Any, d: Any, x: Any, labels: Any) -> Any:
    return cross_entropy(m, relu(m, x @ a + b) @ c + d, labels)


def digits(batch: int, jit: float, share: float) -> Workload:
    rng = np.random.default_rng(0)
    x = rng.random((batch, 784)).astype(np.float32)
    labels = rng.integers(0, 10, batch)
    weights = (
        (rng.standard_normal((784, 128)) * 0.05).astype(np.float32),
        np.zeros(128, np.float32),
        (rng.standard_normal((128, 10)) * 0.1).astype(np.float32),
        np.zeros(10, np.float32),
    )
    descent = Descent(perceptron, weights, (x, labels), lr=0.1, steps=10, few=10, checked=5)
    return Workload(
        f"perceptron 784-128-10 in float32, batch {batch}, SGD step",
        "step",
        lambda: descents.ours_whole(descent),
        (
            *descents.peers(descent, torch=2, jit=jit),
            Peer("limit: its 5 matmuls", lambda: _products(x, weights[0], weights[2]), share),
        ),
        tolerance=1e-3,
        absent={"micrograd": "it has no arrays"},
    )


def _products(x: Any, first: Any, second: Any) -> Runner:
    """The products of a step alone, into memory that is there."""
    hidden, scores = x @ first, x @ first @ second
    to_hidden, to_first = np.empty_like(hidden), np.empty_like(first)
    to_second = np.empty_like(second)
    out_hidden, out_scores = np.empty_like(hidden), np.empty_like(scores)

    def work() -> None:
        np.matmul(x, first, out=out_hidden)
        np.matmul(hidden, second, out=out_scores)
        np.matmul(hidden.T, scores, out=to_second)
        np.matmul(scores, second.T, out=to_hidden)
        np.matmul(x.T, hidden, out=to_first)

    return Runner(work, None)


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "micrograd": net,
    "micrograd-scalars": net_of_scalars,
    "mlp-64": lambda: digits(64, 1.4, 0.75),
    "mlp-1024": lambda: digits(1024, 1.05, 0.85),
}
