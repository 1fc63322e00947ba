"""How two plans compare, and what one costs to run."""

from __future__ import annotations

from app.document.planning import Planned


def alike(a: Planned, b: Planned) -> bool:
    """Whether two plans differ in no more than the values of their leaves."""
    return a.slots == b.slots and a.plan.root == b.plan.root and a.plan.steps == b.plan.steps


def cost(planned: Planned) -> int:
    """A measure of how long a plan runs: steps, each weighed by the elements it may touch."""
    elements = sum(leaf.value.size for leaf in planned.plan.leaves)
    return len(planned.plan.steps) * (1000 + elements)
