"""compile: a compiled function gives what the function gives, gradients and errors too."""

import numpy as np
import pytest

import engine
from engine import nn, optim
from engine.autograd import Function, grad
from engine.errors import EngineError
from engine.nn import functional as F

f64 = engine.float64


def leaf(*numbers):
    return engine.tensor(numbers, dtype=f64, requires_grad=True)


def same(found, expected):
    """Equal dtypes, shapes and numbers, but for a few ulp of sums."""
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.tolist(), expected.tolist(), rtol=1e-13)


def gradients(function, *tensors):
    """The value, and the gradients of copies of the tensors."""
    copies = [tensor.detach().clone().requires_grad_() for tensor in tensors]
    value = function(*copies)
    value.backward()
    return value, [copy.grad for copy in copies]


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: (x * y).sum(),
        lambda x, y: engine.exp(x).mean() * y[0],
        lambda x, y: (engine.softmax(x, 0) * engine.log(y * y)).sum(),
        lambda x, y: engine.where(x > 0, x, y).prod(),
        lambda x, y: engine.maximum(x, y).norm(),
        lambda x, y: engine.stack([x, y]).T.reshape(-1)[::2].var(),
        lambda x, y: engine.outer(x, y).amax(),
        lambda x, y: engine.logsumexp(x, 0) - engine.cumsum(y, 0).sum(),
    ],
)
def test_values_and_gradients_are_those_of_the_function(function):
    x, y = leaf(1.0, -2.0, 0.5), leaf(3.0, 0.25, -1.0)
    compiled = engine.compile(function)
    expected = gradients(function, x, y)

    for _ in range(2):
        value, slopes = gradients(compiled, x, y)

        assert compiled.reason is None
        same(value, expected[0])
        for found, slope in zip(slopes, expected[1], strict=True):
            same(found, slope)


def test_other_shapes_and_dtypes_are_compiled_anew():
    compiled = engine.compile(lambda x: engine.exp(x).sum())
    codes = set()

    for x in (engine.ones(3), engine.ones(2, 3), engine.ones(3, dtype=f64), engine.ones(())):
        same(compiled(x), engine.exp(x).sum())
        codes.add(id(compiled.compiled))
    compiled(engine.zeros(3))

    assert len(codes) == 4
    assert id(compiled.compiled) in codes


def test_other_arguments_lead_to_other_code():
    compiled = engine.compile(lambda x, power, *, scale=1.0: (x**power).sum() * scale)
    x = leaf(2.0, 3.0)

    assert compiled(x, 2).item() == 13
    assert compiled(x, 3).item() == 35
    assert compiled(x, 2, scale=2.0).item() == 26
    assert compiled(x, power=2, scale=0.5).item() == 6.5
    assert compiled(scale=0.5, power=2, x=x).item() == 6.5


@pytest.mark.parametrize(
    ("first", "second"), [(True, 1), (1, 1.0), (0.0, -0.0), (False, 0.0)], ids=str
)
def test_arguments_that_are_equal_but_of_other_kinds_are_told_apart(first, second):
    def function(x, other):
        return x * 0 + (1.0 if isinstance(other, bool) else np.copysign(2.0, other))

    compiled = engine.compile(function)
    x = leaf(1.0)

    for other in (first, second):
        same(compiled(x, other), function(x, other))


def test_a_module_is_trained_as_it_would_be():
    engine.manual_seed(0)
    x, y = engine.randn(8, 3), engine.randn(8, 1)
    losses = []
    for wrap in (lambda module: module, engine.compile):
        engine.manual_seed(1)
        module = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
        model, optimizer = wrap(module), optim.Adam(module.parameters(), lr=0.1)
        path = []
        for _ in range(5):
            optimizer.zero_grad()
            loss = F.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
            path.append(loss.item())
        losses.append(path)

    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-5)


def test_training_and_evaluation_are_different_code():
    module = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
    compiled = engine.compile(module)
    x = engine.ones(4, 2)

    module.eval()
    same(compiled(x), module(x))

    module.train()
    found = {str(compiled(x).tolist()) for _ in range(8)}
    assert len(found) > 1  # other numbers are dropped each time
    assert "other numbers at each call" in compiled.reason


def test_random_numbers_are_drawn_as_without_compiling():
    def function(x):
        return x + engine.rand(3)

    compiled, x = engine.compile(function), engine.zeros(3)
    found = []

    for f in (function, compiled):
        engine.manual_seed(7)
        found.append([f(x).tolist() for _ in range(3)])

    assert found[0] == found[1]


