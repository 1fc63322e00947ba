"""The idiom of mxnet.np: numpy's names and rules, gradients by autograd."""

import math
import operator

import numpy
import pytest

import engine.mxnet as mx
from engine.errors import EngineError, GradientError
from engine.mxnet import autograd, np, npx

FUNCTIONS = """
    abs negative sign square sqrt cbrt reciprocal exp expm1 log log2 log10 log1p sin cos tan
    arctan sinh cosh tanh arcsinh degrees radians floor ceil fix trunc rint around round
    absolute zeros_like ones_like logical_not isnan ravel sum mean prod max min std var argmax
    argmin add subtract multiply divide power maximum minimum hypot mod remainder arctan2 equal
    not_equal greater greater_equal less less_equal logical_and logical_or logical_xor
"""
npx.set_np()


def test_twice_the_square_has_the_gradient_4x():
    x = np.arange(4.0)
    x.attach_grad()
    before = repr(x.grad)

    with autograd.record():
        y = 2 * np.dot(x, x)
    y.backward()

    assert before == "array([0., 0., 0., 0.])"
    assert repr(y) == "array(28.)"
    assert repr(x.grad) == "array([ 0.,  4.,  8., 12.])"
    assert (x.grad == 4 * x).asnumpy().all()


def test_the_gradient_is_overwritten():
    x = np.arange(4.0)
    x.attach_grad()
    for compute in (lambda: np.dot(x, x), lambda: x.sum()):
        with autograd.record():
            y = compute()
        y.backward()

    assert x.grad.tolist() == [1, 1, 1, 1]


def test_backward_of_a_vector_sums():
    x = np.arange(4.0)
    x.attach_grad()

    with autograd.record():
        y = x * x
    y.backward()

    assert x.grad.tolist() == [0, 2, 4, 6]


def test_a_detached_factor_is_a_constant():
    x = np.arange(4.0)
    x.attach_grad()

    with autograd.record():
        y = x * x
        u = y.detach()
        z = u * x
    z.backward()
    of_product = x.grad.tolist()
    y.backward()

    assert of_product == u.tolist()
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_control_flow():
    def f(a):
        b = a * 2
        while np.linalg.norm(b) < 1000:
            b = b * 2
        return b if b.sum() > 0 else 100 * b

    a = np.random.normal()
    a.attach_grad()

    with autograd.record():
        d = f(a)
    d.backward()

    assert a.shape == ()
    assert a.grad == d / a


def test_comparisons_and_masks_are_truths():
    x = np.array([[1, 2], [3, 4]])

    mask = x > 2
    x[mask] = 0

    assert mask.dtype is numpy.bool_
    assert x.tolist() == [[1, 2], [0, 0]]
    assert x[x == 0].tolist() == [0, 0]
    assert operator.ne(x, None) is True


def test_reductions_follow_numpy():
    x = np.arange(6).reshape(2, 3)

    assert x.sum().shape == ()
    assert x.sum(axis=0).tolist() == [3, 5, 7]
    assert x.sum(axis=1, keepdims=True).shape == (2, 1)
    assert x.mean().item() == x.sum() / x.size == 2.5
    assert (x.max(axis=1).tolist(), x.min().item()) == ([2, 5], 0)
    assert x.argmax(axis=1).dtype is numpy.int64
    assert x.std().item() == pytest.approx(numpy.arange(6).std())
    assert x.var(ddof=1).item() == pytest.approx(3.5)
    assert np.linalg.norm(np.array([3, -4])).item() == 5
    assert np.abs(np.array([3, -4])).sum() == 7


def test_arrays_are_float32_unless_told_otherwise():
    shaped = [np.ones(2), np.zeros((2, 3)), np.full((), 3), np.eye(2)]
    ranges = [np.arange(3), np.linspace(0, 1, 3), np.random.normal(0, 1, (2,))]
    copied = [np.array([1, 2]), np.array(numpy.arange(3.0))]

    assert {a.dtype for a in shaped + ranges + copied} == {numpy.float32}
    assert np.array([1], dtype=np.int32).dtype is numpy.int32


def test_dtypes_may_mix():
    assert (np.array([1]) + np.array([1], dtype="int32")).dtype is numpy.float32


