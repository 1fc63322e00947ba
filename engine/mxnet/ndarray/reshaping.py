"""MXNet's language of shapes: what 0, −1, −2, −3 and −4 mean in a reshape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.errors import ShapeError


def reshaped(shape: Sequence[int], wanted: Any, reverse: bool = False) -> tuple[int, ...]:
    """The sizes that `wanted` means for an array of `shape`.

    0 copies a size, −1 is inferred, −2 copies all that are left, −3 joins two sizes, and −4
    splits one into the two that follow; with `reverse` they are read from the right.
    Errors: ShapeError where the elements do not fill the result.
    """
    codes = [int(wanted)] if not isinstance(wanted, (tuple, list)) else [int(n) for n in wanted]
    sizes = list(shape)
    found = _read(sizes[::-1], codes[::-1])[::-1] if reverse else _read(sizes, codes)
    if found.count(-1) > 1:
        raise ShapeError(f"reshape: {tuple(codes)} has −1 more than once", "give the other sizes")
    if -1 in found:
        known = -math.prod(found)
        found[found.index(-1)] = math.prod(sizes) // known if known else 0
    if math.prod(found) != math.prod(sizes):
        raise ShapeError(
            f"reshape: {math.prod(sizes)} elements of shape {tuple(shape)} do not fill "
            f"{tuple(codes)}",
            "the product of the sizes must stay the same",
        )
    return tuple(found)


def _read(sizes: list[int], codes: list[int]) -> list[int]:
    """The sizes that the codes give, −1 left where one is to be inferred."""
    found: list[int] = []
    place = step = 0
    while step < len(codes):
        code = codes[step]
        step += 1
        if code > 0 or code == -1:
            found.append(code)
            place += 1
        elif code == 0:
            found.append(_taken(sizes, place, code))
            place += 1
        elif code == -2:
            found += sizes[place:]
            place = len(sizes)
        elif code == -3:
            found.append(_taken(sizes, place, code) * _taken(sizes, place + 1, code))
            place += 2
        elif code == -4:
            found += _split(_taken(sizes, place, code), codes[step : step + 2])
            place += 1
            step += 2
        else:
            raise ShapeError(f"reshape: the code {code} is unknown", "use 0, −1, −2, −3 or −4")
    return found


def _taken(sizes: list[int], place: int, code: int) -> int:
    if place >= len(sizes):
        raise ShapeError(
            f"reshape: the code {code} stands for dimension {place} of {len(sizes)}",
            "leave it out, or give a size",
        )
    return sizes[place]


def _split(size: int, parts: list[int]) -> list[int]:
    """The two sizes after −4, of which one may be −1."""
    known = [n for n in parts if n > 0]
    if len(parts) != 2 or not known:
        raise ShapeError(f"reshape: −4 is followed by {parts}", "give two sizes, one may be −1")
    filled = [n if n > 0 else size // known[0] for n in parts]
    if math.prod(filled) != size:
        raise ShapeError(f"reshape: −4 cannot split {size} into {parts}", "give its divisors")
    return filled
