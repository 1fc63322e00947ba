"""itertools: Python's own, each item that is taken or given counted as a step of the run."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from engine.program.access import allow
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.namespace import Namespace
from engine.program.operators import added
from engine.program.plain import result

FIRST = words(  # they take an iterable first
    """batched combinations combinations_with_replacement cycle groupby islice pairwise
    permutations"""
)
SECOND = words("dropwhile filterfalse starmap takewhile")  # a function first, then an iterable
ALL = words("product zip_longest compress")  # iterables only
ENDLESS = words("count repeat")  # none


class Chain:
    """itertools.chain: one iterable after the other."""

    __slots__ = ("_host",)
    __name__ = "chain"

    def __init__(self, host: Host) -> None:
        self._host = host

    def __call__(self, *iterables: Iterable[Any]) -> Any:
        return self._host.charged(itertools.chain(*map(self._host.charged, iterables)))

    @property
    def from_iterable(self) -> Callable[[Iterable[Any]], Any]:
        """Chain the iterables that an iterable gives."""
        charged = self._host.charged
        return lambda iterable: charged(
            itertools.chain.from_iterable(charged(part) for part in charged(iterable))
        )


allow(Chain, "from_iterable")


def iteration(host: Host) -> Namespace:
    """itertools for one run."""
    charged = host.charged

    def taking(name: str, place: int | None) -> Callable[..., Any]:
        function = getattr(itertools, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            given = list(args)
            for i in range(len(given)) if place is None else (place,):
                if 0 <= i < len(given):
                    given[i] = charged(_iterated(given[i]))
            for word in {"iterable", "data", "selectors"} & set(kwargs):
                kwargs[word] = charged(_iterated(kwargs[word]))
            found = function(*given, **kwargs)
            return charged(map(result, found) if name == "starmap" else found)

        called.__name__ = called.__qualname__ = name
        called.__doc__ = function.__doc__
        return called

    def tee(iterable: Iterable[Any], n: int = 2, /) -> tuple[Any, ...]:
        """n iterators over the same items. Source: itertools.tee."""
        return tuple(map(charged, itertools.tee(charged(_iterated(iterable)), n)))

    def accumulate(
        iterable: Iterable[Any],
        func: Callable[[Any, Any], Any] | None = None,
        *,
        initial: Any = None,
    ) -> Any:
        """Each item put together with those before it. Source: itertools.accumulate."""
        items = charged(_iterated(iterable))
        found = itertools.accumulate(items, func or added, initial=initial)
        return charged(map(result, found))

    tables = ((FIRST, 0), (SECOND, 1), (ALL, None), (ENDLESS, -1))
    found = {
        name: taking(name, place)
        for names, place in tables
        for name in names
        if hasattr(itertools, name)
    }
    return namespace(
        "itertools", {**found, "accumulate": accumulate, "chain": Chain(host), "tee": tee}
    )


def _iterated(items: Any) -> Any:
    """An iterator now, so that what is none is refused by the call and not by the first item."""
    return iter(items)
