"""Special functions: values from the literature, tails, poles and kinks."""

import math

import numpy as np
import pytest

import engine
from engine import special

INF, NAN = math.inf, math.nan


def values(f, x):
    return f(engine.tensor(x, dtype=engine.float64)).tolist()


def slopes(f, *inputs):
    leaves = [engine.tensor(x, dtype=engine.float64, requires_grad=True) for x in inputs]
    f(*leaves).sum().backward()
    found = [leaf.grad.tolist() for leaf in leaves]
    return found[0] if len(found) == 1 else tuple(found)


def close(found, expected, rtol=1e-14):
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=1e-300)


@pytest.mark.parametrize(("f", "exact"), [(engine.erf, math.erf), (engine.erfc, math.erfc)])
def test_error_functions_are_those_of_the_c_library(f, exact):
    x = [-27.0, -6.0, -1.0, -0.3, -1e-9, 0.0, 0.7, 1.0, 1.5, 5.0, 8.0, 26.0]

    close(values(f, x), [exact(v) for v in x], 1e-13)


def test_lgamma_is_that_of_the_c_library():
    x = [-3.7, -0.5, 1e-10, 0.5, 1.5, 9.99, 10.0, 171.0, 1e10]

    close(values(engine.lgamma, x), [math.lgamma(v) for v in x], 1e-13)


def test_constants_of_digamma_and_its_derivatives():
    one = engine.ones(1, dtype=engine.float64)

    close(engine.digamma(one).tolist(), [-0.5772156649015329])
    close(special.polygamma(1, one).tolist(), [math.pi**2 / 6])
    close(special.polygamma(2, one).tolist(), [-2 * 1.2020569031595942])
    close(special.polygamma(3, one).tolist(), [math.pi**4 / 15])


def test_bessel_functions_near_and_far():
    close(values(engine.i0, [0.0, 1.0, 40.0]), [1, 1.2660658777520084, 1.4894774793419902e16])
    close(values(special.i1, [1.0, -1.0]), [0.565159103992485, -0.565159103992485])
    close(values(special.i0e, [1e4]), [0.0039894726746047314])


@pytest.mark.parametrize(
    ("inverse", "f", "x"),
    [
        (engine.erfinv, engine.erf, [-2.5, -0.4, 0.0, 1e-5, 0.7, 2.0]),
        (special.ndtri, special.ndtr, [-20.0, -3.0, -0.1, 0.5, 1.5]),
        (engine.logit, engine.sigmoid, [-5.0, 0.0, 2.0]),
    ],
)
def test_an_inverse_brings_back_what_went_in(inverse, f, x):
    close(inverse(f(engine.tensor(x, dtype=engine.float64))).tolist(), x, 1e-10)


def test_tails_that_a_difference_would_round_away():
    close(values(special.log_ndtr, [-40.0]), [-804.6084420137539])
    close(values(special.ndtr, [-10.0]), [7.619853024160495e-24], 1e-13)


def test_what_lies_outside_the_domain_is_nan_and_its_bounds_infinite():
    close(values(engine.erfinv, [-1.0, 1.0, 1.5]), [-INF, INF, NAN])
    close(values(special.ndtri, [0.0, 1.0, -0.1]), [-INF, INF, NAN])
    close(values(engine.logit, [0.0, 1.0, 2.0]), [-INF, INF, NAN])
    close(values(special.entr, [-1.0, 0.0]), [-INF, 0])


def test_the_gamma_function_at_its_poles():
    close(values(engine.lgamma, [0.0, -1.0]), [INF, INF])
    close(values(engine.digamma, [0.0, -0.0, -2.0]), [-INF, INF, NAN])


def test_products_with_a_logarithm_are_zero_where_their_factor_is():
    close(engine.xlogy(engine.zeros(2), engine.tensor([0.0, NAN])).tolist(), [0, NAN])
    close(engine.special.xlog1py(engine.zeros(1), engine.tensor([-1.0])).tolist(), [0])
    close(slopes(engine.xlogy, [0.0], [0.0]), ([0], [NAN]))


def test_sinc_is_flat_at_zero():
    assert slopes(engine.sinc, 0.0) == 0


def test_logit_stops_the_gradient_outside_eps():
    close(slopes(lambda x: engine.logit(x, 0.2), [0.1, 0.2, 0.5]), [0, 6.25, 4])


def test_single_precision_stays_single():
    for f in (engine.erf, engine.lgamma, engine.i0, special.ndtri, special.log_ndtr):
        assert f(engine.tensor([0.3])).dtype == engine.float32


def test_names_of_the_special_module():
    x = engine.tensor([0.3])

    assert special.expit(x).item() == engine.sigmoid(x).item()
    assert special.psi(x).item() == engine.digamma(x).item()
    two = sum(engine.lgamma(x + 2 - i / 2).item() for i in (0, 1)) + 0.5 * math.log(math.pi)
    assert special.multigammaln(x + 2, 2).item() == pytest.approx(two, rel=1e-6)
