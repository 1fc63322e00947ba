"""Tensors made from numbers."""

import numpy as np
import pytest

import engine
from engine import creation
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (1.0, engine.float32),
        (1, engine.int64),
        (True, engine.bool),
        ([1, 2.5], engine.float32),
        ([True, 2], engine.int64),
        ([], engine.float32),
        (np.float64(1), engine.float64),
        (np.zeros(2, np.float64), engine.float64),
        (np.zeros(2, np.int32), engine.int32),
    ],
    ids=str,
)
def test_tensor_takes_the_dtype_that_torch_would(data, dtype):
    assert engine.tensor(data).dtype is dtype


def test_tensor_copies():
    array = np.zeros(2)

    made = engine.tensor(array)
    array[0] = 5

    assert made.tolist() == [0, 0]


def test_tensors_in_a_list_give_their_numbers():
    x = engine.tensor(2.0, requires_grad=True)

    made = engine.tensor([x * 2, [3.0][0], engine.tensor(1)])

    assert made.tolist() == [4, 3, 1]
    assert not made.requires_grad


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: engine.tensor([[1], [2, 3]]), ShapeError, "rows of unequal length"),
        (lambda: engine.tensor("a"), ArgumentError, "cannot be made from 'a'"),
        (lambda: engine.tensor(1j), ArgumentError, "give real numbers"),
        (lambda: engine.tensor(2**63), RangeError, "within 64 bits"),
        (lambda: engine.tensor(3, requires_grad=True), DtypeError, "only floating point tensors"),
        (lambda: engine.zeros(2, -1), ShapeError, "negative part"),
        (lambda: engine.arange(3, 0), ShapeError, "does not reach"),
        (lambda: engine.arange(0, 1, 0), ShapeError, "does not reach"),
    ],
)
def test_what_cannot_be_made_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


@pytest.mark.parametrize("size", [(2, 3), ((2, 3),), ([2, 3],)], ids=str)
def test_sizes_come_one_by_one_or_together(size):
    made = [engine.zeros(*size), engine.ones(*size), engine.rand(*size), engine.randn(*size)]

    assert [m.shape for m in made] == [(2, 3)] * 4
    assert [m.dtype for m in made] == [engine.float32] * 4


def test_full_keeps_whole_numbers_and_truths():
    assert engine.full((2,), 3).dtype is engine.int64
    assert engine.full((2,), True).dtype is engine.bool
    assert engine.full((), 0.5).tolist() == 0.5


def test_ranges_count_as_torch_does():
    assert engine.arange(3).tolist() == [0, 1, 2]
    assert engine.arange(3).dtype is engine.int64
    assert engine.arange(1, 2, 0.5).tolist() == [1, 1.5]
    assert engine.arange(3, 0, -1).tolist() == [3, 2, 1]
    assert engine.linspace(0, 1, 3).tolist() == [0, 0.5, 1]
    assert engine.eye(2, 3).tolist() == [[1, 0, 0], [0, 1, 0]]


def test_the_like_of_a_tensor_has_its_shape_and_dtype():
    x = engine.zeros(2, 3, dtype=engine.float64)

    assert engine.ones_like(x).dtype is engine.float64
    assert engine.zeros_like(x).shape == (2, 3)


def test_a_seed_repeats_the_numbers():
    engine.manual_seed(3)
    first = engine.randn(4).tolist()
    engine.manual_seed(3)

    assert engine.randn(4).tolist() == first


def test_sizes_may_be_named_and_may_be_tensors():
    assert engine.zeros(size=(2, 3)).shape == (2, 3)
    assert engine.zeros(engine.tensor(3)).shape == (3,)
    assert creation.empty((2, 0)).shape == (2, 0)


@pytest.mark.parametrize("size", [(), (2.0,), ("a",), (True,)], ids=str)
def test_sizes_are_whole_numbers(size):
    with pytest.raises(ArgumentError, match="not made of whole numbers"):
        engine.zeros(*size)


def test_whole_ranges_are_exact_and_others_count_by_their_length():
    assert engine.arange(2**40, 2**40 + 2).tolist() == [2**40, 2**40 + 1]
    assert engine.arange(0, 1, 0.1).shape == (10,)
    assert engine.arange(2.5, 5, dtype=engine.int64).tolist() == [2, 3, 4]
    assert engine.arange(0, 3, 1.5, dtype=engine.int32).tolist() == [0, 1]
    assert engine.arange(start=1, end=4).tolist() == [1, 2, 3]
    with pytest.raises(ShapeError, match="endless"):
        engine.arange(float("inf"))


def test_spacing_in_whole_numbers_truncates():
    assert engine.linspace(-3.5, 3.5, 6, dtype=engine.int32).tolist() == [-3, -1, 0, 0, 1, 3]
    assert engine.linspace(0, 1, 1).tolist() == [0]
    assert creation.logspace(0, 1.5, 4, dtype=engine.int64).tolist() == [1, 2, 4, 10]
    with pytest.raises(DtypeError, match="truths"):
        engine.linspace(0, 1, 3, dtype=engine.bool)


def test_indices_of_triangles():
    assert creation.tril_indices(2, 3, 1).tolist() == [[0, 0, 1, 1, 1], [0, 1, 0, 1, 2]]
    assert creation.triu_indices(2, 3, 1).tolist() == [[0, 0, 1], [1, 2, 2]]
    with pytest.raises(DtypeError, match="whole numbers"):
        creation.tril_indices(2, 2, dtype=engine.float32)


def test_fill_values_are_checked():
    assert creation.full_like(engine.ones(2, dtype=engine.int8), 3.7).tolist() == [3, 3]
    with pytest.raises(DtypeError, match="overflow"):
        engine.full((2,), 300, dtype=engine.uint8)
    with pytest.raises(RangeError, match="complex"):
        engine.full((2,), 1j)
    with pytest.raises(ArgumentError, match="must be Tensor, not list"):
        engine.zeros_like([1])


def test_an_empty_like_another_has_its_shape_and_dtype():
    made = engine.empty_like(engine.ones(2, 3, dtype=engine.int8))

    assert made.shape == (2, 3)
    assert made.dtype == engine.int8


def test_truths_cannot_be_counted():
    with pytest.raises(DtypeError, match="counted"):
        engine.arange(2, dtype=engine.bool)


def test_a_full_tensor_takes_its_number_from_another():
    assert engine.full((2,), engine.tensor(3)).tolist() == [3, 3]


def test_the_size_of_a_full_tensor_is_a_sequence():
    with pytest.raises(ArgumentError, match=r"write \(2,\)"):
        engine.full(2, 1.0)
