"""The functions of nd: values against numpy, gradients against central differences."""

import math
import zlib

import numpy
import pytest

import engine
from engine.errors import ArgumentError, EngineError, ShapeError
from engine.mxnet import autograd, nd

PLACES = numpy.array([1, 0, 2])
SMOOTH = """
    abs negative square expm1 exp sin cos tan sinh cosh tanh arctan arcsinh degrees radians
    sigmoid relu softrelu softsign identity softmax log_softmax sum mean prod max min norm
    flatten squeeze cbrt sign floor ceil round rint fix trunc sort ones_like zeros_like
"""
ABOVE = "sqrt rsqrt reciprocal log log2 log10 log1p arccosh"
WITHIN = "arcsin arccos arctanh"
PAIRS = """
    add subtract multiply divide maximum minimum hypot broadcast_add broadcast_sub
    broadcast_plus broadcast_minus broadcast_mul broadcast_div broadcast_maximum
    broadcast_minimum broadcast_hypot true_divide
"""
ALIKE = """
    elemwise_add elemwise_sub elemwise_mul elemwise_div add_n concat stack
"""
NUMPYS = """
    abs negative sign square sqrt cbrt reciprocal exp expm1 log log2 log10 log1p sin cos tan
    arctan sinh cosh tanh arcsinh degrees radians floor ceil fix trunc zeros_like ones_like sum
    mean prod max min sort
"""
CALLS = {  # name: (shapes of the inputs, a call of them)
    **{name: ([(2, 3)], getattr(nd, name)) for name in SMOOTH.split()},
    **{
        name: ([(2, 3)], lambda x, name=name: getattr(nd, name)(nd.abs(x) + 1.5))
        for name in ABOVE.split()
    },
    **{name: ([(2, 3)], lambda x, name=name: getattr(nd, name)(x / 4)) for name in WITHIN.split()},
    **{name: ([(2, 3), (1, 3)], getattr(nd, name)) for name in PAIRS.split()},
    **{name: ([(2, 3), (2, 3)], getattr(nd, name)) for name in ALIKE.split()},
    "power": ([(2, 3), (3,)], lambda x, y: nd.power(nd.abs(x) + 0.5, y)),
    "broadcast_power": ([(2, 3)], lambda x: nd.broadcast_power(nd.abs(x) + 0.5, nd_like(x))),
    "modulo": ([(2, 3)], lambda x: nd.modulo(x, 0.7)),
    "clip": ([(2, 3)], lambda x: nd.clip(x, -0.6, 0.6)),
    "where": ([(2, 3), (2, 3)], lambda x, y: nd.where(x > 0, x * 2, y)),
    "where rows": ([(3, 2), (3, 2)], lambda x, y: nd.where(nd_like(x[:, 0]) * PLACES_LIKE, x, y)),
    "cast": ([(2, 3)], lambda x: nd.cast(x, "float64")),
    "sum over one": ([(2, 3)], lambda x: nd.sum(x * x, axis=0)),
    "sum over the others": ([(2, 3, 2)], lambda x: nd.sum(x * x, axis=1, exclude=True)),
    "sum kept": ([(2, 3)], lambda x: x.sum(axis=-1, keepdims=True) * x),
    "mean over two": ([(2, 3, 2)], lambda x: nd.mean(x * x, axis=(0, 2))),
    "prod over one": ([(2, 3)], lambda x: nd.prod(x, axis=1)),
    "max over one": ([(2, 3)], lambda x: nd.max(x, axis=1)),
    "norm 1": ([(2, 3)], lambda x: nd.norm(x, ord=1, axis=1)),
    "vectors": ([(3,), (3,)], nd.dot),
    "matrices": ([(2, 3), (3, 2)], nd.dot),
    "matrix and vector": ([(2, 3), (3,)], nd.dot),
    "dot of more": ([(2, 3, 2), (2, 3, 2)], nd.dot),
    "dot transposed": ([(3, 2), (2, 3)], lambda x, y: nd.dot(x, y, True, transpose_b=True)),
    "batch_dot": ([(2, 2, 3), (2, 3, 2)], nd.batch_dot),
    "batch_dot transposed": (
        [(2, 3, 2), (2, 2, 3)],
        lambda x, y: nd.batch_dot(x, y, transpose_a=True, transpose_b=True),
    ),
    "concatenate": ([(2, 3), (1, 3)], lambda x, y: nd.concatenate([x, y])),
    "split": ([(2, 4)], lambda x: nd.add_n(*nd.split(x * x, num_outputs=2))),
    "split squeezed": ([(2, 2)], lambda x: nd.split(x, 2, 0, squeeze_axis=True)[1] * x),
    "reshape": ([(2, 3)], lambda x: nd.reshape(x, (3, -1)) * nd.reshape_like(x, x.T)),
    "transpose": ([(2, 3, 2)], lambda x: nd.transpose(x, axes=(1, 2, 0)) * x.transpose((1, 0, 2))),
    "T": ([(2, 3)], lambda x: x.T * x.transpose()),
    "swapaxes": ([(2, 3)], lambda x: nd.swapaxes(x, 0, 1)),
    "expand_dims": ([(3,)], lambda x: nd.expand_dims(x, 0) * nd.expand_dims(x, axis=-1)),
    "flip": ([(2, 3)], lambda x: nd.flip(x, axis=1) * x),
    "repeat": ([(2, 3)], lambda x: nd.repeat(x, repeats=2, axis=0)),
    "repeat flat": ([(2, 3)], lambda x: nd.repeat(x, 2)),
    "tile": ([(2, 3)], lambda x: nd.tile(x, (2, 1, 2))),
    "tile less": ([(2, 3)], lambda x: nd.tile(x, 2)),
    "broadcast_to": ([(1, 3)], lambda x: nd.broadcast_to(x, (2, 0)) * 2),
    "broadcast_like": ([(1, 3), (2, 3)], lambda x, y: nd.broadcast_like(x, y) * y),
    "broadcast_axis": ([(1, 3)], lambda x: nd.broadcast_axis(x, axis=0, size=4)),
    "slice": ([(3, 3)], lambda x: nd.slice(x, begin=(0, 1), end=(2, None))),
    "slice_axis": ([(3, 3)], lambda x: nd.slice_axis(x, axis=1, begin=-2, end=None)),
    "index": ([(3, 3)], lambda x: x[1:] * x[0]),
    "index array": ([(3, 3)], lambda x: x[nd.array([0, 0, 2])]),
    "take": ([(3, 2)], lambda x: nd.take(x, nd.array([0, 2, 2, 5]))),
    "take wrapped": ([(3, 2)], lambda x: nd.take(x, nd.array([-1, 3]), axis=1, mode="wrap")),
    "pick": ([(3, 3)], lambda x: nd.pick(x, nd.array(PLACES))),
    "pick kept": ([(3, 3)], lambda x: x.pick(nd.array(PLACES), axis=0, keepdims=True) * x),
    "sort down": ([(2, 3)], lambda x: nd.sort(x, axis=0, is_ascend=False) * x),
    "topk": ([(2, 4)], lambda x: nd.topk(x, k=2, ret_typ="value")),
    "FullyConnected": (
        [(2, 3), (4, 3), (4,)],
        lambda x, w, b: nd.FullyConnected(x, w, b, num_hidden=4),
    ),
    "FullyConnected of more": (
        [(2, 3, 2), (4, 6)],
        lambda x, w: nd.FullyConnected(data=x, weight=w, no_bias=True, num_hidden=4),
    ),
    "FullyConnected unflattened": (
        [(2, 3, 2), (4, 2), (4,)],
        lambda x, w, b: nd.FullyConnected(x, w, b, flatten=False),
    ),
    "Embedding": (
        [(3, 2)],
        lambda w: nd.Embedding(nd.array([2, 0, 2]), w, input_dim=3, output_dim=2),
    ),
    "Convolution": (
        [(2, 2, 4, 4), (3, 2, 3, 2), (3,)],
        lambda x, w, b: nd.Convolution(
            data=x, weight=w, bias=b, kernel=(3, 2), num_filter=3, stride=(1, 2), pad=(1, 0)
        ),
    ),
    "Convolution of one dimension": (
        [(2, 2, 5), (3, 2, 2)],
        lambda x, w: nd.Convolution(x, w, kernel=(2,), num_filter=3, no_bias=True),
    ),
    "Pooling": (
        [(1, 2, 4, 4)],
        lambda x: nd.Pooling(data=x, pool_type="max", kernel=(2, 2), stride=(2, 2)),
    ),
    "Pooling by means": (
        [(1, 2, 4, 4)],
        lambda x: nd.Pooling(x, kernel=(2, 2), pool_type="avg", stride=(2, 2), pad=(1, 1)),
    ),
    "Pooling of everything": ([(1, 2, 3)], lambda x: nd.Pooling(x, global_pool=True)),
    "pad": (
        [(2, 3)],
        lambda x: nd.pad(x, mode="constant", pad_width=(1, 0, 0, 2), constant_value=5),
    ),
    "pad by the edge": (
        [(1, 1, 2, 3)],
        lambda x: nd.pad(x, mode="edge", pad_width=(0, 0, 0, 0, 1, 0, 0, 2)),
    ),
    "softmax_cross_entropy": (
        [(3, 4)],
        lambda x: nd.softmax_cross_entropy(x, nd.array(PLACES)),
    ),
    "softmax tempered": ([(2, 3)], lambda x: nd.softmax(x, axis=0, temperature=2.0)),
    "log_softmax tempered": ([(2, 3)], lambda x: nd.log_softmax(x, temperature=0.5)),
    **{
        f"Activation {name}": ([(2, 3)], lambda x, name=name: nd.Activation(x, act_type=name))
        for name in ["relu", "sigmoid", "tanh", "softrelu", "softsign"]
    },
    **{
        f"LeakyReLU {name}": ([(2, 3)], lambda x, name=name: nd.LeakyReLU(x, act_type=name))
        for name in ["leaky", "elu", "selu", "gelu"]
    },
    "LeakyReLU prelu": (
        [(2, 3), (3,)],
        lambda x, g: nd.LeakyReLU(x, g, act_type="prelu"),
    ),
}
PLACES_LIKE = nd.array([1, 0, 1], dtype="float64")


