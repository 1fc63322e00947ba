"""Run a Plan forward and backward on eager tensors, and write down what happens as a Trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from engine.dtype import Array
from engine.errors import EngineError, Stopped
from engine.node import Cotangent, Node
from engine.op import OPS, Interval, Op
from engine.plan import Plan
from engine.tape import backward, seed_for
from engine.tensor import Tensor, from_array
from engine.tracing import Backward, Event, Fault, Forward, Note, Seed, Trace

Stop = Callable[[], bool]


def forward(
    plan: Plan, tensors: dict[int, Tensor], done: Callable[[int, Tensor], None]
) -> Fault | None:
    """Compute every step into `tensors`, telling `done` of each; the fault where one failed."""
    for index, step in enumerate(plan.steps):
        try:
            inputs = [tensors[slot] for slot in step.inputs]
            op = OPS[step.op]
            result = op.record(inputs, {**op.static, **step.static})
            tensors[step.output] = result
            done(index, result)
        except Stopped:
            raise
        except EngineError as error:
            return Fault(index, error.message, error.remedy)
        except MemoryError:
            return Fault(
                index, f"{step.op}: the result does not fit into memory", "make it smaller"
            )
    return None


def run(plan: Plan, *, stop: Stop | None = None) -> Trace:
    """The Trace of one forward pass and, where the plan has a root, one backward pass.

    A step that cannot run ends the trace with a Fault; whatever ran before it is kept.
    Errors: Stopped once `stop` returns True.
    """
    events: list[Event] = []
    notes: list[Note] = []
    made: dict[Node, int] = {}
    try:
        tensors = {leaf.slot: from_array(leaf.value, leaf.requires_grad) for leaf in plan.leaves}
    except EngineError as error:
        return Trace(plan, (), Fault(None, error.message, error.remedy))

    def computed(index: int, result: Tensor) -> None:
        if stop is not None and stop():
            raise Stopped("the run was stopped")
        step = plan.steps[index]
        note = unusual(OPS[step.op], [tensors[s]._array for s in step.inputs], result._array)
        events.append(Forward(index, result._array))
        if result.grad_fn is not None:
            made[result.grad_fn] = index
        if note:
            notes.append(Note(index, *note))

    fault = forward(plan, tensors, computed)
    if fault is None and plan.root is not None:
        root = tensors[plan.root]
        try:
            _backward(plan, root, made, events, stop)
        except Stopped:
            raise
        except EngineError as error:
            index = made.get(error.node) if isinstance(error.node, Node) else None
            if index is None:
                fault = _root_fault(plan, root, error)
            else:
                fault = Fault(index, error.message, error.remedy)
        except MemoryError:
            fault = Fault(None, "backward: the gradients do not fit into memory", "make it smaller")
    return Trace(plan, tuple(events), fault, tuple(notes))


def _backward(
    plan: Plan, root: Tensor, made: dict[Node, int], events: list[Event], stop: Stop | None
) -> None:
    assert plan.root is not None
    seed = seed_for(root, plan.seed)
    events.append(Seed(plan.root, seed))
    totals: dict[int, Array] = {}

    def observe(node: Node, z_bar: Cotangent, parts: Sequence[Cotangent]) -> None:
        if stop is not None and stop():
            raise Stopped("the run was stopped")
        index = made[node]
        sums: list[Array | None] = []
        for slot, part in zip(plan.steps[index].inputs, parts, strict=True):
            if part is None:
                sums.append(None)
                continue
            totals[slot] = part if slot not in totals else np.asarray(totals[slot] + part)
            sums.append(totals[slot])
        events.append(Backward(index, np.asarray(z_bar), tuple(parts), tuple(sums)))

    backward([(root, seed)], observe=observe)


def _writer(plan: Plan) -> int | None:
    return next((i for i, step in enumerate(plan.steps) if step.output == plan.root), None)


def _root_fault(plan: Plan, root: Tensor, error: EngineError) -> Fault:
    """Why backward could not start, told of the root by its name."""
    name = plan.labels().get(plan.root if plan.root is not None else -1, "the root")
    if not root.requires_grad:
        return Fault(
            None,
            f"{name} depends on nothing that requires a gradient",
            "make one of its leaves a parameter",
        )
    if root.numel() != 1 and plan.seed is None:
        return Fault(
            _writer(plan),
            f"backward starts from one number, but {name} has shape {tuple(root.shape)}",
            f"reduce it: sum({name}) or mean({name})",
        )
    return Fault(_writer(plan), error.message, error.remedy)


def unusual(op: Op, inputs: Sequence[Array], output: Array) -> tuple[str, str] | None:
    """What to say where finite inputs gave NaN or infinity, and how to mend it."""
    if output.dtype.kind != "f" or np.isfinite(output).all():
        return None
    if not all(np.isfinite(a).all() for a in inputs if a.dtype.kind == "f"):
        return None
    bad = ~np.isfinite(output)
    kind = "NaN" if np.isnan(output).any() else "infinite"
    for place, array in enumerate(inputs):
        domain = op.domains[min(place, op.arity - 1)]
        outside = ~np.asarray(domain.contains(array))
        if _spreads(array, output):
            outside = outside & bad
        if outside.any():
            worst = np.broadcast_to(array, outside.shape)[outside].flat[0]
            legal = _worded(domain, op, place)
            return (
                f"{op.name} is {kind} at {worst:.4g}: it is defined for {legal}",
                f"keep its input inside, with clamp() or where() before {op.name}",
            )
    largest = max((float(np.max(np.abs(a))) for a in inputs if a.size), default=0.0)
    if kind == "NaN" and largest < np.sqrt(float(np.finfo(output.dtype).max)):
        shapes = ", ".join(str(array.shape) for array in inputs)
        return f"{op.name} is NaN: {shapes} has too few elements for it", "give it more elements"
    return (
        f"{op.name} is {kind}: inputs up to {largest:.4g} are too large for {output.dtype}",
        "scale the input down, or use a stable form such as logsumexp or log1p",
    )


def _spreads(array: Array, output: Array) -> bool:
    """Whether an input broadcasts to the output, as those of elementwise ops do."""
    try:
        return np.broadcast_shapes(array.shape, output.shape) == output.shape
    except ValueError:
        return False


def _worded(domain: Interval, op: Op, place: int) -> str:
    """The text of a domain, with x and y called as the inputs of a binary op are."""
    names = {"x": op.inputs[place], "y": op.inputs[-1]} if op.arity > 1 else {}
    return re.sub(r"\b[xy]\b", lambda found: names.get(found[0], found[0]), domain.text)
