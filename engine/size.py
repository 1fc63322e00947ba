"""Size: the shape of a tensor, shown as torch shows it."""

from __future__ import annotations

import math


class Size(tuple[int, ...]):
    """A tuple of whole numbers."""

    __slots__ = ()

    def numel(self) -> int:
        """The number of elements."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"
