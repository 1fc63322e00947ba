"""Datasets: what has samples by number, put together and taken apart."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from engine.errors import AxisError, RangeError, UnsupportedError
from engine.generator import Generator
from engine.random import randperm
from engine.tensor import Tensor

Sample = TypeVar("Sample", covariant=True)


class Dataset(Generic[Sample]):
    """Samples by number: a subclass defines `__getitem__` and `__len__`.

    Source: torch.utils.data.Dataset.
    """

    def __getitem__(self, index: Any) -> Sample:
        raise UnsupportedError(
            f"{type(self).__name__} has no __getitem__",
            "define it: it gives one sample by its number",
        )

    def __add__(self, other: Dataset[Any]) -> ConcatDataset:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[Sample]):
    """Samples that come in an order of their own: a subclass defines `__iter__`.

    Source: torch.utils.data.IterableDataset.
    """

    def __iter__(self) -> Iterator[Any]:
        raise UnsupportedError(
            f"{type(self).__name__} has no __iter__", "define it: it gives one sample after another"
        )


class TensorDataset(Dataset[tuple[Tensor, ...]]):
    """Samples are the rows of tensors, side by side. Attributes: tensors.

    Errors: RangeError for tensors with unequal numbers of rows.
    Source: torch.utils.data.TensorDataset.
    """

    def __init__(self, *tensors: Tensor) -> None:
        if any(len(tensor) != len(tensors[0]) for tensor in tensors):
            counts = [len(tensor) for tensor in tensors]
            raise RangeError(f"TensorDataset: the tensors have {counts} rows", "make them equal")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])


class Subset(Dataset[Any]):
    """The samples of `dataset` that `indices` name. Source: torch.utils.data.Subset.

    Attributes: dataset; indices.
    """

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset[Any]):
    """The samples of several datasets, one after another. Source: torch.utils.data.ConcatDataset.

    Attributes: datasets; cumulative_sizes (the number of samples up to each). Errors: RangeError
    for no dataset; AxisError for a number outside.
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise RangeError("ConcatDataset: there is no dataset", "give at least one")
        self.cumulative_sizes = list(itertools.accumulate(map(len, self.datasets)))

    def __getitem__(self, index: int) -> Any:
        count = len(self)
        if not -count <= index < count:
            raise AxisError(f"ConcatDataset: sample {index} of {count}", f"give one below {count}")
        place = index % count
        which = bisect_right(self.cumulative_sizes, place)
        return self.datasets[which][place - (self.cumulative_sizes[which - 1] if which else 0)]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]


def random_split(
    dataset: Any, lengths: Sequence[float], generator: Generator | None = None
) -> list[Subset]:
    """The samples in random order, cut into Subsets of these lengths, or of these fractions of 1.

    What fractions leave over goes to the first Subsets, one sample each. Errors: RangeError where
    the lengths do not add up. Source: torch.utils.data.random_split.
    """
    count = len(dataset)
    sizes = [int(length) for length in lengths]
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        if any(not 0 <= fraction <= 1 for fraction in lengths):
            raise RangeError(f"random_split: a fraction of {lengths} is outside [0, 1]", "mend it")
        sizes = [math.floor(count * fraction) for fraction in lengths]
        for i in range(count - sum(sizes)):
            sizes[i % len(sizes)] += 1
    if sum(sizes) != count:
        raise RangeError(
            f"random_split: the lengths {list(lengths)} do not add up to {count} samples",
            "give lengths that do, or fractions that add up to 1",
        )
    order = randperm(count, generator=generator).tolist()
    ends = list(itertools.accumulate(sizes))
    return [Subset(dataset, order[end - size : end]) for end, size in zip(ends, sizes, strict=True)]
