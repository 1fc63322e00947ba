"""Scalar records: one-number operations kept as Python floats, with their local derivatives.

Most of the cost of an operation on one number is not arithmetic, so it is recorded in the result
itself: `a` and `b` are the inputs, `da` and `db` the local derivatives, `sequence` its place in
time. A Kind says which op it was, so that a record can stand as a Node wherever more is asked.
Values are those of Python's math: equal to numpy's but for the last bit of some functions.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from threading import Lock
from typing import Any

from engine.grad_mode import is_grad_enabled
from engine.history import CLOCK, LEAF, Kind, note_free, tick, user_location
from engine.op import OPS
from engine.tensor import DOUBLE, SINGLE, Tensor, _new

_single = struct.Struct("f")
pack, unpack = _single.pack, _single.unpack

UNARY: dict[str, tuple[str, str]] = {  # name: z and dz/dx, as Python
    "neg": ("-x", "-1.0"),
    "exp": ("exp(x)", "z"),
    "expm1": ("expm1(x)", "z + 1.0"),
    "log": ("log(x)", "1.0 / x"),
    "log2": ("log2(x)", f"{1 / math.log(2)} / x"),
    "log10": ("log10(x)", f"{1 / math.log(10)} / x"),
    "log1p": ("log1p(x)", "1.0 / (x + 1.0)"),
    "sin": ("sin(x)", "cos(x)"),
    "cos": ("cos(x)", "-sin(x)"),
    "tan": ("tan(x)", "z * z + 1.0"),
    "sinh": ("sinh(x)", "cosh(x)"),
    "cosh": ("cosh(x)", "sinh(x)"),
    "tanh": ("tanh(x)", "1.0 - z * z"),
    "sigmoid": ("1.0 / (exp(-x) + 1.0)", "(1.0 - z) * z"),
    "sqrt": ("sqrt(x)", "1.0 / (z * 2.0)"),
    "square": ("x * x", "x * 2.0"),
    "reciprocal": ("1.0 / x", "-z * z"),
    "abs": ("abs(x)", "(1.0 if x > 0.0 else -1.0 if x < 0.0 else 0.0)"),
    "relu": ("(0.0 if x <= 0.0 else x)", "(0.0 if z <= 0.0 else 1.0)"),
}
BINARY: dict[str, tuple[str, str, str]] = {  # name: z, dz/dx and dz/dy
    "add": ("x + y", "1.0", "1.0"),
    "sub": ("x - y", "1.0", "-1.0"),
    "mul": ("x * y", "y", "x"),
    "div": ("x / y", "1.0 / y", "-z / y"),
    "pow": ("power(x, y)", "y * power(x, y - 1.0) if y else 0.0", "z * log(x)"),
}

_READ = """\
    {v} = {t}._data
    if type({v}) is float:
        dtype = {t}._dtype
    elif {v}.ndim == 0 and ({v}.dtype is DOUBLE or {v}.dtype is SINGLE) and plain({t}):
        dtype = {v}.dtype
        {v} = {v}.item()
    else:
        return slow({call})
"""
_RESULT = """\
{i}    if dtype is SINGLE:
{i}        z = unpack(pack(z))[0]
{i}    {partials}
{i}except (ArithmeticError, ValueError):
{i}    return slow({call})
{i}r = new(Tensor)
{i}r._data = z
{i}r._dtype = dtype
{i}r._meta = None
{i}r.mark = 0
{i}if {constant}:
{i}    r._made = None
{i}    return r
{i}if not recording():
{i}    return slow({call})
{i}r._made = KIND_{order}
{i}r.sequence = tick()
{i}r.a = {a}
{i}r.b = {b}
{i}r.da = z_{da}
{i}r.db = {db}
{i}return r
"""
_UNARY = (
    """\
def {name}_(input, *args, **kwargs):
    if args or kwargs or type(input) is not Tensor:
        return slow(input, *args, **kwargs)
"""
    + _READ.format(v="x", t="input", call="input")
    + """\
    try:
        z = {z}
"""
    + _RESULT.format(
        i="    ", partials="z_x = {z_x}", call="input", constant="input._made is None",
        order="a", a="input", b="None", da="x", db="None",
    )
)  # fmt: skip
_FORWARD = (
    """\
def {name}_(self, other):
"""
    + _READ.format(v="x", t="self", call="self, other")
    + """\
    if type(other) is Tensor:
        y = other._data
        if type(y) is float:
            if other._dtype is not dtype:
                return slow(self, other)
        elif y.ndim == 0 and y.dtype is dtype and plain(other):
            y = y.item()
        else:
            return slow(self, other)
        try:
            z = {z}
"""
    + _RESULT.format(
        i="        ", partials="z_x, z_y = {z_x}, {z_y}", call="self, other",
        constant="self._made is None and other._made is None",
        order="ab", a="self", b="other", da="x", db="z_y",
    )
    + """\
    if type(other) is float or type(other) is int:
        try:
            y = float(other)
            if dtype is SINGLE:
                y = unpack(pack(y))[0]
            z = {z}
"""
    + _RESULT.format(
        i="        ", partials="z_x = {z_x}", call="self, other",
        constant="self._made is None", order="an", a="self", b="None", da="x", db="y",
    )
    + """\
    return slow(self, other)
"""
)  # fmt: skip
_REFLECTED = (
    """\
def {name}_(self, other):
    if type(other) is not float and type(other) is not int:
        return slow(self, other)
