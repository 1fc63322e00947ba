"""Descent: gradient descent on a Plan, step by step, that stops by itself when it diverges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, GradientError
from engine.optim import SGD
from engine.plan import Plan
from engine.run import forward
from engine.tape import accumulate, backward, seed_for
from engine.tensor import Tensor, from_array

DIVERGED = 1e6  # a loss this many times its start counts as diverged


@dataclass(slots=True)
class History:
    """What a descent went through: entry k of `loss` and `params` is the state after k steps."""

    loss: list[float] = field(default_factory=list)
    params: dict[str, list[Array]] = field(default_factory=dict)


class Descent:
    """Minimises the root of a plan over some of its leaves.

    Attributes: history; steps (how many were taken); stopped (why it cannot go on, or None);
    optimizer; lr and momentum (may be changed at any time).
    Errors: ArgumentError where a parameter is not a leaf of the plan; GradientError where the root
    is not one number, no parameter reaches it, or a step cannot run.
    """

    def __init__(
        self, plan: Plan, parameters: Sequence[str], *, lr: float = 1e-3, momentum: float = 0.0
    ) -> None:
        leaves = {leaf.label: leaf for leaf in plan.leaves if leaf.label}
        unknown = [name for name in parameters if name not in leaves]
        if unknown:
            raise ArgumentError(
                f"descend: '{unknown[0]}' is not a leaf of the expression",
                f"choose from {', '.join(leaves) or 'none: it has no leaves'}",
            )
        if not parameters:
            raise ArgumentError("descend: no parameter is chosen", "name at least one leaf")
        if plan.root is None:
            raise ArgumentError("descend: the plan has no root to minimise", "name its root")
        self.plan = plan
        moved = {leaves[name].slot for name in parameters}
        self._tensors = {
            leaf.slot: from_array(np.array(leaf.value), leaf.slot in moved) for leaf in plan.leaves
        }
        self._params = {name: self._tensors[leaves[name].slot] for name in parameters}
        self.optimizer = SGD(self._params.values(), lr, momentum)
        self.history = History(params={name: [] for name in parameters})
        self.steps = 0
        self.stopped: str | None = None
        self._root = self._evaluate()

    @property
    def lr(self) -> float:
        """The learning rate."""
        return float(self.optimizer.param_groups[0]["lr"])

    @lr.setter
    def lr(self, lr: float) -> None:
        self.optimizer.param_groups[0]["lr"] = lr

    @property
    def momentum(self) -> float:
        """The share of the last step that goes into the next."""
        return float(self.optimizer.param_groups[0]["momentum"])

    @momentum.setter
    def momentum(self, momentum: float) -> None:
        self.optimizer.param_groups[0]["momentum"] = momentum

    @property
    def values(self) -> Mapping[str, Array]:
        """A copy of the parameters as they stand."""
        return {name: np.array(tensor._array) for name, tensor in self._params.items()}

    def step(self) -> bool:
        """Take one step; False once the descent has stopped."""
        if self.stopped is not None or self._root is None:
            return False
        seed = seed_for(self._root, None)
        self.optimizer.zero_grad()
        for leaf, total in backward([(self._root, seed)]).items():
            assert isinstance(leaf, Tensor)
            accumulate(leaf, total)
        self.optimizer.step()
        self.steps += 1
        self._root = self._evaluate()
        return self.stopped is None

    def _evaluate(self) -> Tensor | None:
        """Run forward and record the loss; None, with `stopped` set, where it cannot go on."""
        first_bad: list[str] = []
        labels = self.plan.labels()

        def computed(index: int, result: Tensor) -> None:
            if not first_bad and not np.isfinite(result._array).all():
                first_bad.append(labels[self.plan.steps[index].output])

        tensors = dict(self._tensors)
        fault = forward(self.plan, tensors, computed)
        if fault is not None:
            raise GradientError(f"descend: {fault.message}", fault.remedy)
        assert self.plan.root is not None
        root = tensors[self.plan.root]
        seed_for(root, None)
        loss = float(root.item())
        self.history.loss.append(loss)
        for name, tensor in self._params.items():
            self.history.params[name].append(np.array(tensor._array))
        start = self.history.loss[0]
        if not np.isfinite(loss):
            where = f", first in {first_bad[0]}" if first_bad else ""
            remedy = "lower the learning rate" if self.steps else "start elsewhere"
            self.stopped = f"diverged at step {self.steps}: the loss is {loss}{where}; {remedy}"
        elif start and abs(loss) > DIVERGED * abs(start):
            self.stopped = (
                f"diverged at step {self.steps}: the loss {loss:.4g} in {labels[self.plan.root]} "
                f"is over a million times its start {start:.4g}; lower the learning rate"
            )
        return root if self.stopped is None else None
