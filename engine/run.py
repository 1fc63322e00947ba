"""Run a Plan forward and backward on eager tensors, and write down what happens as a Trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from engine.dtype import Array
from engine.errors import EngineError, Stopped
from engine.node import Cotangent, Node
from engine.op import OPS, Interval, Op
from engine.plan import Plan, Root
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
        try:
            fault = _backward(plan, tensors, made, events, stop)
        except Stopped:
            raise
        except EngineError as error:
            index = made.get(error.node) if isinstance(error.node, Node) else None
            place = _writer(plan, plan.root) if index is None else index
            fault = Fault(place, error.message, error.remedy)
        except MemoryError:
            fault = Fault(None, "backward: the gradients do not fit into memory", "make it smaller")
    return Trace(plan, tuple(events), fault, tuple(notes))


def _backward(
    plan: Plan,
    tensors: dict[int, Tensor],
    made: dict[Node, int],
    events: list[Event],
    stop: Stop | None,
) -> Fault | None:
    """Differentiate the roots, writing down what happens; the fault where one cannot be."""
    seeds = []
    for root in plan.roots:
        try:
            seeds.append((tensors[root.slot], seed_for(tensors[root.slot], root.seed)))
        except EngineError as error:
            return _root_fault(plan, root, tensors[root.slot], error)
    totals: dict[int, Array] = {}
    for root, (_, seed) in zip(plan.roots, seeds, strict=True):
        totals[root.slot] = seed
        events.append(Seed(root.slot, seed))

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

    backward(seeds, observe=observe)
    return None


def _writer(plan: Plan, slot: int) -> int | None:
    return next((i for i, step in enumerate(plan.steps) if step.output == slot), None)


def _root_fault(plan: Plan, root: Root, tensor: Tensor, error: EngineError) -> Fault:
    """Why backward could not start, told of the root by its name."""
    name = plan.labels().get(root.slot, "the root")
    if not tensor.requires_grad:
        return Fault(
            None,
            f"{name} depends on nothing that requires a gradient",
            "make one of its leaves a parameter",
        )
    writer = _writer(plan, root.slot)
    if tensor.numel() != 1 and root.seed is None:
        return Fault(
            writer,
            f"backward starts from one number, but {name} has shape {tuple(tensor.shape)}",
            f"reduce it: sum({name}) or mean({name}), or give it a head gradient",
        )
    if root.seed is not None and root.seed.shape != tuple(tensor.shape):
        return Fault(
            writer,
            f"the head gradient of {name} has shape {root.seed.shape}, its value "
            f"{tuple(tensor.shape)}",
            "give one number per element of the value",
        )
    return Fault(writer, error.message, error.remedy)


def unusual(op: Op, inputs: Sequence[Array], output: Array) -> tuple[str, str] | None:
    """What to say where finite inputs gave NaN or infinity, and how to mend it."""
    if output.dtype.kind != "f" or np.isfinite(output).all():
        return None
    if not all(np.isfinite(a).all() for a in inputs if a.dtype.kind == "f"):
        return None
    nan = np.isnan(output)
    bad, kind = (nan, "NaN") if nan.any() else (~np.isfinite(output), "infinite")
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
