"""Pooling: refusals and rare calls."""

import engine
from engine.nn import functional


def test_no_window_begins_behind_the_input_even_where_sizes_are_rounded_up():
    x = engine.arange(5.0).reshape(1, 1, 5)

    assert functional.avg_pool1d(x, 1, 2, ceil_mode=True).tolist() == [[[0, 2, 4]]]
    assert functional.max_pool1d(x[..., :4], 2, 3, padding=1, ceil_mode=True).tolist() == [[[0, 3]]]
