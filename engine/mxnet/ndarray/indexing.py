"""Keys of MXNet's indexing as the engine takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import AxisError
from engine.ops.indexing import is_basic


def engine_key(key: Any, shape: tuple[int, ...], *, scalars: bool) -> Any:
    """A key with arrays and lists as numpy's whole numbers or truths, and numbers as int.

    Unless `scalars` may result, the last number of a key that picks one element becomes a slice.
    Errors: AxisError for a number outside the array.
    """
    parts = tuple(_plain(part) for part in (key if isinstance(key, tuple) else (key,)))
    if not scalars and len(parts) == len(shape) and all(type(part) is int for part in parts):
        last, size = parts[-1], shape[-1]
        if not -size <= last < size:
            raise AxisError(
                f"index {last} is out of range for size {size}",
                f"give one from {-size} to {size - 1}",
            )
        parts = (*parts[:-1], slice(last % size, last % size + 1))
    return parts if is_basic(parts) or len(parts) > 1 else parts[0]


def _plain(part: Any) -> Any:
    if part is None or part is Ellipsis or isinstance(part, (bool, int)):
        return part
    if isinstance(part, np.integer):
        return int(part)
    if isinstance(part, slice):
        bounds = (part.start, part.stop, part.step)
        return slice(*(None if bound is None else int(bound) for bound in bounds))
    array = np.asarray(part)
    return array if array.dtype.kind == "b" else array.astype(np.int64)
