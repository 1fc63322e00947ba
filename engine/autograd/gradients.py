"""The gradients of tensors: backward, which accumulates into leaves, and grad, which returns."""

from __future__ import annotations

from collections.abc import Sequence

from engine import scalar, tape
from engine.errors import ArgumentError, GradientError, RangeError
from engine.history import HERE, Kind
from engine.node import Cotangent
from engine.tape import accumulate, goal_of, seed_for
from engine.tensor import Tensor, from_array

Tensors = Tensor | Sequence[Tensor]
Heads = Tensor | Sequence[Tensor | None] | None


def backward(
    tensors: Tensors,
    grad_tensors: Heads = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    *,
    inputs: Tensors | None = None,
) -> None:
    """Accumulate the gradient of the sum of `tensors` into the `.grad` of every leaf under them.

    `grad_tensors` are the head gradients, needed where a tensor is not one number; with `inputs`
    only their `.grad` is touched. Source: torch.autograd.backward.
    """
    retain = create_graph if retain_graph is None else retain_graph
    roots = _roots(_listed(tensors), grad_tensors)
    if inputs is not None:
        wanted = _listed(inputs)
        if not wanted:
            raise RangeError("backward: inputs is empty", "leave it out, or name a tensor")
        totals = tape.backward(roots, retain_graph=retain, create_graph=create_graph, wanted=wanted)
        for tensor in wanted:
            goal = _goal(tensor, "backward")
            if goal in totals:
                accumulate(tensor, totals.pop(goal))
        return
    for leaf, total in tape.backward(roots, retain_graph=retain, create_graph=create_graph).items():
        assert isinstance(leaf, Tensor)
        accumulate(leaf, total)


def backward_method(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensors | None = None,
) -> None:
    """Accumulate the gradient of this tensor into the `.grad` of every leaf it depends on.

    `gradient` is the head gradient, needed unless the tensor is one number. Source: torch.Tensor.
    """
    if gradient is None and inputs is None and not create_graph and type(self._made) is Kind:
        leaves = scalar.backward(self, 1.0, bool(retain_graph))
        if leaves is not None:
            if HERE.recorder is not None:
                HERE.recorder.scalars(self, leaves)
            for leaf in leaves:
                scalar.accumulate(leaf)
            return
    backward(self, gradient, retain_graph, create_graph, inputs=inputs)


def grad(
    outputs: Tensors,
    inputs: Tensors,
    grad_outputs: Heads = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs` by each of `inputs`, touching no `.grad`.

    With `is_grads_batched` the first dimension of `grad_outputs` and of the results counts
    separate head gradients. Errors: GradientError where an input requires no gradient, or is not
    part of the graph and neither `allow_unused` nor `materialize_grads` is set.
    Source: torch.autograd.grad.
    """
    retain = create_graph if retain_graph is None else retain_graph
    wanted = _listed(inputs)
    goals = [_goal(tensor, "grad") for tensor in wanted]
    if is_grads_batched:
        return _batched(outputs, wanted, grad_outputs, retain, create_graph, allow_unused)
    roots = _roots(_listed(outputs), grad_outputs)
    totals = tape.backward(roots, retain_graph=retain, create_graph=create_graph, wanted=wanted)
    results: list[Tensor | None] = []
    for i, (tensor, goal) in enumerate(zip(wanted, goals, strict=True)):
        total: Cotangent = totals.get(goal)
        if total is None and materialize_grads:
            total = tensor.new_zeros(tensor.shape)
        if total is None and not allow_unused:
            raise GradientError(
                f"grad: input {i} of shape {tuple(tensor.shape)} is not part of the graph",
                "pass allow_unused=True to get None for it",
            )
        results.append(total if total is None or isinstance(total, Tensor) else from_array(total))
    return tuple(results)


def _batched(
    outputs: Tensors,
    inputs: Sequence[Tensor],
    heads: Heads,
    retain: bool,
    create_graph: bool,
    allow_unused: bool | None,
) -> tuple[Tensor | None, ...]:
    from engine.ops.joining import stack

    given = [heads] if isinstance(heads, Tensor) else list(heads or ())
    batches = [batch for batch in given if batch is not None]
    if not batches or len(batches) < len(given):
        raise ArgumentError("grad: is_grads_batched needs grad_outputs", "give one per output")
    count = len(batches[0])
    rows = [
        grad(outputs, inputs, [b[k] for b in batches], retain or k + 1 < count, create_graph,
             allow_unused)
        for k in range(count)
    ]  # fmt: skip
    columns = zip(*rows, strict=True)
    return tuple(None if column[0] is None else stack(column) for column in columns)


def _listed(tensors: Tensors) -> list[Tensor]:
    return [tensors] if isinstance(tensors, Tensor) else list(tensors)


def _roots(outputs: list[Tensor], heads: Heads) -> list[tuple[Tensor, Cotangent]]:
    given = [heads] if heads is None or isinstance(heads, Tensor) else list(heads)
    if heads is None:
        given *= len(outputs)
    if not outputs or len(given) != len(outputs):
        raise GradientError(
            f"backward: {len(given)} head gradients for {len(outputs)} tensors", "give one for each"
        )
    return [(root, seed_for(root, head)) for root, head in zip(outputs, given, strict=True)]


def _goal(tensor: Tensor, name: str) -> tape.Goal:
    goal = goal_of(tensor)
    if goal is None:
        raise GradientError(
            f"{name}: an input of shape {tuple(tensor.shape)} does not require a gradient",
            "set requires_grad=True on it before it is used",
        )
    return goal
