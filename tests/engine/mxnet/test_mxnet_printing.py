"""Arrays print as MXNet prints them."""

import pytest

from engine.mxnet import nd, np


def test_an_ndarray_prints_its_numbers_shape_and_context():
    x = nd.arange(4).reshape((4, 1)) * 4

    text = "\n[[ 0.]\n [ 4.]\n [ 8.]\n [12.]]\n<NDArray 4x1 @cpu(0)>"

    assert str(x) == repr(x) == text


def test_one_number_has_the_shape_1():
    assert repr(nd.sum(nd.ones((2, 3)))) == "\n[6.]\n<NDArray 1 @cpu(0)>"


def test_whole_numbers_print_without_a_point():
    assert repr(nd.array([1, 2], dtype="int32")) == "\n[1 2]\n<NDArray 2 @cpu(0)>"


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.arange(2.0), "array([0., 1.])"),
        (np.array(28), "array(28.)"),
        (np.array([1, 2], dtype="int64"), "array([1, 2], dtype=int64)"),
        (np.array([1, 2], dtype="int32"), "array([1, 2], dtype=int32)"),
        (np.array([1, 2], dtype="float64"), "array([1., 2.], dtype=float64)"),
        (np.arange(2) == np.ones(2), "array([False,  True])"),
        (np.array([[1, 2], [3, 4]]), "array([[1., 2.],\n       [3., 4.]])"),
        (np.zeros((0, 3)), "array([], shape=(0, 3))"),
    ],
    ids=str,
)
def test_an_array_of_np_prints_as_numpy_without_its_usual_dtype(array, text):
    assert repr(array) == text


def test_str_of_np_is_that_of_numpy():
    assert str(np.array([1, 2])) == "[1. 2.]"
    assert f"{np.array(1.5):.2f}" == "1.50"
