"""DataLoader: a dataset in batches, sample by sample in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any, cast

from engine.errors import RangeError
from engine.generator import Generator
from engine.utils.data.collating import default_collate, default_convert
from engine.utils.data.dataset import IterableDataset
from engine.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler


class DataLoader:
    """The samples of `dataset` in batches; iterating starts anew each time.

    Attributes: dataset; batch_size; drop_last; sampler; batch_sampler; collate_fn; generator.
    Everything runs in this process: `num_workers` and what belongs to it, and `pin_memory`, are
    accepted and change nothing. With batch_size=None samples come one by one. A shuffled order
    comes from `generator`, else from the default one that manual_seed starts.
    Errors: RangeError for arguments that exclude each other. Source: torch.utils.data.DataLoader.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        if num_workers < 0:
            raise RangeError(f"DataLoader: num_workers is {num_workers}", "leave it out")
        streams = isinstance(dataset, IterableDataset)
        _check(streams, batch_size, bool(shuffle), sampler, batch_sampler, drop_last)
        self.dataset, self.drop_last, self.generator = dataset, drop_last, generator
        self.num_workers, self.pin_memory, self.timeout = num_workers, pin_memory, timeout
        self.batch_size = batch_size if batch_sampler is None else None
        self.sampler: Iterable[Any]
        if sampler is not None:
            self.sampler = sampler
        elif streams:
            self.sampler = dataset
        elif shuffle:
            self.sampler = RandomSampler(dataset, generator=generator)
        else:
            self.sampler = SequentialSampler(dataset)
        if batch_sampler is None and batch_size is not None:
            batch_sampler = BatchSampler(self.sampler, batch_size, drop_last)
        self.batch_sampler = batch_sampler
        convert = default_convert if batch_sampler is None else default_collate
        self.collate_fn = convert if collate_fn is None else collate_fn

    def __iter__(self) -> Iterator[Any]:
        streams = isinstance(self.dataset, IterableDataset)
        for chosen in self.sampler if self.batch_sampler is None else self.batch_sampler:
            if streams:
                found = chosen
            elif self.batch_sampler is None:
                found = self.dataset[chosen]
            elif hasattr(self.dataset, "__getitems__"):
                found = self.dataset.__getitems__(chosen)
            else:
                found = [self.dataset[i] for i in chosen]
            yield self.collate_fn(found)

    def __len__(self) -> int:
        """The number of batches."""
        sampler = self.sampler if self.batch_sampler is None else self.batch_sampler
        return len(cast(Sized, sampler))


def _check(
    streams: bool,
    batch_size: int | None,
    shuffle: bool,
    sampler: Any,
    batch_sampler: Any,
    drop_last: bool,
) -> None:
    """Refuse arguments that exclude each other. Errors: RangeError."""
    if streams and (shuffle or sampler is not None or batch_sampler is not None):
        raise RangeError(
            "DataLoader: an IterableDataset has its own order", "leave shuffle and samplers out"
        )
    if sampler is not None and shuffle:
        raise RangeError("DataLoader: both sampler and shuffle are given", "give one of them")
    if batch_sampler is not None and (
        batch_size != 1 or shuffle or sampler is not None or drop_last
    ):
        raise RangeError(
            "DataLoader: batch_sampler is given besides batch_size, shuffle, sampler or drop_last",
            "give it alone",
        )
    if batch_size is None and drop_last:
        raise RangeError("DataLoader: without batches there is no last one", "leave drop_last out")
