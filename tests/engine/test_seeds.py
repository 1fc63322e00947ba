"""What the founding tutorials show must come out (facts/seeds.md)."""

import itertools
import sys
from operator import mod

import numpy as np
import pytest

import engine
from engine.errors import DtypeError, GradientError
from engine.ops.loss import binary_cross_entropy_with_logits


def param(data):
    return engine.tensor(data, dtype=engine.float64, requires_grad=True)


def test_p1_a_result_requires_a_gradient_if_an_operand_does():
    a, b = engine.ones(2), engine.ones(2)
    w = engine.ones(2, requires_grad=True)

    plain, recorded = a + b, (a + b) * w
    recorded.sum().backward()

    assert not plain.requires_grad
    assert recorded.requires_grad
    assert a.grad is None
    assert w.grad.tolist() == [2, 2]


def test_p2_leaves_and_the_functions_that_made_the_others():
    a = param(1.0)
    b = a + 1
    c = b * 2

    c.backward()

    assert a.is_leaf
    assert a.grad_fn is None
    assert not b.is_leaf
    assert b.grad_fn.name() == "AddBackward0"
    assert "grad_fn=<AddBackward0>" in repr(b)
    assert c.grad_fn.next_functions[0][0] is b.grad_fn
    with pytest.warns(UserWarning, match="retain_grad"):
        assert b.grad is None
    assert a.grad.item() == 2


def test_p3_square_plus_twenty():
    x = param(10.0)
    f = x**2 + 20

    f.backward()

    assert (f.item(), x.grad.item()) == (120, 20)


def test_p4_mean_of_squares_plus_twenty():
    x = param([10.0, 20, 30, 40])
    f = (x**2 + 20).mean()

    f.backward()

    assert f.item() == 770
    assert x.grad.tolist() == [5, 10, 15, 20]


@pytest.mark.parametrize(
    ("x1", "x2", "value", "slopes"),
    [
        (10.0, 20.0, 700, (40, 50)),
        ([10.0, 20.0], [30.0, 40.0], 2050, ([25, 40], [35, 50])),
    ],
    ids=["P5", "P6"],
)
def test_p5_and_p6_two_inputs(x1, x2, value, slopes):
    a, b = param(x1), param(x2)
    y = a**2 + b**2 + a * b

    y.mean().backward()

    assert y.mean().item() == value
    assert (a.grad.tolist(), b.grad.tolist()) == slopes


def test_p7_a_vector_needs_a_head_gradient():
    x = param([1.0, 2.0, 3.0])
    y = x**2

    with pytest.raises(GradientError, match=r"starts from one number.* \(3,\).*sum\(\) or mean"):
        y.backward()
    y.backward(engine.tensor([1.0, 10, 100]))

    assert x.grad.tolist() == [2, 40, 600]


def test_p8_a_second_backward_needs_retain_graph():
    x = param(4.0)
    y = x**2

    y.backward()

    assert x.grad.item() == 8
    with pytest.raises(GradientError, match=r"pow saved was freed .* retain_graph=True"):
        y.backward()


def test_p8_gradients_accumulate_until_they_are_zeroed():
    x = param(5.0)
    y = x**3
    found = []

    for _ in range(3):
        y.backward(retain_graph=True)
        found.append(x.grad.item())
    for _ in range(2):
        x.grad.zero_()
        y.backward(retain_graph=True)
        found.append(x.grad.item())

    assert found == [75, 150, 225, 75, 75]


def test_p9_chained_powers():
    x = param(5.0)

    ((x**3) ** 2).backward()

    assert x.grad.item() == 18750


def test_p12_data_assigned_in_a_loop():
    x = param(10.0)
    path = []

    for _ in range(5000):
        x.grad = None
        (x**2).backward()
        x.data = x.data - 0.001 * x.grad
        path.append(x.item())

    assert f"{path[0]:.10f}" == "9.9800000000"
    assert f"{path[-1]:.10f}" == "0.0004494759"


@pytest.mark.parametrize(("start", "end"), [(-2.0, -1.0), (0.1, -1.0)])
def test_p13_descent_on_a_quartic_reaches_its_minimum(start, end):
    x = param(start)

    for _ in range(3000):
        x.grad = None
        (2 * x**4 - 3 * x**2 + 2 * x - 20).backward()
        x.data = x.data - 0.005 * x.grad

    assert x.item() == pytest.approx(end, abs=1e-9)


def test_p13_descent_crawls_where_slope_and_curvature_vanish():
    x = param(2.0)

    for _ in range(3000):
        x.grad = None
        (2 * x**4 - 3 * x**2 + 2 * x - 20).backward()
        x.data = x.data - 0.005 * x.grad

    assert 0.5 < x.item() < 0.51


