"""Hooks: when they fire, what they see, and what they may replace."""

import pytest

import engine
from engine.errors import GradientError, ShapeError


def leaf(values):
    return engine.tensor(values, dtype=engine.float64, requires_grad=True)


@pytest.mark.parametrize("value", [2.0, [2.0, 3.0]])
def test_25_a_hook_fires_once_on_the_total_in_the_order_of_registration(value):
    x = leaf(value)
    seen = []
    x.register_hook(lambda g: seen.append(("first", g.tolist())))
    x.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: seen.append(("third", g.tolist())))

    (x * 2 + x * 3).sum().backward()

    five, fifty = (5.0, 50.0) if value == 2.0 else ([5.0, 5.0], [50.0, 50.0])
    assert seen == [("first", five), ("third", fifty)]
    assert x.grad.tolist() == fifty


@pytest.mark.parametrize("value", [2.0, [2.0]])
def test_25_a_retained_gradient_is_the_one_after_the_hooks(value):
    x = leaf(value)
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 7)

    (y * 3).sum().backward()

    assert y.grad.sum().item() == 21
    assert x.grad.sum().item() == 42


def test_25_a_hook_that_changes_the_shape_is_an_error():
    x = leaf([1.0, 2.0])
    x.register_hook(lambda g: g.sum())

    with pytest.raises(ShapeError, match=r"a hook gave a gradient of shape \(\) for one of shape"):
        (x * 2).sum().backward()


def test_a_removed_hook_is_silent():
    x = leaf(1.0)
    seen = []
    handle = x.register_hook(seen.append)
    with x.register_hook(seen.append):
        pass
    handle.remove()

    (x * 2).backward()

    assert seen == []


def test_hooks_see_a_recorded_gradient_where_the_pass_is_recorded():
    x = leaf(3.0)
    y = x * 1
    y.register_hook(lambda g: g * x)

    (first,) = engine.autograd.grad(y * y, x, create_graph=True)
    (second,) = engine.autograd.grad(first, x)

    assert first.item() == 18
    assert second.item() == 24  # 6 from x itself, and 6 by way of y, whose hook fires again: × 3


def test_hooks_need_a_gradient_to_see():
    x = engine.ones(2)

    with pytest.raises(GradientError, match="requires no gradient"):
        x.register_hook(print)
    with pytest.raises(GradientError, match="requires no gradient"):
        x.retain_grad()
    with pytest.raises(GradientError, match="only leaves"):
        (leaf(1.0) * 2).register_post_accumulate_grad_hook(print)


def test_a_hook_after_accumulation_sees_the_leaf_with_its_gradient():
    x = leaf([1.0, 2.0])
    seen = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.tolist()))

    for _ in range(2):
        (x * 2).sum().backward()

    assert seen == [[2, 2], [4, 4]]


def test_hooks_of_a_node_see_and_replace_what_comes_in_and_goes_out():
    x, y = leaf([1.0]), leaf([2.0])
    z = x * y
    seen = []
    z.grad_fn.register_prehook(lambda heads: (heads[0] * 10,))
    z.grad_fn.register_hook(lambda parts, heads: seen.append((len(parts), heads[0].item())))
    z.grad_fn.register_hook(lambda parts, heads: (parts[0], parts[1] + 1))

    z.backward()

    assert seen == [(2, 10)]
    assert (x.grad.item(), y.grad.item()) == (20, 11)


def test_the_graph_can_be_walked_to_its_leaves():
    x = leaf(1.0)
    y = (x * 2 + x).exp()

    add = y.grad_fn.next_functions[0][0]
    mul, end = (node for node, _ in add.next_functions)

    assert [node.name() for node in (y.grad_fn, add, mul, end)] == [
        "ExpBackward0",
        "AddBackward0",
        "MulBackward0",
        "torch::autograd::AccumulateGrad",
    ]
    assert end.variable is x
    assert end == mul.next_functions[0][0]
    assert len({end, mul.next_functions[0][0]}) == 1
    assert end.next_functions == ()
    assert repr(end).startswith("<AccumulateGrad object at 0x")
    assert mul.next_functions[1] == (None, 0)


def test_a_retained_result_that_is_gone_is_not_waited_for():
    x = leaf([2.0])
    y = x * 2
    y.retain_grad()
    z = y * 3
    del y

    z.sum().backward()

    assert x.grad.tolist() == [6]


def test_a_plain_gradient_adds_to_a_recorded_one():
    x = leaf([2.0])
    (x * x).sum().backward(create_graph=True)

    (x * 3).sum().backward()

    assert x.grad.tolist() == [7]
    assert x.grad.requires_grad
    x.grad = None
