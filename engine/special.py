"""Special functions under torch.special's names: everything whose places name "special"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import engine.functions  # noqa: F401 - fills the table of functions
from engine.methods import public

globals().update(public("special"))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
