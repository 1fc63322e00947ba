"""dataclasses: classes of named fields, made by closures and without any source text."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError
from functools import total_ordering
from typing import Any

from engine.program.access import OWN, allow
from engine.program.modules.members import namespace
from engine.program.namespace import Namespace

TABLE = "__fields__"  # where a class keeps its fields; programs cannot name it


class Missing:
    """No default."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = Missing()


class Field:
    """A field of a dataclass. Attributes: name; type; default; default_factory; init; repr."""

    __slots__ = ("compare", "default", "default_factory", "init", "kw_only", "name", "repr", "type")

    def __init__(
        self,
        *,
        default: Any = MISSING,
        default_factory: Any = MISSING,
        init: bool = True,
        repr: bool = True,
        compare: bool = True,
        hash: bool | None = None,
        metadata: Any = None,
        kw_only: bool = False,
    ) -> None:
        if default is not MISSING and default_factory is not MISSING:
            raise ValueError("cannot specify both default and default_factory")
        self.name, self.type = "", None
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.compare, self.kw_only = init, repr, compare, kw_only

    @property
    def needed(self) -> bool:
        """Whether a value must be given."""
        return self.default is MISSING and self.default_factory is MISSING


allow(Field, "name type default default_factory init repr compare")


def field(**options: Any) -> Any:
    """A field with options. Source: dataclasses.field."""
    return Field(**options)


def dataclass(
    cls: Any = None,
    /,
    *,
    init: bool = True,
    repr: bool = True,
    eq: bool = True,
    order: bool = False,
    unsafe_hash: bool = False,
    frozen: bool = False,
    kw_only: bool = False,
    slots: bool = False,
    match_args: bool = True,
) -> Any:
    """Give a class of annotated names what belongs to records. Source: dataclasses.dataclass.

    Errors: TypeError for what is no class of the program, for fields without a default after such
    with one, and for names that Python uses itself.
    """

    def made(cls: Any) -> Any:
        if not isinstance(cls, type) or cls not in OWN:
            raise TypeError("dataclass: what is decorated is no class of the program")
        table = _collected(cls, kw_only)
        setattr(cls, TABLE, table)
        methods: dict[str, Any] = {}
        if init:
            methods["__init__"] = _init(cls, table, frozen)
        if repr:
            methods["__repr__"] = _text(table)
        if eq:
            methods |= {"__eq__": _compared(table, operator.eq), "__hash__": None}
        if order:
            methods["__lt__"] = _compared(table, operator.lt)
        if (frozen and eq) or unsafe_hash:
            methods["__hash__"] = lambda self: hash(_values(self, table))
        if frozen:
            methods |= {"__setattr__": _refused("assign to"), "__delattr__": _refused("delete")}
        if match_args:
            told = tuple(n for n, entry in table.items() if entry.init and not entry.kw_only)
            methods["__match_args__"] = told
        for name, method in methods.items():
            if name not in vars(cls) or vars(cls)[name] is None:
                setattr(cls, name, method)
        return total_ordering(cls) if order else cls

    return made if cls is None else made(cls)


def _collected(cls: type, kw_only: bool) -> dict[str, Field]:
    """The fields of a class by name, those of its bases first."""
    table: dict[str, Field] = {}
    for base in reversed(cls.__mro__[1:]):
        table |= vars(base).get(TABLE, {})
    for name, kind in vars(cls).get("__annotations__", {}).items():
        if name.startswith("__"):
            raise TypeError(f"dataclass: '{name}' cannot be a field; begin it with a letter")
        if str(kind).removeprefix("typing.").startswith("ClassVar"):
            continue
        given = vars(cls).get(name, MISSING)
        entry = given if isinstance(given, Field) else Field(default=given, kw_only=kw_only)
        if isinstance(entry.default, (list, dict, set)):
            raise ValueError(
                f"mutable default {type(entry.default)} for field {name} is not allowed: "
                "use default_factory"
            )
        entry.name, entry.type = name, kind
        if entry.default is not MISSING:
            setattr(cls, name, entry.default)
        elif given is not MISSING:
            delattr(cls, name)
        table[name] = entry
    earlier = None
    for entry in table.values():
        if entry.init and not entry.kw_only:
            if entry.needed and earlier:
                raise TypeError(f"non-default argument '{entry.name}' follows default argument")
            earlier = earlier if entry.needed else entry.name
    return table


