"""Borders as layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import engine.nn.functional as F
from engine.nn.layers.per_axis import per_axis
from engine.nn.module import Module
from engine.tensor import Tensor


class _Pad(Module):
    """(before, after) of the last axis, then of the one before it, and so on; or one number."""

    axes: ClassVar[int]
    mode: ClassVar[str]
    value: float | None = None

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__()
        self.padding = per_axis(padding, 2 * self.axes)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode, self.value)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ReflectionPad1d(_Pad):
    """A border of the numbers inside, mirrored around (n, c, l).

    Source: torch.nn.ReflectionPad1d.
    """

    axes, mode = 1, "reflect"


class ReflectionPad2d(_Pad):
    """A border of the numbers inside, mirrored around (n, c, h, w).

    Source: torch.nn.ReflectionPad2d.
    """

    axes, mode = 2, "reflect"


class ReflectionPad3d(_Pad):
    """A border of the numbers inside, mirrored around (n, c, d, h, w).

    Source: torch.nn.ReflectionPad3d.
    """

    axes, mode = 3, "reflect"


class ReplicationPad1d(_Pad):
    """A border of the nearest numbers inside around (n, c, l).

    Source: torch.nn.ReplicationPad1d.
    """

    axes, mode = 1, "replicate"


class ReplicationPad2d(_Pad):
    """A border of the nearest numbers inside around (n, c, h, w).

    Source: torch.nn.ReplicationPad2d.
    """

    axes, mode = 2, "replicate"


class ReplicationPad3d(_Pad):
    """A border of the nearest numbers inside around (n, c, d, h, w).

    Source: torch.nn.ReplicationPad3d.
    """

    axes, mode = 3, "replicate"


class CircularPad1d(_Pad):
    """A border of the numbers of the other end around (n, c, l). Source: torch.nn.CircularPad1d."""

    axes, mode = 1, "circular"


class CircularPad2d(_Pad):
    """A border of the numbers of the other end around (n, c, h, w).

    Source: torch.nn.CircularPad2d.
    """

    axes, mode = 2, "circular"


class CircularPad3d(_Pad):
    """A border of the numbers of the other end around (n, c, d, h, w).

    Source: torch.nn.CircularPad3d.
    """

    axes, mode = 3, "circular"


class ZeroPad1d(_Pad):
    """A border of zeros around (n, c, l). Source: torch.nn.ZeroPad1d."""

    axes, mode = 1, "constant"


class ZeroPad2d(_Pad):
    """A border of zeros around (n, c, h, w). Source: torch.nn.ZeroPad2d."""

    axes, mode = 2, "constant"


class ZeroPad3d(_Pad):
    """A border of zeros around (n, c, d, h, w). Source: torch.nn.ZeroPad3d."""

    axes, mode = 3, "constant"


class _ConstantPad(_Pad):
    mode = "constant"

    def __init__(self, padding: int | Sequence[int], value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    """A border of one number around (n, c, l). Source: torch.nn.ConstantPad1d."""

    axes = 1


class ConstantPad2d(_ConstantPad):
    """A border of one number around (n, c, h, w). Source: torch.nn.ConstantPad2d."""

    axes = 2


class ConstantPad3d(_ConstantPad):
    """A border of one number around (n, c, d, h, w). Source: torch.nn.ConstantPad3d."""

    axes = 3
