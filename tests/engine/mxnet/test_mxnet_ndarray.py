"""NDArray: numbers, memory, shapes, indexing and change in place."""

import copy
import operator
import pickle

import numpy
import pytest

from engine.errors import ArgumentError, AxisError, DtypeError, ShapeError
from engine.mxnet import nd


@pytest.mark.parametrize(
    "array",
    [
        nd.array([1, 2]),
        nd.array(numpy.array([1.0, 2.0])),
        nd.arange(2),
        nd.zeros((2,)),
        nd.ones(2),
        nd.full((2,), 7),
        nd.eye(2),
        nd.linspace(0, 1, 2),
        nd.random.normal(shape=2),
        nd.array([True, False]),
    ],
    ids=str,
)
def test_the_usual_dtype_is_float32(array):
    assert array.dtype is numpy.float32


def test_another_dtype_is_kept():
    assert nd.array([1, 2], dtype="int32").dtype is numpy.int32
    assert nd.array(nd.array([1], dtype=numpy.float64)).dtype is numpy.float64


def test_arrays_of_two_dtypes_do_not_mix():
    with pytest.raises(DtypeError, match="astype"):
        nd.array([1]) + nd.array([1], dtype="int32")


def test_a_number_makes_an_array_of_shape_1():
    assert nd.array(5).shape == (1,)
    assert nd.zeros(()).shape == (1,)


def test_attributes():
    x = nd.zeros((2, 3))

    assert (x.shape, x.size, x.ndim, len(x), x.stype) == ((2, 3), 6, 2, 2, "default")
    assert str(x.context) == str(x.ctx) == "cpu(0)"


@pytest.mark.parametrize(
    ("shape", "codes", "expected"),
    [
        ((2, 3, 4), (4, 0, 2), (4, 3, 2)),
        ((2, 3, 4), (2, 0, 0), (2, 3, 4)),
        ((2, 3, 4), (6, 1, -1), (6, 1, 4)),
        ((2, 3, 4), (-2,), (2, 3, 4)),
        ((2, 3, 4), (2, -2), (2, 3, 4)),
        ((2, 3, 4), (-2, 1, 1), (2, 3, 4, 1, 1)),
        ((2, 3, 4), (-3, 4), (6, 4)),
        ((2, 3, 4, 5), (-3, -3), (6, 20)),
        ((2, 3, 4), (0, -3), (2, 12)),
        ((2, 3, 4), (-3, -2), (6, 4)),
        ((2, 3, 4), (-4, 1, 2, -2), (1, 2, 3, 4)),
        ((2, 3, 4), (2, -4, -1, 3, -2), (2, 1, 3, 4)),
        ((2, 3), -1, (6,)),
    ],
    ids=str,
)
def test_reshape_understands_the_codes(shape, codes, expected):
    x = nd.arange(numpy.prod(shape)).reshape(shape)

    result = x.reshape(codes)

    assert result.shape == nd.reshape(x, shape=codes).shape == expected
    assert result.asnumpy().ravel().tolist() == x.asnumpy().ravel().tolist()


def test_reshape_can_read_the_codes_from_the_right():
    x = nd.zeros((10, 5, 4))

    assert x.reshape((-1, 0)).shape == (40, 5)
    assert x.reshape((-1, 0), reverse=True).shape == (50, 4)


@pytest.mark.parametrize("codes", [(4,), (-1, -1), (0, 0, 0), (-4, 2), (-4, 4, -1), (-9,)], ids=str)
def test_reshape_refuses_what_does_not_fit(codes):
    with pytest.raises(ShapeError):
        nd.zeros((2, 3)).reshape(codes)


def test_reshape_shares_memory_and_transpose_does_not():
    x = nd.zeros((2, 3))
    shared, apart = x.reshape((3, 2)), x.T

    x[0, 1] = 5

    assert shared.asnumpy().tolist() == [[0, 5], [0, 0], [0, 0]]
    assert apart.asnumpy().sum() == 0


def test_a_row_shares_memory_and_a_column_does_not():
    x = nd.zeros((2, 3))

    row, column = x[0], x[:, 1]
    row[:] = 1
    column[:] = 7

    assert x.asnumpy().tolist() == [[1, 1, 1], [0, 0, 0]]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((1, 2), [6]),
        (1, [4, 5, 6]),
        (-1, [4, 5, 6]),
        (slice(0, 1), [[1, 2, 3]]),
        ((slice(None), slice(1, 3)), [[2, 3], [5, 6]]),
        ((slice(None), slice(None, None, -1)), [[3, 2, 1], [6, 5, 4]]),
        ([1, 0], [[4, 5, 6], [1, 2, 3]]),
        (nd.array([1, 0]), [[4, 5, 6], [1, 2, 3]]),
        (([0, 1], [2, 0]), [3, 4]),
        (numpy.int64(1), [4, 5, 6]),
        (None, [[[1, 2, 3], [4, 5, 6]]]),
        ((Ellipsis, 0), [1, 4]),
    ],
    ids=str,
)
def test_indexing(key, expected):
    x = nd.array([[1, 2, 3], [4, 5, 6]])

    assert x[key].asnumpy().tolist() == expected


def test_one_element_of_a_vector_has_the_shape_1():
    x = nd.array([1, 2, 3])

    assert x[1].shape == (1,)
    assert [float(part) for part in x] == [1, 2, 3]
    with pytest.raises(AxisError):
        x[3]


