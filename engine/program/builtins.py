"""Builtins: the functions and classes that every program has without importing them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

from engine.program import access
from engine.program.formatting import formatted
from engine.program.host import Host
from engine.program.operators import MOST_BITS, power

LONG_RANGE = 10_000_000  # items: what goes through a longer one is counted
CLASSES = (
    *(int, float, complex, bool, str, bytes, list, tuple, dict, set, frozenset, slice, range),
    *(property, staticmethod, classmethod, object, enumerate, zip, map, filter, reversed),
)
ERRORS = (
    *(BaseException, KeyboardInterrupt, SystemExit, GeneratorExit, StopAsyncIteration),
    *(
        IndentationError,
        SyntaxError,
        UnicodeError,
        BufferError,
        NotADirectoryError,
        FileExistsError,
    ),
    *(Exception, ArithmeticError, AssertionError, AttributeError, EOFError, FloatingPointError),
    *(ImportError, IndexError, KeyError, LookupError, MemoryError, ModuleNotFoundError, NameError),
    *(NotImplementedError, OSError, OverflowError, RecursionError, RuntimeError, StopIteration),
    *(TypeError, UnboundLocalError, ValueError, ZeroDivisionError, UserWarning, Warning),
    *(DeprecationWarning, FutureWarning, RuntimeWarning, FileNotFoundError, TimeoutError),
)
PLAIN: tuple[Callable[..., Any], ...] = (
    *(abs, all, any, ascii, bin, callable, chr, divmod, hash, hex, id, len, max, min),
    *(next, oct, ord, repr, sorted),
)
REFUSED = {
    "open": "a program cannot open files",
    "input": "a program cannot ask for input",
    "eval": "a program cannot evaluate text",
    "exec": "a program cannot run text",
    "compile": "a program cannot compile text",
    "globals": "a program cannot reach its variables as a dictionary",
    "locals": "a program cannot reach its variables as a dictionary",
    "vars": "a program cannot reach its variables as a dictionary",
    "breakpoint": "a program cannot start a debugger",
    "__import__": "write 'import' instead",
    "memoryview": "a program cannot reach raw memory",
    "exit": "a program ends by itself",
    "quit": "a program ends by itself",
}
access.CALLABLE.update(CLASSES)
access.CALLABLE.update(ERRORS)
access.BASES.update(ERRORS)
access.BASES.add(object)


def builtins(host: Host) -> Mapping[str, Any]:
    """The builtins of one run, by name."""
    found: dict[str, Any] = {kind.__name__: kind for kind in (*CLASSES, *ERRORS)}
    found |= {function.__name__: function for function in PLAIN}
    found |= {name: _refusal(name, reason) for name, reason in REFUSED.items()}
    found |= {
        "print": _printing(host),
        "range": _Ranges(host),
        "iter": _iterating(host),
        "type": type_of,
        "isinstance": _isinstance,
        "issubclass": _issubclass,
        "getattr": _getattr,
        "setattr": access.write,
        "hasattr": _hasattr,
        "delattr": access.delete,
        "super": _super,
        "format": formatted_value,
        "pow": _pow,
        "round": _round,
        "sum": sum,
        "Ellipsis": ...,
        "NotImplemented": NotImplemented,
        "__name__": "__main__",
        "__file__": "program.py",
        "__doc__": None,
    }
    for name, function in found.items():
        if isinstance(function, FunctionType):
            function.__name__ = function.__qualname__ = name
    return found


def _refusal(name: str, reason: str) -> Callable[..., Any]:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise NameError(f"'{name}' is not available: {reason}")

    return refuse


def _printing(host: Host) -> Callable[..., None]:
    write = host.write

    def print(
        *values: Any,
        sep: Any = " ",
        end: Any = "\n",
        file: Any = None,
        flush: bool = False,
        **wrong: Any,
    ) -> None:
        if wrong:
            raise TypeError(f"'{next(iter(wrong))}' is an invalid keyword argument for print()")
        if file is not None:
            raise ValueError("print: a program writes to its output only; leave 'file' away")
        for name, given in (("sep", sep), ("end", end)):
            if given is not None and not isinstance(given, str):
                kind = type(given).__name__
                raise TypeError(f"{name} must be None or a string, not {kind}")
        between = " " if sep is None else sep
        write(between.join([str(value) for value in values]) + ("\n" if end is None else end))

    return print


def _iterating(host: Host) -> Callable[..., Any]:
    def iter_(source: Any, *sentinel: Any) -> Any:
        return host.charged(iter(source, *sentinel)) if sentinel else iter(source)

    return iter_


class _RangeType(type):
    """So that `isinstance(x, range)` holds."""

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, (range, LongRange))


class LongRange(metaclass=_RangeType):
    """A range of very many numbers; going through it counts each."""

    __slots__ = ("_host", "_range")

    def __init__(self, host: Host, numbers: range) -> None:
        self._host, self._range = host, numbers

    def __iter__(self) -> Iterator[int]:
        return self._host.charged(self._range)

    def __len__(self) -> int:
        return len(self._range)

    def __getitem__(self, index: Any) -> Any:
        found = self._range[index]
        return LongRange(self._host, found) if isinstance(found, range) else found

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int) and value in self._range

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LongRange) and other._range == self._range

    def __hash__(self) -> int:
        return hash(self._range)

    def __repr__(self) -> str:
        return repr(self._range)


class _Ranges:
    """`range`: Python's own for what can be counted, one that counts itself for longer ones."""

    __slots__ = ("_host",)

    def __init__(self, host: Host) -> None:
        self._host = host

    def __call__(self, *args: Any) -> range | LongRange:
        numbers = range(*args)
        step = numbers.step
        count = (numbers.stop - numbers.start + step) // step
        return numbers if count < LONG_RANGE else LongRange(self._host, numbers)

    @property
    def __name__(self) -> str:
        return "range"

    def __repr__(self) -> str:
        return "<class 'range'>"


