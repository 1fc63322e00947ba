"""Linear algebra under torch.linalg's names: everything whose places name "linalg"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import engine.functions  # noqa: F401 - fills the table of functions
from engine.errors import LinAlgError
from engine.methods import public

__all__ = ["LinAlgError"]
globals().update(public("linalg"))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