def test_several_results_have_their_gradients():
    def function(x):
        return x * x, engine.sin(x).sum()

    compiled, x, z = engine.compile(function), leaf(1.0, 2.0), leaf(1.0, 2.0)

    for f, t in ((compiled, x), (function, z)):
        squares, sine = f(t)
        (squares * engine.tensor([1.0, 10.0], dtype=f64)).sum().backward(retain_graph=True)
        sine.backward()

    assert compiled.reason is None
    same(x.grad, z.grad)


def test_a_result_of_many_numbers_takes_a_head_gradient():
    compiled, x = engine.compile(lambda x: engine.exp(x) * x), leaf(1.0, 2.0)
    head = engine.tensor([1.0, -2.0], dtype=f64)

    compiled(x).backward(head)

    z = leaf(1.0, 2.0)
    (engine.exp(z) * z).backward(head)
    same(x.grad, z.grad)


def test_it_stands_within_a_larger_graph():
    compiled = engine.compile(lambda x: (x * x).sum())
    x, z = leaf(1.0, 2.0), leaf(1.0, 2.0)

    (engine.exp(compiled(engine.sin(x))) * 3).backward()

    (engine.exp((engine.sin(z) * engine.sin(z)).sum()) * 3).backward()
    same(x.grad, z.grad)


def test_backward_may_be_repeated_where_the_graph_is_retained():
    compiled, x = engine.compile(lambda x: (x * x * x).sum()), leaf(1.0, 2.0)
    y = compiled(x)

    y.backward(retain_graph=True)
    y.backward()

    assert x.grad.tolist() == [6, 24]
    with pytest.raises((EngineError, RuntimeError)):
        y.backward()


def test_gradients_of_one_call_are_not_touched_by_the_next():
    compiled = engine.compile(lambda x: (x * x).sum())
    x, z = leaf(1.0, 2.0), leaf(10.0, 20.0)
    first = compiled(x)
    compiled(z)

    first.backward()

    assert x.grad.tolist() == [2, 4]


def test_results_of_one_call_are_not_touched_by_the_next():
    compiled = engine.compile(lambda x: (x + 1.0).reshape(2, 2).T)
    first = compiled(leaf(1.0, 2.0, 3.0, 4.0))
    expected = first.tolist()

    compiled(leaf(9.0, 9.0, 9.0, 9.0))

    assert first.tolist() == expected


@pytest.mark.parametrize("function", [lambda x: x, lambda x: x[0:2], lambda x: x.reshape(1, 3)])
def test_a_result_that_is_the_argument_may_be_changed_in_place(function):
    x = engine.tensor([1.0, 2.0, 3.0])

    engine.compile(function)(x).add_(1.0)

    assert x.tolist() in ([1, 2, 3], function(x).reshape(-1).tolist() + x.tolist()[2:3])


def test_second_derivatives_are_refused():
    compiled, x = engine.compile(lambda x: (x**3).sum()), leaf(1.0, 2.0)

    (slope,) = engine.autograd.grad(compiled(x), [x], create_graph=True)

    with pytest.raises((EngineError, RuntimeError), match=r"once|differentiable|twice"):
        slope.sum().backward()


def test_without_grad_nothing_is_recorded():
    compiled, x = engine.compile(lambda x: (x * x).sum()), leaf(1.0, 2.0)

    with engine.no_grad():
        found = compiled(x)

    assert found.item() == 5
    assert not found.requires_grad
    assert compiled(x).requires_grad


def test_only_what_wants_a_gradient_gets_one():
    compiled = engine.compile(lambda x, y: (x * y).sum())
    x, y = leaf(1.0, 2.0), engine.tensor([3.0, 4.0], dtype=f64)

    compiled(x, y).backward()

    assert x.grad.tolist() == [3, 4]
    assert y.grad is None


def test_detached_parts_get_no_gradient():
    compiled, x = engine.compile(lambda x: (x.detach() * x).sum()), leaf(1.0, 2.0)

    compiled(x).backward()

    assert x.grad.tolist() == [1, 2]


def test_compiled_functions_may_call_each_other():
    inner = engine.compile(lambda x: engine.sin(x) * x)
    outer = engine.compile(lambda x: inner(x).sum() + inner(x * 2.0).sum())
    x = leaf(1.0, 2.0)

    value, (slope,) = gradients(outer, x)

    expected, (wanted,) = gradients(
        lambda x: (engine.sin(x) * x).sum() + (engine.sin(x * 2.0) * x * 2.0).sum(), x
    )
    same(value, expected)
    same(slope, wanted)


def test_it_decorates_functions_and_methods():
    @engine.compile
    def cube(x):
        """x³"""
        return x**3

    class Scaled:
        scale = 2.0

        @engine.compile
        def __call__(self, x):
            return x * self.scale

    x = leaf(2.0)

    assert (cube(x).item(), cube.__name__, cube.__doc__) == (8, "cube", "x³")
    assert Scaled()(x).item() == 4


