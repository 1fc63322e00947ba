"""Convolution: values from its definition, paddings, patches, and what it refuses."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.tensor import from_array


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def naive(x, w, stride, padding, dilation, groups):
    """conv2d from its definition, one product at a time."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    filters, depth, height, width = w.shape
    rows = (x.shape[2] - dilation * (height - 1) - 1) // stride + 1
    columns = (x.shape[3] - dilation * (width - 1) - 1) // stride + 1
    z = np.zeros((len(x), filters, rows, columns))
    for n, o, i, j, c, k, m in np.ndindex(*z.shape, depth, height, width):
        channel = o // (filters // groups) * depth + c
        cell = x[n, channel, i * stride + k * dilation, j * stride + m * dilation]
        z[n, o, i, j] += cell * w[o, c, k, m]
    return z


@pytest.mark.parametrize(
    ("stride", "padding", "dilation", "groups"),
    [(1, 0, 1, 1), (2, 1, 1, 1), (1, 2, 2, 1), (3, 1, 1, 2), (1, 0, 1, 4)],
)
def test_conv2d_is_its_definition(stride, padding, dilation, groups, rng):
    x, w = rng.normal(size=(2, 4, 6, 5)), rng.normal(size=(4, 4 // groups, 3, 2))

    z = F.conv2d(from_array(x), from_array(w), None, stride, padding, dilation, groups)

    np.testing.assert_allclose(z._array, naive(x, w, stride, padding, dilation, groups))


@pytest.mark.parametrize("options", [{}, {"stride": 2, "output_padding": 1}, {"padding": 1}])
def test_a_transposed_convolution_is_the_adjoint(options, rng):
    y, w = rng.normal(size=(2, 3, 4)), rng.normal(size=(3, 2, 3))
    given = {k: v for k, v in options.items() if k != "output_padding"}

    x = F.conv_transpose1d(from_array(y), from_array(w), **options)._array

    other = rng.normal(size=x.shape)
    z = F.conv1d(from_array(other), from_array(w), **given)._array
    assert np.sum(x * other) == pytest.approx(np.sum(y * z))


def test_padding_same_keeps_the_sizes_and_pads_the_end_more():
    x = from_array(np.array([[1.0, 2, 3]]))

    z = F.conv1d(x, from_array(np.ones((1, 1, 2))), padding="same")

    assert z.tolist() == [[3, 5, 3]]


def test_an_input_without_a_batch_gives_a_result_without_one():
    z = F.conv2d(engine.ones(3, 5, 5), engine.ones(2, 3, 2, 2), engine.ones(2))

    assert z.shape == (2, 4, 4)
    assert z[0, 0, 0].item() == 13


def test_an_empty_batch_is_allowed():
    assert F.conv1d(engine.zeros(0, 2, 5), engine.ones(3, 2, 2)).shape == (0, 3, 4)


def test_fold_counts_how_often_unfold_saw_a_cell():
    x = engine.ones(1, 1, 3, 3)

    columns = F.unfold(x, 2)

    assert columns.shape == (1, 4, 4)
    assert F.fold(columns, (3, 3), 2).tolist() == [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.conv1d(engine.ones(2, 5), engine.ones(1, 3, 2)), ShapeError, "3 channels"),
        (lambda: F.conv1d(engine.ones(5), engine.ones(1, 1, 2)), ShapeError, "2 or 3 dimensions"),
        (lambda: F.conv1d(engine.ones(1, 2), engine.ones(1, 1, 3)), ShapeError, "larger than"),
        (
            lambda: F.conv1d(engine.ones(1, 4), engine.ones(1, 1, 3), stride=2, padding="same"),
            ShapeError,
            "stride of 1",
        ),
        (
            lambda: F.conv1d(engine.ones(1, 4), engine.ones(1, 1, 3), padding="full"),
            ArgumentError,
            "'valid' or 'same'",
        ),
        (
            lambda: F.conv1d(engine.ones(1, 4), engine.ones(1, 1, 3), stride=0),
            ShapeError,
            "at least 1",
        ),
        (
            lambda: F.conv1d(engine.ones(1, 4), engine.ones(1, 1, 3), stride=1.5),
            ArgumentError,
            "whole numbers",
        ),
        (
            lambda: F.conv1d(engine.ones(1, 4), engine.ones(1, 1, 3, dtype=engine.float64)),
            DtypeError,
            "make them the same",
        ),
        (
            lambda: F.conv1d(engine.ones(1, 4), engine.ones(2, 1, 3), engine.ones(3)),
            ShapeError,
            "2 output channels",
        ),
        (
            lambda: F.conv_transpose1d(
                engine.ones(1, 4), engine.ones(1, 1, 3), output_padding=1, stride=1
            ),
            ShapeError,
            "smaller than the stride",
        ),
        (lambda: F.fold(engine.ones(1, 4, 5), (3, 3), 2), ShapeError, "give \\(n, c · 4, 4\\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
