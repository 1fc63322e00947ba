"""Linear algebra under torch.linalg's names: everything whose places name "linalg"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import LinAlgError
from engine.public import public

__all__ = ["LinAlgError"]
globals().update(public("linalg"))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
