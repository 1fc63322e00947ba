"""sweep: where descents at many learning rates come to, by one compiled loop."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from engine.descent import Descent, History
from engine.dtype import Array
from engine.optim.optimizer import Optimizer
from engine.plan import Plan
from engine.tensor import Tensor

PART = 500  # steps


class Nothing(History):
    """A history of which nothing is kept."""

    def extend(self, losses: Array, path: Mapping[str, Array]) -> None:
        """Let go of what happened."""


def sweep(
    plan: Plan,
    parameters: Sequence[str],
    rates: Iterable[float],
    steps: int,
    *,
    momentum: float = 0.0,
    optimizer: Callable[[list[Tensor]], Optimizer] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[float]:
    """The loss after `steps` steps from the plan's values at each learning rate, one by one.

    A descent that diverges comes to inf. The optimizer is SGD, or what `optimizer` makes. All ends
    once `stop()` is true, which is asked every PART steps.
    Errors: those of Descent.
    """
    descent = Descent(plan, parameters, momentum=momentum, optimizer=optimizer, history=Nothing())
    for rate in rates:
        descent.restart()
        descent.lr = rate
        while descent.stopped is None and descent.steps < steps:
            descent.advance(min(PART, steps - descent.steps))
            if stop():
                return
        yield descent.loss if descent.stopped is None else math.inf
