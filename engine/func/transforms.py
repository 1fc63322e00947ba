"""grad, vjp, jvp and the Jacobians as functions of functions; they nest to any order."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.autograd import gradients
from engine.errors import ArgumentError, GradientError, RangeError, ShapeError
from engine.func.trees import mapped, rebuilt, tensors
from engine.grad_mode import enable_grad, is_grad_enabled
from engine.ops.joining import stack
from engine.ops.shape import reshape
from engine.tape import Paths
from engine.tensor import Tensor, from_array

F = Callable[..., Any]


class _Call:
    """`func` evaluated on fresh copies of some of its arguments, ready to be differentiated."""

    def __init__(self, func: F, args: Sequence[Any], argnums: Any, has_aux: bool, kwargs: Any):
        self.single = isinstance(argnums, int)
        places = (argnums,) if self.single else tuple(argnums)
        for place in places:
            if not -len(args) <= place < len(args):
                raise RangeError(
                    f"argnums {place} with {len(args)} positional arguments", "count from 0"
                )
        chosen = {place % len(args) for place in places}
        fresh = [mapped(_fresh, a) if i in chosen else a for i, a in enumerate(args)]
        self.primals = [fresh[place] for place in places]
        self.inputs = [x for x in tensors(self.primals) if x.requires_grad]
        self.seeds: list[Tensor] = []  # leaves of a pushed derivative
        with enable_grad():
            found = func(*fresh, **kwargs)
        self.output: Any = found[0] if has_aux else found
        self.aux: Any = found[1] if has_aux else None
        self.outputs = tensors(self.output)

    def gradients(self, outputs: Sequence[Tensor], heads: Sequence[Tensor] | None) -> list[Tensor]:
        """By each input, with a history; zeros where nothing depends on it."""
        kept = [i for i, z in enumerate(outputs) if z.requires_grad]
        found: Sequence[Tensor | None] = [None] * len(self.inputs)
        if kept and self.inputs:
            with enable_grad():
                found = gradients.grad(
                    [outputs[i] for i in kept],
                    self.inputs,
                    None if heads is None else [heads[i] for i in kept],
                    create_graph=True,
                    allow_unused=True,
                )
        return [
            x.new_zeros(x.shape) if part is None else part
            for x, part in zip(self.inputs, found, strict=True)
        ]

    def tree(self, values: Sequence[Tensor]) -> Any:
        """One value per input in the form of the chosen arguments; what is no input stays."""
        found = dict(zip(map(id, self.inputs), values, strict=True))
        built = mapped(lambda leaf: found.get(id(leaf), leaf), self.primals)
        return built[0] if self.single else tuple(built)

    def released(self, tree: Any) -> Any:
        """Results cut off from the fresh copies; those that depend on more keep their history."""
        own = {id(x) for x in (*self.inputs, *self.seeds)}

        def release(z: Any) -> Any:
            if not isinstance(z, Tensor) or not z.requires_grad:
                return z
            goals = [goal for row in Paths([z]).goals.values() for goal in row]
            outside = any(isinstance(g, Tensor) and id(g) not in own for g in goals)
            return z if is_grad_enabled() and outside else z.detach()

        return mapped(release, tree)


def _fresh(x: Any) -> Any:
    if not isinstance(x, Tensor) or x._array.dtype.kind != "f":
        return x
    return x.view_as(x) if x.requires_grad else x.detach().requires_grad_()


def grad(func: F, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> F:
    """A function that gives the gradient of `func`, which returns one number.

    With `has_aux` func returns (number, aux), and the gradient comes with aux.
    Source: torch.func.grad.
    """

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        found, value = grad_and_value(func, argnums, has_aux)(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return wrapped


def grad_and_value(func: F, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> F:
    """A function that gives the gradient and the value of `func`.

    Source: torch.func.grad_and_value.
    """

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        call = _Call(func, args, argnums, has_aux, kwargs)
        if not isinstance(call.output, Tensor) or call.output.ndim:
            shape = tuple(call.output.shape) if isinstance(call.output, Tensor) else call.output
            raise GradientError(
                f"grad: the function must return one number, a 0-d tensor; it returned {shape}",
                "reduce it with sum() or mean()",
            )
        found = call.released(call.tree(call.gradients([call.output], None)))
        value = call.released(call.output)
        return found, ((value, call.released(call.aux)) if has_aux else value)

    return wrapped


def vjp(func: F, *primals: Any, has_aux: bool = False) -> Any:
    """The output of `func`, and a function from cotangents to a tuple of vᵀJ per primal.

    Source: torch.func.vjp.
    """
    call = _Call(func, primals, tuple(range(len(primals))), has_aux, {})

    def pull_back(*cotangents: Any) -> Any:
        heads = tensors(cotangents)
        _match(heads, call.outputs, "cotangent", "output")
        found = call.tree(call.gradients(call.outputs, heads))
        return call.released(found)

    output = call.released(call.output)
    return (output, pull_back, call.released(call.aux)) if has_aux else (output, pull_back)


def jvp(
    func: F, primals: tuple[Any, ...], tangents: tuple[Any, ...], *, has_aux: bool = False
) -> Any:
    """The output of `func` at `primals`, and its derivative in the direction `tangents`.

    It is vᵀJ differentiated by v, so any function with a backward will do.
    Source: torch.func.jvp.
    """
    if not isinstance(primals, tuple) or not isinstance(tangents, tuple):
        raise ArgumentError("jvp: primals and tangents are tuples", "write (x,) for one")
    call = _Call(func, primals, tuple(range(len(primals))), has_aux, {})
    directions = tensors(tangents)
    _match(directions, call.inputs, "tangent", "primal")
    found = call.released(rebuilt(call.output, iter(_pushed(call, directions))))
    output = call.released(call.output)
    return (output, found, call.released(call.aux)) if has_aux else (output, found)


def _pushed(call: _Call, directions: Sequence[Tensor]) -> list[Tensor]:
    u = [from_array(np.zeros(z.shape, z._array.dtype), True) for z in call.outputs]
    rows = call.gradients(call.outputs, u)
    kept = [i for i, row in enumerate(rows) if row.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(u)
    if kept:
        with enable_grad():
            found = gradients.grad(
                [rows[i] for i in kept],
                u,
                [directions[i] for i in kept],
                create_graph=True,
                allow_unused=True,
            )
    call.seeds.extend(u)
    return [
        z.new_zeros(z.shape) if part is None else part
        for z, part in zip(call.outputs, found, strict=True)
    ]


def linearize(func: F, *primals: Any) -> tuple[Any, F]:
    """The output of `func`, and a function from tangents to J v. Source: torch.func.linearize."""
    output = func(*primals)
    return output, lambda *tangents: jvp(func, primals, tangents)[1]


def jacrev(
    func: F,
    argnums: int | tuple[int, ...] = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
) -> F:
    """A function that gives the Jacobian (*output, *input), a row per backward.

    Source: torch.func.jacrev.
    """

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        call = _Call(func, args, argnums, has_aux, kwargs)
        blocks = []
        for z in call.outputs:
            rows = [call.gradients([element], None) for element in reshape(z, (-1,))]
            columns = [
                reshape(stack([row[i] for row in rows]), (*z.shape, *x.shape))
                if rows
                else x.new_zeros((*z.shape, *x.shape))
                for i, x in enumerate(call.inputs)
            ]
            blocks.append(call.tree(columns))
        found = call.released(rebuilt(call.output, iter(blocks)))
        return (found, call.released(call.aux)) if has_aux else found

    return wrapped


def jacfwd(
    func: F,
    argnums: int | tuple[int, ...] = 0,
    has_aux: bool = False,
    *,
    randomness: str = "error",
) -> F:
    """A function that gives the Jacobian (*output, *input), a column per direction.

    Source: torch.func.jacfwd.
    """

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        call = _Call(func, args, argnums, has_aux, kwargs)
        inputs = list(call.inputs)
        blocks: list[list[Tensor]] = [[] for _ in call.outputs]
        for i, x in enumerate(inputs):
            columns = [_pushed(call, _unit(inputs, i, k)) for k in range(x.numel())]
            for block, z, parts in zip(
                blocks, call.outputs, zip(*columns, strict=True), strict=True
            ):
                block.append(reshape(stack(parts, -1), (*z.shape, *x.shape)))
        found = rebuilt(call.output, iter([call.tree(block) for block in blocks]))
        found = call.released(found)
        return (found, call.released(call.aux)) if has_aux else found

    return wrapped


def _unit(inputs: Sequence[Tensor], i: int, k: int) -> list[Tensor]:
    """Directions of which only element k of input i is 1."""
    made = [np.zeros(x.numel(), x._array.dtype) for x in inputs]
    made[i][k] = 1
    return [from_array(part.reshape(x.shape)) for part, x in zip(made, inputs, strict=True)]


def hessian(func: F, argnums: int | tuple[int, ...] = 0) -> F:
    """A function that gives the second derivatives of `func`. Source: torch.func.hessian."""
    return jacfwd(jacrev(func, argnums), argnums)


def functional_call(
    module: Any,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: Any = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """`module(*args)` with these parameters and buffers in place of its own.

    A tensor that has several names is replaced under all of them, unless `tie_weights` is false.
    Errors: RangeError for two values of such a tensor; ArgumentError for unknown names.
    Source: torch.func.functional_call.
    """
    dicts = parameter_and_buffer_dicts
    given = dicts if isinstance(dicts, dict) else {k: v for part in dicts for k, v in part.items()}
    places = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    unknown = [name for name in given if name not in places]
    if strict and (unknown or len(given) < len(places)):
        raise ArgumentError(
            f"functional_call: {unknown or sorted(set(places) - set(given))} do not match the "
            "module's parameters and buffers",
            "name each once",
        )
    with module._replaced(given, tie_weights):
        return module(*(args if isinstance(args, tuple) else () if args is None else (args,)),
                      **(kwargs or {}))  # fmt: skip


def _match(given: Sequence[Tensor], wanted: Sequence[Tensor], name: str, of: str) -> None:
    shapes, needed = [tuple(t.shape) for t in given], [tuple(t.shape) for t in wanted]
    if shapes != needed:
        raise ShapeError(
            f"{name}s of shapes {shapes} for {of}s of shapes {needed}", f"give one per {of}"
        )