def test_p14_cross_entropy_gives_gradients_to_weights_and_bias_only():
    x, y = engine.ones(5), engine.zeros(3)
    w, b = engine.full((5, 3), 0.1, requires_grad=True), engine.zeros(3, requires_grad=True)

    loss = binary_cross_entropy_with_logits(x @ w + b, y)
    loss.backward()

    slope = 1 / (1 + np.exp(-0.5)) / 3
    np.testing.assert_allclose(b.grad.tolist(), [slope] * 3, rtol=1e-6)
    np.testing.assert_allclose(w.grad.tolist(), [[slope] * 3] * 5, rtol=1e-6)
    assert x.grad is None
    assert y.grad is None


def test_p16_sum_and_mean_differ_by_the_number_of_elements():
    a, b = param([1.0, 2.0, 4.0]), param([1.0, 2.0, 4.0])

    (a**2).sum().backward()
    (b**2).mean().backward()

    np.testing.assert_allclose(a.grad.detach().numpy(), 3 * b.grad.detach().numpy())


def test_p17_whole_numbers_cannot_require_a_gradient():
    with pytest.raises(DtypeError, match=r"only floating point .* torch.int64; .*\.float\(\)"):
        engine.tensor([1, 2], requires_grad=True)


def test_p18_a_layer_of_neurons():
    rng = np.random.default_rng(0)
    w0, x0, b0, y0 = (rng.normal(size=s) for s in [(3, 2), (2,), (3,), (3,)])
    w, b = param(w0), param(b0)

    z = engine.sigmoid(w @ param(x0) + b)
    (((z - param(y0)) ** 2).sum() * 0.5).backward()

    s = 1 / (1 + np.exp(-(w0 @ x0 + b0)))
    delta = (s - y0) * s * (1 - s)
    np.testing.assert_allclose(b.grad.numpy(), delta)
    np.testing.assert_allclose(w.grad.numpy(), np.outer(delta, x0))


def test_p10_three_ways_to_record_nothing():
    x = param([1.0, 2.0])

    @engine.no_grad()
    def doubled(x):
        return x * 2

    found = [(x * 2).requires_grad]
    with engine.no_grad():
        found.append((x * 2).requires_grad)
    found.append(doubled(x).requires_grad)
    engine.set_grad_enabled(False)
    found.append((x * 2).requires_grad)
    engine.set_grad_enabled(True)

    assert found == [True, False, False, False]


def test_p11_detach_shares_memory_and_numpy_names_it():
    x = param([1.0, 2.0])
    y = x.detach()

    y[0] = 7.0

    assert x.tolist() == [7, 2]
    assert y.is_leaf
    assert not y.requires_grad
    with pytest.raises(GradientError, match=r"tensor\.detach\(\)\.numpy\(\)"):
        x.numpy()


def test_p15_linear_regression_comes_close_to_least_squares():
    rng = np.random.default_rng(0)
    points = rng.uniform(0, 50, 100)
    x, y = engine.tensor(points), engine.tensor(3 * points + 4 + rng.normal(0, 2, 100))
    w, b = param(0.0), param(0.0)

    def descend(epochs, momentum):
        losses = []
        optimizer = engine.optim.SGD([w, b], lr=1e-4, momentum=momentum)
        for _ in range(epochs):
            loss = ((w * x + b - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    first = descend(100, 0.0)
    last = descend(6000, 0.99)

    assert all(after < before for before, after in itertools.pairwise(first))
    np.testing.assert_allclose([w.item(), b.item()], np.polyfit(points, y.numpy(), 1), rtol=1e-4)
    assert last[-1] < first[-1]


def test_p19_small_things_that_tutorials_write():
    x = param(2.0)
    (x**2).backward()

    texts = [mod("%.10f", x.data), f"{x.item():.1f}", f"{x:.2f}"]
    x.grad.data.zero_()
    zeroed = x.grad.item()
    (x**2).backward()
    x.grad.zero_()

    assert texts == ["2.0000000000", "2.0", "2.00"]
    assert zeroed == x.grad.item() == 0
    assert x.detach().numpy() == 2


def test_p20_another_device_is_the_cpu_with_one_notice(monkeypatch):
    monkeypatch.setattr(sys.modules["engine.device"], "_warned", False)

    with pytest.warns(UserWarning, match="cuda"):
        x = engine.tensor([1.0], device="cuda", requires_grad=True)
    y = engine.zeros(1, device="cuda:0") + x  # a second warning would be an error

    assert y.tolist() == [1]
