"""Random plans: compiled is eager, bit for bit where nothing is reassociated."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from engine.plan import Step, array_functions, scalar_functions
from engine.plan.arrays import ArrayWriter
from engine.plan.code import evaluate
from engine.plan.lowering import lower
from engine.plan.passes import shortened, simplified
from engine.plan.scalars import is_scalar
from engine.run import run
from engine.tracing import Backward, Forward
from tests.engine.plan import random_plans
from tests.engine.plan.agreement import assert_same_bits, assert_special, eager
from tests.engine.plan.exactness import in_order
from tests.engine.plan.random_plans import plans

DTYPES = st.sampled_from([np.float64, np.float32])
FINITE = [0.0, -0.0, 5e-324, np.nan, np.inf, -np.inf, 1e-30]


def quick(examples):
    """Few examples here; test_random_plans_at_length has many."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


def told(plan):
    """Describe a plan to who reads of its failure."""
    for step in plan.steps:
        note(f"{step.output} = {step.op}{step.inputs} {dict(step.static)}")


class Poisoning(ArrayWriter):
    """Writes functions that spoil a buffer as soon as it is free."""

    def _release(self, place, step):
        before = [id(memory) for free in self._free.values() for memory in free]
        super()._release(place, step)
        for (_, char), free in self._free.items():
            for memory in free:
                if id(memory) not in before:
                    poison = "True" if char == "?" else "77"
                    self.lines.append(f"{memory.name}.fill({poison})")


def check_simplified(plan):
    told(plan)
    lowered = lower(plan)
    roots, gradients = eager(plan)

    found = evaluate(simplified(lowered.code()), [leaf.value for leaf in plan.leaves])

    assert list(lowered.gradients) == list(gradients)
    assert_same_bits(found, [*roots, *gradients.values()])


def check_arrays(plan):
    told(plan)
    code = simplified(lower(plan).code())
    given = [np.array(leaf.value) for leaf in plan.leaves]
    roots, gradients = eager(plan)
    function = array_functions.function(code, (len(code.outputs),))

    first = [np.asarray(part) for part in function.call(*given)]
    kept = [part.copy() for part in first]
    function.call(*[np.ones_like(array) for array in given])
    again = function.call(*given)

    assert_same_bits(given, [leaf.value for leaf in plan.leaves], "an argument has changed")
    assert_same_bits(first, kept, "a result has changed later")
    if not any(step.name == "transpose" for step in code.instructions):
        assert_same_bits(first, [*roots, *gradients.values()])
    assert_same_bits(first, in_order(code, given))
    assert_same_bits(again, kept)


def check_poisoned(plan, monkeypatch):
    told(plan)
    code = simplified(lower(plan).code())
    given = [leaf.value for leaf in plan.leaves]
    monkeypatch.setattr(array_functions, "ArrayWriter", Poisoning)

    function = array_functions.function(code, (len(code.outputs),))
    found = function.call(*given)

    assert_same_bits(found, in_order(code, given), function.source)


def check_shortened(plan):
    """A sum at the end is one inner product: its terms are added up in another order."""
    told(plan)
    new = 1 + max(plan.labels())
    steps = (*plan.steps, Step("mul", (plan.root, 0), new), Step("sum", (new,), new + 1))
    plan = replace(plan, steps=steps, root=new + 1, seed=None)
    assume(run(replace(plan, root=None)).fault is None)
    plain = simplified(lower(plan).code())
    given = [leaf.value for leaf in plan.leaves]
    every = plain.with_(outputs=tuple(step.output for step in plain.instructions))
    values = [v for v in evaluate(every, given) if v.dtype.kind == "f" and v.size]
    largest = max(np.abs(v[np.isfinite(v)]).max(initial=0.0) for v in values)
    assume(float(largest) < 1e30)
    ulps = 4 * max(v.size for v in values)

    found = evaluate(shortened(plain), given)

    expected = evaluate(plain, given)
    for a, b in zip(found, expected, strict=True):
        assert (a.shape, a.dtype) == (b.shape, b.dtype)
        finite = np.isfinite(b)
        np.testing.assert_array_equal(a[~finite], b[~finite])
        allowed = ulps * np.spacing(b.dtype.type(largest))
        assert np.abs(a[finite] - b[finite]).max(initial=0.0) <= allowed


def as_scalars(plan):
    """What the scalar function gives, and what the eager engine does."""
    told(plan)
    code = simplified(lower(plan).code())
    assume(is_scalar(code))
    roots, gradients = eager(plan)
    function = scalar_functions.function(code, (len(code.outputs),))
    found = function.call(*[leaf.value.item() for leaf in plan.leaves])
    return found, [*roots, *gradients.values()]


def check_exact_scalars(plan):
    """Of arithmetic, roots, maxima, minima and choices every bit is equal."""
    found, expected = as_scalars(plan)

    for a, b in zip(found, expected, strict=True):
        assert_special(a, b, 0)


def check_smooth_scalars(plan):
    """`math` and numpy differ by an ulp in what e, sines and logarithms enter."""
    trace = run(plan)
    met = [e.value for e in trace.events if isinstance(e, Forward)]
    met += [p for e in trace.events if isinstance(e, Backward) for p in e.contributions]
    largest = max([1.0, *(float(np.abs(x)) for x in met if x is not None)])
    assume(largest < 1e3)  # where an error of the last bit stays small

    found, expected = as_scalars(plan)

    np.testing.assert_allclose(found, np.array(expected), rtol=1e-9, atol=1e-9 * largest**2)


ALL = DTYPES.flatmap(lambda dtype: plans(dtype=dtype))
SUMMED = DTYPES.flatmap(
    lambda dtype: plans(
        dtype=dtype, kinds=["unary", "binary"], unary=random_plans.EXACT, binary=["add", "sub"],
        special=FINITE,
    )
)  # fmt: skip
ARITHMETIC = plans(
    most=40, shapes=[()], unary=random_plans.EXACT, binary=random_plans.BINARY,
    kinds=["unary", "binary", "binary", "other"],
)  # fmt: skip
SINES = plans(
    most=40, shapes=[()], unary=[*random_plans.SMOOTH, "neg"], binary=["add", "sub", "mul"],
    kinds=["unary", "unary", "binary"], special=(0.0, -0.0),
)  # fmt: skip


@quick(60)
@given(ALL)
def test_the_simplified_code_of_a_random_plan_is_eager_to_the_last_bit(plan):
    check_simplified(plan)


@quick(60)
@given(ALL)
def test_an_array_function_is_eager_to_the_last_bit_at_each_call(plan):
    check_arrays(plan)


@quick(60)
@given(plan=ALL)
def test_no_buffer_is_read_once_it_is_free(plan):
    with pytest.MonkeyPatch.context() as patch:
        check_poisoned(plan, patch)


@quick(60)
@given(SUMMED)
def test_sums_as_inner_products_differ_by_ulps_of_the_largest_term(plan):
    check_shortened(plan)


@quick(80)
@given(ARITHMETIC)
def test_arithmetic_on_single_numbers_is_eager_to_the_last_bit(plan):
    check_exact_scalars(plan)


@quick(60)
@given(SINES)
def test_functions_of_single_numbers_are_eager_but_for_the_last_bits(plan):
    check_smooth_scalars(plan)