def nd_like(x):
    """Ones in the shape of x that carry no gradient."""
    return nd.ones(x.shape, dtype="float64")


def sample(rng, shape):
    """Numbers away from 0, from whole numbers and from each other, where kinks are."""
    count = math.prod(shape)
    spaced = (rng.permutation(count) - count / 2 + 0.3) / count
    return (1.7 * spaced + 0.01 * rng.uniform(size=count)).reshape(shape)


@pytest.mark.parametrize("name", CALLS)
def test_gradients_agree_with_central_differences(name):
    shapes, f = CALLS[name]
    rng = numpy.random.default_rng(zlib.crc32(name.encode()))
    points = [sample(rng, shape) for shape in shapes]
    directions = [rng.normal(size=shape) for shape in shapes]
    arrays = [nd.array(point, dtype="float64") for point in points]
    for array in arrays:
        array.attach_grad()

    with autograd.record():
        y = f(*arrays) + 0 * nd.sum(nd.add_n(*(nd.sum(a) for a in arrays)))
        weight = nd.array(rng.normal(size=y.shape), dtype="float64")
    y.backward(weight)
    slope = sum((a.grad.asnumpy() * d).sum() for a, d in zip(arrays, directions, strict=True))

    step = 1e-6
    ahead, behind = (
        f(*(nd.array(p + s * d, dtype="float64") for p, d in zip(points, directions, strict=True)))
        for s in (step, -step)
    )
    expected = ((ahead - behind) * weight).asnumpy().sum() / (2 * step)
    assert slope == pytest.approx(expected, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(
    ("name", "of_numpy"),
    [
        *((name, getattr(numpy, name)) for name in NUMPYS.split()),
        ("rsqrt", lambda x: 1 / numpy.sqrt(x)),
        ("norm", numpy.linalg.norm),
        ("sigmoid", lambda x: 1 / (1 + numpy.exp(-x))),
        ("softrelu", lambda x: numpy.log(1 + numpy.exp(x))),
        ("softsign", lambda x: x / (1 + numpy.abs(x))),
        ("softmax", lambda x: numpy.exp(x) / numpy.exp(x).sum(-1, keepdims=True)),
        ("argsort", lambda x: numpy.argsort(x)),
        ("argmax", lambda x: numpy.argmax(x)),
        ("argmin", lambda x: numpy.argmin(x)),
    ],
)  # fmt: skip
def test_values_are_those_of_numpy(name, of_numpy):
    x = numpy.random.default_rng(0).uniform(0.3, 2.7, (2, 3)).astype(numpy.float32)

    function, method = getattr(nd, name)(nd.array(x)), getattr(nd.NDArray, name, None)

    expected = numpy.atleast_1d(of_numpy(x))
    assert function.asnumpy() == pytest.approx(expected, rel=1e-5)
    assert function.dtype is numpy.float32
    if method is not None:
        assert method(nd.array(x)).asnumpy() == pytest.approx(expected, rel=1e-5)


def test_rounding_follows_mxnet():
    x = nd.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])

    assert nd.round(x).asnumpy().tolist() == [-3, -2, -1, 1, 2, 3]
    assert nd.rint(x).asnumpy().tolist() == [-3, -2, -1, 0, 1, 2]


