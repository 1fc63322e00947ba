"""Dtypes and promotion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.dtype import DTYPES, dtype_of, number_dtype, promote, result_type
from engine.errors import ArgumentError, DtypeError

dtypes = st.sampled_from(list(DTYPES))
CATEGORY = {"b": 0, "u": 1, "i": 1, "f": 2}


@pytest.fixture
def double():
    engine.set_default_dtype(engine.float64)
    yield
    engine.set_default_dtype(engine.float32)


@given(dtypes, dtypes)
def test_promotion_is_symmetric_and_keeps_the_higher_category(a, b):
    result = promote(a, b)

    assert result == promote(b, a)
    assert CATEGORY[result.kind] == max(CATEGORY[a.kind], CATEGORY[b.kind])
    assert promote(result, a) == result


@given(dtypes, dtypes)
def test_a_zero_dimensional_tensor_widens_nothing_within_its_category(a, b):
    result = result_type([np.zeros(2, a), np.zeros((), b)])

    if CATEGORY[b.kind] <= CATEGORY[a.kind]:
        assert result == a
    else:
        assert result == b


@given(dtypes, st.sampled_from([True, 3, 2.5, np.float64(2.5), np.int64(3), np.bool_(True)]))
def test_a_number_widens_only_the_category(a, number):
    result = result_type([np.zeros(2, a), number])

    if CATEGORY[number_dtype(number).kind] <= CATEGORY[a.kind]:
        assert result == a
    else:
        assert result == number_dtype(number)


def test_float32_times_doubles_of_no_dimension_stays_float32():
    x = engine.ones(2)

    results = [x * engine.tensor(2.0, dtype=engine.float64), x * 2.0, np.float64(2.0) * x]

    assert [r.dtype for r in results] == [engine.float32] * 3
    assert (x * engine.ones(2, dtype=engine.float64)).dtype is engine.float64


def test_whole_numbers_divide_to_the_default_dtype(double):
    assert (engine.tensor(1) / 2).dtype is engine.float64


def test_numpy_integers_keep_whole_tensors_whole():
    assert (engine.tensor([1]) + np.int64(2)).dtype is engine.int64
    assert (engine.tensor([1]) * np.bool_(True)).dtype is engine.int64


def test_a_number_too_large_for_the_dtype_wraps_around():
    x = engine.tensor([1], dtype=engine.uint8)

    assert (x + 300).tolist() == [45]
    assert (x - 2).tolist() == [255]
    with pytest.raises(DtypeError, match="does not fit into int64"):
        x + 2**70


def test_only_floats_can_be_the_default():
    with pytest.raises(DtypeError, match=r"torch.int64 is not floating point"):
        engine.set_default_dtype(engine.int64)


def test_arrays_of_other_dtypes_are_refused():
    with pytest.raises(DtypeError, match="complex128 are not supported"):
        dtype_of(np.zeros(1, complex))
    with pytest.raises(ArgumentError, match="a complex is neither"):
        number_dtype(1j)


def test_a_dtype_shows_itself_as_torch_does():
    assert repr(engine.float32) == "torch.float32"
    assert repr(engine.bool) == "torch.bool"
    assert engine.float16.itemsize == 2
    assert not engine.int8.is_floating_point


def test_a_number_of_numpy_counts_as_the_python_number():
    x = engine.tensor([1.0, 2.0])

    assert (x * np.float64(2)).dtype == engine.float32
    assert (x * np.float16(2)).dtype == engine.float32
    assert (x * np.int8(2)).dtype == engine.float32
