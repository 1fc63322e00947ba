"""Pooling: windows, indices, and what it refuses."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import RangeError, ShapeError

LINE = engine.tensor([[1.0, 5, 2, 4, 3]])


def test_max_pool_takes_whole_windows_only():
    assert F.max_pool1d(LINE, 2).tolist() == [[5, 4]]


def test_ceil_mode_adds_the_window_that_sticks_out():
    assert F.max_pool1d(LINE, 2, ceil_mode=True).tolist() == [[5, 4, 3]]


def test_padding_never_wins():
    assert F.max_pool1d(-LINE, 3, 2, 1).tolist() == [[-1, -2, -3]]


def test_indices_are_places_in_the_flattened_image():
    image = engine.tensor([[[1.0, 9, 2], [3, 4, 8]]])

    z, index = F.max_pool2d(image, 2, 1, return_indices=True)

    assert z.tolist() == [[[9, 9]]]
    assert index.tolist() == [[[1, 1]]]


def test_the_last_nan_of_a_window_wins():
    z, index = F.max_pool1d_with_indices(engine.tensor([[np.nan, np.nan, 7.0]]), 3)

    assert np.isnan(z.item())
    assert index.tolist() == [[1]]


def test_unpooling_puts_the_greatest_back():
    z, index = F.max_pool1d(LINE, 2, return_indices=True)

    assert F.max_unpool1d(z, index, 2).tolist() == [[0, 5, 0, 4]]
    assert F.max_unpool1d(z, index, 2, output_size=(5,)).tolist() == [[0, 5, 0, 4, 0]]


def test_padding_counts_in_the_mean_unless_told_otherwise():
    assert F.avg_pool1d(LINE, 3, 2, 1).tolist()[0] == pytest.approx([2, 11 / 3, 7 / 3])
    assert F.avg_pool1d(LINE, 3, 2, 1, count_include_pad=False).tolist()[0] == pytest.approx(
        [3, 11 / 3, 3.5]
    )


def test_a_divisor_replaces_the_count():
    assert F.avg_pool2d(engine.ones(1, 2, 2), 2, divisor_override=8).item() == 0.5


def test_adaptive_windows_overlap_where_sizes_do_not_divide():
    assert F.adaptive_avg_pool1d(LINE, 3).tolist()[0] == pytest.approx([3, 11 / 3, 3.5])
    assert F.adaptive_max_pool1d(LINE, 3).tolist() == [[5, 5, 4]]


def test_none_keeps_a_size():
    assert F.adaptive_avg_pool2d(engine.ones(1, 4, 6), (None, 2)).shape == (1, 4, 2)


def test_a_norm_pool_is_the_norm_of_each_window():
    assert F.lp_pool1d(engine.tensor([[3.0, 4, 6, 8]]), 2, 2).tolist()[0] == pytest.approx([5, 10])


def test_random_windows_are_fixed_by_their_samples():
    samples = engine.tensor([[[0.5, 0.5]]])
    image = engine.arange(25, dtype=engine.float32).reshape(1, 1, 5, 5)

    z = F.fractional_max_pool2d(image, 2, (2, 2), _random_samples=samples)

    assert z.tolist() == [[[[6, 9], [21, 24]]]]


def test_random_windows_have_the_size_asked_for():
    z, index = F.fractional_max_pool2d(
        engine.rand(2, 7, 9), 2, output_ratio=0.5, return_indices=True
    )

    assert z.shape == index.shape == (2, 3, 4)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.max_pool1d(LINE, 6), ShapeError, "larger than the padded input"),
        (lambda: F.max_pool1d(LINE, 2, padding=2), ShapeError, "half of the kernel"),
        (lambda: F.max_pool2d(LINE, 2), ShapeError, "3 or 4 dimensions"),
        (lambda: F.max_pool1d(LINE, 0), ShapeError, "at least 1"),
        (lambda: F.avg_pool1d(LINE, 2, divisor_override=0), RangeError, "divisor_override"),
        (lambda: F.adaptive_avg_pool1d(LINE, -1), ShapeError, "at least 0"),
        (lambda: F.fractional_max_pool2d(engine.ones(1, 3, 3), 2), RangeError, "one of them"),
        (
            lambda: F.max_unpool1d(LINE, engine.tensor([[0, 1, 2, 3, 99]]), 1),
            ShapeError,
            "outside of",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_an_adaptive_pool_wants_as_many_sizes_as_axes():
    with pytest.raises(ShapeError, match="2 sizes"):
        F.adaptive_max_pool2d(engine.ones(1, 2, 2), (1, 1, 1))


def test_a_fractional_pool_of_one_window_reads_the_end():
    x = engine.arange(16.0).view(1, 4, 4)

    z = F.fractional_max_pool2d(x, 2, output_size=1, _random_samples=engine.zeros(1, 1, 2))

    assert z.tolist() == [[[15]]]
