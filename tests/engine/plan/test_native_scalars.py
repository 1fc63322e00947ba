"""Native scalars: long codes of single numbers in native code."""

import numpy as np
import pytest

from engine.optim import SGD
from engine.plan import Leaf, Plan, Step, native, native_scalars, native_text, scalar_functions
from engine.plan.calls import MANY, compiled_plan
from engine.plan.clusters import Unsuited
from engine.plan.code import evaluate
from engine.plan.function import Rows
from engine.plan.lowering import lower
from engine.plan.native_text import LONG
from engine.plan.passes import simplified
from engine.plan.updating import update
from engine.tensor import from_array
from tests.engine.plan.agreement import assert_same_bits


def chain(count, dtype=np.float64):
    names = ("mul", "sin", "add", "tanh")
    steps = [
        Step(names[i % 4], (0, i % 2) if i == 0 else (1 + i, i % 2)[: 2 - i % 2], 2 + i)
        for i in range(count)
    ]
    leaves = [(0, np.asarray(dtype(0.7)), "x"), (1, np.asarray(dtype(0.3)), "c")]
    return Plan(tuple(Leaf(at, x, True, n) for at, x, n in leaves), tuple(steps), 1 + count)


@pytest.mark.parametrize("count", [1, 5, 200, 900])
@pytest.mark.parametrize("x", [0.7, -1e3, np.inf, np.nan, 1e200])
def test_values_and_gradients_are_those_of_floats(count, x):
    found = lower(chain(count))
    code, groups = simplified(found.code()), (0, len(found.gradients))
    given = [x, 0.3][: len(code.inputs)]

    value, gradients = native_scalars.function(code, groups).call(*given)

    expected = scalar_functions.function(code, groups).call(*given)
    np.testing.assert_allclose([value, *gradients], [expected[0], *expected[1]], rtol=1e-9)


def test_a_value_alone_comes_as_itself():
    code = simplified(lower(chain(8)).code())
    code = code.with_(outputs=code.outputs[:1])

    value = native_scalars.function(code, (0,)).call(0.7, 0.3)

    assert value == pytest.approx(scalar_functions.function(code, (0,)).call(0.7, 0.3))


def test_numbers_of_float32_are_refused():
    code = simplified(lower(chain(8, np.float32)).code())

    with pytest.raises(Unsuited, match="float32"):
        native_scalars.function(code, (len(code.outputs),))


def test_a_long_chain_becomes_native_when_asked():
    plan = chain(300)
    given = [leaf.value for leaf in plan.leaves]
    compiled = compiled_plan(plan)
    before = compiled(*given)

    assert compiled.backend == "scalars"
    compiled.prepare()
    after = compiled(*given)

    assert compiled.backend == "native"
    np.testing.assert_allclose(after[0], before[0], rtol=1e-12)
    np.testing.assert_allclose(after[1], before[1], rtol=1e-12)


def test_a_long_chain_becomes_native_after_many_calls():
    plan = chain(300)
    given = [leaf.value for leaf in plan.leaves]
    compiled = compiled_plan(plan)

    for _ in range(MANY):
        compiled(*given)
    compiled.prepare()

    assert compiled.backend == "native"


def test_a_short_chain_stays_in_python():
    assert compiled_plan(chain(8)).prepare().backend == "scalars"


@pytest.mark.parametrize("path", [False, True])
def test_a_descent_in_parts_is_that_of_floats(path):
    found = lower(chain(900))
    x, c = (from_array(np.array(start), True) for start in (0.7, 0.3))
    made = update(found, [(0, "x"), (1, "c")], SGD([x, c], lr=0.01), [{}, {}])
    code, rates = simplified(made.code), Rows(((0.01, 0.02, 0.005),), 3)

    losses, _, state = native.descent(made, code, path=path).call(rates, [x._array, c._array])

    expected = scalar_functions.descent(made, code, path=path).call(rates, [0.7, 0.3])
    assert len(code.instructions) > LONG
    np.testing.assert_allclose(losses, expected[0], rtol=1e-9)
    np.testing.assert_allclose(state, expected[2], rtol=1e-9)


def test_parts_are_eager_to_the_last_bit(monkeypatch):
    monkeypatch.setattr(native_text, "LONG", 8)
    monkeypatch.setattr(native_text, "PART", 3)
    rng = np.random.default_rng(1)
    names = ("mul", "add", "sub", "maximum", "div")
    steps = [Step(names[i % 5], (int(rng.integers(2 + i)), 1 + i), 2 + i) for i in range(60)]
    leaves = (Leaf(0, np.array(0.7), True, "x"), Leaf(1, np.array(-1.3), True, "y"))
    plan = Plan(leaves, tuple(steps), 61)
    code = simplified(lower(plan).code())

    found = native_scalars.function(code, (len(code.outputs),)).call(0.7, -1.3)

    assert_same_bits(found, evaluate(code, [np.array(0.7), np.array(-1.3)]))
