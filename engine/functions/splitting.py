"""Splitting: parts of a tensor by size, by number or at given places."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from engine.axes import axis
from engine.errors import ArgumentError, AxisError, ShapeError
from engine.function import function
from engine.ops.indexing import getitem
from engine.ops.splitting import split_parts
from engine.tensor import Tensor

Parts = tuple[Tensor, ...]


@function("tensor", name="split")
def _split(input: Tensor, split_size: Any, dim: int = 0) -> Parts:
    """Parts of one size, or of the sizes listed, along `dim`. Source: torch.Tensor.split."""
    return split_parts(input, split_size, dim)


@function("torch", name="split")
def _split_of(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> Parts:
    """Parts of one size, or of the sizes listed, along `dim`. Source: torch.split."""
    return split_parts(tensor, split_size_or_sections, dim)


@function()
def split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> Parts:
    """Parts of the sizes listed. Source: torch.split_with_sizes."""
    return split_parts(input, tuple(split_sizes), dim)


@function()
def unsafe_split(input: Tensor, split_size: int, dim: int = 0) -> Parts:
    """As split. Source: torch.unsafe_split."""
    return split_parts(input, split_size, dim)


@function()
def unsafe_split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> Parts:
    """As split_with_sizes. Source: torch.unsafe_split_with_sizes."""
    return split_parts(input, tuple(split_sizes), dim)


@function()
def chunk(input: Tensor, chunks: int, dim: int = 0) -> Parts:
    """At most `chunks` parts of equal size, the last smaller. Source: torch.chunk."""
    if chunks < 1:
        raise ShapeError(f"chunk: {chunks} parts", "ask for at least 1")
    if not input.ndim:
        raise ShapeError("chunk: a 0-d tensor has no parts", "give it a dimension")
    length = input.shape[axis(dim, input.ndim, "chunk")]
    if not length:
        return split_parts(input, (0,) * chunks, dim)
    return split_parts(input, -(-length // chunks), dim)


@function()
def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> Parts:
    """As chunk. Source: torch.unsafe_chunk."""
    return chunk(input, chunks, dim)


@function()
def tensor_split(
    input: Tensor,
    indices_or_sections: Any = None,
    dim: int = 0,
    *,
    indices: Any = None,
    sections: Any = None,
    tensor_indices_or_sections: Any = None,
) -> Parts:
    """So many parts, the first ones larger, or cut at the places listed.

    Source: torch.tensor_split.
    """
    given = _given(indices_or_sections, indices, sections, tensor_indices_or_sections)
    if not input.ndim:
        raise ShapeError("tensor_split: a 0-d tensor has no parts", "give it a dimension")
    if isinstance(given, Tensor):
        if given.ndim > 1 or given.dtype.numpy != "int64":
            raise ShapeError(
                f"tensor_split: sections of shape {tuple(given.shape)} and {given.dtype!r}",
                "give int64 numbers in at most one dimension",
            )
        given = given.tolist()
    place = axis(dim, input.ndim, "tensor_split")
    length = input.shape[place]
    if isinstance(given, int):
        if given < 1:
            raise ShapeError(f"tensor_split: {given} parts", "ask for at least 1")
        size, larger = divmod(length, given)
        cuts = [i * size + min(i, larger) for i in range(given + 1)]
    else:
        cuts = [0, *given, length]
    lead = (slice(None),) * place
    return tuple(getitem(input, (*lead, slice(a, b))) for a, b in pairwise(_in_range(cuts, length)))


def _in_range(cuts: Sequence[int], length: int) -> list[int]:
    return [min(max(c + length if c < 0 else c, 0), length) for c in cuts]


def _split_along(input: Tensor, given: Any, dim: int, least: int, name: str) -> Parts:
    if input.ndim < least:
        raise ShapeError(
            f"{name}: a tensor of {input.ndim} dimensions", f"give one of at least {least}"
        )
    if isinstance(given, int) and (given < 1 or input.shape[dim] % given):
        raise ShapeError(
            f"{name}: dimension {dim} of size {input.shape[dim]} has no {given} equal parts",
            "give a divisor of the size, or use tensor_split",
        )
    return tensor_split(input, given, dim)


@function()
def hsplit(
    input: Tensor, indices_or_sections: Any = None, *, indices: Any = None, sections: Any = None
) -> Parts:
    """Equal parts along dimension 1 (0 of a vector), or cut at the places. Source: torch.hsplit."""
    given = _given(indices_or_sections, indices, sections)
    return _split_along(input, given, min(max(input.ndim - 1, 0), 1), 1, "hsplit")


@function()
def vsplit(
    input: Tensor, indices_or_sections: Any = None, *, indices: Any = None, sections: Any = None
) -> Parts:
    """Equal parts along dimension 0, or cut at the places listed. Source: torch.vsplit."""
    return _split_along(input, _given(indices_or_sections, indices, sections), 0, 2, "vsplit")


@function()
def dsplit(
    input: Tensor, indices_or_sections: Any = None, *, indices: Any = None, sections: Any = None
) -> Parts:
    """Equal parts along dimension 2, or cut at the places listed. Source: torch.dsplit."""
    return _split_along(input, _given(indices_or_sections, indices, sections), 2, 3, "dsplit")


def _given(*ways: Any) -> Any:
    """The one argument that is not None. Errors: ArgumentError where none is given."""
    found = [way for way in ways if way is not None]
    if len(found) != 1:
        raise ArgumentError("neither indices nor sections are given", "give one of them")
    return found[0]


@function()
def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """`length` slices from `start` on, as a view. Source: torch.narrow."""
    if not input.ndim:
        raise ShapeError("narrow: a 0-d tensor has no part", "give it a dimension")
    if isinstance(start, Tensor) and (start.ndim or start._array.dtype.kind not in "iu"):
        raise ShapeError("narrow: start must be one whole number", "give a 0-d integer tensor")
    place, first = axis(dim, input.ndim, "narrow"), int(start)
    size = input.shape[place]
    if not -size <= first <= size:
        raise AxisError(f"narrow: start {first} in a dimension of {size}", "start inside it")
    first += size if first < 0 else 0
    if not 0 <= length <= size - first:
        raise ShapeError(
            f"narrow: {length} slices from {first} on in a dimension of {size}",
            f"give a length from 0 to {size - first}",
        )
    return getitem(input, (*(slice(None),) * place, slice(first, first + length)))


@function()
def select(input: Tensor, dim: int, index: Any) -> Tensor:
    """The slice at `index`, without that dimension. Source: torch.select."""
    if not input.ndim:
        raise AxisError("select: a 0-d tensor has no slice", "give it a dimension")
    return getitem(input, (*(slice(None),) * axis(dim, input.ndim, "select"), int(index)))
