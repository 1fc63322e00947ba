"""Applied: a module that keeps a function's settings and applies the function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from engine.nn.module import Module


class Applied(Module):
    """Base of layers that are one function of `engine.nn.functional` with settings.

    A subclass gives `function`, and passes its settings under the function's names to this
    `__init__`, which makes them attributes. `shown` names those that stand in the repr, all unless
    given; `inplace` stands there only where it is set.
    """

    function: ClassVar[Callable[..., Any]]
    shown: ClassVar[tuple[str, ...] | None] = None

    def __init__(self, **settings: Any) -> None:
        super().__init__()
        self._settings = tuple(settings)
        for name, value in settings.items():
            setattr(self, name, value)

    def settings(self) -> dict[str, Any]:
        """The settings as they are now."""
        return {name: getattr(self, name) for name in self._settings}

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return type(self).function(*args, **kwargs, **self.settings())

    def extra_repr(self) -> str:
        names = self._settings if self.shown is None else self.shown
        parts = [f"{name}={getattr(self, name)!r}" for name in names if name != "inplace"]
        if "inplace" in names and self.inplace:
            parts.append("inplace=True")
        return ", ".join(parts)
