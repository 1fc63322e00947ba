"""Where numbers live: torch's device, layout and memory format, of which this engine has one each.

Programs written for a graphics card run on the CPU, after one warning.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from engine.errors import ArgumentError, RangeError

KINDS = ("cpu", "cuda", "mps", "xpu", "hip", "xla", "meta", "hpu", "mtia", "vulkan")
_warned = False


class device:
    """A device by name ("cpu", "cuda:0"), or by type and index.

    Attributes: type; index (None unless given). Errors: RangeError for names torch does not
    know. Source: torch.device.
    """

    __slots__ = ("index", "type")

    def __init__(self, type: str | device, index: int | None = None) -> None:
        found = re.fullmatch(r"([a-z]+)(?::(\d+))?", str(type))
        if found is None or found[1] not in KINDS:
            raise RangeError(f"no device is called {type!r}", 'use "cpu"')
        if found[2] is not None and index is not None:
            raise RangeError(f"device: {type!r} has an index already", "give the index once")
        self.type = found[1]
        self.index = index if found[2] is None else int(found[2])

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, device):
            return NotImplemented
        return (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __enter__(self) -> device:
        on_cpu(self)
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to undo: everything is on the CPU."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How numbers lie in memory; there is only `strided`."""

    name: str

    def __repr__(self) -> str:
        return f"torch.{self.name}"


@dataclass(frozen=True, slots=True)
class MemoryFormat:
    """The order of dimensions in memory; accepted everywhere, and without effect on values."""

    name: str

    def __repr__(self) -> str:
        return f"torch.{self.name}"


strided = Layout("strided")
contiguous_format = MemoryFormat("contiguous_format")
preserve_format = MemoryFormat("preserve_format")
channels_last = MemoryFormat("channels_last")
channels_last_3d = MemoryFormat("channels_last_3d")


class Placement(TypedDict, total=False):
    """The arguments of a creation that say where its numbers go."""

    out: Any
    layout: Any
    device: Any
    pin_memory: bool
    memory_format: Any


def on_cpu(wanted: device | str | None) -> None:
    """Accept a device; say once per process that a device other than the CPU is the CPU here."""
    global _warned
    if wanted is None:
        return
    place = wanted if isinstance(wanted, device) else device(wanted)
    if place.type != "cpu" and not _warned:
        _warned = True
        warnings.warn(f"there is no '{place}' here: everything runs on the CPU", stacklevel=3)


def warn_again() -> None:
    """Say it once more to whoever comes next: another program."""
    global _warned
    _warned = False


def get_default_device() -> device:
    """Where tensors are made: the CPU. Source: torch.get_default_device."""
    return device("cpu")


def set_default_device(device: device | str | None) -> None:
    """Accept a device as `on_cpu` does. Source: torch.set_default_device."""
    on_cpu(device)


def check_placement(name: str, placement: Mapping[str, Any]) -> None:
    """Refuse what `name` cannot do about memory. Errors: ArgumentError."""
    unknown = [key for key in placement if key not in Placement.__annotations__]
    if unknown:
        raise ArgumentError(
            f"{name}() has no argument '{unknown[0]}'",
            f"besides its own it takes {', '.join(Placement.__annotations__)}",
        )
    if placement.get("out") is not None:
        raise ArgumentError(f"{name}(): out= is not supported", "assign the result instead")
    layout = placement.get("layout")
    if layout is not None and layout != strided:
        raise ArgumentError(f"{name}(): layout={layout} is not supported", "leave layout out")
    if placement.get("pin_memory"):
        raise ArgumentError(
            f"{name}(): pin_memory=True needs an accelerator, which is not here",
            "leave pin_memory out",
        )
    on_cpu(placement.get("device"))
