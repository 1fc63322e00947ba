"""The numbers of the MXNet tutorials."""

import pytest

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
