"""Contents: what the content of a leaf stands for, and how large that is before it is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from app.document.graph import Content, Data, Made, Node, Number, Recorded
from app.document.stopping import Stop, Stopped, never
from app.document.table import LARGE_BYTES, TableError, find, load
from engine.dtype import Array

LARGEST = 50_000_000  # elements in one leaf
LARGE = 200_000  # elements: a leaf of more takes too long to be made between two frames
PART = 1_000_000  # elements of a random leaf between two questions whether it is still wanted


class ContentError(Exception):
    """A leaf's content cannot be made: what was found, the remedy."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.message, self.remedy = message, remedy


def materialised(node: Node, folder: Path | None = None, stop: Stop = never) -> Array:
    """The array of a leaf: float64 where it is trainable.

    Errors: ContentError, TableError, Stopped.
    """
    assert node.content is not None
    array = made(node.content, folder, stop)
    if node.trainable and array.dtype.kind != "f":
        array = array.astype(np.float64)
    return array


def made(content: Content, folder: Path | None = None, stop: Stop = never) -> Array:
    """The array that a content stands for. Errors: ContentError, TableError, Stopped."""
    if isinstance(content, Data):
        return load(content.file, folder, stop).values(content.columns)
    if isinstance(content, Made):
        return _made(content, stop) if is_large(content) else _remembered(content)
    if isinstance(content, Recorded):
        raise ContentError("only the program knows these numbers", "run the program")
    try:
        array = np.array(content.value)
    except ValueError:
        raise ContentError("the rows have unequal lengths", "make them equally long") from None
    if array.dtype.kind not in "fiub":
        raise ContentError("the value holds something that is not a number", "give numbers only")
    return array


@lru_cache(maxsize=16)  # every change of the graph asks for its leaves again
def _remembered(content: Made) -> Array:
    return _made(content, never)


def _made(content: Made, stop: Stop) -> Array:
    name, args = content.function, content.args
    call = f"{name}({', '.join(map(str, args))})"
    try:
        count = _elements(name, args)
        if not 0 <= count <= LARGEST:
            raise ContentError(f"{call} is too large or negative", "give smaller sizes")
        return _array(name, args, content.seed or 0, stop)
    except (ArithmeticError, TypeError, ValueError, IndexError, MemoryError) as error:
        raise ContentError(f"{call} cannot be made: {error}", "check its numbers") from None


def _elements(name: str, args: Sequence[Number]) -> float:
    """How many elements a call makes, before anything is made; negative where that is asked."""
    if name == "arange":
        start, stop, step = (0, *args, 1) if len(args) == 1 else (*args, 1)[:3]
        return max(0.0, (stop - start) / step)
    sizes = _sizes(name, args)
    return -1 if min(sizes, default=0) < 0 else math.prod(float(size) for size in sizes)


def _sizes(name: str, args: Sequence[Number]) -> Sequence[Number]:
    """Of how many elements along each axis a call asks for an array."""
    sizes = args[2:] if name == "linspace" else args[:-1] if name == "full" else args
    return (*sizes, *sizes) if name == "eye" and len(sizes) == 1 else sizes


def _array(name: str, args: Sequence[Number], seed: int, stop: Stop) -> Array:
    sizes = [int(size) for size in args] if name not in ("linspace", "arange") else []
    match name:
        case "rand":
            return _drawn(np.random.default_rng(seed).random, sizes, stop)
        case "randn":
            return _drawn(np.random.default_rng(seed).standard_normal, sizes, stop)
        case "linspace":
            return np.linspace(args[0], args[1], int(args[2]))
        case "arange":
            return np.arange(*args)
        case "eye":
            return np.eye(sizes[0], sizes[-1])
        case "full":
            return np.full(sizes[:-1], float(args[-1]))
        case "zeros":
            return np.zeros(sizes)
        case "ones":
            return np.ones(sizes)
    raise ContentError(f"nothing is made by '{name}'", "choose another content")


def _drawn(draw: Callable[..., Any], sizes: Sequence[int], stop: Stop) -> Array:
    """Random numbers, the same as of one call, drawn part by part."""
    result = np.empty(sizes)
    row = result.reshape(-1)
    for start in range(0, row.size, PART):
        if stop():
            raise Stopped
        draw(out=row[start : start + PART])
    return result


def note_of(node: Node, folder: Path | None = None) -> str:
    """What deserves a word about a leaf that has been made: rows left out, or nothing."""
    if not isinstance(node.content, Data):
        return ""
    gaps = load(node.content.file, folder).gaps
    return f"left out, {gaps}" if gaps else ""


def is_large(content: Content | None, folder: Path | None = None) -> bool:
    """Whether a content takes long to be made; False where it cannot be made at all."""
    try:
        if isinstance(content, Data):
            return find(content.file, folder).stat().st_size > LARGE_BYTES
        if isinstance(content, Made):
            return LARGE < _elements(content.function, content.args) <= LARGEST
    except (ArithmeticError, TypeError, ValueError, IndexError, OSError, TableError):
        pass
    return False


def described(node: Node) -> str:
    """What is done to make a leaf, in few words: Making A (5000 × 5000), Reading trees.csv."""
    content = node.content
    if isinstance(content, Data):
        return f"Reading {Path(content.file).name}"
    assert isinstance(content, Made)
    name, args = content.function, content.args
    sizes = (_elements(name, args),) if name in ("arange", "linspace") else _sizes(name, args)
    shape = " × ".join(f"{size:.0f}" for size in sizes)
    return f"Making {node.name or name} ({shape})"
