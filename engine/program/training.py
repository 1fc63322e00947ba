"""Training: rounds of a loop that only moves tensors, taken by compiled code.

One round runs on symbols, as the interpreter runs any other: forward, backward, the optimizer's
step and all. What it does to each tensor then is a Code, whose steps are the rounds. The first and
the last rounds run as they stand, and so do those in which an `if` holds, so that what is printed
and what is kept of the graphs is as without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from engine import generator
from engine.dtype import Dtype
from engine.errors import EngineError
from engine.history import HERE
from engine.nn.module import Module
from engine.op import Op
from engine.optim.optimizer import Optimizer
from engine.plan import array_functions, scalar_functions
from engine.plan.function import Rows
from engine.plan.passes import simplified
from engine.plan.scalars import is_scalar
from engine.plan.symbol import Builder, Symbol
from engine.plan.updating import Update
from engine.program.namespace import Namespace
from engine.tensor import Tensor, stand_on

FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, EngineError)
STEPS = frozenset({"zero_grad", "step"})  # what an optimizer may be asked for
LASTING = ("register", "retain_grad", "detach_", "requires_grad_", "set_", "resize", "share_")
HARMLESS = (int, float, bool, str, tuple, list, type(None))


class Unfit(TypeError):
    """A round that does more than to move tensors."""


@dataclass
class _Backward:
    """What a backward of a round passed on: its span, its root, and per leaf the gradient."""

    span: Any
    root: Tensor
    seed: Any
    leaves: list[tuple[Tensor, Any, Any]]  # the leaf, its value then, its gradient


class _Listener:
    """Stands for the Recorder while a round runs on symbols. Attributes: found."""

    def __init__(self) -> None:
        self.found: list[_Backward] = []

    def section(self, roots: Sequence[tuple[Tensor, Any]], paths: Any, observe: Any) -> Any:
        self.found.append(_Backward(HERE.span, roots[0][0], roots[0][1], []))
        return observe

    def end(self, totals: dict[Any, Any]) -> None:
        self.found[-1].leaves = [
            (leaf, leaf._array, part) for leaf, part in totals.items() if isinstance(leaf, Tensor)
        ]

    def scalars(self, root: Tensor, leaves: Sequence[Tensor]) -> None:
        passed = [(leaf, leaf._array, np.asarray(leaf.pending)) for leaf in leaves]
        self.found.append(_Backward(HERE.span, root, np.ones(()), passed))


class _Cells:
    """The tensors that a loop may change, and how they stood.

    A gradient, or a buffer of an optimizer, is a place that another tensor may come to stand in.
    """

    def __init__(self, tensors: Sequence[Tensor], optimizers: Sequence[Optimizer]) -> None:
        self.tensors: list[Tensor] = []
        self.whole: list[tuple[Tensor, Any]] = []  # of whole numbers, and what they were
        self.places: list[tuple[Tensor, Callable[[], Any]]] = []
        self.optimizers = optimizers
        for tensor in tensors:
            self._add(tensor)
        for optimizer in optimizers:
            for owner, state in optimizer.state.items():
                for name, held in state.items():
                    if isinstance(held, Tensor):
                        self._add(held)
                        self.places.append((held, _reader(optimizer, owner, name)))
        self._data = [tensor._data for tensor in self.tensors]
        self._meta = [tensor._meta for tensor in self.tensors]
        self._made = [tensor._made for tensor in self.tensors]
        self._grads = [getattr(tensor, "_grad", None) for tensor in self.tensors]
        self._states = [{k: dict(v) for k, v in o.state.items()} for o in optimizers]
        self._taken = [o.steps_taken for o in optimizers]

    def _add(self, tensor: Tensor) -> None:
        if any(tensor is held for held in self.tensors):
            return
        if tensor._meta is not None and tensor._meta.watch is not None:
            raise Unfit("a tensor has hooks")
        if tensor.dtype.numpy.kind != "f":
            self.whole.append((tensor, tensor._array.copy()))
            return
        self.tensors.append(tensor)
        held = getattr(tensor, "_grad", None)
        if held is not None:
            self._add(held)
            self.places.append((held, lambda: getattr(tensor, "_grad", None)))

    def reader(self, tensor: Tensor) -> Callable[[], Any]:
        """What gives the tensor that stands, by now, where this one stood."""
        return next((read for held, read in self.places if held is tensor), lambda: tensor)

    def after(self, tensor: Tensor) -> Any:
        """The memory that stands after the round where this tensor's stood before."""
        now = self.reader(tensor)()
        if now is None:
            raise Unfit("a gradient is gone")
        return now._array

    def restore(self) -> None:
        """Everything as it stood. Errors: Unfit where whole numbers had changed."""
        for tensor, data, held, made, grad in zip(
            self.tensors, self._data, self._meta, self._made, self._grads, strict=True
        ):
            tensor._data, tensor._meta, tensor._made = data, held, made
            if grad is not None or getattr(tensor, "_grad", None) is not None:
                tensor._grad = grad
        for optimizer, state, taken in zip(self.optimizers, self._states, self._taken, strict=True):
            optimizer.state.clear()
            optimizer.state.update({k: dict(v) for k, v in state.items()})
            optimizer.steps_taken = taken
        changed = [(t, held) for t, held in self.whole if not np.array_equal(t._array, held)]
        for tensor, held in changed:
            tensor._array[...] = held
        if changed:
            raise Unfit("whole numbers change")


