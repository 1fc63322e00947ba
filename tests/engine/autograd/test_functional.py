"""Products with Jacobians and Hessians, against those written out by hand."""

import numpy as np
import pytest

import engine
from engine.autograd import functional, grad
from engine.errors import ArgumentError, GradientError

A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def tensor(values):
    return engine.tensor(values, dtype=engine.float64)


def linear(x):
    return tensor(A) @ x


def cubes(x, y):
    return (x**3).sum() + (x * y).sum()


x, y = tensor([1.0, 2.0]), tensor([3.0, 4.0])


def test_jacobian_of_one_and_of_several():
    assert functional.jacobian(linear, x).tolist() == A.tolist()

    (a, b), (c, d) = functional.jacobian(lambda x, y: (x * y, x + y), (x, y))

    assert a.tolist() == [[3, 0], [0, 4]]
    assert b.tolist() == [[1, 0], [0, 2]]
    assert c.tolist() == d.tolist() == [[1, 0], [0, 1]]


def test_a_jacobian_of_nothing_is_empty():
    assert tuple(functional.jacobian(lambda x: x[:0], x).shape) == (0, 2)


def test_hessian_and_its_products():
    v = tensor([1.0, -1.0])

    (xx, xy), (yx, yy) = functional.hessian(cubes, (x, y))
    single = functional.hessian(lambda x: (x**3).sum(), x)

    assert xx.tolist() == single.tolist() == [[6, 0], [0, 12]]
    assert xy.tolist() == yx.tolist() == [[1, 0], [0, 1]]
    assert yy.tolist() == [[0, 0], [0, 0]]
    for product in (functional.hvp, functional.vhp):
        value, found = product(lambda x: (x**3).sum(), x, v)
        assert value.item() == 9
        assert found.tolist() == [6, -12]
        both = product(cubes, (x, y), (v, v))[1]
        assert [part.tolist() for part in both] == [[7, -13], [1, -1]]
        assert product(lambda x: x.sum(), x, v)[1].tolist() == [0, 0]


def test_vjp_and_jvp():
    value, found = functional.vjp(linear, x, tensor([1.0, 0.0, 1.0]))
    assert value.tolist() == [5, 11, 17]
    assert found.tolist() == [6, 8]

    value, found = functional.jvp(linear, x, tensor([1.0, 1.0]))
    assert value.tolist() == [5, 11, 17]
    assert found.tolist() == [3, 7, 11]

    assert functional.jvp(lambda x: x * 0 + 1, tensor(2.0))[1].item() == 0
    assert functional.jvp(lambda x: tensor([1.0]), x, x)[1].tolist() == [0]
    assert functional.vjp(lambda x: (x.sum(), x[0]), x)[1].tolist() == [2, 1]


def test_results_keep_a_history_only_where_asked():
    z = tensor([1.0, 2.0]).requires_grad_()

    plain = functional.jacobian(lambda x: x * x, z)
    kept = functional.jacobian(lambda x: x * x, z, create_graph=True)

    assert not plain.requires_grad
    assert grad(kept.sum(), z)[0].tolist() == [2, 2]


def test_strict_refuses_independence():
    with pytest.raises(GradientError, match="output 0 does not depend on the inputs"):
        functional.jacobian(lambda x: tensor([1.0]), x, strict=True)
    with pytest.raises(GradientError, match="do not depend on input 1"):
        functional.jacobian(lambda x, y: x, (x, y), strict=True)
    assert functional.jacobian(lambda x, y: x, (x, y))[1].tolist() == [[0, 0], [0, 0]]


def test_arguments_are_checked():
    with pytest.raises(ArgumentError, match="input 0 is float, not a Tensor"):
        functional.vjp(linear, (1.0,))
    with pytest.raises(GradientError, match="v may be left out only"):
        functional.vjp(linear, x)
    with pytest.raises(GradientError, match=r"v has shapes \[\(2,\)\], the outputs \[\(3,\)\]"):
        functional.vjp(linear, x, x)
    with pytest.raises(GradientError, match="must return one number"):
        functional.hessian(linear, x)
