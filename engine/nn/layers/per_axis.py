"""Settings that are a number per axis, or one number for all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def per_axis(value: Any, axes: int) -> tuple[Any, ...]:
    """Several numbers as they are; one number as often as there are axes."""
    return tuple(value) if isinstance(value, Iterable) else (value,) * axes
