"""Functions with a backward of the user's own."""

import numpy as np
import pytest

import engine
from engine.autograd import Function, grad, gradcheck, once_differentiable
from engine.errors import ArgumentError, GradientError


def leaf(values):
    return engine.tensor(values, dtype=engine.float64, requires_grad=True)


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, z_bar):
        (x,) = ctx.saved_tensors
        return z_bar * 3 * x * x


class Split(Function):
    """Two results, a constant, and an argument that is no tensor."""

    @staticmethod
    def forward(x, factor):
        return x * factor, x + 1, (x > 0)

    @staticmethod
    def setup_context(ctx, inputs, output):
        _, ctx.factor = inputs
        ctx.set_materialize_grads(False)
        ctx.seen = []

    @staticmethod
    def backward(ctx, first, second, _mask):
        ctx.seen.append((first is None, second is None))
        total = 0 if first is None else first * ctx.factor
        return (total if second is None else second + total), None


@pytest.mark.parametrize("value", [2.0, [1.0, 2.0]])
def test_backward_is_the_users_to_any_order(value):
    x = leaf(value)
    y = Cube.apply(x)

    (first,) = grad(y.sum(), x, create_graph=True)
    (second,) = grad(first.sum(), x)

    assert y.grad_fn.name() == "CubeBackward"
    np.testing.assert_allclose(first._array, 3 * np.square(value))
    np.testing.assert_allclose(second._array, 6 * np.asarray(value))
    assert gradcheck(Cube.apply, x)


def test_forward_is_not_recorded_and_constants_make_no_history():
    recorded = []

    class Look(Function):
        @staticmethod
        def forward(ctx, x):
            recorded.append(engine.is_grad_enabled())
            return x * 2

        @staticmethod
        def backward(ctx, z_bar):
            return z_bar

    assert not Look.apply(engine.ones(2)).requires_grad
    assert Look.apply(leaf([1.0])).requires_grad
    assert recorded == [False, False]


def test_several_results_each_have_a_history():
    x = leaf([1.0, -2.0])

    doubled, raised, mask = Split.apply(x, 2.0)
    (doubled.sum() + 3 * raised.sum()).backward()

    assert x.grad.tolist() == [5, 5]
    assert mask.tolist() == [True, False]
    assert not mask.requires_grad


def test_missing_head_gradients_are_zeros_unless_asked_otherwise():
    seen = []

    class Two(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1, x * 2

        @staticmethod
        def backward(ctx, first, second):
            seen.append((first.tolist(), second.tolist()))
            return first + 2 * second

    x = leaf([1.0])
    Two.apply(x)[1].sum().backward()

    assert seen == [([0], [1])]
    assert x.grad.tolist() == [2]


def test_the_context_knows_who_wants_a_gradient():
    seen = []

    class Product(Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            seen.append(ctx.needs_input_grad)
            return x * y

        @staticmethod
        def backward(ctx, z_bar):
            _, y = ctx.saved_tensors
            return z_bar * y, None

    x = leaf([3.0])
    Product.apply(x, engine.ones(1)).backward()

    assert seen == [(True, False)]
    assert x.grad.tolist() == [1]


def test_a_result_that_is_an_argument_becomes_an_alias():
    class Same(Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, z_bar):
            return z_bar * 5

    x = leaf([1.0])
    y = Same.apply(x)
    y.sum().backward()

    assert y is not x
    assert x.grad.tolist() == [5]


def test_a_change_in_place_is_marked_dirty():
    class Double(Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx, z_bar):
            return z_bar * 2

    x = leaf([1.0])
    y = x * 1
    z = Double.apply(y)
    z.sum().backward()

    assert z is y
    assert x.grad.tolist() == [2]
    with pytest.raises(GradientError, match="a leaf that requires a gradient"):
        Double.apply(leaf([1.0]))


def test_results_can_be_marked_as_without_gradient():
    class Constant(Function):
        @staticmethod
        def forward(ctx, x):
            y = x * 2
            ctx.mark_non_differentiable(y)
            return y

    assert not Constant.apply(leaf([1.0])).requires_grad


def test_a_function_once_differentiable_is_not_differentiated_twice():
    class Once(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @once_differentiable
        def backward(ctx, z_bar):
            return z_bar * 2 * ctx.saved_tensors[0]

    x = leaf([3.0])
    (first,) = grad(Once.apply(x).sum(), x, create_graph=True)
    Once.apply(x).sum().backward()

    assert x.grad.tolist() == first.tolist() == [6]
    with pytest.raises(GradientError, match="once_differentiable was differentiated twice"):
        first.sum().backward()


def test_more_nones_than_arguments_are_no_mistake():
    class Generous(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, z_bar):
            return z_bar * 2, None, None

    x = leaf([1.0])
    Generous.apply(x).sum().backward()

    assert x.grad.tolist() == [2]


def test_wrong_gradients_are_refused():
    class Wrong(Function):
        @staticmethod
        def forward(ctx, x, kind):
            ctx.kind = kind
            return x * 2

        @staticmethod
        def backward(ctx, z_bar):
            return {"few": z_bar, "shape": (z_bar.reshape(1, 2, 1) + engine.ones(1, 2, 3), None)}[
                ctx.kind
            ]

    x = leaf([1.0, 2.0])

    with pytest.raises(GradientError, match="returned 1 gradients for 2 arguments"):
        Wrong.apply(x, "few").sum().backward()
    with pytest.raises(GradientError, match=r"gradient of shape \(1, 2, 3\) for argument 0"):
        Wrong.apply(x, "shape").sum().backward()


def test_what_was_saved_is_watched_and_freed():
    x = leaf([1.0])
    y = x * 1
    z = Cube.apply(y)
    w = Cube.apply(x)
    y.add_(1)
    w.sum().backward()

    with pytest.raises(GradientError, match="a tensor saved for backward was modified by add_"):
        z.sum().backward()
    with pytest.raises(GradientError, match="what Cube saved was freed"):
        w.sum().backward()


def test_what_is_no_tensor_is_not_saved_for_backward():
    class Number(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(3)

    with pytest.raises(ArgumentError, match="keeps tensors, not int"):
        Number.apply(leaf([1.0]))


def test_forward_and_backward_must_be_written():
    with pytest.raises(NotImplementedError, match="define forward"):
        Function.apply(engine.ones(1))
    with pytest.raises(NotImplementedError, match="define backward"):
        Function.backward(None)


class SumAndProduct(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x + y, x * y

    @staticmethod
    def backward(ctx, sum_bar, product_bar):
        x, y = ctx.saved_tensors
        return sum_bar + product_bar * y, sum_bar + product_bar * x


def test_two_results_that_meet_again_share_what_is_saved():
    x, y = (engine.tensor(value, requires_grad=True) for value in (2.0, 3.0))

    total, product = SumAndProduct.apply(x, y)
    (total + 2 * product).backward()

    assert (x.grad.item(), y.grad.item()) == (7.0, 5.0)
    with pytest.raises(GradientError, match="retain_graph"):
        total.backward()
