"""Numbers and arrays in words short enough for a card, and in full for an inspector."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array

MINUS = "−"
PLAIN_BELOW = 1e6  # whole numbers of four significant digits are written out up to here
SUMMARY_ABOVE = 200  # elements
FULL_WIDTH = 100  # characters


def number(value: Any, digits: int = 4) -> str:
    """A number in at most `digits` significant digits: `−1.5`, `18750`, `1.5e−7`, `nan`, `True`."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else f"{MINUS}inf"
    if value and abs(value) < PLAIN_BELOW and value == round(value):
        plain = str(round(value))
        if len(plain.strip("-").rstrip("0")) <= digits:
            return plain.replace("-", MINUS)
    text, e, exponent = f"{value:.{digits}g}".partition("e")
    if e:
        text = f"{text}e{int(exponent)}"
    return text.replace("-", MINUS)


def fitting(value: Any, width: int) -> str:
    """A number in `width` characters, with as many digits, from four to one, as they have room
    for: one that is cut off would hide how large it is."""
    for digits in (4, 3, 2):
        text = number(value, digits)
        if len(text) <= width:
            return text
    return number(value, 1)


def preview(array: Array, width: int = 16) -> str:
    """An array in about `width` characters: every element, or else its mean and deviation."""
    array = np.asarray(array)
    if array.ndim == 0:
        return fitting(array.item(), width)
    if 2 * array.size <= width + 1:
        text = _elements(array.tolist())
        if len(text) <= width:
            return text
    if not array.size:
        return f"empty {shape(array)}"[:width]
    with np.errstate(all="ignore"):
        mean, deviation = array.mean(), array.std()
    both = f"μ {number(mean)}  σ {number(deviation)}"
    return both if len(both) <= width else f"μ {fitting(mean, width - 2)}"


def shape(array: Array) -> str:
    """The shape as `3×4`; nothing for a single number."""
    return "×".join(map(str, np.shape(array)))


def full(array: Array) -> str:
    """Every digit, for an inspector; of more than 200 elements only the outer ones."""
    array = np.asarray(array)
    if array.ndim == 0:
        return str(array[()]).replace("-", MINUS)
    text = np.array2string(
        array,
        max_line_width=FULL_WIDTH,
        separator=", ",
        threshold=SUMMARY_ABOVE,
        edgeitems=3,
        floatmode="unique",
    )
    return text.replace("-", MINUS)


def _elements(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_elements, value))}]"
    return number(value)
