"""Node: how a tensor was made, what backward needs of its inputs, and the rule's contributions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from copy import copy
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from engine.accumulate_grad import AccumulateGrad
from engine.backward_errors import freed, modified, saved_inference
from engine.dtype import Array, ArrayLike
from engine.history import (
    CLOCK,
    HERE,
    LEAF,
    STANDS_AS_NODE,
    Kind,
    Version,
    Watch,
    meta,
    place_at,
    tick,
    user_location,
)
from engine.hooks import RemovableHandle
from engine.tensor import Tensor, from_array

if TYPE_CHECKING:
    from engine.history import Place
    from engine.op import Op

Cotangent = Any  # an array, or a Tensor where the backward pass is itself recorded
anomaly: ContextVar[bool] = ContextVar("anomaly", default=False)


class Spec:
    """Shape and dtype of an input whose values a vjp does not need."""

    __slots__ = ("dtype", "shape")

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self.shape, self.dtype = shape, dtype

    @property
    def ndim(self) -> int:
        return len(self.shape)


REFLECTED = {"sub": "RsubBackward1", "div": "MulBackward0"}  # of a number and a tensor, in torch


class Node:
    """A recorded operation.

    Attributes: op; static; edges (per input the Node, leaf or scalar record that made it, or None
    where no gradient flows); sequence and finished (its place in time: when its inputs were read,
    and its result written); output (which of several results it
    stands for); where (the user's line, under detect_anomaly); title (its name, where it ends a
    function of several ops that is one in torch); trail (while a program is recorded: inputs,
    result, span and scope; else None).
    """

    __slots__ = (
        "_freed",
        "_held",
        "_keeps",
        "_saved",
        "_z",
        "edges",
        "finished",
        "metadata",
        "op",
        "output",
        "sequence",
        "static",
        "title",
        "trail",
        "version",
        "watch",
        "where",
    )
    edges: tuple[Place | None, ...]
    title: str

    def __init__(
        self,
        op: Op,
        inputs: Sequence[Any],
        arrays: Sequence[Any],
        static: Mapping[str, Any],
        z: Any,
        output: int = 0,
    ) -> None:
        self.op, self.static, self.output = op, static, output
        self.sequence = self.finished = tick()
        self.version: Version | None = None
        self.watch: Watch | None = None
        self.where = user_location() if anomaly.get() else None
        self.trail = (inputs, z, HERE.span, HERE.scope) if HERE.recorder else None
        self._freed = 0  # the tick of the backward that freed it
        self._z: Any = z if op.saves_output or op.several else None
        edges: list[Place | None] = []
        for value in inputs:
            made = value._made if isinstance(value, Tensor) else None
            edges.append(value if made is LEAF or type(made) is Kind else made)
        self.edges = tuple(edges)
        saves = op.saves(edges)
        self._keeps = op.saves_output or True in saves
        saved: list[Any] = []  # arrays, for a backward that is not recorded
        held: list[Any] = []  # the same as Tensors where they are, for one that is
        for value, array, keep in zip(inputs, arrays, saves):  # noqa: B905 - hot
            if isinstance(value, Tensor):
                array = value._data  # not promoted: its gradient has its dtype
                if isinstance(array, float):
                    array = value._array
                if keep and value._meta is not None and value._meta.inference:
                    raise saved_inference(op.name)
            else:
                value = array
            if not keep:
                value = array = Spec(array.shape, array.dtype)
            saved.append(array)
            held.append(value)
        self._saved, self._held = saved, held

    def name(self) -> str:
        """Torch's name of it, as MulBackward0."""
        return getattr(self, "title", "") or self.op.node_name(self)

    @property
    def next_functions(self) -> tuple[tuple[Node | AccumulateGrad | None, int], ...]:
        """Where the gradient of each input goes next."""
        places = (self.receiver(edge) for edge in self.edges)
        return tuple(
            (AccumulateGrad(place), 0)
            if isinstance(place, Tensor)
            else (place, 0 if place is None else place.output)
            for place in places
        )

    def receiver(self, edge: Place | None) -> Node | Tensor | None:
        """The Node, or the leaf, that an edge leads to; None where nothing flows."""
        place = place_at(edge, self.sequence) if isinstance(edge, Tensor) else edge
        return node_of(place) if isinstance(place, Tensor) else place

    def contributions(self, z_bar: Cotangent, recorded: bool) -> list[Cotangent]:
        """The cotangent of each input, shaped and typed as that input; None where none flows.

        Errors: GradientError where an earlier backward freed what was saved, or where it was
        changed in place since.
        """
        op = self.op
        if self._freed:
            raise freed(op.name, self._freed)
        if self.sequence < CLOCK.changed:
            self._check_unchanged()
        if op.several:
            z_bar = tuple(z_bar if i == self.output else None for i in range(len(self._z)))
        z = z_bar if self._z is None else self._recorded_z() if recorded else self._z
        rule: Any = op.rule
        given = self._held if recorded else self._saved
        raw = (
            rule(z_bar, z, *given, **self._extra()) if op.rule_keywords else rule(z_bar, z, *given)
        )
        return self.fitted(raw, recorded)

    def traced(self, z_bar: Cotangent, recorded: bool) -> Sequence[Cotangent]:
        """The contributions while a plan is compiled; a rule that asks for numbers is a call."""
        try:
            return self.contributions(z_bar, recorded)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            z = self._z if isinstance(self._z, tuple) else (self._z,)
            given = [z_bar, *z, *self._saved]
            places = [i for i, x in enumerate(given) if isinstance(x, (np.ndarray, ArrayLike))]
            symbols = [x for x in given if isinstance(x, ArrayLike)]
            if recorded or not symbols:
                raise

        held = copy(self)  # as it is before it is freed

        def call(*arrays: Array) -> tuple[Array | None, ...]:
            filled = list(given)
            for place, array in zip(places, arrays, strict=True):
                filled[place] = array
            own = copy(held)
            own._z = tuple(filled[1 : len(z) + 1]) if isinstance(self._z, tuple) else filled[1]
            own._saved = filled[len(z) + 1 :]
            return tuple(own.contributions(filled[0], False))

        found = symbols[0].kept(f"{self.op.name} backward", call, [given[i] for i in places])
        return cast(Sequence[Cotangent], found)

    def _extra(self) -> dict[str, Any]:
        """The keyword arguments of the op's rule: static ones, and which inputs want a gradient."""
        extra = {name: self.static[name] for name in self.op.rule_static}
        if self.op.rule_needs:
            extra["needs"] = tuple([edge is not None for edge in self.edges])
        return extra

    def fitted(self, raw: Any, recorded: bool) -> list[Cotangent]:
        """What a rule gave, shaped and typed as the inputs; None where no gradient flows."""
        found: list[Cotangent] = []
        parts = raw if isinstance(raw, (tuple, list)) else (raw,)
        for part, like, edge in zip(parts, self._saved, self.edges):  # noqa: B905 - hot
            if part is None or edge is None:
                found.append(None)
            elif (
                type(part) is np.ndarray
                and part.dtype is like.dtype
                and part.shape == like.shape
                and not recorded
            ):
                found.append(part)  # most of them
            else:
                found.append(fit(part, like, recorded))
        return found

    def free(self, now: int) -> None:
        """Let go of what is saved, if the rule kept any; `now` is the tick of the backward."""
        if self._keeps:
            self._freed = now
            self._saved, self._held, self._z = [], [], None

    def _recorded_z(self) -> Any:
        """The saved result as a Tensor with this history, so that it is differentiated too."""
        if self.op.several:
            return self.op.record(self._held, self.static) if self.op.saves_output else self._z
        z = from_array(self._z)
        z._made = self
        return z

    def _check_unchanged(self) -> None:
        """Errors: GradientError where something saved was changed in place since."""
        for value in self._held:
            if isinstance(value, Tensor) and value._meta is not None:
                self._compare(value._meta.version, self.sequence, "an input")
        if self.op.saves_output:
            self._compare(self.version, self.finished, "the result")

    def _compare(self, version: Version | None, since: int, what: str) -> None:
        if version is not None and version.changed > since:
            raise modified(self.op.name, self.where, version, what)

    def watched(self) -> Watch:
        """Its Watch, made where it had none."""
        if self.watch is None:
            self.watch = Watch()
        return self.watch

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(grad_inputs, grad_outputs)` after it ran; a result replaces grad_inputs."""
        return RemovableHandle(self.watched().after, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(grad_outputs)` before it runs; a result replaces grad_outputs."""
        return RemovableHandle(self.watched().before, lambda z_bar: _first(hook((z_bar,))))

    def __repr__(self) -> str:
        return f"<{self.name()} object at {id(self):#x}>"


class ScalarNode(Node):
    """A scalar record (see engine.scalar) as a Node."""

    __slots__ = ("_record",)

    def __init__(self, record: Tensor) -> None:
        kind: Kind = record._made
        self.op, self.static, self.output = kind.op, kind.op.static, 0
        self.sequence = self.finished = record.sequence
        self.version = self.watch = self.where = None
        span, scope = getattr(record, "place", (None, None))
        self._record = record
        self.edges = tuple(
            None if x is None or place_at(x, self.sequence) is None else x
            for x in self._slots(record.a, record.b, None)
        )
        self._keeps = kind.keeps
        inputs = self._slots(record.a, record.b, record.db)
        self.trail = (inputs, record, span, scope)
        if kind.order == "na":
            self.title = REFLECTED.get(kind.op.name, "")

    @property
    def record(self) -> Tensor:
        """The record that it stands for."""
        return self._record

    def _slots(self, a: Any, b: Any, n: Any) -> tuple[Any, ...]:
        """What belongs to each input in turn: to slot a, to slot b, or to a number."""
        values = {"a": a, "b": b, "n": n}
        return tuple([values[slot] for slot in self._record._made.order])

    def contributions(self, z_bar: Cotangent, recorded: bool) -> list[Cotangent]:
        record = self._record
        if record.mark > STANDS_AS_NODE and self._keeps:
            raise freed(self.op.name, record.mark)
        like = Spec((), record.dtype.numpy)
        inputs = self._slots(record.a, record.b, None if record.db is None else np.array(record.db))
        if self.sequence < CLOCK.changed:
            if record._meta is not None and record._meta.version is not None:
                self.version = record._meta.version
            saves = self.op.saves(self.edges)
            self._held = [x for x, keep in zip(inputs, saves, strict=True) if keep]
            self._check_unchanged()
        if recorded:
            rule: Any = self.op.rule
            raw = rule(z_bar, record, *inputs, **self._extra())
            parts = raw if isinstance(raw, (tuple, list)) else (raw,)
            return [
                None if part is None or edge is None else fit(part, like, True)
                for part, edge in zip(parts, self.edges, strict=True)
            ]
        return [
            None if partial is None else np.asarray(z_bar * partial, like.dtype)
            for partial in self._slots(record.da, record.db, None)
        ]

    def move(self, record: Tensor, version: Version) -> None:
        """Stand for `record`, the copy of a record whose tensor, of `version`, is changed."""
        self._record, self.version = record, version

    def free(self, now: int) -> None:
        self._record.mark = now


def node_of(tensor: Tensor) -> Node | Tensor:
    """The Node of a scalar record; a leaf as it is."""
    if type(tensor._made) is not Kind:
        return tensor
    held = meta(tensor)
    if held.node is None:
        held.node = ScalarNode(tensor)
        tensor.mark = max(tensor.mark, STANDS_AS_NODE)
    return held.node


def titled(result: Any, title: str) -> Any:
    """`result`, its Node named by torch's name of the whole; "" leaves it."""
    node = getattr(result, "_made", None)
    if title and isinstance(node, Node):
        node.title = title if title[-1].isdigit() else f"{title}Backward0"
    return result


def fit(part: Any, like: Array | Spec, recorded: bool) -> Cotangent:
    """Undo broadcasting and cast back: `part` summed to the shape and dtype of the input.

    A Tensor where the pass is recorded, else an array.
    """
    if part.shape != like.shape:
        lead = part.ndim - like.ndim
        if not recorded and (not like.shape or like.shape == (1,)):
            part = np.add.reduce(part, None).astype(like.dtype, copy=False)
            return part.reshape(like.shape)
        stretched = tuple(
            [
                i
                for i, n in enumerate(part.shape)
                if i < lead or (like.shape[i - lead] == 1 and n != 1)
            ]
        )
        part = part.sum(stretched) if stretched else part
        part = part.reshape(like.shape)
    if recorded:
        if not isinstance(part, Tensor):
            part = from_array(np.asarray(part))
        return part if part._array.dtype == like.dtype else part.to(like.dtype)
    if isinstance(part, ArrayLike):
        return part.astype(like.dtype)
    return np.asarray(part, like.dtype)


def _first(result: Any) -> Any:
    return result[0] if isinstance(result, tuple) else result
