"""Heights: isotonic pooling is right, and straight things are straight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.layout.coordinates import pool

weighted = st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=1, max_size=20)


@given(weighted)
def test_pooled_values_ascend(pairs):
    wants, weights = map(list, zip(*pairs, strict=True))

    assert (np.diff(pool(wants, weights)) >= -1e-9).all()


@given(weighted)
def test_pooling_keeps_the_weighted_sum(pairs):
    wants, weights = map(list, zip(*pairs, strict=True))

    pooled = pool(wants, weights)

    assert np.dot(pooled, weights) == pytest.approx(np.dot(wants, weights), abs=1e-6)


@given(weighted, st.integers(0, 2**32 - 1))
def test_no_other_ascending_values_are_nearer(pairs, seed):
    wants, weights = map(np.array, zip(*pairs, strict=True))
    pooled = np.array(pool(wants.tolist(), weights.tolist()))
    rival = np.sort(pooled + np.random.default_rng(seed).normal(size=len(pooled)))

    distance = weights @ (pooled - wants) ** 2

    assert distance <= weights @ (rival - wants) ** 2 + 1e-6


def test_ascending_wants_are_granted():
    assert pool([1.0, 2.0, 3.0], [1.0, 9.0, 1.0]) == [1.0, 2.0, 3.0]
