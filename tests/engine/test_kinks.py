"""Right answers where numpy autograd engines go wrong (facts/kinks.md, by row)."""

import math

import numpy as np
import pytest

import engine
from engine.errors import DtypeError, GradientError, ShapeError
from engine.nn import functional
from engine.ops.activation import elu, leaky_relu, log_softmax, logsigmoid, relu, softplus

INF, NAN = math.inf, math.nan


def slopes(f, *inputs, head=None):
    """The gradient of each input of sum(f(*inputs)), as lists."""
    leaves = [engine.tensor(x, dtype=engine.float64, requires_grad=True) for x in inputs]
    z = f(*leaves)
    z.backward(engine.ones_like(z) if head is None else engine.tensor(head))
    found = [leaf.grad.tolist() for leaf in leaves]
    return found[0] if len(found) == 1 else tuple(found)


def same(found, expected):
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_1_ties_are_split_evenly():
    same(slopes(engine.max, [1.0, 3, 3]), [0, 0.5, 0.5])
    same(slopes(lambda x: x.amin(dim=0), [2.0, 2, 2, 5]), [1 / 3, 1 / 3, 1 / 3, 0])
    same(slopes(engine.maximum, [1.0, 2.0], [1.0, 0.0]), ([0.5, 1], [0.5, 0]))


def test_1_a_maximum_along_a_dimension_picks_one_of_equal_ones():
    x = engine.tensor([1.0, 3, 3], requires_grad=True)

    values, index = x.max(0)
    values.backward()

    assert index.item() == 1
    assert x.grad.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (abs, 0),
        (relu, 0),
        (engine.sign, 0),
        (elu, 1),
        (lambda x: leaky_relu(x, 0.2), 0.2),
    ],
)
def test_2_slopes_of_kinks_at_zero(f, slope):
    assert slopes(f, 0.0) == slope


def test_3_clamp_passes_at_its_bounds_and_stops_nan():
    same(slopes(lambda x: x.clamp(-1, 1), [-2.0, -1, 0, 1, 2, NAN]), [0, 1, 1, 1, 0, 0])
    same(slopes(lambda x: x.clamp(1, -1), [-2.0, 0, 2]), [0, 0, 0])


def test_3_hard_limits_stop_at_their_bounds():
    same(slopes(functional.hardtanh, [-1.0, 0, 1]), [0, 1, 0])
    same(slopes(functional.relu6, [0.0, 3, 6]), [0, 1, 0])


def test_4_powers_at_zero():
    same([slopes(lambda x, p=p: x**p, 0.0) for p in (0, 1, 0.5, -1)], [0, 1, INF, -INF])


def test_5_powers_of_tensors():
    cases = [slopes(engine.pow, x, p) for x, p in ((0.0, 0.0), (-2.0, 2.0), (0.0, -1.0))]

    same(cases, [(0, 0), (-4, NAN), (-INF, -INF)])
    same(slopes(engine.pow, 0.5, 0.0), (0, math.log(0.5)))


@pytest.mark.parametrize("p", [2, 3])
def test_6_the_norm_of_the_zero_vector_is_flat(p):
    same(slopes(lambda x: x.norm(p), [0.0, 0.0]), [0, 0])


def test_6_the_infinity_norm_splits_ties_with_their_sign():
    same(slopes(lambda x: x.norm(INF), [3.0, -3, 1]), [0.5, -0.5, 0])


def test_6_the_count_of_what_is_not_zero_passes_no_gradient():
    x = engine.tensor([3.0, 0.0], requires_grad=True)

    x.norm(0).backward()

    assert x.grad is None


def test_7_roots_at_zero():
    same(slopes(engine.sqrt, 0.0), INF)
    same(slopes(lambda x: (x**2).sqrt(), 0.0), NAN)
    same(slopes(engine.hypot, 0.0, 0.0), (NAN, NAN))


def test_8_atan2_is_flat_at_the_origin():
    same(slopes(engine.atan2, 0.0, 0.0), (0, 0))


def test_8_sinc_is_flat_at_zero():
    same(slopes(engine.sinc, [0.0]), [0])
    assert engine.sinc(engine.tensor(0.0)).item() == 1