def _init(cls: type, table: dict[str, Field], frozen: bool) -> Callable[..., None]:
    names = [entry.name for entry in table.values() if entry.init and not entry.kw_only]
    words = {entry.name for entry in table.values() if entry.init}
    put: Callable[[Any, str, Any], None] = object.__setattr__ if frozen else setattr

    def __init__(self: Any, /, *args: Any, **kwargs: Any) -> None:
        if len(args) > len(names):
            raise TypeError(
                f"{cls.__name__}.__init__() takes {len(names) + 1} positional arguments but "
                f"{len(args) + 1} were given"
            )
        found = dict(zip(names, args, strict=False))
        for name, value in kwargs.items():
            if name not in words or name in found:
                what = "multiple values for" if name in found else "an unexpected keyword"
                raise TypeError(f"{cls.__name__}.__init__() got {what} argument '{name}'")
            found[name] = value
        missing = [name for name in table if name in words - set(found) and table[name].needed]
        if missing:
            listed = " and ".join(f"'{name}'" for name in missing)
            plural = "s" if len(missing) > 1 else ""
            raise TypeError(
                f"{cls.__name__}.__init__() missing {len(missing)} required positional "
                f"argument{plural}: {listed}"
            )
        for name, entry in table.items():
            if name in found:
                put(self, name, found[name])
            elif entry.default_factory is not MISSING:
                put(self, name, entry.default_factory())
            elif entry.default is not MISSING:
                put(self, name, entry.default)
        after = getattr(self, "__post_init__", None)
        if after is not None:
            after()

    return __init__


def _text(table: dict[str, Field]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:
        shown = (f"{n}={getattr(self, n)!r}" for n, entry in table.items() if entry.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    return __repr__


def _compared(table: dict[str, Field], compare: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, other: Any) -> Any:
        if type(other) is not type(self):
            return NotImplemented
        return compare(_values(self, table), _values(other, table))

    return method


def _values(self: Any, table: dict[str, Field]) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name, entry in table.items() if entry.compare)


def _refused(verb: str) -> Callable[..., None]:
    def refuse(self: Any, name: str, *value: Any) -> None:
        raise FrozenInstanceError(f"cannot {verb} field {name!r}")

    return refuse


def _table(instance: Any) -> dict[str, Field]:
    kind = instance if isinstance(instance, type) else type(instance)
    if not hasattr(kind, TABLE):
        raise TypeError("must be called with a dataclass type or instance")
    found: dict[str, Field] = getattr(kind, TABLE)
    return found


def fields(class_or_instance: Any) -> tuple[Field, ...]:
    """The fields of a dataclass. Source: dataclasses.fields."""
    return tuple(_table(class_or_instance).values())


def is_dataclass(obj: Any) -> bool:
    """Whether it is a dataclass, or one's instance. Source: dataclasses.is_dataclass."""
    return hasattr(obj if isinstance(obj, type) else type(obj), TABLE)


def asdict(obj: Any) -> dict[str, Any]:
    """The fields and their values, copied, as dicts all the way in. Source: dataclasses.asdict."""
    return {name: _plain(getattr(obj, name), asdict) for name in _table(obj)}


def astuple(obj: Any) -> tuple[Any, ...]:
    """The values of the fields, copied. Source: dataclasses.astuple."""
    return tuple(_plain(getattr(obj, name), astuple) for name in _table(obj))


def _plain(value: Any, form: Callable[[Any], Any]) -> Any:
    if not isinstance(value, type) and is_dataclass(value):
        return form(value)
    if type(value) in (list, tuple):
        return type(value)(_plain(part, form) for part in value)
    if type(value) is dict:
        return {_plain(k, form): _plain(part, form) for k, part in value.items()}
    return copy.deepcopy(value)


def replace(obj: Any, /, **changes: Any) -> Any:
    """A new one with other values in some fields. Source: dataclasses.replace."""
    held: Iterator[str] = (name for name, entry in _table(obj).items() if entry.init)
    return type(obj)(**{**{name: getattr(obj, name) for name in held}, **changes})


def records() -> Namespace:
    """dataclasses."""
    found = (dataclass, field, fields, asdict, astuple, replace, is_dataclass)
    members: dict[str, Any] = {function.__name__: function for function in found}
    return namespace(
        "dataclasses",
        {**members, "MISSING": MISSING, "FrozenInstanceError": FrozenInstanceError},
    )
