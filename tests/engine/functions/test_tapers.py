"""Window functions have torch's weights."""

import pytest

import engine
from engine.errors import DtypeError, ShapeError

KINDS = ("hann", "hamming", "blackman", "bartlett", "kaiser")
PERIODIC = {  # of length 4; torch's weights
    "hann": [0, 0.5, 1, 0.5],
    "hamming": [0.08, 0.54, 1, 0.54],
    "blackman": [0, 0.34, 1, 0.34],
    "bartlett": [0, 0.5, 1, 0.5],
    "kaiser": [5.2772e-05, 0.215673, 1, 0.215673],
}
SYMMETRIC = {  # of length 3
    "hann": [0, 1, 0],
    "hamming": [0.08, 1, 0.08],
    "blackman": [0, 1, 0],
    "bartlett": [0, 1, 0],
    "kaiser": [5.2772e-05, 1, 5.2772e-05],
}


def window(kind, *args, **kwargs):
    return getattr(engine, f"{kind}_window")(*args, **kwargs)


@pytest.mark.parametrize("kind", KINDS)
def test_a_periodic_window_goes_on_after_its_end(kind):
    assert window(kind, 4).tolist() == pytest.approx(PERIODIC[kind], abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_symmetric_window_ends_as_it_begins(kind):
    assert window(kind, 3, False).tolist() == pytest.approx(SYMMETRIC[kind], abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("periodic", [True, False])
def test_a_single_weight_is_one_and_none_is_empty(kind, periodic):
    assert window(kind, 1, periodic).tolist() == [1]
    assert window(kind, 0, periodic).shape == (0,)


def test_parameters_dtype_and_gradient_are_as_asked():
    made = engine.hamming_window(2, True, 0.6, 0.3, dtype=engine.float64, requires_grad=True)

    assert made.tolist() == pytest.approx([0.3, 0.9])
    assert made.dtype == engine.float64
    assert made.requires_grad
    assert engine.kaiser_window(3, False, 0.0).tolist() == [1, 1, 1]


def test_negative_lengths_and_whole_weights_are_refused():
    with pytest.raises(ShapeError, match="negative"):
        engine.hann_window(-1)
    with pytest.raises(DtypeError, match="floating point"):
        engine.hann_window(3, dtype=engine.int64)
