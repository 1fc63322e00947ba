"""Access: which attributes of which objects a program may read, write and call.

Nothing is reachable that is not on a list: of a host type a program reads the names in `READABLE`
and sets those in `SETTABLE`; of its own classes it may read and set all but names with two
underscores on both sides, of which `DUNDERS` are known.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

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
    __xor__ __rand__ __ror__ __rxor__ __iand__ __ior__ __ixor__ __lshift__ __rshift__ __rlshift__
    __rrshift__ __ilshift__ __irshift__ __ifloordiv__ __imod__ __ipow__ __imatmul__ __divmod__
    __rdivmod__ __int__ __float__ __complex__ __index__ __round__ __trunc__ __floor__ __ceil__
    __getattr__ __setattr__ __delattr__ __post_init__ __format__ __missing__ __get__ __set__
    __delete__ __length_hint__ __init_subclass__ __match_args__"""
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
    return kind in OWN or any(base in OWN for base in kind.__mro__)


def read(value: Any, name: str) -> Any:
    """The attribute of a value. Errors: Denied, and AttributeError where there is none."""
    kind = type(value)
    if kind is Namespace:
        return value.get(name)
    if type(name) is not str:
        raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")
    if name == "__class__":
        return class_of(value)
    if kind is super:
        thisclass = value.__thisclass__
        mro = value.__self_class__.__mro__
        return _read_own(value, name, mro[mro.index(thisclass) + 1 :])
    if is_own(kind):
        return _read_own(value, name, kind.__mro__)
    if kind in CLASSES:
        return _read_class(value, name)
    replacement = _replacement(kind, name)
    if replacement is not None:
        return replacement(value)
    if readable(kind, name) or name in _METHODS:
        return getattr(value, name)
    if isinstance(value, FUNCTIONS):
        if name in NAMED:
            return getattr(value, name, None)
        if is_function_of_program(value) and name in value.__dict__ and not is_special(name):
            return value.__dict__[name]
    raise _denied(kind, name)


def _read_own(value: Any, name: str, mro: tuple[type, ...]) -> Any:
    """The attribute of an instance of a program's class, found in these classes or in itself."""
    if is_special(name) and name not in DUNDERS:
        raise _denied(type(value), name)
    for base in mro:
        if name in base.__dict__:
            if base in OWN:
                return getattr(value, name)
            if name in _SETTERS:
                return _guarded(getattr(value, name))
            if (base, name) in REPLACED:
                return REPLACED[base, name](value)
            if name in DUNDERS or readable(base, name):
                return getattr(value, name)
            raise _denied(type(value), name)
    return getattr(value, name)  # the instance's, or made by __getattr__


def inherits(kind: type, name: str) -> bool:
    """Whether `getattr` may be asked for the attribute of all instances of a program's class: it
    is no special one, and stands in the program, or may be read of the host's class as it is."""
    if is_special(name):
        return False
    for base in kind.__mro__:
        if name in base.__dict__:
            return base in OWN or (readable(base, name) and (base, name) not in REPLACED)
    return True  # the instance's, or made by __getattr__


def is_simple(kind: type, name: str) -> bool:
    """Whether `getattr` may be asked for the attribute of every instance of a type."""
    if is_own(kind):
        return inherits(kind, name)
    return name[:2] != "__" and readable(kind, name) and _replacement(kind, name) is None


def _replacement(kind: type, name: str) -> Callable[[Any], Any] | None:
    for base in kind.__mro__:
        if (base, name) in REPLACED:
            return REPLACED[base, name]
    return None


def _guarded(change: Callable[..., Any]) -> Callable[..., Any]:
    """`__setattr__` or `__delattr__` of an instance, for names that programs may set."""

    def changed(name: str, *new: Any) -> None:
        if is_special(name):
            raise Denied(f"the attribute '{name}' cannot be set by a program")
        change(name, *new)

    return changed


