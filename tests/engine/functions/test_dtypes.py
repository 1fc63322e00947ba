"""Limits of dtypes, and what mixtures become."""

import pytest

import engine
from engine.errors import ArgumentError

FLOATS = (engine.float16, engine.float32, engine.float64)
INTEGERS = (engine.uint8, engine.int8, engine.int64)


def test_limits_of_floats_read_as_in_torch():
    limits = engine.finfo(engine.float32)

    assert repr(limits) == (
        "finfo(resolution=1e-06, min=-3.40282e+38, max=3.40282e+38, eps=1.19209e-07, "
        "smallest_normal=1.17549e-38, tiny=1.17549e-38, dtype=float32)"
    )
    assert limits.eps == 2.0**-23
    assert limits.bits == 32
    assert limits.tiny == limits.smallest_normal == 2.0**-126


def test_the_default_dtype_is_meant_where_none_is_named():
    assert engine.finfo() == engine.finfo(engine.get_default_dtype())


def test_limits_of_integers_read_as_in_torch():
    limits = engine.iinfo(engine.int8)

    assert repr(limits) == "iinfo(min=-128, max=127, dtype=int8)"
    assert (limits.bits, limits.min, limits.max) == (8, -128, 127)
    assert (
        repr(engine.iinfo(engine.int64)) == "iinfo(min=-9.22337e+18, max=9.22337e+18, dtype=int64)"
    )


@pytest.mark.parametrize(
    ("limits", "dtype"),
    [(engine.finfo, engine.int64), (engine.iinfo, engine.float32), (engine.iinfo, engine.bool)],
)
def test_limits_of_another_kind_are_refused(limits, dtype):
    with pytest.raises(ArgumentError, match="use torch"):
        limits(dtype)


def test_a_float_wins_over_any_integer():
    assert engine.promote_types(engine.int64, engine.float16) == engine.float16
    assert engine.promote_types(engine.uint8, engine.int8) == engine.int16


def test_numbers_matter_only_by_their_kind():
    whole = engine.tensor([1, 2], dtype=engine.int32)

    assert engine.result_type(whole, 1) == engine.int32
    assert engine.result_type(whole, 1.0) == engine.float32
    assert engine.result_type(whole, engine.tensor([1])) == engine.int64
    assert engine.result_type(2, 1.0) == engine.float32


def test_a_cast_keeps_the_kind_or_widens_it():
    assert all(engine.can_cast(a, b) for a in INTEGERS for b in (*INTEGERS, *FLOATS))
    assert not any(engine.can_cast(a, b) for a in FLOATS for b in (*INTEGERS, engine.bool))
    assert engine.can_cast(engine.bool, engine.uint8)
    assert not engine.can_cast(engine.uint8, engine.bool)