def test_logic_counts_what_is_not_zero():
    x, y = nd.array([0, 0, 2, 3]), nd.array([0, 5, 0, 7])

    found = [
        nd.logical_and(x, y),
        nd.logical_or(x, y),
        nd.logical_xor(x, y),
        nd.logical_not(x),
        nd.broadcast_lesser(x, y),
    ]

    assert [a.asnumpy().tolist() for a in found] == [
        [0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 1, 0, 1],
    ]  # fmt: skip


def test_stopped_gradients():
    x = nd.array([2.0])
    x.attach_grad()

    with autograd.record():
        y = nd.stop_gradient(x * x) * x + nd.BlockGrad(x)
    y.backward()

    assert x.grad.asscalar() == 4


def test_reductions_of_everything_have_the_shape_1():
    x = nd.ones((2, 3))

    found = [
        x.sum(),
        x.mean(),
        x.norm(),
        x.max(),
        nd.argmax(x),
        nd.ones(3).sum(),
        nd.ones(3).norm(),
    ]

    assert [a.shape for a in found] == [(1,)] * len(found)
    assert nd.sum(x, keepdims=True).shape == (1, 1)
    assert nd.sum(x, axis=(0, 1), exclude=True).asnumpy().tolist() == x.asnumpy().tolist()


def test_nansum_leaves_out_what_is_no_number():
    x = nd.array([[1, math.nan], [3, 4]])
    x.attach_grad()

    with autograd.record():
        y = nd.nansum(x, axis=0, exclude=True)
    y.backward()

    assert y.asnumpy().tolist() == [1, 7]
    assert x.grad.asnumpy().tolist() == [[1, 0], [1, 1]]