def _guarded_of_class(kind: type, name: str) -> Callable[..., Any]:
    """The same of a class: it takes the instance first, which must be of a program's class."""

    def changed(value: Any, *rest: Any) -> None:
        if not is_own(type(value)):
            raise Denied(f"'{name}' is for objects of the program's own classes")
        _guarded(lambda *given: getattr(kind, name)(value, *given))(*rest)

    return changed


def write(value: Any, name: str, new: Any) -> None:
    """Set the attribute of a value. Errors: Denied."""
    _check_settable(value, name)
    setattr(value, name, new)


def writable(kind: type, name: str) -> bool:
    """Whether `setattr` may be asked to set the attribute of all instances of a type."""
    if is_own(kind):
        return not is_special(name)
    return kind not in CLASSES and _listed(SETTABLE, kind, name)


def _check_settable(value: Any, name: str) -> None:
    kind = type(value)
    if type(name) is not str:
        raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")
    plain = not is_special(name)
    if plain and (is_own(kind) or (kind in CLASSES and is_own(value))):
        return
    if _listed(SETTABLE, kind, name):
        return
    if is_function_of_program(value) and (plain or name in NAMED):
        return
    if not hasattr(kind, name) and not isinstance(value, types.FunctionType):
        raise Denied(f"'{kind.__name__}' object has no attribute '{name}'")
    found = "a function" if isinstance(value, FUNCTIONS) else f"a value of type '{kind.__name__}'"
    raise Denied(f"the attribute '{name}' of {found} cannot be set by a program")


def is_special(name: Any) -> bool:
    """Whether Python, or numpy, looks the name up by itself."""
    return not isinstance(name, str) or (name[:2] == "__" and name[-2:] == "__")


def delete(value: Any, name: str) -> None:
    """Take the attribute of a value away. Errors: Denied."""
    if is_special(name) or not (
        is_own(type(value))
        or (isinstance(value, type) and value in OWN)
        or (is_function_of_program(value) and name in value.__dict__)
    ):
        raise Denied(f"the attribute '{name}' of '{type(value).__name__}' cannot be deleted")
    delattr(value, name)


def is_function_of_program(value: Any) -> bool:
    """Whether a program made the function by `def` or `lambda`."""
    return type(value) is types.FunctionType and id(value.__code__) in CODES


def class_of(value: Any) -> Any:
    """The class of a value as a program may hold it."""
    kind = type(value)
    if kind in CALLABLE or kind in OWN:
        return kind
    return _NAMES_OF_TYPES.setdefault(kind, TypeName(kind))


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


_NAMES_OF_TYPES: WeakKeyDictionary[type, TypeName] = WeakKeyDictionary()
CODES: set[int] = set()  # ids of the code of the functions that programs make
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
    owner = next((base for base in kind.__mro__ if name in base.__dict__), None)
    if owner is None:
        raise _denied(kind, name, of_class=True)
    if is_own(owner):
        if not is_special(name) or name in DUNDERS:
            return getattr(kind, name)
    elif name in _SETTERS:
        if kind in OWN or kind in BASES:
            return _guarded_of_class(owner, name)
    elif _replacement(owner, name) is None and (
        readable(owner, name)
        or (name in DUNDERS and (is_own(kind) or (name == "__init__" and kind in CALLABLE)))
    ):
        return getattr(kind, name)
    raise _denied(kind, name, of_class=True)


_SETTERS = frozenset({"__setattr__", "__delattr__"})


def _listed(table: dict[type, frozenset[str]], kind: type, name: str) -> bool:
    return any(base in table and name in table[base] for base in kind.__mro__)


def _denied(kind: type, name: str, of_class: bool = False) -> Denied:
    what = f"type object '{kind.__name__}'" if of_class else f"'{kind.__name__}' object"
    there = is_special(name) or any(name in base.__dict__ for base in kind.__mro__)
    return Denied(f"{what} has no attribute '{name}'{' that programs may use' if there else ''}")
