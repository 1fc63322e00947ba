"""How plans and graphs compare, and what a plan costs to run."""

from __future__ import annotations

from app.document.graph import Graph
from app.document.planning import Planned


def alike(a: Planned, b: Planned) -> bool:
    """Whether two plans differ in no more than the values of their leaves."""
    roots = [[root.slot for root in found.plan.roots] for found in (a, b)]
    return a.slots == b.slots and roots[0] == roots[1] and a.plan.steps == b.plan.steps


def same_run(one: Graph, other: Graph) -> bool:
    """Whether two graphs run in the same way."""
    return (
        one.nodes == other.nodes
        and one.roots == other.roots
        and one.head_gradients == other.head_gradients
    )


def cost(planned: Planned) -> int:
    """A measure of how long a plan runs: steps, each weighed by the elements it may touch."""
    elements = sum(leaf.value.size for leaf in planned.plan.leaves)
    return len(planned.plan.steps) * (1000 + elements)