def _reader(optimizer: Optimizer, owner: Any, name: str) -> Callable[[], Any]:
    return lambda: optimizer.state[owner].get(name)


class Compiled:
    """Rounds as code. Attributes: backwards (in each round)."""

    def __init__(
        self,
        update: Update,
        cells: _Cells,
        moved: Sequence[Tensor],
        curves: Sequence[Any],
        backwards: Sequence[_Backward],
        per_round: Sequence[int],
    ) -> None:
        code = simplified(update.code)
        self._is_scalar = is_scalar(code)
        back_end = scalar_functions if self._is_scalar else array_functions
        self._call = back_end.descent(update, code, path=False).call
        self._values = [code.values[number] for number in code.inputs[: update.state]]
        self._readers = [cells.reader(tensor) for tensor in moved]
        self._curves, self._spans = curves, [b.span for b in backwards]
        self._optimizers = list(zip(cells.optimizers, per_round, strict=True))
        self.backwards = len(backwards)

    def take(self, rounds: int, recorder: Any) -> None:
        """Take so many rounds, and note their numbers."""
        moved = [read() for read in self._readers]
        state = [tensor._array for tensor in moved]
        given = [array.item() for array in state] if self._is_scalar else state
        rows, _, after = self._call(Rows((), rounds), given)
        for tensor, value, new in zip(moved, self._values, after, strict=True):
            tensor._array[...] = np.asarray(new, value.dtype).reshape(value.shape)
        for optimizer, steps in self._optimizers:
            optimizer.steps_taken += steps * rounds
        if recorder is not None and self.backwards:
            table = np.asarray(rows, np.float64).reshape(rounds, -1)
            recorder.skipped(rounds, self._spans, self._curves, table)


def compiled_round(
    body: Callable[[], Any], values: Sequence[Any], kept: Callable[[], Sequence[Any]]
) -> Compiled:
    """A round of a loop as code: `body` runs it, `values` are what it may read, and `kept` gives
    what it has bound to names.

    Errors: those in FAILURES where it cannot be: nothing has changed then.
    """
    recorder = HERE.recorder
    tensors, optimizers = _found(values)
    cells = _Cells(tensors, optimizers)
    before = generator.get_rng_state()
    place = HERE.span, HERE.scope
    try:
        changed = _traced(body, cells, cells.tensors, kept)[1]
        cells.restore()  # what does not change is a constant of the second
        builder, moved, backwards = _traced(body, cells, changed, kept)
        outputs = [cells.after(tensor) for tensor in moved]
        steps = [o.steps_taken - taken for o, taken in zip(optimizers, cells._taken, strict=True)]
        notes, curves = _notes(backwards, recorder)
        code = builder.code([*notes, *outputs])
    finally:
        HERE.recorder = recorder
        HERE.span, HERE.scope = place
        after = generator.get_rng_state()
        generator.set_rng_state(before)
        cells.restore()
    if not np.array_equal(before._array, after._array):
        raise Unfit("it draws random numbers")
    _check_memory(moved, cells.tensors)
    return Compiled(Update(code, len(moved), (), ()), cells, moved, curves, backwards, steps)


def _traced(
    body: Callable[[], Any],
    cells: _Cells,
    symbolic: Sequence[Tensor],
    kept: Callable[[], Sequence[Any]],
) -> tuple[Builder, list[Tensor], list[_Backward]]:
    """Run a round with symbols as the memory of some tensors; which of them it has changed."""
    builder = Builder()
    given: list[tuple[Tensor, Symbol]] = []
    listener = _Listener()
    for tensor in symbolic:
        symbol = builder.input(tensor._array)
        given.append((tensor, symbol))
    for tensor, symbol in given:
        stand_on(tensor, symbol)
    HERE.recorder = listener
    if body() is not None:
        raise Unfit("it leaves the loop")
    for value in kept():
        if not isinstance(value, Tensor):
            raise Unfit(f"a name stands for a {type(value).__name__}")
    moved = []
    for tensor, symbol in given:
        now = cells.after(tensor)
        if not isinstance(now, Symbol) or now.number != symbol.number:
            if now.shape != symbol.shape or now.dtype != symbol.dtype:
                raise Unfit("a tensor changes its shape")
            moved.append(tensor)
    return builder, moved, listener.found


