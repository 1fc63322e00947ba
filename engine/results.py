"""Results with names, shown as torch shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

C = TypeVar("C", bound=type[Any])


def shown_as(title: str) -> Callable[[C], C]:
    """Let a class of named tuples read as torch.return_types.`title`, a line for each result."""

    def text(self: Any) -> str:
        lines = (f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"torch.return_types.{title}(\n" + ",\n".join(lines) + ")"

    def decorated(kind: C) -> C:
        kind.__repr__ = text  # type: ignore[assignment]
        return kind

    return decorated
