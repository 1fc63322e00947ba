"""What a card shows and in which state a wire is: what the strokes are told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from app.document.planning import Problem


class Flow(IntEnum):
    """The state of a wire, each drawn so that it cannot be taken for another."""

    IDLE = 0  # its source is not computed
    FORWARD = 1  # it has carried a value
    GRADIENT = 2  # it has carried a gradient back
    ZERO = 3  # it has carried exactly zero
    CUT = 4  # no gradient can pass: detach, or nothing behind wants one
    BROKEN = 5  # it has carried NaN or infinity


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows."""

    glyph: str
    title: str
    shape: str
    value: str
    gradient: str
    leaf: bool
    trainable: bool
    root: bool
    problem: Problem | None