@pytest.mark.parametrize("index", [[0, 2], [1, 1]])
def test_whole_numbers_may_be_arguments(index):
    def function(x, places):
        return (x[places] * 2.0).sum() + engine.gather(x, 0, places).sum()

    compiled = engine.compile(function)
    x, places = leaf(1.0, 2.0, 4.0), engine.tensor(index)

    compiled(x, engine.tensor([2, 0]))
    value, (slope,) = gradients(lambda x: compiled(x, places), x)

    expected, (wanted,) = gradients(lambda x: function(x, places), x)
    same(value, expected)
    same(slope, wanted)


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (F.linear, [(5, 3), (2, 3), (2,)]),
        (F.conv1d, [(2, 3, 8), (4, 3, 3), (4,)]),
        (F.conv2d, [(2, 3, 6, 6), (4, 3, 3, 3), (4,)]),
        (lambda x: F.max_pool2d(x, 2), [(2, 3, 6, 6)]),
        (lambda x: F.layer_norm(x, (4,)), [(3, 4)]),
        (lambda x: F.cross_entropy(x, engine.tensor([0, 2, 1])), [(3, 4)]),
        (lambda w: F.embedding(engine.tensor([0, 2, 2]), w), [(3, 4)]),
        (lambda x: F.gelu(x), [(3, 4)]),
        (lambda x: engine.linalg.inv(x + 5 * engine.eye(3)), [(3, 3)]),
    ],
    ids=["linear", "conv1d", "conv2d", "pool", "norm", "entropy", "embedding", "gelu", "inverse"],
)
@pytest.mark.parametrize("dtype", [engine.float32, f64])
def test_layers_are_compiled(function, shapes, dtype):
    engine.manual_seed(0)
    tensors = [engine.randn(*shape, dtype=dtype) for shape in shapes]
    if function is F.cross_entropy:
        tensors = tensors[:1]

    def loss(*given):
        return (function(*given) ** 2).sum()

    compiled = engine.compile(loss)
    value, slopes = gradients(compiled, *tensors)

    expected, wanted = gradients(loss, *tensors)
    rtol = 1e-4 if dtype is engine.float32 else 1e-12
    assert compiled.reason is None
    np.testing.assert_allclose(value.item(), expected.item(), rtol)
    for a, b in zip(slopes, wanted, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a.tolist(), b.tolist(), rtol, rtol)


@pytest.mark.parametrize("shape", [(0,), (2, 0)])
def test_empty_tensors_are_compiled(shape):
    compiled = engine.compile(lambda x: engine.exp(x).sum() * 2.0)
    x = engine.ones(shape, requires_grad=True)

    compiled(x).backward()

    assert compiled(x).item() == 0
    assert x.grad.shape == shape


def test_special_numbers_come_through():
    def function(x):
        return (engine.log(x) / x).sum() + engine.sqrt(x)[0]

    compiled = engine.compile(function)

    for numbers in ((0.0, 1.0), (-1.0, 2.0), (float("inf"), 1.0), (float("nan"), 1.0), (-0.0, 1.0)):
        value, (slope,) = gradients(compiled, leaf(*numbers))
        expected, (wanted,) = gradients(function, leaf(*numbers))
        same(value, expected)
        same(slope, wanted)


def test_many_kinds_of_arguments_do_not_pile_up():
    compiled = engine.compile(lambda x, n: x * n)
    x = leaf(1.0)

    for n in range(70):
        assert compiled(x, n).item() == n

    assert compiled(x, 0).item() == 0


class Choosy(Function):
    """Doubles; what flows back depends on its numbers."""

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, z_bar):
        return z_bar * (5 if z_bar.sum() > 1 else 2)


@pytest.mark.parametrize("head", [[1.0, 1.0], [0.1, 0.2]])
def test_a_backward_that_asks_for_numbers_runs_as_it_is(head):
    weight = engine.tensor([3.0, 4.0], requires_grad=True)
    x = engine.tensor([0.1, 0.2], requires_grad=True)

    def function(x):
        return Choosy.apply(x * weight).sin()

    compiled = engine.compile(function)
    for _ in range(2):
        found = grad(compiled(x), [x, weight], engine.tensor(head))
        expected = grad(function(x), [x, weight], engine.tensor(head))
        assert [part.tolist() for part in found] == [part.tolist() for part in expected]
    assert compiled.reason is None


def test_a_head_gradient_goes_through_what_is_known_when_it_is_compiled():
    x = engine.tensor(np.empty(0), requires_grad=True)
    compiled = engine.compile(lambda x: engine.erf(engine.flip(-x, (0,))))

    (found,) = grad(compiled(x), x, engine.tensor(np.empty(0)))

    assert found.shape == (0,)
