"""Builtins: the functions and classes that every program has without importing them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

import numpy as np

from engine.program import access
from engine.program.bounds import LONG_RANGE, MOST_BITS
from engine.program.formatting import formatted
from engine.program.host import Host
from engine.program.operators import added, both_divided, power, power_modulo
from engine.program.plain import plain, result

CLASSES = (
    *(int, float, complex, bool, str, bytes, list, tuple, dict, set, frozenset, slice, range),
    *(property, staticmethod, classmethod, object, enumerate, zip, reversed),
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
NUMBERS = frozenset({int, float, bool, complex})
PLAIN: tuple[Callable[..., Any], ...] = (
    *(abs, all, any, ascii, bin, callable, chr, hash, hex, id, len, next, oct, ord, repr),
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
    _latest[:] = [host]
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
        "divmod": both_divided,
        "sum": _summing(host),
        "map": _Taking(host, map),
        "filter": _Taking(host, filter),
        "sorted": _choosing(host, sorted),
        "max": _choosing(host, max),
        "min": _choosing(host, min),
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


def _counted(host: Host, function: Any) -> Any:
    """A function that takes a step each time Python calls it in a loop of its own."""
    if function is None or access.is_function_of_program(function):
        return function
    step = host.budget.step

    def counted(*args: Any) -> Any:
        step()
        return result(function(*args))

    return counted


def _choosing(host: Host, choose: Any) -> Callable[..., Any]:
    """`sorted`, `max` or `min`, whose key counts."""

    def chosen(*items: Any, **how: Any) -> Any:
        if "key" in how:
            how["key"] = _counted(host, how["key"])
        return choose(*items, **how)

    return chosen


def _summing(host: Host) -> Callable[..., Any]:
    def sum_(items: Any, /, start: Any = 0) -> Any:
        if isinstance(start, (int, float)):
            return result(sum(_joining(items), start))
        if isinstance(start, (str, bytes)):
            raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
        for item in host.charged(items):
            start = added(start, item)  # a list grows: what is summed is copied each time
        return start

    return sum_


def _joining(items: Any) -> Any:
    """The items of a sum; those that join an array are arrays of numbers themselves."""
    if isinstance(items, (list, tuple)) and NUMBERS.issuperset(map(type, items)):
        return items
    return items if isinstance(items, (range, np.ndarray)) else _arrays_once_one_is(items)


def _arrays_once_one_is(items: Any) -> Iterator[Any]:
    arrays = False
    for item in items:
        if type(item) in NUMBERS:
            yield item
        elif isinstance(item, (np.ndarray, np.generic)):
            arrays = True
            yield item
        else:
            arrayed = arrays and not hasattr(type(item), "__array_ufunc__")
            yield plain(np.asarray(item)) if arrayed else item


class _Taking:
    """`map` or `filter`: each item counts."""

    __slots__ = ("_host", "_kind")

    def __init__(self, host: Host, kind: Any) -> None:
        self._host, self._kind = host, kind

    def __call__(self, function: Any, *items: Any) -> Any:
        return self._kind(_counted(self._host, function), *items)

    @property
    def kind(self) -> type:
        """The class it makes."""
        return self._kind

    @property
    def __name__(self) -> str:
        return self._kind.__name__

    def __repr__(self) -> str:
        return repr(self._kind)


class _RangeType(type):
    """So that `isinstance(x, range)` holds."""

    def __instancecheck__(cls, value: Any) -> bool:
        return type(value) is range or type(value) is LongRange


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


def classes_of(kinds: Any) -> Any:
    """The class, or tuple of classes, that a program means by what it holds."""
    if isinstance(kinds, tuple):
        return tuple(classes_of(kind) for kind in kinds)
    if isinstance(kinds, _Ranges):
        return LongRange
    if isinstance(kinds, (access.TypeName, _Taking)):
        return kinds.kind
    return type if kinds is type_of else kinds


def _sorting(items: list[Any]) -> Callable[..., None]:
    def sort(*wrong: Any, key: Any = None, reverse: Any = False) -> None:
        if wrong:
            raise TypeError("sort() takes no positional arguments")
        items.sort(key=_counted(_latest[-1], key), reverse=reverse)

    return sort


_latest: list[Host] = []  # whose program runs
access.REPLACED[list, "sort"] = _sorting


def _isinstance(value: Any, kinds: Any) -> bool:
    if kinds is type_of and isinstance(value, access.TypeName):
        return True
    return isinstance(value, classes_of(kinds))


def _issubclass(kind: Any, kinds: Any) -> bool:
    return issubclass(classes_of(kind), classes_of(kinds))


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
    return (
        result(power(base, exponent)) if modulus is None else power_modulo(base, exponent, modulus)
    )


def _round(number: Any, digits: Any = None) -> Any:
    if isinstance(digits, int) and abs(digits) * math.log2(10) > MOST_BITS:
        raise OverflowError("round() to that many digits makes too large a number")
    return round(number) if digits is None else round(number, digits)
