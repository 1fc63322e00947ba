"""Scalar records: one-number operations kept as Python floats, with their local derivatives.

Most of the cost of an operation on one number is not arithmetic, so it is recorded in the result
itself: `a` and `b` are the inputs, `da` and `db` the local derivatives, `sequence` its place in
time, `place` its place in a program while one is recorded. A Kind says which op it was, so that a
record can stand as a Node wherever more is asked. Values are those of Python's math: equal to
numpy's but for the last bit of some functions. A float32 (`single`) is rounded after each
operation, its gradient once, in the leaf.
"""

from __future__ import annotations

import math
from array import array
from bisect import insort
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from textwrap import indent
from threading import Lock
from typing import Any

import numpy as np

from engine import tape
from engine.grad_mode import is_grad_enabled
from engine.history import CLOCK, HERE, LEAF, Kind, note_free, tick, user_location
from engine.op import OPS
from engine.tensor import DOUBLE, SINGLE, Tensor, _new

ROUNDED = array("f", [0.0])  # written and read at once: no thread can come between

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
    if type(x) is not float:
        if x.ndim:
            return slow(input)
        x = number(input)
        if x is None:
            return slow(input)
    single = input.single
    try:
        z = {z}
        if single:
            ROUNDED[0] = z
            z = ROUNDED[0]
        z_x = {z_x}
    except (ArithmeticError, ValueError):
        return slow(input)
    r = new(Tensor)
    r._data = z
    r.single = single
    r._meta = None
    r.mark = 0
    if input._made is None:
        r._made = None
        return r
    if not recording():
        return slow(input)
    r._made = KIND_a
    r.sequence = tick()
    if HERE.recorder is not None:
        r.place = HERE.span, HERE.scope
    r.a = input
    r.b = None
    r.da = z_x
    r.db = None
    return r
"""
_BOTH = """\
if type(other) is Tensor:
    x = self._data
    y = other._data
    if type(x) is not float or type(y) is not float:
        if (type(x) is not float and x.ndim) or (type(y) is not float and y.ndim):
            return slow(self, other)
        x = number(self)
        y = number(other)
        if x is None or y is None:
            return slow(self, other)
    single = self.single
    if single is not other.single:
        return slow(self, other)
    try:
        z = {z}
        if single:
            ROUNDED[0] = z
            z = ROUNDED[0]
        z_x = {z_x}
        z_y = {z_y}
    except (ArithmeticError, ValueError):
        return slow(self, other)
    r = new(Tensor)
    r._data = z
    r.single = single
    r._meta = None
    r.mark = 0
    if self._made is None and other._made is None:
        r._made = None
        return r
    if not recording():
        return slow(self, other)
    r._made = KIND_ab
    r.sequence = tick()
    if HERE.recorder is not None:
        r.place = HERE.span, HERE.scope
    r.a = self
    r.b = other
    r.da = z_x
    r.db = z_y
    return r
"""
_NUMBER = """\
    if type(other) is not float and type(other) is not int:
        return slow(self, other)
    {mine} = self._data
    if type({mine}) is not float:
        if {mine}.ndim:
            return slow(self, other)
        {mine} = number(self)
        if {mine} is None:
            return slow(self, other)
    single = self.single
    try:
        {given} = other if type(other) is float else float(other)
        if single:
            ROUNDED[0] = {given}
            {given} = ROUNDED[0]
        z = {z}
        if single:
            ROUNDED[0] = z
            z = ROUNDED[0]
        slope = {slope}
    except (ArithmeticError, ValueError):
        return slow(self, other)
    r = new(Tensor)
    r._data = z
    r.single = single
    r._meta = None
    r.mark = 0
    if self._made is None:
        r._made = None
        return r
    if not recording():
        return slow(self, other)
    r._made = KIND_{order}
    r.sequence = tick()
    if HERE.recorder is not None:
        r.place = HERE.span, HERE.scope
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
    both = indent(_BOTH.format(z=z, z_x=z_x, z_y=z_y), "    ")
    number = _NUMBER.format(z=z, slope=z_x, mine="x", given="y", order="an")
    return _compiled(name, f"def {name}_(self, other):\n{both}{number}", slow)


