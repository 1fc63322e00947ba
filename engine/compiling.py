"""compile: a function of tensors as fast code, made for each kind of arguments."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from engine.autograd.function import Function, once_differentiable
from engine.autograd.gradients import grad
from engine.dtype import Array
from engine.grad_mode import enable_grad, is_grad_enabled
from engine.nn.module import Module
from engine.plan.calls import Compiled
from engine.plan.lowering import Uncompilable, traced
from engine.tensor import Tensor, from_array

PLAIN = (bool, int, float, str)
MOST = 64  # kinds of arguments that code is kept for


@dataclass
class _Entry:
    """Code for one kind of arguments.

    Attributes: forward; single (the results are one tensor); call (the function of the first
    `given` tensors); make (the backward with heads, which may be Uncompilable though the forward
    is not); backward (once it is needed).
    """

    forward: Compiled
    single: bool
    call: Callable[..., Any]
    given: int
    make: Callable[[], Compiled]
    backward: Compiled | Uncompilable | None = None

    def gradients(self, tensors: Sequence[Tensor], heads: Sequence[Tensor]) -> dict[int, Array]:
        """Those of the tensors, by their places, for these head gradients of the results."""
        if self.backward is None:
            try:
                self.backward = self.make()
            except Uncompilable as error:
                self.backward = error
        if isinstance(self.backward, Uncompilable):
            return self._as_it_is(tensors, heads)
        _, gradients = self.backward(*[tensor._array for tensor in (*tensors, *heads)])
        return dict(zip(self.backward.reached, gradients, strict=True))

    def _as_it_is(self, tensors: Sequence[Tensor], heads: Sequence[Tensor]) -> dict[int, Array]:
        with enable_grad():
            own = [from_array(t._array, t.requires_grad) for t in tensors[: self.given]]
            found = self.call(*own)
            roots = found if isinstance(found, (tuple, list)) else [found]
            pairs = [(r, h) for r, h in zip(roots, heads, strict=True) if r.requires_grad]
            wanted = {
                i: tensor
                for i, tensor in enumerate([*own, *tensors[self.given :]])
                if tensor.requires_grad
            }
            parts = grad(
                [root for root, _ in pairs],
                list(wanted.values()),
                [head for _, head in pairs],
                allow_unused=True,
            )
        known = zip(wanted, parts, strict=True)
        return {i: part._array for i, part in known if part is not None}


class CompiledFunction:
    """A function of tensors that runs as fast code.

    It is compiled for the shapes and dtypes of the tensors, for the values of all other arguments,
    and for the numbers and texts that it reads besides; and again when they change. Other tensors
    that it reads, the parameters of a module, those in its closure, among its globals and in
    attributes, are read anew at each call. What depends on the numbers of a tensor (`if x > 0`),
    draws random numbers, or changes a tensor in place, runs as it is.

    Attributes: function; reason (why the last call ran as it is, or None); compiled (the code of
    the last call, or None).
    """

    def __init__(self, function: Callable[..., Any], fullgraph: bool = False) -> None:
        functools.update_wrapper(self, function, updated=())
        self.function, self.reason = function, None
        self.compiled: Compiled | None = None
        self._fullgraph = fullgraph
        self._entries: dict[Any, _Entry | Uncompilable] = {}

    reason: str | None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        arguments = [*args, *kwargs.values()]
        places = [i for i, value in enumerate(arguments) if isinstance(value, Tensor)]
        tensors = [arguments[i] for i in places]
        given = len(tensors)
        read, plain = _read_by(self.function)
        tensors += read
        records = is_grad_enabled() and any(tensor.requires_grad for tensor in tensors)
        entry = self._entry(arguments, places, tensors, given, tuple(kwargs), plain)
        if isinstance(entry, Uncompilable):
            self.reason, self.compiled = entry.message, None
            return self.function(*args, **kwargs)
        self.reason, self.compiled = None, entry.forward
        if not records:
            values, _ = entry.forward(*[tensor._array for tensor in tensors])
            found = values if isinstance(values, tuple) else (values,)
            results = tuple(from_array(value) for value in found)
        else:
            results = _Call.apply(entry, *tensors)
        return results[0] if entry.single else results

    def _entry(
        self,
        arguments: list[Any],
        places: list[int],
        tensors: list[Tensor],
        given: int,
        names: tuple[str, ...],
        plain: tuple[Any, ...],
    ) -> _Entry | Uncompilable:
        """The code for these arguments, made if there is none."""
        kinds = tuple((t._array.shape, t._array.dtype.char, t.requires_grad) for t in tensors)
        others = tuple(_key(v) for i, v in enumerate(arguments) if i not in places)
        key = (kinds, others, tuple(places), names, plain)
        found = self._entries.get(key)
        if found is not None:
            return found

        def call(*symbols: Tensor) -> Any:
            own = list(arguments)
            for place, symbol in zip(places, symbols, strict=True):
                own[place] = symbol
            count = len(own) - len(names)
            return self.function(*own[:count], **dict(zip(names, own[count:], strict=True)))

        labels = [tensor_name(self.function, i) if i < given else "" for i in range(len(tensors))]
        try:
            lowered = traced(call, tensors, labels, given)
            found = _Entry(
                Compiled(lowered),
                len(lowered.roots) == 1,
                call,
                given,
                lambda: Compiled(traced(call, tensors, labels, given, with_heads=True)),
            )
        except Uncompilable as error:
            if self._fullgraph:
                raise
            found = error
        if len(self._entries) >= MOST:
            self._entries.pop(next(iter(self._entries)))
        self._entries[key] = found
        return found

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else functools.partial(self, instance)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.function, name)


class _Call(Function):
    """One call of compiled code, as one Node of the graph."""

    @staticmethod
    def forward(ctx: Any, entry: _Entry, *tensors: Tensor) -> Any:
        arrays = [tensor._array for tensor in tensors]
        values, gradients = entry.forward(*arrays)
        ctx.entry, ctx.gradients = entry, dict(zip(entry.forward.reached, gradients, strict=True))
        ctx.save_for_backward(*tensors)
        found = values if isinstance(values, tuple) else (values,)
        return tuple(from_array(value) for value in found)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *heads: Tensor) -> Any:
        tensors = ctx.saved_tensors
        if ctx.gradients and len(heads) == 1:
            head = heads[0]._array
            found = {key: np.asarray(head.reshape(()) * g) for key, g in ctx.gradients.items()}
        else:
            found = ctx.entry.gradients(tensors, heads)
        parts = [from_array(found[i]) if i in found else None for i in range(len(tensors))]
        return (None, *parts)


def compile(model: Callable[..., Any] | None = None, *, fullgraph: bool = False, **_: Any) -> Any:
    """A function, or a module, that runs as fast code: `compile(f)` or `@compile`.

    What cannot be compiled runs as it is, with the reason in `.reason`; with `fullgraph` it is an
    error. Torch's other options choose among its back ends, and have no effect.
    Errors: Uncompilable under `fullgraph`. Source: torch.compile.
    """
    if model is None:
        return lambda function: CompiledFunction(function, fullgraph)
    return CompiledFunction(model, fullgraph)


def tensor_name(function: Callable[..., Any], place: int) -> str:
    """What a function calls its argument at this place."""
    code = getattr(function, "__code__", None)
    names = () if code is None else code.co_varnames[: code.co_argcount]
    return names[place] if place < len(names) else ""


def _key(value: Any) -> Any:
    """What two arguments have in common that lead to the same code."""
    if isinstance(value, (list, tuple)):
        return type(value), tuple(_key(part) for part in value)
    if isinstance(value, dict):
        return dict, tuple((name, _key(part)) for name, part in value.items())
    if isinstance(value, np.ndarray):
        return np.ndarray, value.shape, value.dtype.char, value.tobytes()
    if isinstance(value, float):
        return float, repr(value)  # -0.0 equals 0.0
    try:
        hash(value)
    except TypeError:
        return type(value), id(value)
    return type(value), value


def _read_by(function: Callable[..., Any]) -> tuple[list[Tensor], tuple[Any, ...]]:
    """The tensors that a function reads besides its arguments, each once, and the plain values."""
    tensors: dict[int, Tensor] = {}
    plain: list[Any] = []
    for value in _values_of(function, set()):
        if isinstance(value, Tensor):
            tensors.setdefault(id(value), value)
        else:
            plain.append(_key(value))
    return list(tensors.values()), tuple(plain)


def _values_of(value: Any, seen: set[int]) -> Iterator[Any]:
    """The tensors and plain values that can be reached from a value."""
    if isinstance(value, PLAIN):
        yield value
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Module):
        yield from value.parameters()
        yield from value.buffers()
        for module in value.modules():
            yield from (part for part in vars(module).values() if isinstance(part, PLAIN))
    elif isinstance(value, (list, tuple)):
        yield from _values_of_all(value, seen)
    elif isinstance(value, Mapping):
        yield from _values_of_all(value.values(), seen)
    elif isinstance(value, functools.partial):
        yield from _values_of_all((value.func, *value.args, *value.keywords.values()), seen)
    elif isinstance(value, CompiledFunction):
        yield from _values_of(value.function, seen)
    elif isinstance(value, MethodType):
        yield from _values_of_all((value.__self__, value.__func__), seen)
    elif isinstance(value, FunctionType):
        if not _is_library(value.__module__):
            cells = [cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell)]
            space = value.__globals__
            named = [space[name] for name in value.__code__.co_names if name in space]
            defaults = (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
            yield from _values_of_all([*cells, *named, *defaults], seen)
    elif not isinstance(value, (type, ModuleType)) and not _is_library(type(value).__module__):
        yield from _values_of_all(getattr(value, "__dict__", {}).values(), seen)


def _values_of_all(values: Iterable[Any], seen: set[int]) -> Iterator[Any]:
    for value in values:
        yield from _values_of(value, seen)


def _is_library(module: str | None) -> bool:
    """Whether what stands in a module reads no tensors of the user."""
    return (module or "builtins").partition(".")[0] in ("builtins", "engine", "numpy")


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
