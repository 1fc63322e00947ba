"""Trail: where several numbers were together, step by step, thinned to what a screen shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.workspace.growing import thinned_together
from engine.dtype import Array

MOST, LEFT = 1_500, 300  # rows; buckets that are left of more


class Trail:
    """The path of a descent through the space of its numbers; its corners stay.

    Attributes: names; table (points, numbers).
    """

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self.table = np.empty((0, 0))

    def extend(self, curves: Mapping[str, tuple[Array, Array]]) -> None:
        """Add what came since: steps, the same for all, and values of each number."""
        if not curves:
            return
        table = np.stack([values for _, values in curves.values()], 1)
        if tuple(curves) != self.names:
            self.names, self.table = tuple(curves), np.empty((0, len(curves)))
        self.table = np.concatenate([self.table, table])
        if len(self.table) > MOST:
            first = self.table[:1]
            self.table = np.concatenate(
                [first, self.table[1:][thinned_together(self.table[1:], LEFT)]]
            )

    def column(self, name: str) -> Array:
        """The values of one number (points,); none where it is not among them."""
        if name not in self.names:
            return np.empty(0)
        found: Array = self.table[:, self.names.index(name)]
        return found
