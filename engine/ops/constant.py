"""Constants: the bare numbers of a saved value, for the masks and indices of a rule."""

from __future__ import annotations

from typing import Any

from engine.dtype import Array
from engine.tensor import Tensor


def plain(value: Any) -> Array:
    """The array of a Tensor, or the array itself: no gradient flows through it."""
    return value._array if isinstance(value, Tensor) else value
