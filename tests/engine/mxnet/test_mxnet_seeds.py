"""The numbers of the MXNet tutorials."""

import pytest

import engine.mxnet as mx
from engine.mxnet import autograd, nd


def test_m1_the_gradient_of_a_quadratic_form_is_4x():
    x = nd.arange(4).reshape((4, 1))
    x.attach_grad()

    with autograd.record():
        y = 2 * nd.dot(x.T, x)
    y.backward()

    assert x.grad.asnumpy().tolist() == [[0.0], [4.0], [8.0], [12.0]]
    assert (x.grad == 4 * x).asnumpy().all()


def test_m2_modes_are_off_outside_record_and_on_inside():
    outside = autograd.is_training()
    with autograd.record():
        inside = autograd.is_training()

    assert (outside, inside) == (False, True)


def test_m2_nothing_is_recorded_outside_record():
    x = nd.arange(4)
    x.attach_grad()

    y = x * x

    assert y.tensor.grad_fn is None


def test_m3_backward_on_a_matrix_is_that_of_its_sum():
    x = nd.array([[1, 2], [3, 4]])
    x.attach_grad()

    with autograd.record():
        z = x * x * 2
    z.backward()
    alone = x.grad.asnumpy().tolist()
    with autograd.record():
        z = nd.sum(x * x * 2)
    z.backward()

    assert alone == [[4.0, 8.0], [12.0, 16.0]]
    assert x.grad.asnumpy().tolist() == alone


def test_m4_a_head_gradient_weighs_the_elements():
    x = nd.array([[1, 2], [3, 4]])
    x.attach_grad()
    head = nd.array([[10, 1.0], [0.1, 0.01]])

    with autograd.record():
        y = x * 2
        z = y * x
    z.backward(head)

    assert x.grad.asnumpy() == pytest.approx((head * 4 * x).asnumpy())
    assert x.grad.asnumpy().ravel().tolist() == pytest.approx([40, 8, 1.2, 0.16])


def doubled_until_large(a):
    b = a * 2
    while nd.norm(b).asscalar() < 1000:
        b = b * 2
    return b if nd.sum(b).asscalar() > 0 else 100 * b


@pytest.mark.parametrize(
    "numbers", [[0.3], [-0.3], [1500.0], [0.1, -2.0, 3.0], [-1.0, -1.0, 0.5]], ids=str
)
def test_m5_control_flow_may_depend_on_the_data(numbers):
    a = nd.array(numbers)
    a.attach_grad()

    with autograd.record():
        c = doubled_until_large(a)
    c.backward()

    assert (a.grad == c / a).asnumpy().all()


def test_m5_the_shape_of_the_graph_depends_on_the_data():
    lengths = []
    for number in (1.0, 500.0):
        a = nd.array([number])
        a.attach_grad()
        with autograd.record():
            node = doubled_until_large(a).tensor.grad_fn
        length = 0
        while node is not None and node.name() == "MulBackward0":
            node, length = node.next_functions[0][0], length + 1
        lengths.append(length)

    assert lengths == [10, 1]


@pytest.mark.parametrize(
    ("policy", "expected"), [("write", [2.0, 4.0]), ("add", [4.0, 8.0]), ("null", [0.0, 0.0])]
)
def test_m6_the_policy_says_what_a_second_backward_does(policy, expected):
    x, other = nd.array([1, 2]), nd.array([1, 1])
    x.attach_grad(policy)
    other.attach_grad()

    for _ in range(2):
        with autograd.record():
            y = x * x + other
        y.backward()

    assert x.grad.asnumpy().tolist() == expected


def test_m7_attach_grad_allocates_zeros_before_any_backward():
    x = nd.array([1, 2])
    before = x.grad

    x.attach_grad()

    assert before is None
    assert x.grad.asnumpy().tolist() == [0.0, 0.0]


def test_the_element_returned_may_depend_on_the_data():
    def chosen(a):
        b = a * 2
        while b.norm().asscalar() < 1000:
            b = b * 2
        return b[0] if b.sum().asscalar() >= 0 else b[1]

    a = nd.array([0.3, 0.4])
    a.attach_grad()

    with autograd.record():
        c = chosen(a)
    c.backward()

    assert a.grad.asnumpy().tolist() == [(c / a[0]).asscalar(), 0]


def test_softmax_regression_from_scratch():
    mx.random.seed(1)
    x = nd.random_normal(shape=(200, 2))
    labels = nd.argmax(nd.dot(x, nd.array([[2, -1, 0], [0, 1, -2]])), axis=1)
    targets = nd.one_hot(labels, 3)
    weight, bias = nd.random_normal(scale=0.1, shape=(2, 3)), nd.zeros(shape=3)
    params = [weight, bias]
    for param in params:
        param.attach_grad()

    losses = []
    for _ in range(60):
        with autograd.record():
            linear = nd.dot(x, weight) + bias
            exponentials = nd.exp(linear - nd.max(linear, axis=1).reshape((-1, 1)))
            sums = nd.sum(exponentials, axis=0, exclude=True).reshape((-1, 1))
            loss = -nd.nansum(targets * nd.log(exponentials / sums), axis=0, exclude=True)
        loss.backward()
        for param in params:
            param[:] = param - 0.02 * param.grad
        losses.append(nd.mean(loss).asscalar())
    found = nd.argmax(nd.dot(x, weight) + bias, axis=1)

    assert losses[-1] < 0.2 < losses[0]
    assert nd.mean(found == labels).asscalar() > 0.95
