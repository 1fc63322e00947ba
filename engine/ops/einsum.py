"""Sums of products over named dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family

op = family("Linear algebra")
Labels = tuple[int, ...]


@op("contract", listed=False, places="", node="Einsum", promotes="none")
def contract(operands: Sequence[Array], labels: Sequence[Labels], result: Labels) -> Array:
    """The product of all operands, summed over the labels that `result` lacks.

    Each operand has one label per dimension; a label repeated in it means its diagonal; a size of
    1 broadcasts. Source: torch.einsum.
    """
    sizes = _sizes([x.shape for x in operands], labels)
    terms: list[Any] = []
    for x, names in zip(operands, labels, strict=True):
        kept = [i for i, name in enumerate(names) if x.shape[i] == sizes[name]]
        terms += [x.reshape([x.shape[i] for i in kept]), [names[i] for i in kept]]
    return np.array(np.einsum(*terms, list(result), optimize="greedy"), operands[0].dtype)


@contract.vjp
def _(
    z_bar: Any,
    _z: Any,
    *operands: Any,
    labels: Sequence[Labels],
    result: Labels,
    needs: tuple[bool, ...],
) -> Any:
    sizes = _sizes([x.shape for x in operands], labels)
    parts: list[Any] = [None] * len(operands)
    for i, (x, names) in enumerate(zip(operands, labels, strict=True)):
        if not needs[i]:
            continue
        factors = [z_bar, *(y for j, y in enumerate(operands) if j != i)]
        factor_labels = [result, *(other for j, other in enumerate(labels) if j != i)]
        known = _sizes([y.shape for y in factors], factor_labels)
        wanted: list[int] = []
        for name, size in zip(names, x.shape, strict=True):
            if size != sizes[name]:
                continue  # broadcast, so summed over
            if name in wanted:  # a diagonal: the cotangent is zero beside it
                fresh = max(sizes) + 1 + len(wanted)
                factors.append(np.eye(size, dtype=np.bool_))
                factor_labels.append((name, fresh))
                wanted.append(fresh)
                continue
            if known.get(name) != size:
                factors.append(np.ones(size, np.bool_))
                factor_labels.append((name,))
            wanted.append(name)
        part = contract(factors, tuple(factor_labels), tuple(wanted))
        parts[i] = part.reshape(x.shape)
    return parts


def _sizes(shapes: Sequence[Sequence[int]], labels: Sequence[Labels]) -> dict[int, int]:
    """The size of each label: the one of its sizes that is not 1."""
    sizes: dict[int, int] = {}
    for shape, names in zip(shapes, labels, strict=True):
        for name, size in zip(names, shape, strict=True):
            if sizes.get(name, 1) == 1:
                sizes[name] = size
    return sizes
