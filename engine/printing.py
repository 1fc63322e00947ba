"""How a tensor reads as text: torch's layout of numbers, and the options that change it."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from engine.dtype import Array, boolean, dtype_of, get_default_dtype, int64
from engine.errors import ArgumentError

PREFIX = "tensor("
INDENT = len(PREFIX)
LARGEST_PLAIN, SMALLEST_PLAIN, WIDEST_RATIO = 1e8, 1e-4, 1e3  # beyond these: scientific


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """Digits after the point, elements before "..." sets in, items kept at each edge, characters
    in a line, and whether numbers are scientific (None: as the numbers need)."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
_options = PrintOptions()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how tensors are printed; what is not given stays, but `sci_mode`, which is reset.

    Errors: ArgumentError for a profile that is none of default, short, full.
    Source: torch.set_printoptions.
    """
    global _options
    if profile is not None and profile not in PROFILES:
        raise ArgumentError(
            f"set_printoptions: no profile is called '{profile}'",
            f"choose from {', '.join(PROFILES)}",
        )
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    changes = dict(PROFILES[profile]) if profile is not None else {}
    changes.update((name, value) for name, value in given.items() if value is not None)
    _options = replace(_options, **changes, sci_mode=sci_mode)


def get_printoptions() -> dict[str, Any]:
    """The options as `set_printoptions` takes them. Source: torch.get_printoptions."""
    return asdict(_options)


@contextlib.contextmanager
def printoptions(**options: Any) -> Iterator[None]:
    """Other options inside the `with`. Source: torch.printoptions."""
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


def tensor_text(array: Array, *, requires_grad: bool = False, grad_fn: str | None = None) -> str:
    """What torch's repr says of these numbers; `grad_fn` is the name of a node, as MulBackward0.

    Errors: DtypeError for arrays that no tensor can hold.
    """
    notes = _notes(array)
    if grad_fn is not None:
        notes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        notes.append("requires_grad=True")
    return _noted(PREFIX + numbers_text(array, INDENT), notes)


def numbers_text(array: Array, indent: int = 0) -> str:
    """The numbers in their brackets, for a text that starts in column `indent`."""
    if not array.size:
        return "[]"
    if not array.ndim:
        return _aligned([array.item()], array.dtype.kind)[0][0]
    cut = array.size > _options.threshold
    if cut and not _options.edgeitems:
        return "[...]"
    shown = array[np.ix_(*map(_edges, array.shape))] if cut else array
    texts, width = _aligned(shown.reshape(-1).tolist(), array.dtype.kind)
    block = np.array(texts, object).reshape(shown.shape)
    per_line = max(1, (_options.linewidth - indent - (array.ndim - 1)) // (width + 2))
    return _bracketed(block, array.shape, indent, per_line)


def _edges(size: int) -> Array:
    """The indices that are shown of a dimension, in a tensor that is summarised."""
    edge = _options.edgeitems
    return np.arange(size) if size <= 2 * edge else np.r_[:edge, size - edge : size]


def _aligned(values: list[Any], kind: str) -> tuple[list[str], int]:
    """The numbers as text, set right in their common width, and that width.

    Zeros, infinities and nans do not widen a column of floats; they may stick out.
    """
    if kind != "f":
        texts = [str(value) for value in values]
        width = max(map(len, texts))
    else:
        counted = [value for value in values if value and math.isfinite(value)]
        scientific = bool(counted) and _is_scientific([abs(value) for value in counted])
        if scientific:
            texts = [f"{value:.{_options.precision}e}" for value in values]
        elif all(value == math.ceil(value) for value in counted):
            texts = [f"{value:.0f}{'.' * math.isfinite(value)}" for value in values]
        else:
            texts = [f"{value:.{_options.precision}f}" for value in values]
        pairs = zip(values, texts, strict=True)
        widths = [len(text) for value, text in pairs if value and math.isfinite(value)]
        width = max(widths, default=1)
    return [text.rjust(width) for text in texts], width


def _is_scientific(sizes: list[float]) -> bool:
    """Whether numbers of these absolute values are written with an exponent."""
    if _options.sci_mode is not None:
        return _options.sci_mode
    low, high = min(sizes), max(sizes)
    return high / low > WIDEST_RATIO or high > LARGEST_PLAIN or low < SMALLEST_PLAIN


def _bracketed(texts: Array, shape: tuple[int, ...], indent: int, per_line: int) -> str:
    """The shown part of a tensor of `shape`, with dots where numbers of it are left out."""
    left_out = len(texts) < shape[0]
    edge = len(texts) // 2
    margin = " " * (indent + 1)
    if len(shape) == 1:
        row = list(texts)
        if left_out:
            row.insert(edge, " ...")
        lines = [", ".join(row[i : i + per_line]) for i in range(0, len(row), per_line)]
        return "[" + f",\n{margin}".join(lines) + "]"
    parts = [_bracketed(part, shape[1:], indent + 1, per_line) for part in texts]
    if left_out:
        parts.insert(edge, "...")
    gap = "\n" * (len(shape) - 1)
    return "[" + f",{gap}{margin}".join(parts) + "]"


def _notes(array: Array) -> list[str]:
    """What the numbers alone do not tell: the shape of an empty tensor, an unusual dtype."""
    dtype = dtype_of(array)
    usual = {get_default_dtype()} if not array.size else {get_default_dtype(), int64, boolean}
    hidden = array.ndim != 1 if not array.size else not _options.edgeitems
    notes = [f"size={array.shape}"] if hidden else []
    return notes if dtype in usual else [*notes, f"dtype={dtype!r}"]


def _noted(text: str, notes: list[str]) -> str:
    """The text with its notes and closing bracket; a note that does not fit takes a new line."""
    length = len(text) - text.rfind("\n") + 1
    for note in notes:
        if length + len(note) + 2 > _options.linewidth:
            text += f",\n{' ' * INDENT}{note}"
            length = INDENT + len(note)
        else:
            text += f", {note}"
            length += len(note) + 2
    return text + ")"
