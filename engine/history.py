"""Where a tensor comes from, and when its memory was changed: leaves, versions, aliases, views."""

from __future__ import annotations

import itertools
import sys
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from engine.grad_mode import enable_grad

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op
    from engine.tensor import Tensor

    Place: TypeAlias = Node | Tensor  # where a gradient goes: a Node, a leaf, a scalar record

tick: Callable[[], int] = itertools.count(2).__next__  # orders nodes and changes in time
STANDS_AS_NODE = 1  # the mark of a scalar record that has a Node of its own


class _Leaf:
    """What made a leaf that requires a gradient: the user."""

    __slots__ = ()


LEAF = _Leaf()


class Kind:
    """What made a scalar record: the op, and what its slots hold.

    `order` names the inputs in turn: a and b for those slots, n for the number in slot db; `keeps`
    is whether backward needs values that a change in place would spoil.
    """

    __slots__ = ("keeps", "op", "order")

    def __init__(self, op: Op, order: str) -> None:
        self.op, self.order = op, order
        self.keeps = op.frees and not (op.bilinear and "n" in order)


class Here:
    """Where a program that is interpreted stands.

    Attributes: file (its name); span (of the operation at work, None where no program runs); scope
    (the loops and calls around it: None, or (scope around, span, number of the round or name of
    the function)); recorder (told of every backward; while there is one, what is made remembers
    its place).
    """

    __slots__ = ("file", "recorder", "scope", "span")
    span: Any
    scope: Any
    recorder: Any

    def __init__(self) -> None:
        self.span = self.scope = self.recorder = None
        self.file = "program"


HERE = Here()


class Location(NamedTuple):
    """A line of the user's program."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


def user_location() -> Location:
    """The innermost line outside this package that is being run."""
    if HERE.span is not None:
        return Location(HERE.file, HERE.span.line)
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("engine."):
        frame = frame.f_back
    return Location(frame.f_code.co_filename, frame.f_lineno)


_FREED: list[tuple[int, Location | None]] = [(0, None)] * 1024  # a ring of the last backwards


def note_free(where: Location) -> int:
    """A tick that stands for a backward at `where` which frees what it consumes."""
    now = tick()
    _FREED[now % 1024] = (now, where)
    return now


def freed_by(now: int) -> str:
    """Where the backward of this tick was called, in words."""
    then, where = _FREED[now % 1024]
    return f"called at {where}" if then == now else "called long before"


class Clock:
    """When memory was last changed in place, anywhere: what is younger needs no check."""

    __slots__ = ("changed",)

    def __init__(self) -> None:
        self.changed = 0


CLOCK = Clock()


class Version:
    """The changes of one piece of memory, shared by all tensors that alias it.

    Attributes: count (torch's `_version`); changed (tick of the last change); op and where (what
    changed it last, on which line).
    """

    __slots__ = ("changed", "count", "op", "where")

    def __init__(self) -> None:
        self.count = 0
        self.changed = 0
        self.op = ""
        self.where: Location | None = None

    def bump(self, op: str) -> None:
        """Note a change made now."""
        self.count += 1
        self.changed = CLOCK.changed = tick()
        self.op, self.where = op, user_location()


class View(NamedTuple):
    """How a view is made from its base: the ops in order, with static arguments and, for an op of
    several results, the number of the one."""

    base: Tensor
    path: tuple[tuple[Op, Mapping[str, Any], int | None], ...]
    several: bool = False  # one of many views that an op like split gave at once


class Watch:
    """Who is told of a gradient: hooks on it, hooks after it, tensors that retain it."""

    __slots__ = ("after", "before", "post", "retained")

    def __init__(self) -> None:
        self.before: dict[int, Callable[..., Any]] = {}  # may replace the gradient
        self.after: dict[int, Callable[..., Any]] = {}  # of a Node: (grad_inputs, grad_outputs)
        self.post: dict[int, Callable[..., Any]] = {}  # of a leaf: once it has accumulated
        self.retained: list[weakref.ref[Tensor]] = []


class Meta:
    """What only some tensors have.

    Attributes: version; view and stamp (tick until which the history of the view is right);
    past (earlier places in the graph, each with the tick until which it held); node (the Node
    shown as grad_fn of a scalar record); watch (hooks of a leaf); retains (whether its gradient is
    kept although it is no leaf); inference (made under inference_mode).
    """

    __slots__ = ("inference", "node", "past", "retains", "stamp", "version", "view", "watch")

    def __init__(self) -> None:
        self.version: Version | None = None
        self.view: View | None = None
        self.stamp = 0
        self.past: list[tuple[int, Place | None]] = []
        self.node: Node | None = None
        self.watch: Watch | None = None
        self.retains = False
        self.inference = False


def meta(tensor: Tensor) -> Meta:
    """The Meta of a tensor, made where it had none."""
    if tensor._meta is None:
        tensor._meta = Meta()
    return tensor._meta


def version_of(tensor: Tensor) -> Version:
    """The Version of the tensor's memory, made where nothing had asked for it."""
    held = meta(tensor)
    if held.version is None:
        held.version = Version()
        made = tensor._made
        if made is not None and made is not LEAF and type(made) is not Kind:
            made.version = held.version  # a Node that may have saved this memory as its result
    return held.version


def current(tensor: Tensor) -> Any:
    """What made the tensor: None where nothing is recorded, LEAF, a Kind or a Node.

    The history of a view is derived anew where its base has changed since.
    """
    held = tensor._meta
    if held is not None and held.view is not None:
        assert held.version is not None
        if held.version.changed > held.stamp:
            _derive(tensor, held, held.view)
    return tensor._made


def _derive(tensor: Tensor, held: Meta, view: View) -> None:
    held.stamp = tick()
    made = view.base
    if current(made) is not None:
        with enable_grad():
            for op, static, number in view.path:
                found = op.record((made,), static)
                made = found if number is None else found[number]
        tensor._made = made._made


def place_at(tensor: Tensor, sequence: int) -> Place | None:
    """Where a gradient of `tensor`, as it was at tick `sequence`, goes; None for nowhere."""
    held = tensor._meta
    if held is not None:
        for until, place in held.past:
            if sequence < until:
                return place
    made = current(tensor)
    return tensor if made is LEAF or type(made) is Kind else made


def become(tensor: Tensor, made: Any, before: Place | None) -> None:
    """Let `tensor` have been made by `made` from now on; `before` is its place until now.

    Whoever holds a Node needs no telling; whoever holds the tensor (a leaf, a record) does.
    """
    if tensor.ndim == 0 or made is LEAF or before is tensor:
        CLOCK.changed = tick()
        meta(tensor).past.append((CLOCK.changed, before))
    tensor._made = made
