"""Blocks: large arrays computed a part at a time."""

import numpy as np
import pytest

import engine
from engine.optim import SGD, Adam
from engine.plan import array_functions, block_functions
from engine.plan.blocks import FEWEST, blocked
from engine.plan.calls import Compiled
from engine.plan.code import evaluate
from engine.plan.loop import Loop
from engine.plan.lowering import traced
from engine.plan.passes import simplified
from engine.plan.updating import update

MANY = 600_011  # a prime: the last block is shorter


def total(x):
    return ((x * x + x) * x / (x * x + 1.0) - x.sin() * 3.0).mean()


def line(w, b):
    points = engine.linspace(-1.0, 1.0, MANY, dtype=engine.float64)
    return ((w * points + b).tanh() - points * points).square().mean()


def rows(x, y):
    return (x * y + y.exp()).softmax(1).log().sum()


def columns(x, y):
    return (x * y).sum(0) * 2.0


def lowered(function, *shapes, dtype=engine.float64):
    rng = np.random.default_rng(1)
    tensors = [
        engine.tensor(rng.uniform(-1.0, 1.0, shape), dtype=dtype, requires_grad=True)
        for shape in shapes
    ]
    return traced(function, tensors, [f"x{i}" for i in range(len(shapes))], len(shapes)), [
        tensor.numpy(force=True) for tensor in tensors
    ]


@pytest.mark.parametrize("dtype", [engine.float64, engine.float32], ids=str)
@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (total, [(MANY,)]),
        (total, [(1_000_000,)]),
        (total, [(3001, 307)]),
        (line, [(), ()]),
        (rows, [(20_011, 30), (30,)]),
        (columns, [(200_003, 5), (5,)]),
    ],
)
def test_values_and_gradients_are_those_of_the_whole(function, shapes, dtype):
    found, given = lowered(function, *shapes, dtype=dtype)
    code = simplified(found.code())
    blocks = blocked(code)

    results = block_functions.function(blocks, [len(code.outputs)]).call(*given)

    assert blocks.size < blocks.length
    tolerance = 1e-9 if dtype is engine.float64 else 1e-3
    for result, expected in zip(results, evaluate(code, given), strict=True):
        scale = max(float(np.abs(expected).max()), 1e-30)
        assert np.shape(result) == expected.shape
        np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance * scale)


def test_arrays_are_the_same_to_the_last_bit():
    found, given = lowered(total, (MANY,))
    code = simplified(found.code())

    (_, gradient) = block_functions.function(blocked(code), [2]).call(*given)

    np.testing.assert_array_equal(gradient, evaluate(code, given)[1])


def test_an_input_that_is_asked_for_is_given_as_a_copy():
    found, given = lowered(lambda x: (x, (x * x + x).exp().sum()), (MANY,))
    code = found.builder.code([*found.roots])

    same, _ = block_functions.function(blocked(code), [2]).call(*given)

    np.testing.assert_array_equal(same, given[0])
    assert not np.may_share_memory(same, given[0])


@pytest.mark.parametrize(
    "function",
    [
        lambda x: (x - x.mean()).square().mean(),
        lambda x: (x * x).mean().sqrt(),
        lambda x: (x.reshape(-1, 1000) * 2.0).sin().sum(),
        lambda x: x.cumsum(0).sum(),
        lambda x: (x[1:] * x[:-1]).sum(),
    ],
    ids=["late", "late gradient", "reshaped", "scan", "neighbours"],
)
def test_what_is_not_elementwise_is_left_whole(function):
    found, _ = lowered(function, (1_000_000,))

    assert blocked(simplified(found.code())) is None


def test_what_stays_in_the_cache_is_left_whole():
    found, _ = lowered(total, (4 * FEWEST,))

    assert blocked(simplified(found.code())) is None


def test_calls_on_large_arrays_run_in_blocks():
    found, given = lowered(total, (MANY,))
    compiled = Compiled(found)

    assert compiled.backend == "blocks"
    value, (gradient,) = compiled(*given)

    expected = evaluate(simplified(found.code()), given)
    np.testing.assert_allclose(value, expected[0], rtol=1e-9)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("path", [False, True])
@pytest.mark.parametrize("kind", [SGD, Adam])
def test_a_descent_in_blocks_is_that_of_the_whole(kind, path):
    found, (start,) = lowered(total, (MANY,))
    x = engine.tensor(start, requires_grad=True)
    optimizer = kind([x], lr=0.1)
    zeros = {name: np.zeros(MANY) for name in optimizer.buffers} if kind is Adam else {}
    made = update(found, [(0, "x")], optimizer, [zeros])
    rates = [tuple(0.1 if name == "lr" else float(k) for name in made.varying) for k in (1, 2, 3)]
    state = [start, *[zeros[name] for _, name in made.buffers]]
    code = simplified(made.code)

    losses, points, after = block_functions.descent(made, blocked(code), path=path).call(
        rates, state
    )

    expected = array_functions.descent(made, code, path=path).call(rates, state)
    np.testing.assert_allclose(losses, expected[0], rtol=1e-12)
    assert len(points) == (3 if path else 0)
    for point, other in zip(points, expected[1], strict=True):
        np.testing.assert_array_equal(point[0], other[0])
    for array, other in zip(after, expected[2], strict=True):
        np.testing.assert_array_equal(array, other)
    assert Loop(made, path=path).backend == "blocks"
