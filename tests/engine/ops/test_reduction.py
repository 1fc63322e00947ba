"""Reductions: refusals and rare calls."""

import numpy as np
import pytest

import engine


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda x: x.max(), "MaxBackward1"),
        (lambda x: x.min(), "MinBackward1"),
        (lambda x: x.amax(0), "AmaxBackward0"),
    ],
)
def test_the_greatest_of_everything_has_a_name_of_its_own(call, name):
    assert call(engine.ones(2, requires_grad=True)).grad_fn.name() == name


def test_the_logarithm_of_no_sum_is_minus_infinity():
    assert engine.logsumexp(engine.ones(0, 2), 0).tolist() == [-np.inf, -np.inf]
