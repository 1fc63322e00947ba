"""Products with and rows of Jacobians and Hessians under torch.autograd.functional's names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.autograd.gradients import grad
from engine.errors import ArgumentError, GradientError
from engine.grad_mode import enable_grad
from engine.ops.joining import stack
from engine.ops.shape import reshape
from engine.tensor import Tensor, from_array

Tensors = Tensor | tuple[Tensor, ...]
F = Callable[..., Any]


class _Call:
    """One evaluation of `func` on inputs of its own, whose gradients can be asked for."""

    def __init__(self, func: F, inputs: Tensors, create_graph: bool, strict: bool) -> None:
        given = _tuple(inputs)
        for i, x in enumerate(given):
            if not isinstance(x, Tensor):
                raise ArgumentError(
                    f"input {i} is {type(x).__name__}, not a Tensor", "wrap it: torch.tensor(...)"
                )
        self.single_input = isinstance(inputs, Tensor)
        self.inputs = tuple(
            x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_()
            for x in given
        )
        self.create_graph, self.strict = create_graph, strict
        with enable_grad():
            found = func(*self.inputs)
        self.single_output = isinstance(found, Tensor)
        self.outputs = _tuple(found)
        for i, z in enumerate(self.outputs):
            if strict and not z.requires_grad:
                raise GradientError(
                    f"output {i} does not depend on the inputs", "pass strict=False for zeros"
                )

    def gradients(
        self, outputs: Sequence[Tensor], heads: Sequence[Tensor] | None, graph: bool
    ) -> tuple[Tensor, ...]:
        """Of the sum of outputs times heads, by each input; zeros where it does not depend."""
        found = _differentiated(outputs, self.inputs, heads, graph)
        for i, part in enumerate(found):
            if self.strict and part is None:
                raise GradientError(
                    f"the outputs do not depend on input {i}", "pass strict=False for zeros"
                )
        return _or_zeros(found, self.inputs)

    def shown(self, tensors: Sequence[Tensor], single: bool) -> Any:
        """Results as the caller gave the inputs; with a history only if create_graph is set."""
        kept = tuple(t if self.create_graph else t.detach() for t in tensors)
        return kept[0] if single else kept


def vjp(
    func: F,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """The outputs, and vᵀJ per input. Source: torch.autograd.functional.vjp."""
    call = _Call(func, inputs, create_graph, strict)
    heads = _like(v, call.outputs, "v", "output")
    found = call.gradients(call.outputs, heads, create_graph)
    return call.shown(call.outputs, call.single_output), call.shown(found, call.single_input)


def jvp(
    func: F,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """The outputs, and J v per output, by differentiating vᵀJ twice.

    Source: torch.autograd.functional.jvp.
    """
    call = _Call(func, inputs, create_graph, strict)
    tangents = _like(v, call.inputs, "v", "input")
    found = _along(call, call.outputs, tangents)
    return call.shown(call.outputs, call.single_output), call.shown(found, call.single_output)


def _along(
    call: _Call, outputs: Sequence[Tensor], tangents: Sequence[Tensor]
) -> tuple[Tensor, ...]:
    """J v of these outputs: the derivative, in direction v, of uᵀJ by u."""
    u = [z.detach().new_zeros(z.shape).requires_grad_() for z in outputs]
    rows = call.gradients(outputs, u, True)
    return _or_zeros(_differentiated(rows, u, tangents, call.create_graph), outputs)


def _differentiated(
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    heads: Sequence[Tensor] | None,
    graph: bool,
) -> Sequence[Tensor | None]:
    """Gradients of the sum of outputs times heads; None by inputs that have no part in it."""
    reached = [i for i, z in enumerate(outputs) if z.requires_grad]
    if not reached:
        return [None] * len(inputs)
    with enable_grad():
        return grad(
            [outputs[i] for i in reached],
            inputs,
            None if heads is None else [heads[i] for i in reached],
            retain_graph=True,
            create_graph=graph,
            allow_unused=True,
        )


def _or_zeros(found: Sequence[Tensor | None], like: Sequence[Tensor]) -> tuple[Tensor, ...]:
    return tuple(
        x.new_zeros(x.shape) if part is None else part for x, part in zip(like, found, strict=True)
    )


def jacobian(
    func: F,
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """J of shape (*output, *input), nested by output and input where those are tuples.

    Source: torch.autograd.functional.jacobian.
    """
    call = _Call(func, inputs, create_graph, strict)
    nested = []
    for z in call.outputs:
        rows = [call.gradients([e], None, create_graph) for e in reshape(z, (-1,))]
        nested.append(
            call.shown(
                [
                    reshape(stack(column), (*z.shape, *x.shape))
                    if rows
                    else x.new_zeros((*z.shape, *x.shape))
                    for x, column in zip(
                        call.inputs, zip(*rows, strict=True) if rows else call.inputs, strict=True
                    )
                ],
                call.single_input,
            )
        )
    return nested[0] if call.single_output else tuple(nested)


def hessian(
    func: F,
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of a func with one number as output, (*input, *input).

    Source: torch.autograd.functional.hessian.
    """

    def gradient(*args: Tensor) -> Any:
        call = _Call(func, args, True, strict)
        _one_number(call)
        return call.gradients(call.outputs, None, True)

    found = jacobian(gradient, inputs, create_graph, strict)
    return found[0] if isinstance(inputs, Tensor) else found


def hvp(
    func: F,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """The output, and the Hessian times v. Source: torch.autograd.functional.hvp."""
    call = _Call(func, inputs, create_graph, strict)
    _one_number(call)
    tangents = _like(v, call.inputs, "v", "input")
    gradients = call.gradients(call.outputs, None, True)
    found = _along(call, gradients, tangents)
    return call.shown(call.outputs, True), call.shown(found, call.single_input)


def vhp(
    func: F,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:
    """The output, and v times the Hessian. Source: torch.autograd.functional.vhp."""
    call = _Call(func, inputs, create_graph, strict)
    _one_number(call)
    heads = _like(v, call.inputs, "v", "input")
    gradients = call.gradients(call.outputs, None, True)
    found = call.gradients(gradients, heads, create_graph)
    return call.shown(call.outputs, True), call.shown(found, call.single_input)


def _one_number(call: _Call) -> None:
    if not call.single_output or call.outputs[0].numel() != 1:
        raise GradientError(
            "the function of a Hessian must return one number, this returned "
            + ", ".join(str(tuple(z.shape)) for z in call.outputs),
            "reduce it with sum() or mean()",
        )


def _tuple(tensors: Any) -> tuple[Tensor, ...]:
    return (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)


def _like(v: Any, tensors: Sequence[Tensor], name: str, of: str) -> tuple[Tensor, ...]:
    """The vectors `v`, one per tensor; ones where none are given for tensors of one number."""
    if v is None:
        if any(t.numel() != 1 for t in tensors):
            raise GradientError(
                f"{name} may be left out only where each {of} is one number", f"give {name}"
            )
        return tuple(from_array(np.ones(t.shape, t._array.dtype)) for t in tensors)
    given = _tuple(v)
    if [tuple(x.shape) for x in given] != [tuple(t.shape) for t in tensors]:
        raise GradientError(
            f"{name} has shapes {[tuple(x.shape) for x in given]}, the {of}s "
            f"{[tuple(t.shape) for t in tensors]}",
            f"give one vector of the same shape per {of}",
        )
    return given
