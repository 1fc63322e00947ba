"""Random arrays under random options print as in torch."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import engine
from engine import printing
from engine.dtype import DTYPES

pytestmark = pytest.mark.oracle
SHAPES = [(), (0,), (0, 3), (1,), (7,), (40,), (2, 3), (3, 30), (2, 3, 4), (2, 1, 3, 2), (1, 1)]
LONG = [(1001,), (40, 40), (6, 7, 40), (2, 3, 4, 60)]
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "precision": st.integers(0, 8),
        "threshold": st.sampled_from([0, 1, 5, 1000, math.inf]),
        "edgeitems": st.integers(0, 5),
        "linewidth": st.sampled_from([1, 20, 40, 80, 120]),
        "profile": st.sampled_from(["default", "short", "full"]),
        "sci_mode": st.sampled_from([True, False, None]),
    },
)


@pytest.fixture(autouse=True)
def _usual_printing():
    yield
    printing.set_printoptions(profile="default")
    torch.set_printoptions(profile="default")


def agree(array, options):
    for library in (torch, printing):
        library.set_printoptions(profile="default")
        library.set_printoptions(**options)
    assert printing.tensor_text(array) == repr(torch.tensor(array))


@settings(max_examples=500, deadline=None)
@given(st.data(), OPTIONS)
def test_any_numbers_print_alike(data, options):
    dtype = data.draw(st.sampled_from([dtype.numpy for dtype in DTYPES.values()]))
    array = data.draw(arrays.arrays(dtype, st.sampled_from(SHAPES)))

    agree(array, options)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SHAPES + LONG),
    st.sampled_from([np.float16, np.float32, np.float64]),
    st.integers(-30, 30),
    st.integers(0, 2**32),
    st.booleans(),
    OPTIONS,
)
def test_any_magnitude_prints_alike(shape, dtype, exponent, seed, whole, options):
    rng = np.random.default_rng(seed)
    numbers = np.asarray(rng.standard_normal(shape) * 10.0**exponent)
    with np.errstate(over="ignore"):
        array = np.asarray(np.round(numbers) if whole else numbers, dtype)

    agree(array, options)


@pytest.mark.parametrize("default", ["float16", "float32", "float64"])
@pytest.mark.parametrize("dtype", [dtype.name for dtype in DTYPES.values()])
def test_the_dtype_is_told_where_torch_tells_it(dtype, default):
    before = torch.get_default_dtype()
    try:
        torch.set_default_dtype(getattr(torch, default))
        engine.set_default_dtype(getattr(engine, default))
        for shape in [(2,), (0,), (0, 2), ()]:
            agree(np.ones(shape, dtype), {})
    finally:
        torch.set_default_dtype(before)
        engine.set_default_dtype(engine.float32)
