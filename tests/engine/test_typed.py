"""Tensor(2, 3), Tensor([1, 2]) and FloatTensor with its kin make what torch makes."""

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, DtypeError, ShapeError
from tests.engine.refusals import refused


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: engine.Tensor(), []),
        (lambda: engine.Tensor([1, 2]), [1.0, 2.0]),
        (lambda: engine.Tensor((2, 3)), [2.0, 3.0]),
        (lambda: engine.Tensor(range(3)), [0.0, 1.0, 2.0]),
        (lambda: engine.Tensor([engine.tensor(1.0), 2]), [1.0, 2.0]),
        (lambda: engine.Tensor([True]), [1.0]),
        (lambda: engine.Tensor(np.array([1.5, 2.5])), [1.5, 2.5]),
    ],
)
def test_a_list_becomes_a_tensor_of_the_default_dtype(made, expected):
    assert made().tolist() == expected
    assert made().dtype == engine.float32


@pytest.mark.parametrize(
    ("made", "shape"),
    [
        (lambda: engine.Tensor(2, 3), (2, 3)),
        (lambda: engine.Tensor(2, 3, 4), (2, 3, 4)),
        (lambda: engine.Tensor(5), (5,)),
        (lambda: engine.Tensor(engine.Size([2, 3])), (2, 3)),
        (lambda: engine.LongTensor(2, 3), (2, 3)),
        (lambda: engine.FloatTensor(engine.Size([4])), (4,)),
        (lambda: engine.Tensor([]), (0,)),
    ],
)
def test_whole_numbers_are_sizes(made, shape):
    assert made().shape == shape


@pytest.mark.parametrize(
    ("kind", "data", "expected", "dtype"),
    [
        (engine.HalfTensor, [1, 2.5], [1.0, 2.5], engine.float16),
        (engine.FloatTensor, [1, 2], [1.0, 2.0], engine.float32),
        (engine.DoubleTensor, [1, 2], [1.0, 2.0], engine.float64),
        (engine.LongTensor, [1.7, 2], [1, 2], engine.int64),
        (engine.IntTensor, [1, 2], [1, 2], engine.int32),
        (engine.ShortTensor, [1, 2], [1, 2], engine.int16),
        (engine.CharTensor, [1, 2], [1, 2], engine.int8),
        (engine.ByteTensor, [1, 2], [1, 2], engine.uint8),
        (engine.BoolTensor, [0, 2], [False, True], engine.bool),
        (engine.FloatTensor, np.array([1.5, 2.0]), [1.5, 2.0], engine.float32),
    ],
    ids=str,
)
def test_the_name_decides_the_dtype(kind, data, expected, dtype):
    made = kind(data)

    assert made.tolist() == expected
    assert made.dtype == kind.dtype == dtype
    assert type(made) is engine.Tensor


def test_isinstance_asks_for_the_dtype():
    x = engine.ones(2)

    assert isinstance(x, engine.FloatTensor)
    assert not isinstance(x, engine.LongTensor)
    assert not isinstance(1.0, engine.FloatTensor)
    assert repr(engine.FloatTensor) == "<class 'torch.FloatTensor'>"


def test_type_takes_such_a_name():
    assert engine.ones(2).type(engine.LongTensor).dtype == engine.int64


def test_the_default_dtype_counts_when_it_is_called():
    engine.set_default_dtype(engine.float64)
    try:
        assert engine.Tensor([1, 2]).dtype == engine.float64
    finally:
        engine.set_default_dtype(engine.float32)


def test_of_a_tensor_it_shares_the_memory():
    x = engine.arange(2)

    engine.Tensor(x)[0] = 7
    engine.LongTensor(x)[1] = 8

    assert x.tolist() == [7, 8]


def test_a_typed_tensor_of_a_tensor_keeps_its_history():
    x = engine.ones(2, requires_grad=True)

    engine.FloatTensor(x).sum().backward()

    assert x.grad.tolist() == [1.0, 1.0]


REMEDY = "use torch.tensor(...)"


@pytest.mark.parametrize(
    "refusal",
    [
        (
            lambda: engine.Tensor(3.0),
            ArgumentError,
            "Tensor(): data must be a sequence (got float)",
            REMEDY,
        ),
        (
            lambda: engine.FloatTensor("a"),
            ArgumentError,
            "FloatTensor(): data must be a sequence (got str)",
            REMEDY,
        ),
        (
            lambda: engine.Tensor(-1),
            ShapeError,
            "Tensor(): the size (-1,) has a negative part",
            "give sizes of at least 0",
        ),
        (
            lambda: engine.Tensor([1.0], requires_grad=True),
            ArgumentError,
            "Tensor(): takes no requires_grad",
            "use torch.tensor(..., requires_grad=True)",
        ),
        (
            lambda: engine.ByteTensor([300]),
            DtypeError,
            "ByteTensor: a value cannot be converted to uint8 without overflow",
            "use a wider dtype",
        ),
        (
            lambda: engine.LongTensor(engine.ones(2)),
            ArgumentError,
            "LongTensor(): the tensor is of torch.float32",
            "convert it with .to(torch.int64)",
        ),
    ],
    ids=lambda refusal: refusal[2],
)
def test_what_is_neither_sizes_nor_data_is_refused(refusal):
    refused(refusal)
