"""MXNet's grad, and functions that bring a backward of their own."""

import pytest

from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.mxnet import autograd, nd
from tests.engine.mxnet.reading import numbers


def test_grad_returns_gradients_and_touches_none(x):
    with autograd.record():
        y = x * x

    (dx,) = autograd.grad(y, x)

    assert numbers(dx) == [2, 4, 6, 8]
    assert numbers(x.grad) == [0] * 4
    with pytest.raises(GradientError, match="retain_graph=True"):
        y.backward()


def test_grad_with_create_graph_can_be_differentiated_again():
    x = nd.ones((1,))
    x.attach_grad()
    with autograd.record():
        z = nd.elemwise_add(nd.exp(x), x)

    (dx,) = autograd.grad(z, [x], create_graph=True)
    dx.backward()

    assert dx.asscalar() == pytest.approx(3.71828175, abs=1e-6)
    assert x.grad.asscalar() == pytest.approx(2.71828175, abs=1e-6)


def test_grad_of_grad_inside_record():
    x = nd.array([2.0])
    x.attach_grad()
    with autograd.record():
        y = x**3
        (dx,) = autograd.grad(y, x, create_graph=True, retain_graph=True)
        (ddx,) = autograd.grad(dx, x, create_graph=True, retain_graph=True)
        z = ddx * dx
    z.backward()

    assert [dx.asscalar(), ddx.asscalar()] == [12, 12]
    assert x.grad.asscalar() == 6 * 12 + 12 * 12


class Quotients(autograd.Function):
    def forward(self, x, y):
        self.save_for_backward(x, y)
        return x / y, x * y

    def backward(self, dm, dn):
        x, y = self.saved_tensors
        return dm / y + dn * y, dn * x - dm * x / y / y


def test_a_function_brings_its_own_backward(x):
    y = nd.array([2, 4, 8, 16])
    y.attach_grad()
    with autograd.record():
        m, n = Quotients()(x, y)
        autograd.backward([m, n])
    own = numbers(x.grad), numbers(y.grad)
    with autograd.record():
        autograd.backward([x / y, x * y])

    assert own == (numbers(x.grad), numbers(y.grad))


class Steep(autograd.Function):
    def forward(self, x):
        return x * 2

    def backward(self, dy):
        return dy * 100


def test_the_backward_of_a_function_is_what_counts(x):
    with autograd.record():
        y = Steep()(x) * x
    y.backward()

    assert numbers(x.grad) == [2 + 100, 4 + 200, 6 + 300, 8 + 400]
    assert y.shape == (4,)


def test_a_function_serves_one_call(x):
    steep = Steep()
    outside = steep(x)

    assert numbers(outside) == [2, 4, 6, 8]
    with pytest.raises(GradientError, match="another"):
        steep(x)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda x, y: y.backward(nd.ones(3)), ShapeError),
        (lambda x, y: autograd.backward([y, y], [nd.ones(4)]), ArgumentError),
        (lambda x, y: autograd.backward([]), ArgumentError),
        (lambda x, y: autograd.mark_variables([x], []), ArgumentError),
        (lambda x, y: autograd.mark_variables([x], [nd.zeros(3)]), ShapeError),
        (lambda x, y: autograd.grad(y, nd.ones(4)), GradientError),
        (lambda x, y: autograd.grad(x * 2, x), GradientError),
        (lambda x, y: autograd.get_symbol(y), ArgumentError),
        (lambda x, y: nd.array([1], dtype="int32").attach_grad(), DtypeError),
        (lambda x, y: autograd.Function()(x), NotImplementedError),
    ],
)
def test_wrong_calls_are_refused_with_a_remedy(x, wrong, kind):
    with autograd.record():
        y = x * x

    with pytest.raises(kind) as caught:
        wrong(x, y)

    assert not isinstance(caught.value, EngineError) or caught.value.remedy


def test_a_variable_outside_the_graph_has_no_gradient_to_return(x):
    other = nd.ones(1)
    other.attach_grad()
    with autograd.record():
        y = x * x

    with pytest.raises(GradientError, match="not part of the graph"):
        autograd.grad(y, other)


def test_a_function_of_ones_own_needs_both_ways():
    x = nd.array([1.0])

    with pytest.raises(NotImplementedError, match="forward"):
        autograd.Function()(x)
    with pytest.raises(NotImplementedError, match="backward"):
        autograd.Function().backward(x)