def test_pad_takes_its_widths_from_the_first_dimension_on():
    x = nd.array([[1, 2]])

    constant = nd.pad(x, "constant", (1, 0, 0, 2), constant_value=5)
    edge = nd.pad(x.reshape((1, 1, 1, 2)), "edge", (0, 0, 0, 0, 0, 1, 2, 0))

    assert constant.asnumpy().tolist() == [[5, 5, 5, 5], [1, 2, 5, 5]]
    assert edge.asnumpy().tolist() == [[[[1, 1, 1, 2], [1, 1, 1, 2]]]]


def test_axes_may_be_a_list():
    assert nd.sum(nd.ones((2, 3, 4)), axis=[0, 2]).asnumpy().tolist() == [8, 8, 8]


def test_one_hot():
    found = nd.one_hot(nd.array([2, 0]), 3, on_value=5, off_value=-1)

    assert found.asnumpy().tolist() == [[-1, -1, 5], [5, -1, -1]]


def test_topk():
    x = nd.array([[0.3, 0.2, 0.4], [0.1, 0.3, 0.2]])

    both = nd.topk(x, k=2, ret_typ="both")

    assert nd.topk(x).asnumpy().tolist() == [[2], [1]]
    assert nd.topk(x, ret_typ="mask", k=2).asnumpy().tolist() == [[1, 0, 1], [0, 1, 1]]
    assert nd.topk(x, axis=None, ret_typ="value", k=1).asnumpy() == pytest.approx([0.4])
    assert both[0].asnumpy() == pytest.approx(numpy.array([[0.4, 0.3], [0.3, 0.2]]))
    assert both[1].asnumpy().tolist() == [[2, 0], [1, 2]]
    assert nd.topk(x, is_ascend=True).asnumpy().tolist() == [[1], [0]]


