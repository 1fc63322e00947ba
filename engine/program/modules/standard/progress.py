"""tqdm: loops with a progress bar, which is not drawn: nothing of it goes where print goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Any

from engine.program.access import allow
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.namespace import Namespace


class Progress:
    """What tqdm(...) gives: the same items, and methods that set what the bar would show."""

    def __init__(self, host: Host, items: Iterable[Any] | None, total: Any = None) -> None:
        self._host, self._items, self.total = host, items, total
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        if self._items is None:
            raise TypeError("'NoneType' object is not iterable")
        for item in self._host.charged(self._items):
            yield item
            self.n += 1

    def __len__(self) -> int:
        return len(self._items) if isinstance(self._items, Sized) else self.total

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""

    def update(self, n: int = 1) -> None:
        """Count `n` more items. Source: tqdm.update."""
        self.n += n

    def shown(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is drawn."""

    set_description = set_description_str = set_postfix = set_postfix_str = shown
    close = refresh = reset = clear = shown


allow(
    Progress,
    "n total update set_description set_description_str set_postfix set_postfix_str close refresh "
    "reset clear",
)


def progress(host: Host) -> Namespace:
    """tqdm, tqdm.auto and tqdm.notebook."""

    def tqdm(iterable: Any = None, desc: Any = None, total: Any = None, **options: Any) -> Progress:
        """The items of an iterable, with a bar that is not drawn. Source: tqdm.tqdm."""
        return Progress(host, iterable, total)

    def trange(*bounds: int, **options: Any) -> Progress:
        """tqdm(range(...)). Source: tqdm.trange."""
        return Progress(host, range(*bounds))

    members = {"tqdm": tqdm, "trange": trange}
    parts = {name: namespace(f"tqdm.{name}", members) for name in ("auto", "notebook")}
    return namespace("tqdm", {**members, **parts})
