"""Reading what a program gives to be drawn: numbers from all kinds of arrays, and keywords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.mxnet.ndarray.ndarray import NDArray
from engine.program.plain import plain
from engine.tensor import Tensor

Warn = Callable[[str], None]
ALIASES = {
    "c": "color",
    "lw": "linewidth",
    "ls": "linestyle",
    "ms": "markersize",
    "ec": "edgecolor",
    "fc": "facecolor",
    "mfc": "markerfacecolor",
}
QUIET = {  # they change nothing that is recorded, and no one misses it
    "zorder", "rasterized", "antialiased", "aa", "clip_on", "interpolation", "edgecolor",
    "edgecolors", "linewidths", "markerfacecolor", "markeredgecolor", "markeredgewidth", "mew",
    "facecolor", "fontsize", "fontweight", "fontname", "family", "weight", "pad", "labelpad", "ha",
    "va", "horizontalalignment", "verticalalignment", "dpi", "bbox", "bbox_inches", "rotation",
    "loc", "ncol", "frameon", "fancybox", "shadow", "which", "capsize", "rwidth", "shade",
    "inline", "fmt", "shrink", "ax", "orientation", "fraction", "aspect", "rstride", "cstride",
    "constrained_layout", "layout", "transparent", "pad_inches", "tight_layout", "num", "extend",
}  # fmt: skip


def numbers(data: Any, what: str = "the data") -> Array:
    """A copy of the data as numbers. Errors: TypeError for anything else, GradientError for
    tensors that require a gradient."""
    if isinstance(data, NDArray):
        data = data.asnumpy()
    elif isinstance(data, (list, tuple)):
        data = [_number(part) for part in data]
    elif isinstance(data, Tensor):
        data = data.numpy()
    found: Array = plain(np.array(data))
    if found.dtype.kind not in "biuf":
        raise TypeError(f"{what}: {found.dtype} cannot be drawn; give numbers")
    return found if found.dtype.kind == "f" else found.astype(np.float64)


def _number(part: Any) -> Any:
    if isinstance(part, NDArray):
        return part.asnumpy() if part.size > 1 else part.asscalar()
    return part.numpy() if isinstance(part, Tensor) else part


def flat(data: Any, what: str) -> Array:
    """The data as (n,); one number is (1,). Errors: ValueError for more dimensions."""
    found = np.atleast_1d(numbers(data, what))
    if found.ndim == 2 and 1 in found.shape:
        found = found.reshape(-1)
    if found.ndim > 1:
        raise ValueError(f"{what} has shape {found.shape}; give one dimension")
    return found


def pair(x: Any, y: Any, what: str) -> tuple[Array, Array]:
    """Two of one length. Errors: ValueError where they are not."""
    xs, ys = flat(x, f"x of {what}"), flat(y, f"y of {what}")
    if len(xs) != len(ys):
        raise ValueError(
            f"{what}: x and y must have same first dimension, but have shapes {xs.shape} and "
            f"{ys.shape}"
        )
    return xs, ys


def options(
    name: str, given: Mapping[str, Any], known: tuple[str, ...], warn: Warn
) -> dict[str, Any]:
    """The keywords that are known, by their long names; tells the user of those ignored."""
    found: dict[str, Any] = {}
    for word, value in given.items():
        full = word if word in known else ALIASES.get(word, word)
        if full in known:
            if value is not None:
                found[full] = value
        elif full not in QUIET:
            warn(f"matplotlib: {name}() ignores '{word}', which is not drawn here")
    return found


def number_pair(low: Any, high: Any, given: Mapping[str, Any], words: str) -> tuple[Any, Any]:
    """Limits from (low, high), from two arguments or from keywords such as left and right."""
    for word in words.split()[:2]:
        low = given.get(word, low)
    for word in words.split()[2:]:
        high = given.get(word, high)
    if high is None and low is not None and np.ndim(low) == 1:
        low, high = low
    return low, high
