"""Descent: gradient descent on a Plan, step by step, that stops by itself when it diverges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, GradientError
from engine.optim import SGD
from engine.optim.lr_scheduler import ReduceLROnPlateau
from engine.optim.optimizer import Optimizer
from engine.plan import Plan
from engine.plan.lowering import Uncompilable, lower
from engine.plan.travel import Travel
from engine.plan.updating import Unready
from engine.run import forward
from engine.tape import accumulate, backward, seed_for
from engine.tensor import Tensor, from_array

DIVERGED = 1e6  # a loss this many times its start counts as diverged
LONGEST = 100_000  # steps that are taken at once
PATH_BYTES = 64 * 2**20


@dataclass(slots=True)
class History:
    """What a descent went through: entry k of `loss` and `params` is the state after k steps."""

    loss: list[float] = field(default_factory=list)
    params: dict[str, list[Array]] = field(default_factory=dict)

    def extend(self, losses: Array, path: Mapping[str, Array]) -> None:
        """Add the losses (steps,) and the values (steps, *shape) of each parameter."""
        self.loss += losses.tolist()
        for name, values in path.items():
            self.params[name] += map(np.asarray, values)


class Descent:
    """Minimises the root of a plan over some of its leaves.

    Many steps at once are taken by compiled code, where the plan and the optimizer allow it.

    The optimizer is SGD with this rate and momentum, or what `optimizer` makes of the parameters;
    `scheduler` makes a schedule of it. `history` is what is told of every step, else a new History.

    Attributes: history; loss (the last one); steps (how many were taken); stopped (why it cannot go
    on, or None); optimizer; scheduler (or None); reason (why it runs eagerly, or None); lr and
    momentum (may be changed at any time).
    Errors: ArgumentError where a parameter is not a leaf of the plan; GradientError where the root
    is not one number, no parameter reaches it, or a step cannot run.
    """

    def __init__(
        self,
        plan: Plan,
        parameters: Sequence[str],
        *,
        lr: float = 1e-3,
        momentum: float = 0.0,
        optimizer: Callable[[list[Tensor]], Optimizer] | None = None,
        scheduler: Callable[[Optimizer], Any] | None = None,
        history: History | None = None,
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
        moved = {leaves[name].slot for name in parameters}
        self.plan = replace(
            plan,
            leaves=tuple(replace(leaf, requires_grad=leaf.slot in moved) for leaf in plan.leaves),
        )
        self._tensors = {
            leaf.slot: from_array(np.array(leaf.value), leaf.slot in moved) for leaf in plan.leaves
        }
        self._params = {name: self._tensors[leaves[name].slot] for name in parameters}
        moving = list(self._params.values())
        self.optimizer = SGD(moving, lr, momentum) if optimizer is None else optimizer(moving)
        self.scheduler = None if scheduler is None else scheduler(self.optimizer)
        keys = [(leaves[name].slot, name) for name in parameters]
        fixed = {leaf.slot for leaf in plan.leaves} - moved
        self._travel = Travel(
            lambda: lower(self.plan, fixed), keys, self.optimizer, self.scheduler, path=True
        )
        self.history = History() if history is None else history
        self.history.params.update((name, []) for name in parameters)
        self.loss = self._first = float("nan")
        self.steps = 0
        self.stopped: str | None = None
        self.reason: str | None = None
        self._begun = self._saved()
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

    @property
    def source(self) -> str:
        """The generated code of the steps; "" before there is any."""
        return "" if self._travel.loop is None else self._travel.loop.source

    @property
    def python_source(self) -> str:
        """The generated code of the steps in Python, whatever runs; "" before there is any."""
        return "" if self._travel.loop is None else self._travel.loop.python_source

    @property
    def backend(self) -> str:
        """What the latest steps ran on: "eager", "scalars", "levels", "arrays" or "native"."""
        loop = None if self.reason is not None else self._travel.loop
        return "eager" if loop is None else loop.backend

    def advance(self, steps: int) -> bool:
        """Take some steps at once; False once the descent has stopped."""
        while steps > 0 and self.stopped is None and self.reason is None:
            part = min(steps, self._most)
            try:
                self._travelled(part)
            except Unready:
                self.step()
                part = 1
            except Uncompilable as error:
                self.reason = error.message
                break
            steps -= part
        while steps > 0 and self.step():
            steps -= 1
        return self.stopped is None

    @property
    def _most(self) -> int:
        """How many steps are taken at once: their path is kept."""
        size = sum(tensor._array.nbytes for tensor in self._params.values())
        return max(1, min(LONGEST, PATH_BYTES // max(size, 1)))

    def _travelled(self, steps: int) -> None:
        """Take compiled steps; where one of them diverges, end there."""
        start = self._saved()
        found = self._travel.run(steps)
        losses = found.losses
        bad = np.flatnonzero(~np.isfinite(losses) | (np.abs(losses) > self._limit))
        if bad.size:
            steps = int(bad[0])
            self._restore(start)
            if steps:
                found = self._travel.run(steps)
        if steps > 1:
            path = {n: p[1:steps] for n, p in zip(self._params, found.path, strict=True)}
            self.history.extend(found.losses[1:steps], path)
        self.steps += steps
        if steps:
            self._root = self._evaluate()

    def restart(self) -> None:
        """Back to the values of the plan, as if no step had been taken; what was compiled stays."""
        self._restore(self._begun)
        self.steps, self.stopped = 0, None
        self._root = self._evaluate()

    def _saved(self) -> Any:
        """What running steps changes."""
        scheduler = None if self.scheduler is None else deepcopy(self.scheduler.state_dict())
        return (
            self.values,
            deepcopy(self.optimizer.state_dict()),
            self.optimizer.steps_taken,
            scheduler,
        )

    def _restore(self, saved: Any) -> None:
        values, state, taken, scheduler = saved
        for name, tensor in self._params.items():
            tensor._array[...] = values[name]
        self.optimizer.load_state_dict(state)
        self.optimizer.steps_taken = taken
        if self.scheduler is not None:
            self.scheduler.load_state_dict(scheduler)

    @property
    def _limit(self) -> float:
        """The loss from which on it has diverged."""
        return DIVERGED * abs(self._first) if self._first else float("inf")

    def step(self) -> bool:
        """Take one step eagerly; False once the descent has stopped."""
        if self.stopped is not None or self._root is None:
            return False
        seed = seed_for(self._root, None)
        self.optimizer.zero_grad()
        for leaf, total in backward([(self._root, seed)]).items():
            assert isinstance(leaf, Tensor)
            accumulate(leaf, total)
        self.optimizer.step()
        if isinstance(self.scheduler, ReduceLROnPlateau):
            self.scheduler.step(self.loss)
        elif self.scheduler is not None:
            self.scheduler.step()
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
        self.loss = loss = float(root.item())
        self._first = start = self._first if self.steps else loss
        self.history.extend(
            np.array([loss]), {name: value[None] for name, value in self.values.items()}
        )
        if not np.isfinite(loss):
            where = f", first in {first_bad[0]}" if first_bad else ""
            remedy = "lower the learning rate" if self.steps else "start elsewhere"
            self.stopped = f"diverged at step {self.steps}: the loss is {loss}{where}; {remedy}"
        elif abs(loss) > self._limit:
            self.stopped = (
                f"diverged at step {self.steps}: the loss {loss:.4g} in {labels[self.plan.root]} "
                f"is over a million times its start {start:.4g}; lower the learning rate"
            )
        return root if self.stopped is None else None