def test_indexing_gives_numbers_of_no_dimension():
    x = np.arange(12).reshape(3, 4)

    x[1, 2] = 9
    x[0:2, :] = 12

    assert x[-1].tolist() == [8, 9, 10, 11]
    assert x[2, 1].shape == ()
    assert x[range(3), [0, 1, 2]].tolist() == [12, 12, 10]
    assert x[:, :2].sum() == 65
    assert [float(row[0]) for row in x] == [12, 12, 8]
    assert np.array([1, 2])[np.newaxis].shape == (1, 2)


def test_joining_and_shapes():
    x, y = np.arange(4).reshape(2, -1), np.ones((2, 2))

    assert np.concatenate([x, y], axis=1).shape == (2, 4)
    assert np.concatenate((x, y), axis=None).shape == (8,)
    assert np.stack([x, y]).shape == (2, 2, 2)
    assert np.vstack([np.ones(2), x]).shape == (3, 2)
    assert np.hstack([np.ones(2), np.ones(1)]).shape == (3,)
    assert [part.shape for part in np.split(x, 2)] == [(1, 2)] * 2
    assert [part.tolist() for part in np.split(np.arange(4), [1, 3])] == [[0], [1, 2], [3]]
    assert len(np.split(x, 1)) == 1
    assert np.flip(x).tolist() == [[3, 2], [1, 0]]
    assert np.reshape(x, 4).tolist() == x.flatten().tolist() == x.ravel().tolist() == [0, 1, 2, 3]
    assert np.broadcast_to(np.ones(2), (3, 2)).shape == (3, 2)
    assert x.T.tolist() == x.transpose().tolist() == [[0, 2], [1, 3]]
    assert np.expand_dims(x, 0).squeeze().shape == (2, 2)
    assert np.where(x > 1, x, 0).tolist() == [[0, 0], [2, 3]]
    assert np.argsort(np.array([3, 1, 2])).tolist() == [1, 2, 0]
    assert np.tile(np.array([1, 2]), 2).tolist() == [1, 2, 1, 2]
    assert np.full_like(x, 7).tolist() == [[7, 7], [7, 7]]
    assert np.shape([[1, 2]]) == (1, 2)


def test_products_follow_numpy():
    rng = numpy.random.default_rng(0)
    a, b, c = rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), rng.normal(size=(2, 4, 3))

    for x, y in [(a, b), (a, b[:, 0]), (c, b), (c, a[0]), (c, c.transpose(0, 2, 1)), (2.0, a)]:
        found = np.dot(np.array(x), np.array(y))
        assert found.asnumpy() == pytest.approx(numpy.dot(x, y), rel=1e-4)
    assert (np.array(a) @ np.array(b)).asnumpy() == pytest.approx(a @ b, rel=1e-4)
    assert np.dot(np.array(a), 2).asnumpy() == pytest.approx(2 * a, rel=1e-5)
    assert np.outer(np.ones(2), np.arange(2)).tolist() == [[0, 1], [0, 1]]


@pytest.mark.parametrize(
    "name",
    FUNCTIONS.split(),
)
def test_values_are_those_of_numpy(name):
    x = numpy.random.default_rng(0).uniform(0.3, 2.7, (2, 3)).astype(numpy.float32)
    of_numpy = getattr(numpy, name)
    binary = isinstance(of_numpy, numpy.ufunc) and of_numpy.nin == 2
    arguments = (x, x[::-1].copy()) if binary else (x,)

    found = getattr(np, name)(*map(np.array, arguments))

    expected = of_numpy(*arguments)
    assert found.asnumpy() == pytest.approx(expected, rel=1e-5)
    assert found.shape == numpy.shape(expected)


def test_functions_take_numbers_and_lists():
    assert np.exp(0).item() == 1
    assert np.maximum([1, 5], 3).tolist() == [3, 5]
    assert np.around(np.array([1.26]), 1).asnumpy() == pytest.approx([1.3])
    assert np.clip(np.array([-2, 5]), 0, 1).tolist() == [0, 1]
    assert np.allclose(np.ones(2), [1, 1])
    assert np.array_equal(np.ones(2), np.ones(2))
    assert np.asarray([1]).shape == (1,)
    assert np.pi == math.pi


