"""MXNet's backward: what it leaves, where it writes or adds, and what it refuses."""

import pytest

from engine.errors import GradientError
from engine.mxnet import autograd, nd
from tests.engine.mxnet.reading import numbers


def test_backward_of_what_has_no_gradient_says_to_attach_one():
    with autograd.record():
        y = nd.ones(2) * 2

    with pytest.raises(GradientError, match="attach_grad"):
        y.backward()


@pytest.mark.parametrize("compute", [lambda x: x * x, lambda x: x + 1, lambda x: nd.sum(x)])
def test_a_second_backward_is_an_error_even_where_nothing_was_saved(x, compute):
    with autograd.record():
        y = compute(x)
    y.backward()

    with pytest.raises(GradientError, match="retain_graph=True"):
        y.backward()


def test_a_second_backward_through_an_inner_node_is_an_error(x):
    with autograd.record():
        y = x + 1
        z = y + 1
        w = y + 2
    z.backward()

    with pytest.raises(GradientError, match="retain_graph=True"):
        w.backward()


def test_with_retain_graph_backward_may_repeat(x):
    with autograd.record():
        y = x * x
    y.backward(retain_graph=True)
    y.backward()

    assert numbers(x.grad) == [2, 4, 6, 8]


def test_backward_may_be_called_inside_record(x):
    with autograd.record():
        y = x * x
        y.backward()

    assert numbers(x.grad) == [2, 4, 6, 8]


def test_what_an_earlier_backward_has_cleared_is_a_constant(x):
    with autograd.record():
        hidden = x * 2
        hidden.backward()
        y = hidden * x
    y.backward()

    assert numbers(x.grad) == [2, 4, 6, 8]


def test_an_intermediate_with_a_gradient_is_a_variable_once_its_graph_is_cleared(x):
    with autograd.record():
        hidden = x * 2
        hidden.attach_grad()
        hidden.backward()
        y = hidden * 5
    y.backward()

    assert numbers(hidden.grad) == [5] * 4
    assert numbers(x.grad) == [2] * 4


def test_write_is_the_total_of_all_uses(x):
    with autograd.record():
        y = x * x + x * 3 + x
    y.backward()

    assert numbers(x.grad) == [6, 8, 10, 12]


def test_the_gradient_is_the_same_object_and_memory(x):
    gradient = x.grad
    for factor in (2, 3):
        with autograd.record():
            y = x * factor
        y.backward()
        assert x.grad is gradient
        assert numbers(gradient) == [factor] * 4


def test_an_added_gradient_can_be_zeroed(x):
    x.attach_grad("add")
    found = []
    for _ in range(2):
        with autograd.record():
            y = x * 2
        y.backward()
        found.append(numbers(x.grad)[0])
    x.grad[:] = 0

    assert found == [2, 4]
    assert numbers(x.grad) == [0] * 4


def test_two_leaves_share_no_gradient_memory(x):
    y = nd.ones(4)
    y.attach_grad()

    with autograd.record():
        z = x + y
    z.backward()
    x.grad[:] = 7

    assert numbers(y.grad) == [1] * 4


def test_null_alone_is_in_no_graph():
    x = nd.ones(2)
    x.attach_grad("null")

    with autograd.record():
        y = x * 2

    assert numbers(x.grad) == [0, 0]
    with pytest.raises(GradientError):
        y.backward()


def test_an_intermediate_keeps_its_gradient_and_stays_connected(x):
    y = nd.array([5, 6, 7, 8])
    y.attach_grad()
    with autograd.record():
        u = x * y
        z = u * x
    u.attach_grad()
    z.attach_grad()
    head = nd.array([10, 10, 10, 10])

    z.backward(head, retain_graph=True)

    assert numbers(u.grad) == numbers(head * x)
    assert numbers(z.grad) == numbers(head)
    assert numbers(x.grad) == numbers(head * 2 * x * y)
    assert numbers(y.grad) == numbers(head * x * x)


def test_drop_grad_ends_the_delivery(x):
    with autograd.record():
        u = x * 3
        z = u * x
    u.attach_grad()
    z.backward(retain_graph=True)
    kept = u.grad

    u.drop_grad()
    z.backward(nd.full(4, 2))

    assert u.grad is None
    assert numbers(kept) == [1, 2, 3, 4]
    assert numbers(x.grad) == [12, 24, 36, 48]


def test_drop_grad_of_a_leaf_takes_it_out_of_later_graphs(x):
    x.drop_grad()

    with autograd.record():
        y = x * 2

    assert x.grad is None
    assert y.tensor.grad_fn is None


def test_detach_stops_the_gradient(x):
    with autograd.record():
        y = (x * x).detach() * x
    y.backward()

    assert numbers(x.grad) == [1, 4, 9, 16]


def test_views_carry_gradients(x):
    with autograd.record():
        y = x[1:3] * 2 + x.reshape((2, 2))[1] + x[3]
    y.backward()

    assert numbers(x.grad) == [0, 2, 3, 3]


def test_several_heads_with_and_without_head_gradients():
    x = nd.ones((3, 5))
    x.attach_grad()

    with autograd.record():
        a, b, c = nd.split(x, axis=0, num_outputs=3, squeeze_axis=True)
        heads = [None, nd.array([1, 2, 3, 4, 5]), nd.array([5, 4, 3, 2, 1])]
        autograd.backward([a, b, c], heads)

    assert numbers(x.grad) == [[1] * 5, [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]


def test_marked_variables_get_their_gradients_in_the_arrays_given():
    x, dx = nd.ones((2, 2)), nd.zeros((2, 2))
    autograd.mark_variables([x], [dx], grad_reqs="add")

    with autograd.record():
        y = x + 1
        y.backward(retain_graph=True)
        y.backward()

    assert numbers(dx) == [[2, 2], [2, 2]]
    assert x.grad is dx


def test_a_long_chain_needs_no_recursion():
    x = nd.ones(1)
    x.attach_grad()

    with autograd.record():
        y = x
        for _ in range(5000):
            y = y + x
    y.backward()

    assert x.grad.asscalar() == 5001
