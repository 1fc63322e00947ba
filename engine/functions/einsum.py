"""einsum: its equation read, and the sum of products that it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.errors import ArgumentError, RangeError, ShapeError
from engine.function import function
from engine.ops.einsum import contract
from engine.ops.matrix_checks import same_dtype
from engine.tensor import Tensor

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
Subscripts = list[Any]  # numbers of labels, and Ellipsis for the dimensions between


@function("torch")
def einsum(*args: Any) -> Tensor:
    """Sums of products over named dimensions: einsum("ij,jk->ik", a, b), or with lists of numbers
    after each operand. Errors: RangeError and ShapeError, as torch's.

    Source: torch.einsum.
    """
    if not args:
        raise ArgumentError("einsum: no equation is given", 'write einsum("ij,jk->ik", a, b)')
    if isinstance(args[0], str):
        given = args[1] if len(args) == 2 and isinstance(args[1], (list, tuple)) else args[1:]
        operands = list(given)
        terms, result = _read(args[0])
    else:
        pairs = args[:-1] if len(args) % 2 else args
        operands = list(pairs[0::2])
        terms = [_numbered(sublist) for sublist in pairs[1::2]]
        result = _numbered(args[-1]) if len(args) % 2 else None
    if not operands or not all(isinstance(x, Tensor) for x in operands):
        raise RangeError("einsum: no tensors are given", "give one per term of the equation")
    if len(terms) != len(operands):
        raise RangeError(
            f"einsum: {len(terms)} terms in the equation, {len(operands)} tensors given",
            "separate the terms by commas",
        )
    for x in operands[1:]:
        same_dtype("einsum", operands[0]._array, x._array)
    widths = [_hidden(x, term) for x, term in zip(operands, terms, strict=True)]
    widest = max(widths)
    labels = [_filled(t, widest, width) for t, width in zip(terms, widths, strict=True)]
    _check_sizes(operands, labels)
    if result is None:
        seen = [name for term in labels for name in term]
        once = sorted({name for name in seen if seen.count(name) == 1 and name >= 0})
        wanted = (*range(-widest, 0), *once)
    else:
        wanted = _filled(result, widest, widest)
        _check_result(wanted, labels)
    shifted = [tuple(name + widest for name in term) for term in labels]
    return contract(operands, tuple(shifted), tuple(name + widest for name in wanted))


def _read(equation: str) -> tuple[list[Subscripts], Subscripts | None]:
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = [_lettered(term, equation) for term in left.split(",")]
    return terms, _lettered(right, equation) if arrow else None


def _lettered(term: str, equation: str) -> Subscripts:
    subscripts: Subscripts = []
    parts = term.split("...")
    for i, part in enumerate(parts):
        if i:
            subscripts.append(...)
        for letter in part:
            if letter not in _LETTERS:
                raise RangeError(
                    f"einsum: '{letter}' in '{equation}' names no dimension",
                    "use letters, commas, one ... per term, and ->",
                )
            subscripts.append(_LETTERS.index(letter))
    if len(parts) > 2:
        raise RangeError(f"einsum: two ellipses in one term of '{equation}'", "keep one")
    return subscripts


def _numbered(sublist: Sequence[Any]) -> Subscripts:
    for name in sublist:
        if name is not ... and not 0 <= name < len(_LETTERS):
            raise RangeError(f"einsum: {name} names no dimension", "use numbers from 0 to 51")
    if list(sublist).count(...) > 1:
        raise RangeError("einsum: two ellipses in one sublist", "keep one")
    return list(sublist)


def _hidden(x: Tensor, term: Subscripts) -> int:
    """How many dimensions of x the ellipsis of its term stands for."""
    named = len([name for name in term if name is not ...])
    if named > x.ndim or (named < x.ndim and ... not in term):
        raise ShapeError(
            f"einsum: {named} subscripts for a tensor of shape {tuple(x.shape)}",
            "give one per dimension, or an ellipsis for the others",
        )
    return x.ndim - named if ... in term else 0


def _filled(term: Subscripts, widest: int, width: int) -> tuple[int, ...]:
    """The term with negative labels for its ellipsis: −1 the last of the hidden dimensions."""
    if ... not in term:
        return tuple(term)
    i = term.index(...)
    return (*term[:i], *range(-width, 0), *term[i + 1 :])


def _check_sizes(operands: Sequence[Tensor], labels: Sequence[tuple[int, ...]]) -> None:
    sizes: dict[int, int] = {}
    for x, term in zip(operands, labels, strict=True):
        own: dict[int, int] = {}
        for name, size in zip(term, x.shape, strict=True):
            if own.setdefault(name, size) != size:
                raise ShapeError(
                    f"einsum: a subscript is repeated for sizes {own[name]} and {size}",
                    "a diagonal needs equal sizes",
                )
            if sizes.get(name, 1) != 1 and size not in (1, sizes[name]):
                raise ShapeError(
                    f"einsum: a subscript stands for sizes {sizes[name]} and {size}",
                    "sizes must be equal or 1",
                )
            if size != 1 or name not in sizes:
                sizes[name] = size


def _check_result(wanted: Sequence[int], labels: Sequence[tuple[int, ...]]) -> None:
    known = {name for term in labels for name in term}
    for name in wanted:
        if name not in known or list(wanted).count(name) > 1:
            text = _LETTERS[name] if name >= 0 else "..."
            raise RangeError(
                f"einsum: '{text}' in the result is repeated or names no dimension of a tensor",
                "name each dimension of the result once",
            )