def test_9_where_lets_nan_of_the_other_branch_through_and_the_double_where_does_not():
    def single(x):
        return engine.where(x > 0, x.sqrt(), 0.0)

    def double(x):
        return engine.where(x > 0, engine.where(x > 0, x, 1.0).sqrt(), 0.0)

    same(slopes(single, [4.0, -1.0]), [0.25, NAN])
    same(slopes(double, [4.0, -1.0]), [0.25, 0])


def test_10_products_with_zeros():
    same(slopes(engine.prod, [0.0, 2, 3]), [6, 0, 0])
    same(slopes(engine.prod, [0.0, 0, 3]), [0, 0, 0])


def test_10_running_products_with_zeros():
    same(slopes(lambda x: x.cumprod(0), [2.0, 0, 3]), [1, 8, 0])
    same(slopes(lambda x: x.cumprod(0), [0.0, 0, 3]), [1, 0, 0])


def test_11_deviation_divides_by_one_less():
    assert engine.tensor([1.0, 3.0]).var().item() == 2
    same(slopes(engine.std, [2.0, 2.0, 2.0]), [0, 0, 0])
    with pytest.warns(UserWarning, match="degrees of freedom is <= 0"):
        same([engine.std(engine.ones(1)).item(), *slopes(engine.std, [1.0])], [NAN, NAN])
    same(slopes(lambda x: x.std(correction=0), [1.0]), [0])


def test_12_repeated_indices_accumulate():
    same(slopes(lambda x: x[[0, 0, 1]], [1.0, 2, 3]), [2, 1, 0])


def test_13_large_inputs_stay_finite():
    same(engine.softmax(engine.tensor([1000.0, 0]), 0).tolist(), [1, 0])
    same(softplus(engine.tensor([1000.0, -1000])).tolist(), [1000, 0])
    same(logsigmoid(engine.tensor([1000.0, -1000])).tolist(), [0, -1000])
    same(log_softmax(engine.tensor([1000.0, 0])).tolist(), [0, -1000])
    same(slopes(softplus, [1000.0, -1000]), [1, 0])
    same(engine.softmax(engine.tensor([-INF, -INF]), 0).tolist(), [NAN, NAN])


def test_14_logsumexp_at_infinities():
    same(slopes(engine.logsumexp, [-INF, 0.0]), [0, 1])
    assert engine.logsumexp(engine.tensor([-INF, -INF])).item() == -INF
    same(slopes(engine.logsumexp, [-INF, -INF]), [NAN, NAN])
    same(slopes(engine.logsumexp, [INF, 0.0]), [NAN, 0])


def test_15_a_number_is_not_a_factor_of_matmul():
    with pytest.raises(ShapeError, match=r"matmul: left \(1,\), right \(\).*use \*"):
        engine.ones(1) @ engine.tensor(2.0)


def test_15_batches_of_matrices_are_summed_into_a_single_one():
    x, y = slopes(engine.matmul, np.ones((4, 2, 3)), np.ones((3, 2)))

    same(x, np.full((4, 2, 3), 2))
    same(y, np.full((3, 2), 8))


def test_16_the_gradient_of_permute_is_permuted_back():
    head = np.arange(24.0).reshape(4, 2, 3)

    found = slopes(lambda x: x.permute(2, 0, 1), np.zeros((2, 3, 4)), head=head)

    same(found, head.transpose(1, 2, 0))


def test_17_reductions_take_negative_and_no_dimensions_and_no_dimension_twice():
    x = engine.ones(2, 3)

    assert tuple(x.sum(-1).shape) == (2,)
    assert tuple(x.sum(-1, keepdim=True).shape) == (2, 1)
    assert x.sum(dim=()).item() == 6
    with pytest.raises(ShapeError, match="a dimension appears twice"):
        x.sum(dim=(0, -2))


def test_18_a_zero_dimensional_leaf_has_a_zero_dimensional_gradient():
    assert slopes(lambda x, y: x * y, 2.0, [3.0]) == (3, [2])


def test_18_one_element_of_any_dimension_can_start_backward():
    x = engine.ones(1, 1, requires_grad=True)

    (x * 2).backward()

    assert x.grad.tolist() == [[2]]


