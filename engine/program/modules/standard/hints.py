"""typing: names to annotate with, which stand for themselves and check nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.program.access import BASES, allow
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.namespace import Namespace

ABSTRACT = words(
    """Callable Collection Container Generator Hashable ItemsView Iterable Iterator KeysView
    Mapping MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView"""
)
NAMES = ABSTRACT + words(
    """Annotated Any AnyStr ClassVar Counter DefaultDict Deque Dict Final FrozenSet List Literal
    Never NoReturn Optional OrderedDict ParamSpec Self SupportsFloat SupportsIndex SupportsInt Text
    Tuple Type TypeAlias TypeGuard Union"""
)


class Hint:
    """A name in an annotation, and what stands in its brackets."""

    __slots__ = ("__name__",)

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __getitem__(self, key: Any) -> Hint:
        parts = key if isinstance(key, tuple) else (key,)
        return Hint(f"{self.__name__}[{', '.join(_text(part) for part in parts)}]")

    def __or__(self, other: Any) -> Hint:
        return Hint(f"{_text(self)} | {_text(other)}")

    def __ror__(self, other: Any) -> Hint:
        return Hint(f"{_text(other)} | {_text(self)}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hint) and other.__name__ == self.__name__

    def __hash__(self) -> int:
        return hash(self.__name__)

    def __repr__(self) -> str:
        return f"typing.{self.__name__}"


def _text(part: Any) -> str:
    return part.__name__ if isinstance(part, type) else repr(part)


class Generic:
    """A base of classes that stand for several types: `class Stack(Generic[T])`."""

    def __class_getitem__(cls, key: Any) -> type[Generic]:
        return cls


class Protocol(Generic):
    """A base of classes that only say what others must have."""


allow((Hint, Generic), "")
BASES.update((Generic, Protocol))


def hints(names: Iterable[str]) -> dict[str, Any]:
    """A Hint for each name."""
    return {name: Hint(name) for name in names}


def typing() -> Namespace:
    """typing."""
    return namespace(
        "typing",
        {
            **hints(NAMES),
            "Generic": Generic,
            "Protocol": Protocol,
            "NewType": lambda name, tp: lambda value: value,
            "TYPE_CHECKING": False,
            "TypeVar": lambda name, *bounds, **options: Hint(str(name)),
            "cast": lambda typ, val: val,
            "final": lambda decorated: decorated,
            "overload": lambda decorated: decorated,
        },
        {"NamedTuple": "use collections.namedtuple", "get_type_hints": "it evaluates texts"},
    )
