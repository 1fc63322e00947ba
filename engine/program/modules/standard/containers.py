"""collections: Python's containers, and named tuples made without any source text."""

from __future__ import annotations

import collections
import functools
import keyword
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from engine.program.access import OWN, allow
from engine.program.modules.members import namespace
from engine.program.modules.standard.hints import ABSTRACT, hints
from engine.program.namespace import Namespace
from engine.program.operators import added
from engine.program.plain import result

MOST = 100_000_000  # items that may be taken at once where nothing counts them


def bounded(items: Iterable[Any]) -> Iterable[Any]:
    """The items. Errors: MemoryError for a range that would not end in a lifetime."""
    if isinstance(items, range) and items[:MOST] != items:
        raise MemoryError(f"{items} has over {MOST:,} items, too many to take at once")
    return items


class deque(collections.deque[Any]):
    """A list that is short to change at both ends. Source: collections.deque."""

    def __init__(self, iterable: Iterable[Any] = (), maxlen: int | None = None) -> None:
        super().__init__(bounded(iterable), maxlen)

    def extend(self, iterable: Iterable[Any]) -> None:
        """Add all at the right."""
        super().extend(bounded(iterable))

    def extendleft(self, iterable: Iterable[Any]) -> None:
        """Add all at the left, one by one."""
        super().extendleft(bounded(iterable))

    def __iadd__(self, iterable: Iterable[Any]) -> deque:
        self.extend(iterable)
        return self


class Counter(collections.Counter[Any]):
    """How often each item occurs. Source: collections.Counter."""

    def elements(self) -> Iterator[Any]:
        """Each item as often as it occurs. Errors: MemoryError for too many."""
        if functools.reduce(added, (count for count in self.values() if count > 0), 0) > MOST:
            raise MemoryError(f"there are over {MOST:,} elements")
        return super().elements()

    def total(self) -> Any:
        """All counts together."""
        return functools.reduce(added, self.values(), 0)

    def __setitem__(self, key: Any, count: Any) -> None:
        super().__setitem__(key, result(count))

    def __add__(self, other: Any) -> Any:
        return _counted(super().__add__(other))

    def __sub__(self, other: Any) -> Any:
        return _counted(super().__sub__(other))


def _counted(counts: Any) -> Any:
    """What counters gave together. Errors: TypeError where a count is an array of objects."""
    for count in counts.values() if isinstance(counts, dict) else ():
        result(count)
    return counts


allow(
    collections.deque,
    """append appendleft clear copy count extend extendleft index insert maxlen pop popleft remove
    reverse rotate""",
)
allow(collections.Counter, "most_common subtract total")
allow(Counter, "elements")
allow(collections.OrderedDict, "move_to_end")
allow(collections.defaultdict, "default_factory")


def containers() -> Namespace:
    """collections."""
    return namespace(
        "collections",
        {
            "Counter": Counter,
            "OrderedDict": collections.OrderedDict,
            "defaultdict": collections.defaultdict,
            "deque": deque,
            "namedtuple": namedtuple,
            "abc": namespace("collections.abc", hints(ABSTRACT)),
        },
    )


def namedtuple(
    typename: str,
    field_names: str | Sequence[str],
    *,
    rename: bool = False,
    defaults: Iterable[Any] | None = None,
    module: str | None = None,
) -> type:
    """A class of tuples whose items have names. Source: collections.namedtuple.

    Errors: ValueError for names that are no identifiers, are taken, or begin with an underscore.
    """
    given = field_names.replace(",", " ").split() if isinstance(field_names, str) else field_names
    fields = [str(name) for name in given]
    for i, name in enumerate(fields):
        if rename and (not _usable(name) or name in fields[:i]):
            fields[i] = f"_{i}"
    if not str(typename).isidentifier():
        raise ValueError(f"Type names and field names must be valid identifiers: {typename!r}")
    for i, name in enumerate(fields):
        if name in fields[:i]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
        if not _usable(name) and not (rename and name == f"_{i}"):
            raise ValueError(
                f"Field names must be identifiers, no keywords, and begin with a letter: {name!r}"
            )
    last = tuple(defaults or ())
    if len(last) > len(fields):
        raise TypeError("Got more default values than field names")
    ends = fields[len(fields) - len(last) :]
    return _class(str(typename), tuple(fields), dict(zip(ends, last, strict=True)))


def _usable(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")


def _class(title: str, fields: tuple[str, ...], defaults: Mapping[str, Any]) -> type:
    def new(cls: type, *args: Any, **kwargs: Any) -> Any:
        if len(args) > len(fields):
            raise TypeError(f"{title}() takes {len(fields)} arguments but {len(args)} were given")
        known = dict(zip(fields, args, strict=False))
        for name, value in kwargs.items():
            if name not in fields or name in known:
                what = "multiple values for" if name in known else "an unexpected keyword"
                raise TypeError(f"{title}() got {what} argument '{name}'")
            known[name] = value
        found = {**defaults, **known}
        missing = [name for name in fields if name not in found]
        if missing:
            raise TypeError(f"{title}() is missing the arguments {missing}")
        return tuple.__new__(cls, [found[name] for name in fields])

    def make(cls: type, iterable: Iterable[Any]) -> Any:
        return cls(*iterable)

    def replaced(self: Any, **kwargs: Any) -> Any:
        unknown = [name for name in kwargs if name not in fields]
        if unknown:
            raise ValueError(f"Got unexpected field names: {unknown}")
        return type(self)(**{**as_dict(self), **kwargs})

    def as_dict(self: Any) -> dict[str, Any]:
        return dict(zip(fields, self, strict=True))

    def text(self: Any) -> str:
        parts = (f"{name}={value!r}" for name, value in zip(fields, self, strict=True))
        return f"{type(self).__name__}({', '.join(parts)})"

    members: dict[str, Any] = {
        "__slots__": (),
        "__new__": new,
        "__repr__": text,
        "_asdict": as_dict,
        "_field_defaults": dict(defaults),
        "_fields": fields,
        "__match_args__": fields,
        "_make": classmethod(make),
        "_replace": replaced,
        **{name: property(itemgetter(i)) for i, name in enumerate(fields)},
    }
    made = type(title, (tuple,), members)
    OWN.add(made)
    return made
