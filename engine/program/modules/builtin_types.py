"""What programs may read of Python's own types: methods that do not reach the interpreter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.program.access import REPLACED, allow
from engine.program.modules.names import words

LARGEST = 100_000_000  # characters or bytes that one call may ask for by a number

allow(
    str,
    """capitalize casefold center count encode endswith expandtabs find index isalnum isalpha
    isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper
    join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex
    rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper
    zfill""",
)
allow(
    bytes,
    """center count decode endswith find fromhex hex index isalnum isalpha isdigit islower isspace
    isupper join ljust lower lstrip partition replace rfind rindex rjust rpartition rsplit rstrip
    split splitlines startswith strip title translate upper zfill""",
)
allow(list, "append clear copy count extend index insert pop remove reverse sort")
allow(tuple, "count index")
allow(dict, "clear copy fromkeys get items keys pop popitem setdefault update values")
allow(
    set,
    """add clear copy difference difference_update discard intersection intersection_update
    isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union
    update""",
)
allow(
    frozenset,
    """copy difference intersection isdisjoint issubset issuperset symmetric_difference union""",
)
allow((type({}.keys()), type({}.items())), "isdisjoint")
allow(
    int,
    """as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real
    to_bytes""",
)
allow(float, "as_integer_ratio conjugate fromhex hex imag is_integer real")
allow(complex, "conjugate imag real")
allow(range, "start step stop")  # it counts and finds in a loop that nothing can stop
allow(slice, "indices start step stop")
allow(property, "deleter getter setter")
allow(type(_ for _ in ()), "close send throw")
allow(BaseException, "add_note args")  # not the object that has no attribute, nor frames
allow(StopIteration, "value")
allow(SystemExit, "code")
allow(OSError, "errno filename strerror")
allow(ImportError, "msg name")
allow((NameError, AttributeError), "name")
allow(UnicodeError, "encoding end object reason start")
allow(BaseExceptionGroup, "exceptions message")


def _sized(name: str, place: int = 0) -> Callable[[Any], Callable[..., Any]]:
    """A method whose number at `place` says how long its result is."""

    def bound(value: Any) -> Callable[..., Any]:
        method = getattr(value, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            for wanted in (*args[place : place + 1], *kwargs.values()):
                if isinstance(wanted, int) and wanted > LARGEST:
                    raise MemoryError(f"{name}: a result of {wanted:,} is too long")
            return method(*args, **kwargs)

        return called

    return bound


for _name in ("center", "expandtabs", "ljust", "rjust", "zfill"):
    REPLACED[str, _name] = REPLACED[bytes, _name] = _sized(_name)
REPLACED[int, "to_bytes"] = REPLACED[bool, "to_bytes"] = _sized("to_bytes")


ENCODINGS = words("utf-8 utf8 ascii latin-1 latin1 iso-8859-1 utf-16 utf-32 cp1252")


def _encoded(name: str) -> Callable[[Any], Callable[..., Any]]:
    """`encode` or `decode` by one of few encodings: others take very long, or load modules."""

    def bound(value: Any) -> Callable[..., Any]:
        def called(encoding: str = "utf-8", errors: str = "strict") -> Any:
            if not isinstance(encoding, str) or encoding.lower().replace("_", "-") not in ENCODINGS:
                raise LookupError(
                    f"{name}: the encoding {encoding!r} is not for programs; use utf-8"
                )
            return getattr(value, name)(encoding, errors)

        return called

    return bound


REPLACED[str, "encode"] = _encoded("encode")
REPLACED[bytes, "decode"] = _encoded("decode")