"""
    + _READ.format(v="y", t="self", call="self, other")
    + """\
    try:
        x = float(other)
        if dtype is SINGLE:
            x = unpack(pack(x))[0]
        z = {z}
"""
    + _RESULT.format(
        i="    ", partials="z_y = {z_y}", call="self, other",
        constant="self._made is None", order="na", a="self", b="None", da="y", db="x",
    )
)  # fmt: skip


@cache
def unary(name: str) -> Callable[..., Any]:
    """The op `name` as a function that keeps one number as a record, else calls the op."""
    z, z_x = UNARY[name]
    source = _UNARY.format(name=name, z=z, z_x=z_x)
    return _compiled(name, source, OPS[name])


def binary(name: str, slow: Callable[[Tensor, Any], Any]) -> Callable[[Tensor, Any], Any]:
    """The operator of the op `name`, as `x + y`; what is not one number goes to `slow`."""
    z, z_x, z_y = BINARY[name]
    return _compiled(name, _FORWARD.format(name=name, z=z, z_x=z_x, z_y=z_y), slow)


def reflected(name: str, slow: Callable[[Tensor, Any], Any]) -> Callable[[Tensor, Any], Any]:
    """The operator of the op `name` with the tensor on the right, as `1 + y`."""
    z, _, z_y = BINARY[name]
    return _compiled(name, _REFLECTED.format(name=name, z=z, z_y=z_y), slow)


def _compiled(name: str, source: str, slow: Callable[..., Any]) -> Callable[..., Any]:
    words = {name: getattr(math, name) for name in dir(math) if not name.startswith("_")}
    kinds = {f"KIND_{order}": Kind(OPS[name], order) for order in ("a", "ab", "an", "na")}
    scope = {**words, **kinds, "power": math.pow, "slow": slow, "recording": is_grad_enabled}
    scope |= {"SINGLE": SINGLE, "DOUBLE": DOUBLE, "Tensor": Tensor, "new": _new, "tick": tick}
    scope |= {"pack": pack, "unpack": unpack, "plain": _plain, "__name__": __name__}
    exec(source, scope)
    compiled: Callable[..., Any] = scope[f"{name}_"]
    compiled.__name__, compiled.__doc__ = name, OPS[name].__doc__
    return compiled


def _plain(tensor: Tensor) -> bool:
    """Whether a tensor's history is as its slots say: it is no view, nor made for inference."""
    meta = tensor._meta
    return meta is None or (meta.view is None and not meta.inference)


_lock = Lock()  # a backward leaves marks in the records
_sequence = attrgetter("sequence")


def backward(root: Tensor, seed: float, retain_graph: bool) -> Sequence[Tensor] | None:
    """Leave the gradients of the leaves under `root` in their `pending`; the leaves.

    None, with nothing changed, where the graph is not made of records alone, has hooks, was freed,
    or was changed in place: then engine.tape must run.
    """
    if not _lock.acquire(blocking=False):
        return None
    try:
        return _backward(root, seed, retain_graph)
    finally:
        _lock.release()


def _backward(root: Tensor, seed: float, retain_graph: bool) -> Sequence[Tensor] | None:
    if root.mark > 0:
        return None
    mark = -tick() if retain_graph else note_free(user_location())
    records: list[Tensor] = []
    leaves: list[Tensor] = []
    seen = [root]  # grows while it is walked
    see, keep = seen.append, records.append
    root.mark = mark
    root.pending = seed
    for record in seen:
        meta = record._meta
        if type(record._made) is not Kind:
            if record._made is not LEAF or (meta is not None and meta.watch is not None):
                return _untouched(seen)
            leaves.append(record)
            continue
        if meta is not None and meta.node is not None:
            return _untouched(seen)
        keep(record)
        parent = record.a
        if parent.mark != mark and parent._made is not None:
            if parent.mark > 0:
                return _untouched(seen)
            parent.mark = mark
            parent.pending = -0.0
            see(parent)
        other = record.b
        if other is not None and other.mark != mark and other._made is not None:
            if other.mark > 0:
                return _untouched(seen)
            other.mark = mark
            other.pending = -0.0
            see(other)
    records.sort(key=_sequence, reverse=True)
    if records[-1].sequence < CLOCK.changed:
        return _untouched(seen)
    rounded = root._dtype is SINGLE  # one dtype holds throughout: a cast is no record
    for record in records:
        z_bar = single(record.pending) if rounded else record.pending
        parent = record.a
        if parent._made is not None:
            parent.pending += z_bar * record.da
        other = record.b
        if other is not None and other._made is not None:
            other.pending += z_bar * record.db  # type: ignore[operator]
    for leaf in leaves:
        leaf.mark = 0
    return leaves


def _untouched(seen: Sequence[Tensor]) -> Sequence[Tensor] | None:
    """None, once the marks are taken back."""
    for record in seen:
        record.mark = 0
    return None


def single(value: float) -> float:
    """The nearest float32."""
    try:
        return float(unpack(pack(value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def accumulate(leaf: Tensor) -> None:
    """Add the gradient that `backward` left in a leaf to its `.grad`."""
    held: Tensor | None = getattr(leaf, "_grad", None)
    total = leaf.pending
    if held is None:
        held = leaf._grad = _new(Tensor)
        held._made = held._meta = None
        held.mark = 0
        held._dtype = leaf._dtype if type(leaf._data) is float else leaf._array.dtype
    elif type(held._data) is float:
        total += held._data
    held._data = single(total) if held._dtype is SINGLE else total