def test_18_a_number_is_no_head_gradient_of_a_vector():
    x = engine.ones(2, requires_grad=True)

    with pytest.raises(ShapeError, match=r"head gradient has shape \(\), the root \(2,\)"):
        (x * 2).backward(engine.tensor(1.0))


def test_19_empty_tensors():
    x = engine.zeros(0)

    assert (x.sum().item(), x.prod().item()) == (0, 1)
    assert math.isnan(x.mean().item())
    assert slopes(engine.sum, np.zeros((0,))) == []
    with pytest.raises(ShapeError, match="no element to choose from"):
        x.max()


def test_20_gradients_keep_the_dtype_of_the_leaf():
    x = engine.ones(2, requires_grad=True)
    y = engine.ones(2, dtype=engine.float64, requires_grad=True)

    (x * y).backward(engine.ones(2))

    assert (x.grad.dtype, y.grad.dtype) == (engine.float32, engine.float64)


@pytest.mark.parametrize("number", [engine.tensor(2.0, dtype=engine.float64), 2.0, np.float64(2)])
def test_20_one_number_of_float64_does_not_widen_float32(number):
    assert (engine.ones(2) * number).dtype == engine.float32


def test_20_whole_numbers_divide_into_floats_and_require_no_gradient():
    assert (engine.tensor([1]) / engine.tensor([2])).dtype == engine.float32
    with pytest.raises(DtypeError, match="only floating point tensors can require gradients"):
        engine.tensor([1], requires_grad=True)


def test_20_the_mean_of_whole_numbers_is_an_error():
    with pytest.raises(DtypeError, match=r"mean: .* int64.*\.float\(\)"):
        engine.tensor([1, 2]).mean()


def test_20_comparisons_need_no_gradient_and_floor_gives_zero():
    x = engine.tensor([1.5], requires_grad=True)

    assert not (x > 1).requires_grad
    assert slopes(engine.floor, [1.5]) == [0]


def test_23_what_saved_nothing_can_be_repeated():
    x = engine.ones(2, 2, requires_grad=True)
    z = (x + 1 - x.T).reshape(4)[1:].sum() + x.mean()

    z.backward()
    once = engine.tensor(x.grad)
    z.backward()

    assert x.grad.tolist() == (once * 2).tolist()


def test_24_leaves_never_share_a_gradient_nor_adopt_the_callers():
    a, b = engine.ones(2, requires_grad=True), engine.ones(2, requires_grad=True)
    head = engine.ones(2)

    (a + b).backward(head)
    a.grad.zero_()

    assert b.grad.tolist() == head.tolist() == [1, 1]


def test_24_recorded_gradients_are_not_shared_either():
    a, b = engine.ones(2, requires_grad=True), engine.ones(2, requires_grad=True)

    (a + b).sum().backward(create_graph=True)

    assert a.grad is not b.grad
    assert not np.shares_memory(a.grad.detach().numpy(), b.grad.detach().numpy())


def test_24_accumulation_keeps_the_gradient_object():
    x = engine.tensor(3.0, requires_grad=True)
    (x * x).backward()
    held = x.grad

    (x * x).backward()

    assert x.grad is held
    assert held.item() == 12


def test_floor_division_has_no_derivative_and_remainder_has():
    same(slopes(engine.remainder, 7.5, 2.0), (1, -3))
    with pytest.raises(GradientError, match="floor_divide"):
        slopes(engine.floor_divide, 7.5, 2.0)


def test_a_nan_beside_a_number_passes_the_gradient_of_maximum_to_both():
    assert slopes(engine.maximum, NAN, 1.0) == (1, 1)


def test_an_infinite_gradient_does_not_leak_into_what_was_not_chosen():
    same(slopes(relu, [-1.0, 1.0], head=[INF, INF]), [0, INF])
    same(slopes(engine.maximum, 1.0, 2.0, head=INF), (0, INF))
    same(slopes(engine.floor, 1.5, head=INF), 0)


def test_a_loss_that_broadcasts_says_to_what():
    with pytest.warns(UserWarning, match=r"\(3, 3\)"):
        functional.mse_loss(engine.ones(3, 1), engine.ones(3))


def test_the_gradient_of_a_result_is_none_with_a_word_on_retain_grad():
    y = engine.ones(1, requires_grad=True) * 2

    with pytest.warns(UserWarning, match="retain_grad"):
        assert y.grad is None
