"""Hooks of a module: functions called before and after its forward and its backward."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import GradientError
from engine.grad_mode import is_grad_enabled
from engine.hooks import RemovableHandle
from engine.ops.joining import cat
from engine.ops.shape import reshape
from engine.tensor import Tensor

Hook = Callable[..., Any]
Table = OrderedDict[int, Hook]
Gradients = tuple[Tensor | None, ...]


@dataclass(slots=True)
class Hooks:
    """The tables of one module, by when their hooks are called.

    Attributes: with_kwargs (numbers of the forward hooks that are given keyword arguments too);
    always (numbers of the forward hooks that are called even if forward raised).
    """

    forward_pre: Table = field(default_factory=OrderedDict)
    forward: Table = field(default_factory=OrderedDict)
    backward_pre: Table = field(default_factory=OrderedDict)
    backward: Table = field(default_factory=OrderedDict)
    state_pre: Table = field(default_factory=OrderedDict)
    state: Table = field(default_factory=OrderedDict)
    load_pre: Table = field(default_factory=OrderedDict)
    load: Table = field(default_factory=OrderedDict)
    with_kwargs: set[int] = field(default_factory=set)
    always: set[int] = field(default_factory=set)

    @property
    def idle(self) -> bool:
        """Whether a call is forward and nothing else."""
        return not (self.forward_pre or self.forward or self.backward_pre or self.backward)


def add(table: Table, hook: Hook, prepend: bool = False) -> RemovableHandle:
    """A handle to `hook`, which is now called last of its table, or first."""
    handle = RemovableHandle(table, hook)
    if prepend:
        table.move_to_end(handle.id, last=False)
    return handle


def call(module: Any, hooks: Hooks, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`module.forward(*args, **kwargs)` with its hooks around it."""
    for number, hook in list(hooks.forward_pre.items()):
        args, kwargs = _prepared(module, hook, number in hooks.with_kwargs, args, kwargs)
    watched = _Backward(module, hooks) if hooks.backward or hooks.backward_pre else None
    if watched is not None:
        args = watched.enter(args)
    called: set[int] = set()
    try:
        result = module.forward(*args, **kwargs)
        for number, hook in list(hooks.forward.items()):
            called.add(number)
            changed = _finished(module, hook, number in hooks.with_kwargs, args, kwargs, result)
            result = result if changed is None else changed
    except Exception:
        for number, hook in list(hooks.forward.items()):
            if number in hooks.always - called:
                _finished(module, hook, number in hooks.with_kwargs, args, kwargs, None)
        raise
    return result if watched is None else watched.leave(result)


def _prepared(
    module: Any, hook: Hook, with_kwargs: bool, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments as a hook before forward leaves them."""
    changed = hook(module, args, kwargs) if with_kwargs else hook(module, args)
    if changed is None:
        return args, kwargs
    if not with_kwargs:
        return (changed if isinstance(changed, tuple) else (changed,)), kwargs
    if not isinstance(changed, tuple) or len(changed) != 2:
        raise GradientError(
            f"a forward pre-hook with kwargs returned {changed!r}", "return None or (args, kwargs)"
        )
    return changed


def _finished(
    module: Any,
    hook: Hook,
    with_kwargs: bool,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    result: Any,
) -> Any:
    return hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)


class _Backward:
    """One call of a module whose gradients, of inputs and outputs, are shown to its hooks."""

    def __init__(self, module: Any, hooks: Hooks) -> None:
        self._module = module
        self._before, self._after = list(hooks.backward_pre.values()), list(hooks.backward.values())
        self._outputs: Gradients | None = None
        self._entered, self._count = False, 0

    def enter(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, watched."""
        self._count = len(args)
        self._entered = is_grad_enabled() and any(map(_flows, args))
        return _watched(args, self._inputs_known)

    def leave(self, result: Any) -> Any:
        """The result, watched."""
        if isinstance(result, tuple):
            parts = _watched(result, self._outputs_known)
            return parts if type(result) is tuple else type(result)(*parts)
        return _watched((result,), self._outputs_known)[0]

    def _outputs_known(self, gradients: Gradients) -> Gradients:
        for hook in self._before:
            changed = hook(self._module, gradients)
            if changed is not None:
                gradients = _as_many(changed, gradients, "pre hook", "grad_output")
        self._outputs = gradients
        if not self._entered:
            warnings.warn(
                "a full backward hook is called when the gradients of the outputs are known, "
                "since no input of the module requires a gradient",
                stacklevel=2,
            )
            none: Gradients = (None,) * self._count
            for hook in self._after:
                changed = hook(self._module, none, gradients)
                if changed is not None and any(part is not None for part in changed):
                    raise GradientError(
                        "a backward hook gave gradients of inputs that require none",
                        "return None",
                    )
        return gradients

    def _inputs_known(self, gradients: Gradients) -> Gradients:
        if self._outputs is None:  # the inputs were reached on a way around the outputs
            return gradients
        for hook in self._after:
            changed = hook(self._module, gradients, self._outputs)
            if changed is not None:
                gradients = _as_many(changed, gradients, "hook", "grad_input")
        self._outputs = None
        return gradients


def _as_many(changed: Any, before: Gradients, which: str, what: str) -> Gradients:
    given = (changed,) if isinstance(changed, Tensor) else tuple(changed)
    if len(given) != len(before):
        raise GradientError(
            f"Backward {which} returned an invalid number of {what}, got {len(given)}, "
            f"but expected {len(before)}",
            "return one per tensor, as a tuple",
        )
    return given


def _flows(value: Any) -> bool:
    return isinstance(value, Tensor) and value.requires_grad


def _watched(values: tuple[Any, ...], known: Callable[[Gradients], Gradients]) -> tuple[Any, ...]:
    """The values, of which those that require a gradient pass through one joint vector, so that
    `known` gets the gradients of all at once (None for the others) and may give other ones."""
    places = [i for i, value in enumerate(values) if _flows(value)]
    if not places or not is_grad_enabled():
        return values
    chosen: list[Tensor] = [values[i] for i in places]
    joined = cat([reshape(value, (-1,)) for value in chosen])

    def hook(gradient: Tensor) -> Tensor:
        parts: list[Tensor | None] = [None] * len(values)
        for i, part in zip(places, _parted(gradient, chosen), strict=True):
            parts[i] = part
        given = known(tuple(parts))
        return cat([
            reshape(chosen[k].detach() * 0.0 if given[i] is None else given[i], (-1,))
            for k, i in enumerate(places)
        ])  # fmt: skip

    joined.register_hook(hook)
    result = list(values)
    for i, part in zip(places, _parted(joined, chosen), strict=True):
        result[i] = part
    return tuple(result)


def _parted(joined: Tensor, like: Sequence[Tensor]) -> list[Tensor]:
    """The parts of a vector, each of the shape and dtype of its tensor."""
    parts, start = [], 0
    for tensor in like:
        stop = start + tensor.numel()
        parts.append(reshape(joined[start:stop], tensor.shape).to(tensor.dtype))
        start = stop
    return parts