def _notes(backwards: Sequence[_Backward], recorder: Any) -> tuple[list[Any], list[Any]]:
    """The numbers of each backward, as engine.program.log notes them, and the curves they go to."""
    notes: list[Any] = []
    curves: list[Any] = []
    if recorder is None:
        return notes, curves
    for which, backward in enumerate(backwards):
        leaves = [leaf for leaf, _, _ in backward.leaves]
        curve, others = recorder.log.curves_of(backward.span, backward.root, leaves)
        pairs = [(curve, backward.root._array, backward.seed)]
        pairs += [
            (c, value, part) for c, (_, value, part) in zip(others, backward.leaves, strict=True)
        ]
        for held, value, gradient in pairs:
            notes += [_mean(value), _magnitude(gradient)]
            curves.append((held, which))
    return notes, curves


def _mean(value: Any) -> Any:
    size = max(value.size, 1)
    return value.reshape(()) if size == 1 else np.sum(value) / value.dtype.type(size)


def _magnitude(gradient: Any) -> Any:
    part = gradient._array if isinstance(gradient, Tensor) else gradient
    if part.size == 1:
        return part.reshape(())
    return np.sqrt(np.sum(part * part) / part.dtype.type(max(part.size, 1)))


def _check_memory(moved: Sequence[Tensor], tensors: Sequence[Tensor]) -> None:
    """Errors: Unfit where memory that changes is shared."""
    for tensor in moved:
        data = tensor._data
        if isinstance(data, float):
            continue
        for other in tensors:
            shared = other._data
            if other is tensor or isinstance(shared, float):
                continue
            if np.may_share_memory(data, shared):
                raise Unfit("two tensors share memory that changes")


def _found(values: Sequence[Any]) -> tuple[list[Tensor], list[Optimizer]]:
    """The tensors, and the optimizers, among what a loop may read."""
    tensors: list[Tensor] = []
    optimizers: list[Optimizer] = []
    for value in values:
        if isinstance(value, Tensor):
            tensors.append(value)
        elif isinstance(value, Module):
            if not all(part._hooks.idle for part in value.modules()):
                raise Unfit("a module has hooks")
            tensors += [*value.parameters(), *value.buffers()]
        elif isinstance(value, Optimizer):
            optimizers.append(value)
            tensors += [t for group in value.param_groups for t in group["params"]]
        elif isinstance(value, (list, tuple)):
            inner, others = _found(value)
            tensors += inner
            optimizers += others
        elif not isinstance(value, (Namespace, Dtype, *HARMLESS)) and not _is_function(value):
            raise Unfit(f"it reads a {type(value).__name__}")
    return tensors, optimizers


def _is_function(value: Any) -> bool:
    """Whether it is a function, or a class, of the engine: no object with a state of its own."""
    module = getattr(value, "__module__", "") or ""
    is_ours = module.startswith("engine.") and not module.startswith("engine.program")
    return isinstance(value, Op) or (is_ours and isinstance(value, (type, FunctionType)))


def check_call(owner: Any, name: str) -> None:
    """Refuse a call of what may do more than to compute: `owner.name(…)`, or `owner(…)`.

    Errors: Unfit.
    """
    if isinstance(owner, Tensor):
        if name.startswith(LASTING) or not hasattr(Tensor, name):
            raise Unfit(f"it calls {name} of a tensor")
    elif isinstance(owner, Optimizer):
        if name not in STEPS:
            raise Unfit(f"it calls {name} of an optimizer")
    elif isinstance(owner, Module):
        if name not in ("", "zero_grad", "forward") or not _is_plain_module(owner):
            raise Unfit(f"it calls {name or 'a module of the program'}")
    elif isinstance(owner, Namespace):
        member = owner.get(name)
        if not _is_function(member):
            raise Unfit(f"it calls {name}")
    elif not _is_function(owner):
        raise Unfit(f"it calls a {type(owner).__name__}")


def _is_plain_module(module: Module) -> bool:
    return all(_is_function(type(part)) for part in module.modules())
