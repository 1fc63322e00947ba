"""Tensors from data: what is shared, what is copied, what dtype comes out."""

import numpy as np
import pytest

import engine
from engine import conversion, queries
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([np.float32(1), 2], engine.float32),
        ([np.float32(1), 2.5], engine.float32),
        ([np.float64(1), 2.5], engine.float64),
        ([np.int8(1), 2], engine.int64),
        ([np.int8(1), True], engine.int8),
        ([True, 2.5], engine.float32),
        ([np.zeros(2, np.int16), [True, False]], engine.int16),
        ([[], []], engine.float32),
        (range(3), engine.int64),
        ([engine.tensor(1, dtype=engine.int8), 2.5], engine.float32),
        ([engine.tensor(1.0, dtype=engine.float16), 2], engine.float16),
    ],
    ids=str,
)
def test_mixed_lists_promote_as_in_torch(data, dtype):
    assert engine.tensor(data).dtype is dtype


def test_the_default_dtype_is_that_of_python_floats():
    engine.set_default_dtype(engine.float64)
    try:
        assert engine.tensor([1.5]).dtype is engine.float64
    finally:
        engine.set_default_dtype(engine.float32)


@pytest.mark.parametrize(("python", "dtype"), [(float, "float64"), (int, "int64"), (bool, "bool")])
def test_python_types_are_dtypes(python, dtype):
    assert engine.tensor(1, dtype=python).dtype is getattr(engine, dtype)


def test_a_tensor_of_a_tensor_is_a_copy_without_history():
    x = engine.tensor([1.0, 2.0], requires_grad=True)

    made = engine.tensor(x)
    made._array[0] = 5

    assert not made.requires_grad
    assert x.tolist() == [1, 2]


def test_as_tensor_copies_only_where_it_must():
    array = np.zeros(2)
    x = engine.tensor([1.0], requires_grad=True)

    assert np.shares_memory(conversion.as_tensor(array)._array, array)
    assert conversion.as_tensor(x) is x
    assert conversion.as_tensor(x, dtype=engine.float64).requires_grad
    assert not np.shares_memory(conversion.as_tensor(array, engine.float32)._array, array)


def test_asarray_shares_or_copies_as_told():
    array = np.zeros(2)

    assert np.shares_memory(conversion.asarray(array)._array, array)
    assert not np.shares_memory(conversion.asarray(array, copy=True)._array, array)
    with pytest.raises(RangeError, match="cannot be shared"):
        conversion.asarray(array, dtype=engine.float32, copy=False)


def test_asarray_keeps_history_only_where_gradients_are_asked_for():
    x = engine.tensor([1.0], requires_grad=True)

    assert conversion.asarray(x, requires_grad=True) is x
    assert not conversion.asarray(x).requires_grad
    assert conversion.asarray([1.0], requires_grad=True).is_leaf


def test_from_numpy_shares_memory():
    array = np.zeros(2, np.int16)

    made = conversion.from_numpy(array)
    array[0] = 7

    assert made.tolist() == [7, 0]
    assert made.dtype is engine.int16


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: engine.tensor([[1, 2], 3]), ShapeError, "unequal length"),
        (lambda: engine.tensor([engine.ones(2)]), ShapeError, "use torch.stack"),
        (lambda: engine.tensor(None), ArgumentError, "cannot be made from None"),
        (lambda: engine.tensor([1j]), ArgumentError, "complex numbers are not supported"),
        (lambda: engine.tensor(np.array(1j)), ArgumentError, "complex numbers are not supported"),
        (lambda: engine.tensor([np.array(["a"])]), ArgumentError, "cannot be made"),
        (lambda: engine.tensor(300, dtype=engine.uint8), DtypeError, "uint8 without overflow"),
        (lambda: engine.tensor([np.nan], dtype=int), DtypeError, "int64 without overflow"),
        (lambda: engine.tensor(1, dtype=np.int8), ArgumentError, "is not a dtype"),
        (lambda: engine.tensor(), ArgumentError, "missing a required argument"),
        (lambda: conversion.from_numpy([1]), ArgumentError, "not list"),
    ],
)
def test_what_is_no_data_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_numbers_below_zero_wrap_in_unsigned_dtypes():
    assert engine.tensor(-1, dtype=engine.uint8).item() == 255
    assert engine.tensor(np.array([300]), dtype=engine.uint8).tolist() == [44]


def test_a_scalar_tensor_is_of_the_default_dtype():
    assert conversion.scalar_tensor(3).dtype is engine.float32
    assert conversion.scalar_tensor(3, dtype=engine.int64).item() == 3


def test_questions_about_a_tensor():
    x = engine.ones(2, 3)

    assert queries.is_tensor(x)
    assert not queries.is_tensor(1.0)
    assert queries.is_floating_point(x)
    assert not queries.is_complex(x)
    assert queries.numel(x) == 6
    assert queries.is_nonzero(engine.tensor(2))
    with pytest.raises(ShapeError):
        queries.is_nonzero(x)


def test_what_can_be_seen_as_an_array_becomes_a_tensor():
    class Table:
        def __array__(self, dtype=None, copy=None):
            return np.array([1.0, 2.0])

    assert engine.tensor(Table()).tolist() == [1, 2]


def test_a_conversion_takes_a_memory_format():
    x = engine.ones(2)

    assert x.float(memory_format=engine.contiguous_format) is x
    assert x.long(memory_format=engine.preserve_format).dtype == engine.int64
