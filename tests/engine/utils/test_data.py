"""Datasets, samplers and DataLoader give what torch's give; orders of chance are the engine's."""

from collections import namedtuple

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, AxisError, RangeError, ShapeError, UnsupportedError
from engine.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    default_convert,
    random_split,
)
from tests.engine.refusals import refused


class Squares(Dataset):
    def __len__(self):
        return 5

    def __getitem__(self, index):
        return index, float(index) ** 2


class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(5))


def test_a_tensor_dataset_is_read_in_batches():
    x, y = engine.arange(10).reshape(5, 2), engine.arange(5)

    batches = list(DataLoader(TensorDataset(x, y), batch_size=2))

    assert [b[0].shape for b in batches] == [(2, 2), (2, 2), (1, 2)]
    assert [b[1].tolist() for b in batches] == [[0, 1], [2, 3], [4]]
    assert isinstance(batches[0], list)


def test_drop_last_leaves_the_shorter_batch_out():
    loader = DataLoader(range(5), batch_size=2, drop_last=True)

    assert [batch.tolist() for batch in loader] == [[0, 1], [2, 3]]
    assert len(loader) == 2
    assert len(DataLoader(range(5), batch_size=2)) == 3


def test_shuffling_follows_the_seed_and_differs_by_epoch():
    loader = DataLoader(range(50), batch_size=50, shuffle=True)

    engine.manual_seed(3)
    first, second = (next(iter(loader)).tolist() for _ in range(2))
    engine.manual_seed(3)
    again = next(iter(loader)).tolist()

    assert first == again
    assert first != second
    assert sorted(first) == list(range(50))


def test_a_generator_of_its_own_leaves_the_default_one_alone():
    engine.manual_seed(0)
    expected = engine.rand(1).item()
    engine.manual_seed(0)

    orders = [
        [int(i) for i in DataLoader(range(9), shuffle=True, generator=g)]
        for g in (engine.Generator().manual_seed(1), engine.Generator().manual_seed(1))
    ]

    assert orders[0] == orders[1]
    assert engine.rand(1).item() == expected


def test_samples_of_numbers_become_tensors():
    index, square = next(iter(DataLoader(Squares(), batch_size=3)))

    assert index.tolist() == [0, 1, 2]
    assert square.tolist() == [0.0, 1.0, 4.0]
    assert (index.dtype, square.dtype) == (engine.int64, engine.float64)


def test_workers_are_accepted_and_do_nothing():
    loader = DataLoader(Squares(), num_workers=2, pin_memory=True, persistent_workers=True)

    assert [index.tolist() for index, _ in loader] == [[0], [1], [2], [3], [4]]


def test_without_a_batch_size_samples_come_one_by_one():
    loader = DataLoader(Squares(), batch_size=None)

    assert list(loader)[2] == [2, 4.0]
    assert len(loader) == 5


def test_a_stream_comes_in_its_own_order():
    assert [b.tolist() for b in DataLoader(Stream(), batch_size=2)] == [[0, 1], [2, 3], [4]]


def test_a_dataset_may_give_a_whole_batch():
    class Fast(Squares):
        def __getitems__(self, indices):
            return [i * 10 for i in indices]

    assert [b.tolist() for b in DataLoader(Fast(), batch_size=3)] == [[0, 10, 20], [30, 40]]


def test_batches_may_be_chosen_and_collated_by_the_user():
    loader = DataLoader(range(9), batch_sampler=[[0, 8], [1]], collate_fn=sum)

    assert list(loader) == [8, 1]


def test_parts_of_samples_are_collated_each():
    Pair = namedtuple("Pair", "x name")

    pair = default_collate([Pair(np.ones(2), "a"), Pair(np.zeros(2), "b")])
    table = default_collate([{"x": 1, "y": [2, 3]}, {"x": 4, "y": [5, 6]}])

    assert pair.x.tolist() == [[1.0, 1.0], [0.0, 0.0]]
    assert pair.name == ("a", "b")
    assert table["x"].tolist() == [1, 4]
    assert [part.tolist() for part in table["y"]] == [[2, 5], [3, 6]]


def test_one_sample_is_converted():
    Pair = namedtuple("Pair", "x name")

    found = default_convert({"a": np.ones(1), "b": [Pair(np.ones(1), "n")]})

    assert isinstance(found["a"], engine.Tensor)
    assert isinstance(found["b"][0].x, engine.Tensor)
    assert found["b"][0].name == "n"


def test_datasets_are_added_and_cut():
    both = Subset(range(10), [3, 5]) + ConcatDataset([[7], [8, 9]])

    assert isinstance(both, ConcatDataset)
    assert [both[i] for i in range(5)] == [3, 5, 7, 8, 9]
    assert both[-1] == 9
    assert Subset(engine.arange(9), [4, 5, 6])[[0, 2]].tolist() == [4, 6]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [([7, 3], [7, 3]), ([0.55, 0.45], [6, 4]), ([0.8, 0.2], [8, 2]), ([1 / 3] * 3, [4, 3, 3])],
)
def test_a_split_has_the_lengths_of_torch(lengths, expected):
    parts = random_split(range(10), lengths, engine.Generator().manual_seed(0))

    assert [len(part) for part in parts] == expected
    assert sorted(i for part in parts for i in part) == list(range(10))


