"""Graphs as automatic differentiation makes them, of any size: for the canvas and for layouts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.document.graph import Graph, Node, Ref, Value


@dataclass(frozen=True)
class Shape:
    """Nodes 0..count-1 and wires from `sources` to `targets`."""

    count: int
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]


class _Drawn:
    """A shape being drawn node by node."""

    def __init__(self) -> None:
        self.inputs: list[tuple[int, ...]] = []

    def node(self, *inputs: int) -> int:
        self.inputs.append(inputs)
        return len(self.inputs) - 1

    def shape(self) -> Shape:
        wires = [(s, t) for t, sources in enumerate(self.inputs) for s in sources]
        ends = np.array(wires, np.int64).reshape(-1, 2)
        return Shape(len(self.inputs), ends[:, 0], ends[:, 1])


def network(count: int) -> Shape:
    """A multilayer perceptron in scalars: products with weights, chains of sums, tanh."""
    wide = 1
    while 3 * wide * wide + 13 * wide + 4 < count:
        wide += 1
    drawn = _Drawn()
    values = [drawn.node(), drawn.node()]
    for outputs in (wide, wide, 1):
        following = []
        for _ in range(outputs):
            total = drawn.node()
            for value in values:
                total = drawn.node(total, drawn.node(drawn.node(), value))
            following.append(drawn.node(total))
        values = following
    return drawn.shape()


def tree(count: int) -> Shape:
    """A sum of leaves in pairs."""
    drawn = _Drawn()
    row = [drawn.node() for _ in range(max(2, count // 2))]
    while len(row) > 1:
        pairs = [row[i : i + 2] for i in range(0, len(row), 2)]
        row = [drawn.node(*pair) for pair in pairs]
    return drawn.shape()


def residual(count: int) -> Shape:
    """A chain with a skip over every fourth op and a parameter at every second."""
    drawn = _Drawn()
    chain = [drawn.node()]
    while len(drawn.inputs) < count:
        inputs = [chain[-1]]
        if len(chain) % 2:
            inputs.append(drawn.node())
        if len(chain) > 4 and len(chain) % 4 == 3:
            inputs.append(chain[-4])
        chain.append(drawn.node(*inputs))
    return drawn.shape()


def dense(count: int) -> Shape:
    """Random ops of one to three inputs, most of them recent values, a quarter from anywhere."""
    random = np.random.default_rng(1)
    drawn = _Drawn()
    for _ in range(max(2, count // 5)):
        drawn.node()
    while (number := len(drawn.inputs)) < count:
        arity = random.choice([1, 2, 3], p=[0.3, 0.6, 0.1])
        back = random.geometric(4 / max(8.0, min(number, 60.0)), size=arity)
        near = np.maximum(number - back, 0)
        chosen = np.where(random.random(arity) < 0.25, random.integers(0, number, arity), near)
        drawn.node(*dict.fromkeys(chosen.tolist()))
    return drawn.shape()


KINDS: dict[str, Callable[[int], Shape]] = {
    "network": network,
    "tree": tree,
    "residual": residual,
    "dense": dense,
}


def graph_of(shape: Shape) -> Graph:
    """The shape as a document's graph: parameters at its leaves."""
    inputs: list[list[Ref]] = [[] for _ in range(shape.count)]
    for source, target in zip(shape.sources.tolist(), shape.targets.tolist(), strict=True):
        inputs[target].append(Ref(f"n{source}"))
    nodes = {}
    for number, wired in enumerate(inputs):
        node_id = f"n{number}"
        nodes[node_id] = (
            Node(node_id, _op(number, wired), inputs=tuple(wired))
            if wired
            else Node(node_id, content=Value(0.3 + number % 7 / 10), trainable=True)
        )
    return Graph(nodes)


def _op(number: int, inputs: list[Ref]) -> str:
    """Products with the weight made just before, sums of two others."""
    if len(inputs) == 2:
        return "mul" if inputs[0] == Ref(f"n{number - 1}") else "add"
    return "tanh" if len(inputs) == 1 else "addcmul"