def test_conversion_to_and_from_ndarray_keeps_the_history():
    x = np.array([1, 2])
    x.attach_grad()

    with autograd.record():
        y = x.as_nd_ndarray() * 3
        z = y.as_np_ndarray() * x
    z.backward()

    assert type(y).__name__ == "NDArray"
    assert x.grad.tolist() == [6, 12]
    assert x.as_np_ndarray() is x


def test_random_numbers_under_numpys_names():
    np.random.seed(3)

    assert np.random.normal(0, 1, (2, 3)).shape == np.random.uniform(size=(2, 3)).shape == (2, 3)
    assert np.random.randn(2).shape == np.random.rand(2).shape == (2,)
    assert np.random.uniform().shape == ()
    assert np.random.randint(3, size=5).asnumpy().max() < 3
    assert np.random.multinomial(10, [0.2, 0.8]).sum() == 10
    assert np.random.choice(5, 2, replace=False).shape == (2,)
    assert np.random.choice(np.array([7, 7])).item() == 7
    x = np.arange(4)
    np.random.shuffle(x)
    assert sorted(x.tolist()) == sorted(np.random.permutation(4).tolist()) == [0, 1, 2, 3]


def test_extensions_for_networks():
    x = np.array([[-1, 2]])

    assert npx.relu(x).tolist() == [[0, 2]]
    assert npx.softmax(x).sum().item() == pytest.approx(1)
    assert npx.one_hot(np.array([1, 0]), 2).tolist() == [[0, 1], [1, 0]]
    assert npx.pick(x, np.array([1])).tolist() == [2]
    assert npx.is_np_array()
    assert npx.num_gpus() == 0
    assert npx.reset_np() is None


def test_linear_regression_from_scratch():
    mx.random.seed(0)
    true_w, true_b = np.array([2, -3.4]), 4.2
    features = np.random.normal(0, 1, (200, 2))
    labels = np.dot(features, true_w) + true_b + np.random.normal(0, 0.01, (200,))
    w, b = np.random.normal(0, 0.01, (2, 1)), np.zeros(1)
    w.attach_grad()
    b.attach_grad()

    for _ in range(60):
        with autograd.record():
            y_hat = np.dot(features, w) + b
            loss = (y_hat - labels.reshape(y_hat.shape)) ** 2 / 2
        loss.backward()
        for param in (w, b):
            param[:] = param - 0.3 * param.grad / 200

    assert w.reshape(-1).asnumpy() == pytest.approx(true_w.asnumpy(), abs=0.01)
    assert b.item() == pytest.approx(true_b, abs=0.01)


def test_softmax_regression_loss():
    logits = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
    y = np.array([0, 2], dtype="int32")
    logits.attach_grad()

    with autograd.record():
        e = np.exp(logits)
        y_hat = e / e.sum(axis=1, keepdims=True)
        loss = -np.log(y_hat[range(len(y_hat)), y])
    loss.backward()

    target = npx.one_hot(y, 3)
    assert logits.grad.asnumpy() == pytest.approx((y_hat - target).asnumpy(), abs=1e-6)
    assert float((y_hat.argmax(axis=1).astype(y.dtype) == y).astype("float32").sum()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: np.ones((2, 3)).reshape(4),
        lambda: np.dot(np.ones((2, 3)), np.ones(2)),
        lambda: len(np.array(1)),
        lambda: np.ones(2).item(),
        lambda: np.exp("text"),
        lambda: np.sum(np.ones(2), sideways=1),
    ],
)
def test_errors_say_what_to_do(wrong):
    with pytest.raises(EngineError) as caught:
        wrong()

    assert caught.value.remedy


def test_a_second_backward_of_one_number_is_an_error():
    x = np.array(3.0)
    x.attach_grad()
    with autograd.record():
        y = np.log(x) + np.maximum(x, 1) * 2 - np.hypot(x, 4)
    y.backward()

    with pytest.raises(GradientError, match="retain_graph=True"):
        y.backward()
    assert x.grad.item() == pytest.approx(1 / 3 + 2 - 3 / 5)


def test_one_number_that_an_earlier_backward_has_cleared_is_a_constant():
    x = np.array(2.0)
    x.attach_grad()

    with autograd.record():
        hidden = np.exp(x)
        hidden.backward()
        y = hidden * x
    y.backward()

    assert x.grad.item() == pytest.approx(math.exp(2))
