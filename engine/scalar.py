"""Scalar records: one-number operations kept as Python floats, with their local derivatives.

Most of the cost of an operation on one number is not arithmetic, so it is recorded in the result
itself: `a` and `b` are the inputs, `da` and `db` the local derivatives, `sequence` its place in
time. A Kind says which op it was, so that a record can stand as a Node wherever more is asked.
Values are those of Python's math: equal to numpy's but for the last bit of some functions. A
float32 is rounded after each operation, its gradient once, in the leaf.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from threading import Lock
from typing import Any

import numpy as np

from engine import tape
from engine.dtype import float64
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

_UNARY = """\
def {name}_(input, *args, **kwargs):
    if args or kwargs or type(input) is not Tensor:
        return slow(input, *args, **kwargs)
    x = input._data
    single = False
    if type(x) is tuple:
        (x,) = x
        single = True
    elif type(x) is not float:
        x, single = number(input)
        if x is None:
            return slow(input)
    try:
        z = {z}
        data = z
        if single:
            data = unpack(pack(z))
            (z,) = data
        z_x = {z_x}
    except (ArithmeticError, ValueError):
        return slow(input)
    r = new(Tensor)
    r._data = data
    r._meta = None
    r.mark = 0
    if input._made is None:
        r._made = None
        return r
    if not recording():
        return slow(input)
    r._made = KIND_a
    r.sequence = tick()
    r.a = input
    r.b = None
    r.da = z_x
    r.db = None
    return r
"""
_FORWARD = """\
def {name}_(self, other):
    x = self._data
    if type(other) is Tensor:
        y = other._data
        single = False
        if type(x) is not float or type(y) is not float:
            if type(x) is tuple and type(y) is tuple:
                (x,) = x
                (y,) = y
                single = True
            else:
                x, single = number(self)
                y, other_single = number(other)
                if x is None or y is None or single is not other_single:
                    return slow(self, other)
        try:
            z = {z}
            data = z
            if single:
                data = unpack(pack(z))
                (z,) = data
            z_x, z_y = {z_x}, {z_y}
        except (ArithmeticError, ValueError):
            return slow(self, other)
        r = new(Tensor)
        r._data = data
        r._meta = None
        r.mark = 0
        if self._made is None and other._made is None:
            r._made = None
            return r
        if not recording():
            return slow(self, other)
        r._made = KIND_ab
        r.sequence = tick()
        r.a = self
        r.b = other
        r.da = z_x
        r.db = z_y
        return r
    return {name}_number(self, other)
"""
_NUMBER = """\
def {name}_number(self, other):
    if type(other) is not float and type(other) is not int:
        return slow(self, other)
    {mine} = self._data
    single = False
    if type({mine}) is tuple:
        ({mine},) = {mine}
        single = True
    elif type({mine}) is not float:
        {mine}, single = number(self)
        if {mine} is None:
            return slow(self, other)
    try:
        n = {given} = float(other)
        if single:
            ({given},) = unpack(pack(n))
        z = {z}
        data = z
        if single:
            data = unpack(pack(z))
            (z,) = data
        slope = {slope}
    except (ArithmeticError, ValueError):
        return slow(self, other)
    r = new(Tensor)
    r._data = data
    r._meta = None
    r.mark = 0
    if self._made is None:
        r._made = None
        return r
    if not recording():
        return slow(self, other)
    r._made = KIND_{order}
    r.sequence = tick()
    r.a = self
    r.b = None
    r.da = slope
    r.db = {given}
    return r
"""


@cache
def unary(name: str) -> Callable[..., Any]:
    """The op `name` as a function that keeps one number as a record, else calls the op."""
    z, z_x = UNARY[name]
    source = _UNARY.format(name=name, z=z, z_x=z_x)
    return _compiled(name, source, OPS[name])


def binary(name: str, slow: Callable[[Tensor, Any], Any]) -> Callable[[Tensor, Any], Any]:
    """The operator of the op `name`, as `x + y`; what is not one number goes to `slow`."""
    z, z_x, z_y = BINARY[name]
    number = _NUMBER.format(name=name, z=z, slope=z_x, mine="x", given="y", order="an")
    return _compiled(name, number + _FORWARD.format(name=name, z=z, z_x=z_x, z_y=z_y), slow)


def reflected(name: str, slow: Callable[[Tensor, Any], Any]) -> Callable[[Tensor, Any], Any]:
    """The operator of the op `name` with the tensor on the right, as `1 + y`."""
    z, _, z_y = BINARY[name]
    source = _NUMBER.format(name=name, z=z, slope=z_y, mine="y", given="x", order="na")
    return _compiled(name, source.replace("_number(", "_(", 1), slow)


def _compiled(name: str, source: str, slow: Callable[..., Any]) -> Callable[..., Any]:
    words = {name: getattr(math, name) for name in dir(math) if not name.startswith("_")}
    kinds = {f"KIND_{order}": Kind(OPS[name], order) for order in ("a", "ab", "an", "na")}
    scope = {**words, **kinds, "power": math.pow, "slow": slow, "recording": is_grad_enabled}
    scope |= {"Tensor": Tensor, "new": _new, "tick": tick, "number": _number}
    scope |= {"pack": pack, "unpack": unpack, "__name__": __name__}
    exec(source, scope)
    compiled: Callable[..., Any] = scope[f"{name}_"]
    compiled.__name__, compiled.__doc__ = name, OPS[name].__doc__
    return compiled


def _number(tensor: Tensor) -> tuple[float | None, bool]:
    """The one number of a tensor, and whether it is a float32; None where it is to be an array.

    A view is an array, whose history changes with its base; so is what inference_mode made.
    """
    data, meta = tensor._data, tensor._meta
    if type(data) is float:
        return data, False
    if type(data) is tuple:
        return data[0], True
    assert isinstance(data, np.ndarray)
    if data.ndim or (meta is not None and (meta.view is not None or meta.inference)):
        return None, False
    if data.dtype is DOUBLE or data.dtype is SINGLE:
        return data.item(), data.dtype is SINGLE
    return None, False


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
    leaves: list[Tensor] = []
    seen = [root]  # grows while it is walked
    see = seen.append
    root.mark = mark
    root.pending = seed
    for record in seen:
        if type(record._made) is not Kind:
            watched = record._meta is not None and record._meta.watch is not None
            if record._made is not LEAF or watched:
                return _untouched(seen)
            record.sequence = 0
            leaves.append(record)
            continue
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
    seen.sort(key=_sequence, reverse=True)
    records = seen[: len(seen) - len(leaves)]
    if records[-1].sequence < CLOCK.changed:
        return _untouched(seen)
    for record in records:
        z_bar = record.pending
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


def accumulate(leaf: Tensor) -> None:
    """Add the gradient that `backward` left in a leaf to its `.grad`, rounded to its dtype."""
    held: Tensor | None = getattr(leaf, "_grad", None)
    total = leaf.pending
    if held is None:
        held = leaf._grad = _new(Tensor)
        held._made = held._meta = None
        held.mark = 0
    elif held._made is not None or isinstance(held._data, np.ndarray):
        tape.accumulate(leaf, np.array(total, leaf.dtype.numpy))
        return
    else:
        total += held.item()
    if type(leaf._data) is float or leaf.dtype is float64:
        held._data = total
        return
    try:
        held._data = unpack(pack(total))
    except OverflowError:
        held._data = (math.copysign(math.inf, total),)
