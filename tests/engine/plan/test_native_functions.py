"""Native functions: series that are within two ulp, at every size of their argument."""

from itertools import product

import numpy as np
import pytest

from engine.plan import Leaf, Plan, Step
from engine.plan.calls import compiled_plan
from engine.plan.native_functions import LARGEST_ANGLE, VECTORISED

COUNT = 5_000
WIDER = {np.float32: np.float64, np.float64: np.longdouble}
IS_EXACT = np.finfo(np.longdouble).nmant > np.finfo(np.float64).nmant
DTYPES = [
    np.float32,
    pytest.param(
        np.float64,
        marks=pytest.mark.skipif(not IS_EXACT, reason="long doubles are doubles here"),
    ),
]


def series(name, x):
    """The native function, of arrays like x."""
    compiled = compiled_plan(Plan((Leaf(0, x, False, "x"),), (Step(name, (0,), 1),), 1)).prepare()
    assert compiled.backend == "native"
    return compiled.step


def expected(name, x):
    """The right results, in a wider format."""
    with np.errstate(all="ignore"):
        return getattr(np, name)(x.astype(WIDER[x.dtype.type]))


def arguments(name, dtype, rng):
    """Small and large ones, and those near which a result is small, or no normal number."""
    limits = np.finfo(dtype)
    sizes = 10.0 ** rng.uniform(np.log10(limits.tiny) / 2, 0, COUNT)
    subnormal = rng.uniform(0, 4, COUNT) * float(limits.tiny)
    parts = [rng.uniform(-1, 1, COUNT), rng.uniform(-30, 30, COUNT), sizes, -sizes]
    parts += [subnormal, -subnormal]
    if name in ("sin", "cos"):
        largest = LARGEST_ANGLE["double" if dtype is np.float64 else "float"]
        zeros = np.round(rng.uniform(-1, 1, COUNT) * (largest / 2)) * (np.pi / 2)
        parts += [rng.uniform(-largest, largest, COUNT), zeros]
    if name == "exp":
        parts.append(rng.uniform(np.log(float(limits.tiny)) - 40, np.log(float(limits.max)), COUNT))
    if name == "log":
        parts += [1 / sizes, 1 + 1e-3 * rng.standard_normal(COUNT)]
    x = np.concatenate(parts).astype(dtype)
    return np.abs(x) if name == "log" else x


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", sorted(VECTORISED))
def test_a_series_is_within_two_ulp(name, dtype):
    x = arguments(name, dtype, np.random.default_rng(0))
    right = expected(name, x)

    y = series(name, x)(x)

    rounded = right.astype(dtype)
    finite = np.isfinite(rounded)
    assert np.array_equal(y[~finite], rounded[~finite])
    with np.errstate(under="ignore"):
        errors = np.abs(y[finite] - right[finite]) / np.spacing(np.abs(rounded[finite]))
    assert errors.max() <= 2, x[finite][errors.argmax()]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", sorted(VECTORISED))
def test_a_series_of_what_is_no_ordinary_number_is_the_limit(name, dtype):
    run = series(name, np.zeros(300, dtype))
    largest = np.finfo(dtype).max
    specials = (0.0, -0.0, np.inf, -np.inf, np.nan, largest, -largest)
    for special, place in product(specials, (0, 290, 299)):  # the last is left over by vectors
        x = np.full(300, 0.5, dtype)
        x[place] = special
        with np.errstate(all="ignore"):
            right = getattr(np, name)(x)

        y = run(x)

        np.testing.assert_allclose(y, right, rtol=1e-6, err_msg=f"{special} at {place}")
        numbers = ~np.isnan(right)
        assert np.array_equal(np.signbit(y[numbers]), np.signbit(right[numbers])), special
