"""functools: functions of functions."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterable
from typing import Any

from engine.program.access import allow
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.namespace import Namespace

_cached = functools.lru_cache(maxsize=1)(lambda: None)
allow(functools.partial, "func args keywords")
allow(type(_cached), "cache_info cache_clear")
allow(type(_cached.cache_info()), "hits misses maxsize currsize count index")
NONE: Any = object()


def functions(host: Host) -> Namespace:
    """functools for one run."""

    def reduce(
        function: Callable[[Any, Any], Any], iterable: Iterable[Any], initial: Any = NONE
    ) -> Any:
        """All items put together, two at a time. Source: functools.reduce."""
        items = host.charged(iterable)
        found = initial
        if initial is NONE:
            try:
                found = next(items)
            except StopIteration:
                raise TypeError("reduce() of empty iterable with no initial value") from None
        for item in items:
            found = function(found, item)
        return found

    return namespace(
        "functools",
        {
            "cache": functools.cache,
            "cmp_to_key": functools.cmp_to_key,
            "lru_cache": functools.lru_cache,
            "partial": functools.partial,
            "reduce": reduce,
            "wraps": wraps,
        },
    )


def wraps(wrapped: Callable[..., Any], *parts: Any) -> Callable[[Any], Any]:
    """A decorator that gives a function the name and the text of `wrapped`.

    It gives a copy of the function: what it decorates may belong to everyone.
    Source: functools.wraps.
    """

    def named(wrapper: Any) -> Any:
        if not isinstance(wrapper, types.FunctionType):
            return wrapper
        name = str(getattr(wrapped, "__name__", wrapper.__name__))
        copy = types.FunctionType(
            wrapper.__code__, wrapper.__globals__, name, wrapper.__defaults__, wrapper.__closure__
        )
        copy.__kwdefaults__ = wrapper.__kwdefaults__
        copy.__dict__.update(wrapper.__dict__)
        copy.__qualname__ = str(getattr(wrapped, "__qualname__", name))
        copy.__doc__ = getattr(wrapped, "__doc__", None)
        return copy

    return named
