"""Access: which attributes of which objects a program may read, write and call.

Nothing is reachable that is not on a list: of a host type a program reads the names in `READABLE`
and sets those in `SETTABLE`; of its own classes it may read and set all but names with two
underscores on both sides, of which `DUNDERS` are known.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakSet

from engine.program.errors import Denied
from engine.program.namespace import Namespace


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


READABLE: dict[type, frozenset[str]] = {}
SETTABLE: dict[type, frozenset[str]] = {}
CALLABLE: set[type] = set()  # host classes that a program may call, wherever it found them
BASES: set[type] = set()  # host classes that classes of programs may inherit from
REPLACED: dict[tuple[type, str], Callable[[Any], Any]] = {}  # what stands for an attribute
OWN: WeakSet[type] = WeakSet()  # classes that programs have made

DUNDERS = _words(
    """__init__ __call__ __repr__ __str__ __len__ __bool__ __hash__ __getitem__ __setitem__
    __delitem__ __contains__ __iter__ __next__ __reversed__ __enter__ __exit__ __eq__ __ne__ __lt__
    __le__ __gt__ __ge__ __add__ __radd__ __iadd__ __sub__ __rsub__ __isub__ __mul__ __rmul__
    __imul__ __truediv__ __rtruediv__ __itruediv__ __floordiv__ __rfloordiv__ __mod__ __rmod__
    __pow__ __rpow__ __matmul__ __rmatmul__ __neg__ __pos__ __abs__ __invert__ __and__ __or__
    __xor__ __int__ __float__ __index__ __round__ __getattr__ __setattr__ __post_init__
    __format__"""
)
NAMED = frozenset({"__name__", "__qualname__", "__doc__"})  # of classes and functions


def allow(kinds: type | Iterable[type], names: str, settable: str = "") -> None:
    """Let programs read these attributes (parted by blanks) of instances, and set some."""
    for kind in (kinds,) if isinstance(kinds, type) else kinds:
        READABLE[kind] = READABLE.get(kind, frozenset()) | frozenset(names.split())
        SETTABLE[kind] = SETTABLE.get(kind, frozenset()) | frozenset(settable.split())


def allow_public(kinds: type | Iterable[type], but: str = "", settable: str = "") -> None:
    """Let programs read all attributes that begin with no underscore, but some."""
    for kind in (kinds,) if isinstance(kinds, type) else kinds:
        hidden = but.split()
        names = [name for name in dir(kind) if not name.startswith("_") and name not in hidden]
        slots = [slot for slot in getattr(kind, "__slots__", ()) if not slot.startswith("_")]
        allow(kind, " ".join([*names, *(s for s in slots if s not in hidden)]), settable)


def readable(kind: type, name: str) -> bool:
    """Whether a program may read the attribute of every instance of a type."""
    return _listed(READABLE, kind, name)


def is_own(kind: type) -> bool:
    """Whether a program made the class, or one that it inherits from."""
    return any(base in OWN for base in kind.__mro__)


def read(value: Any, name: str) -> Any:
    """The attribute of a value. Errors: Denied, and AttributeError where there is none."""
    kind = type(value)
    if kind is Namespace:
        return value.get(name)
    if (kind, name) in REPLACED:
        return REPLACED[kind, name](value)
    if name == "__class__":
        return class_of(value)
    if kind is super or is_own(kind):
        if inherits(value.__thisclass__ if kind is super else kind, name):
            return _setting(value, name) if name == "__setattr__" else getattr(value, name)
    elif kind in CLASSES:
        return _read_class(value, name)
    elif readable(kind, name) or name in _METHODS:
        return getattr(value, name)
    elif name in NAMED and isinstance(value, FUNCTIONS):
        return getattr(value, name, None)
    raise _denied(kind, name)


def inherits(kind: type, name: str) -> bool:
    """Whether a program may read the attribute of instances of a class of its own: it is no
    special one, and stands in the program, or is one that it may read of the host's class."""
    if name[:2] == "__" and name[-2:] == "__":
        return name in DUNDERS
    for base in kind.__mro__:
        if name in base.__dict__:
            return base in OWN or readable(base, name)
    return True  # the instance's, or made by __getattr__


