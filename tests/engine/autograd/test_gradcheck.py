"""gradcheck tells right from wrong, and a kink from a mistake."""

import pytest

import engine
from engine.autograd import Function, GradcheckError, gradcheck, gradgradcheck
from engine.errors import RangeError


def leaf(values, dtype=engine.float64):
    return engine.tensor(values, dtype=dtype, requires_grad=True)


class Wrong(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, z_bar):
        return z_bar * ctx.saved_tensors[0]


def test_right_gradients_pass():
    x, w = leaf([[0.5, 1.0], [2.0, 0.1]]), leaf([1.0, -1.0])

    assert gradcheck(lambda x, w, k: (x @ w * k, x.sin()), [x, w, 3])
    assert gradgradcheck(lambda x, w: (x.exp() @ w).sin(), [x, w])
    assert gradgradcheck(lambda x: x * 2, leaf([1.0, 2.0]), leaf([1.0, 1.0]))
    assert gradgradcheck(lambda x: x.relu() * 0 + 1, engine.ones(1, requires_grad=True))


def test_wrong_gradients_fail_with_both_numbers():
    with pytest.raises(GradcheckError, match=r"output 0\[1\] by input 0\[1\]: the gradient is 3"):
        gradcheck(Wrong.apply, leaf([0.0, 3.0]))
    assert not gradcheck(Wrong.apply, leaf([3.0]), raise_exception=False)


def test_a_kink_is_called_a_kink():
    with pytest.raises(GradcheckError, match=r"a kink here.* 0 before and 1 after"):
        gradcheck(lambda x: x.relu(), leaf([1.0, 0.0]))


def test_float32_is_told_to_be_too_coarse():
    with pytest.raises(GradcheckError, match="give float64 inputs"):
        gradcheck(lambda x: x.sin(), leaf([1.0], engine.float32))


def test_an_input_must_require_a_gradient():
    with pytest.raises(RangeError, match="no input requires a gradient"):
        gradcheck(lambda x: x, engine.ones(2))


def test_inputs_are_left_as_they_were():
    x = leaf([1.0, 2.0])

    gradcheck(lambda x: x * x, x)

    assert x.tolist() == [1, 2]
    assert x.grad is None


def test_a_backward_made_of_numpy_leaves_nothing_to_check_twice():
    class Doubled(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, z_bar):
            return engine.from_numpy(2 * z_bar.detach().numpy())

    x = engine.tensor([1.0, 2.0], dtype=engine.float64, requires_grad=True)

    assert gradgradcheck(Doubled.apply, (x,))