def test_shapes_as_arrays():
    x = nd.ones((2, 3))

    assert nd.shape_array(x).asnumpy().tolist() == [2, 3]
    assert nd.size_array(x).asnumpy().tolist() == [6]


def test_out_receives_the_result():
    x, out = nd.array([1, 2]), nd.zeros(2)

    result = nd.elemwise_add(x, x, out=out)

    assert result is out
    assert out.asnumpy().tolist() == [2, 4]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: nd.split(x, num_outputs=2),
        lambda x: nd.dot(x, x),
        lambda x: nd.dot(x.expand_dims(0), x),
        lambda x: nd.batch_dot(x, x),
        lambda x: nd.squeeze(x, axis=0),
        lambda x: nd.elemwise_add(x, x[0]),
        lambda x: nd.norm(x, ord=3),
        lambda x: nd.take(x, nd.array([0]), mode="raise"),
        lambda x: nd.topk(x, ret_typ="all"),
        lambda x: nd.softmax_cross_entropy(x, x),
        lambda x: nd.Activation(x, act_type="cubic"),
        lambda x: nd.LeakyReLU(x, act_type="cubic"),
        lambda x: nd.FullyConnected(x, x, num_hidden=2),
        lambda x: nd.FullyConnected(x, x, num_hidden=5, no_bias=True),
        lambda x: nd.Dropout(x, p=1.5),
        lambda x: nd.Embedding(x, x, 3, 3),
        lambda x: nd.Convolution(x, x, kernel=(3,), no_bias=True),
        lambda x: nd.Convolution(x.expand_dims(0), x.expand_dims(0)),
        lambda x: nd.Pooling(x, pool_type="sum"),
        lambda x: nd.pad(x, "constant", (1, 1)),
        lambda x: nd.pad(x, "edge", (1, 1, 0, 0)),
        lambda x: nd.Pooling(x, global_pool=True),
        lambda x: nd.maximum(1, 2),
        lambda x: nd.concat(x, x[:, :2], dim=0),
        lambda x: nd.broadcast_to(x, (3, 3)),
        lambda x: x + nd.ones((3, 2)),
    ],
)
def test_errors_say_what_to_do(wrong):
    with pytest.raises(EngineError) as caught:
        wrong(nd.ones((2, 3)))

    assert isinstance(caught.value, (ArgumentError, ShapeError))
    assert caught.value.remedy


def test_a_seed_repeats_the_numbers():
    from engine.mxnet import random

    draws = []
    for _ in range(2):
        random.seed(7)
        draws.append([
            nd.random.normal(0, 1, shape=(2, 3)),
            nd.random.uniform(-1, 1, shape=2),
            nd.random.randn(3),
            nd.random.randint(0, 10, shape=(4,)),
            nd.random.exponential(2.0, shape=3),
            nd.random.poisson(4.0, shape=3),
            nd.random.multinomial(nd.array([0.1, 0.9]), shape=5),
            nd.shuffle(nd.arange(5)),
        ])  # fmt: skip

    first, second = ([a.asnumpy().tolist() for a in draw] for draw in draws)
    assert first == second
    assert [a.shape for a in draws[0]] == [(2, 3), (2,), (3,), (4,), (3,), (3,), (5,), (5,)]
    assert draws[0][3].dtype is numpy.int32
    assert sorted(first[-1]) == [0, 1, 2, 3, 4]
    assert nd.random.multinomial(nd.array([[0, 1.0], [1, 0]])).asnumpy().tolist() == [1, 0]


def test_random_numbers_have_their_moments():
    engine.manual_seed(0)

    normal = nd.random.normal(3, 2, shape=(20000,)).asnumpy()
    uniform = nd.random.uniform(2, 4, shape=(20000,)).asnumpy()

    assert (normal.mean(), normal.std()) == pytest.approx((3, 2), rel=0.02)
    assert (uniform.min() >= 2, uniform.max() < 4) == (True, True)
    assert uniform.mean() == pytest.approx(3, rel=0.01)


def test_waitall_waits_for_nothing():
    assert nd.waitall() is None