def write(value: Any, name: str, new: Any) -> None:
    """Set the attribute of a value. Errors: Denied."""
    kind = type(value)
    plain = not (name[:2] == "__" and name[-2:] == "__")
    if (
        (is_own(kind) and plain)
        or (kind in CLASSES and value in OWN and plain)
        or _listed(SETTABLE, kind, name)
    ):
        setattr(value, name, new)
        return
    found = "a function" if isinstance(value, FUNCTIONS) else f"a value of type '{kind.__name__}'"
    raise Denied(f"the attribute '{name}' of {found} cannot be set by a program")


def is_special(name: Any) -> bool:
    """Whether Python, or numpy, looks the name up by itself."""
    return not isinstance(name, str) or (name[:2] == "__" and name[-2:] == "__")


def _setting(value: Any, name: str) -> Callable[..., None]:
    """`__setattr__` for programs: of objects of their own classes, and of names they may set."""
    method = getattr(value, name)

    def set_attribute(*args: Any) -> None:
        owner, attribute = args[:-2], args[-2] if len(args) > 1 else None
        if is_special(attribute) or not all(is_own(type(given)) for given in owner):
            raise Denied(f"the attribute {attribute!r} cannot be set by a program")
        method(*args)

    return set_attribute


def delete(value: Any, name: str) -> None:
    """Take the attribute of a value away. Errors: Denied."""
    if not is_own(type(value)) or (name[:2] == "__" and name[-2:] == "__"):
        raise Denied(f"the attribute '{name}' of '{type(value).__name__}' cannot be deleted")
    delattr(value, name)


def class_of(value: Any) -> Any:
    """The class of a value as a program may hold it."""
    kind = type(value)
    return kind if kind in CALLABLE or kind in OWN else TypeName(kind)


class TypeName:
    """A class that a program may name and compare, and nothing else."""

    __slots__ = ("kind",)

    def __init__(self, kind: type) -> None:
        self.kind = kind

    @property
    def __name__(self) -> str:
        return self.kind.__name__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TypeName) and other.kind is self.kind

    def __hash__(self) -> int:
        return hash(self.kind)

    def __repr__(self) -> str:
        return repr(self.kind)


CLASSES: tuple[type, ...] = (type,)  # the classes of classes
FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    type,
    TypeName,
)
_METHODS = _words(  # of host types: none computes, as int.__pow__ could without end
    "__len__ __str__ __repr__ __iter__ __next__ __enter__ __exit__ __getitem__ __contains__"
)


def _read_class(kind: type, name: str) -> Any:
    """The attribute of a class: its name, what its instances have, and its alternatives."""
    if name in NAMED:
        return getattr(kind, name)
    if is_own(kind):
        found_there = any(name in base.__dict__ for base in kind.__mro__)
        if inherits(kind, name) and (found_there or name not in _TYPE_NAMES):
            return _setting(kind, name) if name == "__setattr__" else getattr(kind, name)
    elif readable(kind, name) or (name == "__init__" and kind in CALLABLE):
        return getattr(kind, name)
    raise _denied(kind, name, of_class=True)


_TYPE_NAMES = frozenset(name for name in dir(type) if not name.startswith("__"))  # as mro


def _listed(table: dict[type, frozenset[str]], kind: type, name: str) -> bool:
    return any(base in table and name in table[base] for base in kind.__mro__)


def _denied(kind: type, name: str, of_class: bool = False) -> Denied:
    what = f"type object '{kind.__name__}'" if of_class else f"'{kind.__name__}' object"
    return Denied(f"{what} has no attribute '{name}' that programs may use")