def test_assignment_to_parts():
    x = nd.zeros((2, 3))

    x[:] = 1
    x[0, 0] = 2
    x[:, 2] = nd.array([3, 4])
    x[1, :2] = [5, 6]
    x[[0], [1]] = 9

    assert x.asnumpy().tolist() == [[2, 9, 3], [5, 6, 4]]


def test_assignment_of_another_shape_is_refused():
    with pytest.raises(ShapeError, match="broadcast"):
        nd.zeros((2, 3))[:] = nd.zeros(2)


def test_operators_in_place_keep_the_memory():
    x = nd.array([4.0, 9.0])
    same = x

    x += 2
    x *= nd.array([2, 1])
    x -= 1
    x /= 2
    x **= 2
    x %= 7

    assert same is x
    assert x.asnumpy().tolist() == [(5.5**2) % 7, 25 % 7]


def test_comparisons_give_ones_and_zeros():
    x, y = nd.array([1, 2, 3]), nd.array([3, 2, 1])

    found = [x == y, x != y, x < y, x <= 2, x > 2, x <= 2]

    assert [a.asnumpy().tolist() for a in found] == [
        [0, 1, 0], [1, 0, 1], [1, 0, 0], [1, 1, 0], [0, 0, 1], [1, 1, 0],
    ]  # fmt: skip
    assert found[0].dtype is numpy.float32
    assert operator.eq(x, None) is False


def test_reflected_operators():
    x = nd.array([2.0, 4.0])

    found = [1 + x, 1 - x, 3 * x, 8 / x, 2**x, 5 % x, -x, abs(-x)]

    assert [a.asnumpy().tolist() for a in found] == [
        [3, 5], [-1, -3], [6, 12], [4, 2], [4, 16], [1, 1], [-2, -4], [2, 4],
    ]  # fmt: skip


def test_numbers_of_one_element():
    x = nd.array([2.5])

    assert (x.asscalar(), float(x), int(x), bool(x)) == (2.5, 2.5, 2, True)
    assert isinstance(x.asscalar(), numpy.float32)
    assert [10, 20, 30][nd.array([1], dtype="int32")] == 20
    assert not nd.zeros((0,))


def test_several_elements_are_no_number():
    x = nd.array([1, 2])

    with pytest.raises(ShapeError):
        bool(x)
    with pytest.raises(ShapeError):
        x.asscalar()
    with pytest.raises(ArgumentError):
        [1, 2][nd.array([1.0])]


def test_copies():
    x = nd.array([1, 2])
    y, z = nd.zeros(2), x.copy()

    result = x.copyto(y)
    x[:] = 7

    assert result is y
    assert [y.asnumpy().tolist(), z.asnumpy().tolist()] == [[1, 2], [1, 2]]
    assert x.as_in_context(x.context) is x
    assert x.astype("int32").dtype is numpy.int32
    assert x.astype("float32", copy=False) is x
    x.asnumpy()[0] = 0
    assert x.asnumpy()[0] == 7
    x.wait_to_read()


def test_detach_shares_memory():
    x = nd.array([1, 2])

    x.detach()[:] = 3

    assert x.asnumpy().tolist() == [3, 3]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: nd.array([[1], [1, 2]]),
        lambda: nd.array("text"),
        lambda: nd.array([1], dtype="text"),
        lambda: nd.array([1], dtype="complex64"),
        lambda: nd.array([1]) + numpy.array([1]),
        lambda: nd.array([1]) + "text",
        lambda: nd.array([1]).reshape((1,), sideways=True),
        lambda: nd.array([1]).attach_grad("sometimes"),
        lambda: nd.array([1]).attach_grad(stype="csr"),
        lambda: nd.array([1], dtype="int32").attach_grad(),
        lambda: nd.sum(5),
        lambda: nd.exp([1.0]),
        lambda: nd.sum(nd.ones(2), sideways=True),
        lambda: nd.zeros(2, ctx="cpu"),
        lambda: nd.save("file", []),
        lambda: nd.load("file"),
        lambda: nd.zeros((-1,)),
        lambda: nd.zeros(1).copyto("cpu"),
    ],
)
def test_errors_say_what_to_do(wrong):
    with pytest.raises((ArgumentError, DtypeError, ShapeError)) as caught:
        wrong()

    assert caught.value.remedy


def test_numpy_reads_an_array():
    assert numpy.asarray(nd.array([1, 2])).tolist() == [1, 2]
    assert numpy.mean(nd.array([1, 2]).asnumpy()) == 1.5


def test_copies_and_pickles_have_the_numbers_alone():
    x = nd.array([1, 2])
    x.attach_grad()

    found = [copy.deepcopy(x), copy.copy(x), pickle.loads(pickle.dumps(x))]
    x[:] = 0

    assert [a.asnumpy().tolist() for a in found] == [[1, 2]] * 3
    assert [a.grad for a in found] == [None] * 3


def test_an_empty_array_has_its_shape():
    assert nd.empty((2, 3)).shape == (2, 3)


def test_an_array_is_not_copied_to_itself():
    x = nd.array([1.0])

    with pytest.raises(ArgumentError, match="itself"):
        x.copyto(x)


def test_numbers_of_numpy_are_operands():
    assert (nd.array([1.0]) + numpy.float32(2)).asnumpy().tolist() == [3]


def test_elements_are_picked_by_an_index_of_as_many_dimensions():
    x = nd.array([[1, 2], [3, 4]])

    assert nd.pick(x, nd.array([[1], [0]]), keepdims=True).asnumpy().tolist() == [[2], [3]]
