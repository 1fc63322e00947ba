"""Images brought to another size, bordered, rearranged and sampled."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import RangeError, ShapeError, UnsupportedError

LINE = engine.tensor([[[0.0, 1, 4]]])
IMAGE = engine.arange(16, dtype=engine.float32).reshape(1, 1, 4, 4)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"size": 5}, [0, 0, 1, 1, 4]),
        ({"size": 5, "mode": "nearest-exact"}, [0, 0, 1, 4, 4]),
        ({"size": 6, "mode": "linear"}, [0, 0.25, 0.75, 1.75, 3.25, 4]),
        ({"size": 5, "mode": "linear", "align_corners": True}, [0, 0.5, 1, 2.5, 4]),
        ({"scale_factor": 2}, [0, 0, 1, 1, 4, 4]),
        ({"size": 2, "mode": "area"}, [0.5, 2.5]),
    ],
)
def test_a_line_is_resampled(options, expected):
    assert F.interpolate(LINE, **options).tolist() == [[expected]]


def test_bicubic_reaches_beyond_its_neighbours():
    row = engine.tensor([[[[0.0, 1, 4, 9]]]])

    z = F.interpolate(row, size=(1, 8), mode="bicubic")

    assert z.tolist()[0][0][0] == [
        -0.10546875, 0.12109375, 0.45703125, 1.609375, 2.828125, 5.44921875, 7.97265625, 9.52734375,
    ]  # fmt: skip


def test_the_given_scale_decides_the_positions_unless_it_is_recomputed():
    line = engine.arange(10, dtype=engine.float32).reshape(1, 1, 10)

    given = F.interpolate(line, scale_factor=0.55, mode="linear")
    recomputed = F.interpolate(line, scale_factor=0.55, mode="linear", recompute_scale_factor=True)

    assert given.tolist()[0][0][1] == pytest.approx(1.5 / 0.55 - 0.5)
    assert recomputed.tolist()[0][0][1] == 2.5


def test_an_unused_nan_spoils_nothing():
    z = F.interpolate(engine.tensor([[[1.0, np.nan, 3]]]), size=2)

    assert z.tolist()[0][0][0] == 1


@pytest.mark.parametrize(
    ("mode", "pad", "expected"),
    [
        ("constant", (1, -1), [7, 0, 1]),
        ("reflect", (2, 1), [4, 1, 0, 1, 4, 1]),
        ("replicate", (2, 1), [0, 0, 0, 1, 4, 4]),
        ("replicate", (-1, 1), [1, 4, 4]),
        ("circular", (2, 1), [1, 4, 0, 1, 4, 0]),
    ],
)
def test_borders_are_added(mode, pad, expected):
    value = 7.0 if mode == "constant" else None

    assert F.pad(LINE, pad, mode, value).tolist() == [[expected]]


def test_pixels_are_shuffled_and_back():
    x = engine.arange(8).reshape(1, 8, 1, 1)

    z = F.pixel_shuffle(x, 2)

    assert z.tolist() == [[[[0, 1], [2, 3]], [[4, 5], [6, 7]]]]
    assert F.pixel_unshuffle(z, 2).tolist() == x.tolist()


def test_channels_are_dealt_out():
    x = engine.arange(6).reshape(1, 6, 1)

    assert F.channel_shuffle(x, 2).tolist() == [[[0], [3], [1], [4], [2], [5]]]


@pytest.mark.parametrize(
    ("padding_mode", "outside"), [("zeros", 0), ("border", 9), ("reflection", 8.5)]
)
def test_a_grid_reads_inside_and_outside(padding_mode, outside):
    grid = engine.tensor([[[[-0.5, 0.5], [1.5, 0.0]]]])

    z = F.grid_sample(IMAGE, grid, padding_mode=padding_mode, align_corners=False)

    assert z.tolist() == [[[[10.5, outside]]]]


def test_the_identity_map_reads_the_image_itself():
    theta = engine.tensor([[[1.0, 0, 0], [0, 1, 0]]])

    for align in (False, True):
        for mode in ("bilinear", "nearest", "bicubic"):
            grid = F.affine_grid(theta, (1, 1, 4, 4), align_corners=align)
            z = F.grid_sample(IMAGE, grid, mode, align_corners=align)
            np.testing.assert_allclose(z._array, IMAGE._array, atol=1e-5)


def test_leaving_align_corners_out_warns():
    with pytest.warns(UserWarning, match="align_corners=False"):
        F.affine_grid(engine.zeros(1, 2, 3), (1, 1, 2, 2))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.interpolate(LINE), RangeError, "give one of them"),
        (lambda: F.interpolate(LINE, 3, mode="bilinear"), RangeError, "3 dimensions"),
        (lambda: F.interpolate(LINE, 3, align_corners=True), RangeError, "align_corners"),
        (lambda: F.interpolate(IMAGE, 3, antialias=True), RangeError, "antialias"),
        (lambda: F.interpolate(LINE, 0), ShapeError, "at least 1"),
        (lambda: F.pad(LINE, (3, 0), "reflect"), ShapeError, "pad less"),
        (lambda: F.pad(LINE, (1,)), ShapeError, "two for each"),
        (lambda: F.pad(LINE, (1, 1), "mirror"), UnsupportedError, "circular"),
        (lambda: F.pad(LINE, (1, 1), "reflect", 2.0), RangeError, "takes no value"),
        (lambda: F.pixel_shuffle(IMAGE, 2), ShapeError, "factor's square"),
        (lambda: F.grid_sample(IMAGE, LINE, align_corners=True), ShapeError, "grid"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_grid_without_a_word_on_corners_is_warned_of():
    image, grid = engine.ones(1, 1, 2, 2), engine.zeros(1, 1, 1, 2)

    with pytest.warns(UserWarning, match="align_corners"):
        z = F.grid_sample(image, grid)

    assert z.tolist() == [[[[1]]]]


def test_a_single_pixel_reflects_to_itself():
    grid = engine.tensor([[[[0.7, -3.0]]]])

    z = F.grid_sample(engine.full((1, 1, 1, 1), 5.0), grid, "nearest", "reflection", True)

    assert z.tolist() == [[[[5]]]]


def test_a_grid_of_one_point_is_the_centre():
    theta = engine.tensor([[[1.0, 0, 0], [0, 1, 0]]])

    assert F.affine_grid(theta, (1, 1, 1, 1), align_corners=True).tolist() == [[[[0, 0]]]]
