"""Crowds: thousands of descents at once, from many starts or at many rates, as one leading axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, ShapeError
from engine.op import OPS
from engine.optim.adafactor import Adafactor
from engine.optim.optimizer import Optimizer
from engine.plan.function import Rows
from engine.plan.loop import Loop
from engine.plan.lowering import lower
from engine.plan.steps import Leaf, Plan, Step
from engine.plan.updating import update
from engine.tensor import Tensor, from_array


@dataclass(frozen=True)
class Crowd:
    """Where many descents have come to.

    Attributes: losses (of each at its end: (members,)); params (by name: (members,)); totals (of
    the losses of all, before each step); backend (that took the steps); source (of its code).
    """

    losses: Array
    params: Mapping[str, Array]
    totals: Array
    backend: str
    source: str


def descend_many(
    plan: Plan,
    starts: Mapping[str, Array],
    optimizer: Callable[[list[Tensor]], Optimizer],
    steps: int,
    *,
    lr: Array | None = None,
) -> Crowd:
    """`steps` steps from each of many starts: arrays (members,) for leaves of one number.

    `optimizer` is made of all of them; `lr` gives each member a rate of its own.
    Errors: ArgumentError where the plan is not made of single numbers, or the optimizer looks at
    all members at once; ShapeError where the arrays differ in length; Uncompilable where the plan,
    or the optimizer, only runs eagerly.
    """
    members = _members(plan, starts, lr)
    many = _widened(plan, starts)
    slots = {leaf.label: leaf.slot for leaf in many.leaves}
    parameters = [(slots[name], name) for name in starts]
    tensors = [from_array(np.array(starts[name], np.float64), True) for name in starts]
    made = optimizer(tensors)
    if isinstance(made, Adafactor):
        raise ArgumentError("Adafactor looks at all members at once", "choose another optimizer")
    group = made.param_groups[0]
    if lr is not None:
        group["lr"] = np.asarray(lr, np.float64)
    states = [made.start(tensor._array, group) for tensor in tensors]
    for state, tensor in zip(states, tensors, strict=True):
        if group.get("momentum") and "momentum_buffer" in made.buffers:
            state.setdefault("momentum_buffer", np.zeros_like(tensor._array))
    fixed = {leaf.slot for leaf in many.leaves} - {slot for slot, _ in parameters}
    one = update(lower(many, fixed), parameters, made, states, varying=())
    loop = Loop(one)
    buffers = [np.asarray(states[place][name]) for place, name in one.buffers]
    columns = tuple(range(1, steps + 1) if name == "step" else 0.0 for name in one.varying)
    begun = [tensor._array for tensor in tensors]
    found = loop.run(Rows(columns, steps), [*begun, *buffers])
    params = dict(zip(starts, found.state, strict=False))
    losses = np.broadcast_to(_values(plan, params), (members,)).copy()
    return Crowd(losses, params, np.asarray(found.losses), loop.backend, loop.source)


def _members(plan: Plan, starts: Mapping[str, Array], lr: Array | None) -> int:
    """How many there are."""
    leaves = {leaf.label: leaf for leaf in plan.leaves}
    if not starts or plan.root is None:
        raise ArgumentError("descend_many: there is nothing to move", "give starts, and a root")
    for name in starts:
        if name not in leaves:
            raise ArgumentError(f"descend_many: '{name}' is not a leaf", f"of {', '.join(leaves)}")
    if any(leaf.value.size != 1 for leaf in plan.leaves):
        raise ArgumentError("descend_many: a leaf is an array", "use engine.descend for it")
    shapes = {np.shape(array) for array in (*starts.values(), *(() if lr is None else (lr,)))}
    if len(shapes) > 1 or len(next(iter(shapes))) != 1:
        raise ShapeError(
            f"descend_many: starts and rates of shapes {', '.join(map(str, shapes))}",
            "give each as many numbers, in one dimension",
        )
    return int(next(iter(shapes))[0])


def _widened(plan: Plan, starts: Mapping[str, Array]) -> Plan:
    """The plan with all members in its leaves, and the sum of their losses as its root."""
    leaves = tuple(
        Leaf(leaf.slot, np.array(starts[leaf.label], np.float64), True, leaf.label)
        if leaf.label in starts
        else replace(leaf, requires_grad=False)
        for leaf in plan.leaves
    )
    slots = [*(leaf.slot for leaf in leaves), *(step.output for step in plan.steps)]
    total = max(slots) + 1
    assert plan.root is not None
    steps = (*plan.steps, Step("sum", (plan.root,), total))
    return replace(plan, leaves=leaves, steps=steps, root=total, seed=None, also=())


def _values(plan: Plan, params: Mapping[str, Array]) -> Array:
    """The loss of each member."""
    values = {leaf.slot: params.get(leaf.label, leaf.value) for leaf in plan.leaves}
    for step in plan.steps:
        op = OPS[step.op]
        inputs = [values[slot] for slot in step.inputs]
        values[step.output] = op.evaluate(inputs, {**op.static, **step.static})
    assert plan.root is not None
    return values[plan.root]