def type_of(*args: Any) -> Any:
    """`type(value)`. Errors: TypeError where a class is to be made."""
    if len(args) != 1:
        raise TypeError("type() takes 1 argument; write 'class' to make one")
    return access.class_of(args[0])


def _classes(kinds: Any) -> Any:
    if isinstance(kinds, tuple):
        return tuple(_classes(kind) for kind in kinds)
    if isinstance(kinds, _Ranges):
        return LongRange
    if isinstance(kinds, access.TypeName):
        return kinds.kind
    return type if kinds is type_of else kinds


def _isinstance(value: Any, kinds: Any) -> bool:
    if kinds is type_of and isinstance(value, access.TypeName):
        return True
    return isinstance(value, _classes(kinds))


def _issubclass(kind: Any, kinds: Any) -> bool:
    return issubclass(_classes(kind), _classes(kinds))


def _getattr(value: Any, name: str, *default: Any) -> Any:
    try:
        return access.read(value, name)
    except AttributeError:
        if default:
            return default[0]
        raise


def _hasattr(value: Any, name: str) -> bool:
    try:
        access.read(value, name)
    except AttributeError:
        return False
    return True


def _super(kind: Any, value: Any) -> Any:
    if not isinstance(kind, type) or not access.is_own(kind):
        raise TypeError("super() takes a class of the program, and an instance of it")
    return super(kind, value)


def formatted_value(value: Any, spec: str = "") -> str:
    """`format(value, spec)`."""
    return formatted(value, spec)


def _pow(base: Any, exponent: Any, modulus: Any = None) -> Any:
    return power(base, exponent) if modulus is None else pow(base, exponent, modulus)


def _round(number: Any, digits: Any = None) -> Any:
    if isinstance(digits, int) and abs(digits) * math.log2(10) > MOST_BITS:
        raise OverflowError("round() to that many digits makes too large a number")
    return round(number) if digits is None else round(number, digits)