def reflected(name: str, slow: Callable[[Tensor, Any], Any]) -> Callable[[Tensor, Any], Any]:
    """The operator of the op `name` with the tensor on the right, as `1 + y`."""
    z, _, z_y = BINARY[name]
    number = _NUMBER.format(z=z, slope=z_y, mine="y", given="x", order="na")
    return _compiled(name, f"def {name}_(self, other):\n{number}", slow)


def _compiled(name: str, source: str, slow: Callable[..., Any]) -> Callable[..., Any]:
    words = {name: getattr(math, name) for name in dir(math) if not name.startswith("_")}
    kinds = {f"KIND_{order}": Kind(OPS[name], order) for order in ("a", "ab", "an", "na")}
    scope = {**words, **kinds, "power": math.pow, "slow": slow, "recording": is_grad_enabled}
    scope |= {"Tensor": Tensor, "new": _new, "tick": tick, "number": _number}
    scope |= {"HERE": HERE, "ROUNDED": ROUNDED, "__name__": __name__}
    exec(source, scope)
    compiled: Callable[..., Any] = scope[f"{name}_"]
    compiled.__name__, compiled.__doc__ = name, OPS[name].__doc__
    return compiled


def _number(tensor: Tensor) -> float | None:
    """The one number of a tensor, told to be `single` or not; None where it is to be an array.

    A view is an array, whose history changes with its base; so is what inference_mode made.
    """
    data, meta = tensor._data, tensor._meta
    if isinstance(data, float):
        return data
    if (
        type(data) is not np.ndarray
        or data.ndim
        or (meta is not None and (meta.view is not None or meta.inference))
    ):
        return None
    tensor.single = data.dtype is SINGLE
    return data.item() if tensor.single or data.dtype is DOUBLE else None


_lock = Lock()  # a backward leaves marks in the records
_sequence = attrgetter("sequence")


def backward(root: Tensor, seed: float, retain_graph: bool) -> Sequence[Tensor] | None:
    """Leave the gradients of the leaves under `root` in their `pending`; the leaves.

    None, with nothing changed, where the graph is not made of records alone, has hooks, was freed,
    or was changed in place: then engine.tape must run.
    """
    if root.mark > 0 or not _lock.acquire(False):
        return None
    try:
        mark = -tick() if retain_graph else note_free(user_location())
        leaves = _spread(root, seed, mark)
        if leaves is None:
            _unmark(root, mark)
        return leaves
    finally:
        _lock.release()


def _spread(root: Tensor, seed: float, mark: int) -> Sequence[Tensor] | None:
    """Walk from the youngest record to the oldest, so that each has its gradient when its turn
    comes. `waiting` holds what was found, by age; most programs are chains or compute depth first,
    so that what is found last is the youngest and needs no search."""
    leaves: list[Tensor] = []
    waiting: list[Tensor] = []
    record: Tensor | None = root
    root.mark = mark
    root.pending = seed
    oldest = root
    while record is not None:
        z_bar = record.pending
        place: Tensor | None = record.a
        partial = record.da
        other = record.b
        found: Tensor | None = None
        while place is not None:
            made = place._made
            if made is not None:
                if place.mark == mark:
                    place.pending += z_bar * partial
                elif place.mark > 0:
                    return None
                else:
                    place.mark = mark
                    place.pending = z_bar * partial
                    if type(made) is not Kind:
                        if made is not LEAF or _is_watched(place):
                            return None
                        leaves.append(place)
                    else:
                        if found is not None:
                            insort(waiting, found, key=_sequence)
                        found = place
            place = other
            partial = record.db
            other = None
        oldest = record
        if waiting and (found is None or found.sequence < waiting[-1].sequence):
            if found is not None:
                insort(waiting, found, key=_sequence)
            found = waiting.pop()
        record = found
    if oldest.sequence < CLOCK.changed:
        return None
    for leaf in leaves:
        leaf.mark = 0
    return leaves


def _is_watched(leaf: Tensor) -> bool:
    return leaf._meta is not None and leaf._meta.watch is not None


def _unmark(root: Tensor, mark: int) -> None:
    """Take the mark back from all that carry it."""
    marked = [root]
    while marked:
        record = marked.pop()
        if record.mark == mark:
            record.mark = 0
            if type(record._made) is Kind:
                marked.append(record.a)
                if record.b is not None:
                    marked.append(record.b)


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
        total += held._data
    single = held.single = leaf.single
    if single:
        ROUNDED[0] = total
        total = ROUNDED[0]
    held._data = total