def test_samplers_give_indices():
    g = engine.Generator().manual_seed(0)

    assert list(SequentialSampler([5, 6])) == [0, 1]
    assert list(BatchSampler(SequentialSampler(range(3)), 2, False)) == [[0, 1], [2]]
    assert sorted(SubsetRandomSampler([4, 9], g)) == [4, 9]
    assert set(WeightedRandomSampler([0.0, 1.0], 5, generator=g)) == {1}
    assert len(list(RandomSampler(range(3), num_samples=7, generator=g))) == 7
    assert set(RandomSampler(range(1), True, 4, g)) == {0}
    sizes = [len(s) for s in (SubsetRandomSampler([1]), WeightedRandomSampler([1.0], 2))]
    assert sizes == [1, 2]
    assert len(RandomSampler(range(3))) == 3


def test_a_sampler_of_ones_own_defines_iter():
    class Backwards(Sampler):
        def __iter__(self):
            return iter((2, 1, 0))

    assert [int(x) for x in DataLoader(range(3), sampler=Backwards())] == [2, 1, 0]


@pytest.mark.parametrize(
    "refusal",
    [
        (
            lambda: DataLoader(range(3), batch_size=0),
            RangeError,
            "BatchSampler: batch_size is 0",
            "give a whole number of at least 1",
        ),
        (
            lambda: DataLoader(range(3), shuffle=True, sampler=[0]),
            RangeError,
            "DataLoader: both sampler and shuffle are given",
            "give one of them",
        ),
        (
            lambda: DataLoader(range(3), 2, batch_sampler=[[0]]),
            RangeError,
            "DataLoader: batch_sampler is given besides batch_size, shuffle, sampler or drop_last",
            "give it alone",
        ),
        (
            lambda: DataLoader(range(3), None, drop_last=True),
            RangeError,
            "DataLoader: without batches there is no last one",
            "leave drop_last out",
        ),
        (
            lambda: DataLoader(Stream(), shuffle=True),
            RangeError,
            "DataLoader: an IterableDataset has its own order",
            "leave shuffle and samplers out",
        ),
        (
            lambda: DataLoader(range(3), num_workers=-1),
            RangeError,
            "DataLoader: num_workers is -1",
            "leave it out",
        ),
        (
            lambda: random_split(range(10), [3, 3]),
            RangeError,
            "random_split: the lengths [3, 3] do not add up to 10 samples",
            "give lengths that do, or fractions that add up to 1",
        ),
        (
            lambda: random_split(range(10), [-0.5, 1.5]),
            RangeError,
            "random_split: a fraction of [-0.5, 1.5] is outside [0, 1]",
            "mend it",
        ),
        (
            lambda: TensorDataset(engine.ones(2), engine.ones(3)),
            RangeError,
            "TensorDataset: the tensors have [2, 3] rows",
            "make them equal",
        ),
        (
            lambda: ConcatDataset([]),
            RangeError,
            "ConcatDataset: there is no dataset",
            "give at least one",
        ),
        (
            lambda: ConcatDataset([[1]])[3],
            AxisError,
            "ConcatDataset: sample 3 of 1",
            "give one below 1",
        ),
        (
            lambda: Dataset()[0],
            UnsupportedError,
            "Dataset has no __getitem__",
            "define it: it gives one sample by its number",
        ),
        (
            lambda: iter(IterableDataset()),
            UnsupportedError,
            "IterableDataset has no __iter__",
            "define it: it gives one sample after another",
        ),
        (
            lambda: default_collate([[1, 2], [1]]),
            ShapeError,
            "default_collate: the samples of a batch have unequal lengths",
            "pad them, or pass a collate_fn",
        ),
        (
            lambda: default_collate([{1}]),
            ArgumentError,
            "default_collate: a batch cannot hold <class 'set'>",
            "let samples be tensors, arrays, numbers, texts, or tuples, lists and dicts of them",
        ),
    ],
    ids=lambda refusal: refusal[2],
)
def test_what_cannot_be_loaded_is_refused(refusal):
    refused(refusal)


def test_a_sampler_of_ones_own_must_say_its_order():
    with pytest.raises(NotImplementedError):
        iter(engine.utils.data.Sampler())


def test_a_kind_of_list_that_cannot_be_made_of_its_parts_becomes_a_list():
    class Pair(list):
        def __init__(self, x, y):
            super().__init__([x, y])

    found = default_convert(Pair(np.ones(1), 2))

    assert type(found) is list
    assert found[1] == 2
