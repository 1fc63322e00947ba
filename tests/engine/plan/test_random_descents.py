"""Random descents: the loop of each back end takes numpy's own steps, to the last bit.

But for sums whose order matters, which no plan here has, and for powers, of which Adam's steps are
made: they are told within a few ulp.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from engine.optim import SGD, Adagrad, Adam, RMSprop, Rprop
from engine.plan import Step, array_functions, block_functions, blocks, native
from engine.plan.clusters import Unsuited
from engine.plan.code import evaluate
from engine.plan.function import Rows
from engine.plan.lowering import lower
from engine.plan.passes import simplified
from engine.plan.updating import update
from engine.run import run
from engine.tensor import from_array
from tests.engine.plan.agreement import assert_same_bits
from tests.engine.plan.exactness import is_told
from tests.engine.plan.random_plans import plans
from tests.engine.plan.test_native_programs import ROUND
from tests.engine.plan.test_random_plans import DTYPES, quick, told

STEPS, RATE = 3, 0.5
OPTIMIZERS = {
    "SGD": lambda x: SGD(x, lr=RATE),
    "SGD with momentum": lambda x: SGD(x, RATE, momentum=0.5, nesterov=True, weight_decay=0.5),
    "SGD upwards": lambda x: SGD(x, lr=RATE, maximize=True),
    "RMSprop": lambda x: RMSprop(x, lr=RATE, momentum=0.5),
    "Adagrad": lambda x: Adagrad(x, lr=RATE),
    "Rprop": lambda x: Rprop(x, lr=RATE),
}


def with_a_number(plan):
    """The plan with one number as its root."""
    new = 1 + max(plan.labels())
    if run(plan).value(plan.root).shape:
        plan = replace(plan, steps=(*plan.steps, Step("sum", (plan.root,), new)), root=new)
    return replace(plan, seed=None)


def buffers(optimizer, x):
    """What the optimizer holds of a parameter before a step that is not its first."""
    group = optimizer.param_groups[0]
    found = optimizer.start(x, group)
    if group.get("momentum"):
        found = dict.fromkeys(optimizer.buffers, np.zeros_like(x)) | found
    return {name: np.asarray(array) for name, array in found.items()}


def loop_of(plan, make):
    """The update of all leaves, its code, and the state that it begins with."""
    plan = with_a_number(plan)
    assume(run(plan).fault is None and plan.leaves[0].requires_grad)
    tensors = [from_array(np.array(leaf.value), True) for leaf in plan.leaves]
    optimizer = make(tensors)
    states = [buffers(optimizer, tensor._array) for tensor in tensors]
    keys = [(leaf.slot, leaf.label) for leaf in plan.leaves]
    made = update(lower(plan), keys, optimizer, states)
    start = [np.array(leaf.value) for leaf in plan.leaves]
    start += [states[place][name] for place, name in made.buffers]
    return made, simplified(made.code), start


def varying(made, step):
    """What varies, in a step from 0 on."""
    return [np.array(step + 1.0 if name == "step" else RATE) for name in made.varying]


def rows(made):
    columns = [range(1, STEPS + 1) if name == "step" else RATE for name in made.varying]
    return Rows(tuple(columns), STEPS)


def walked(made, code, start):
    """The states of all steps and the losses, by numpy, where no order of sums matters."""
    states, losses = [start], []
    for step in range(STEPS):
        given = [*states[-1], *varying(made, step)]
        assume(is_told(code, given))
        loss, *after = evaluate(code, given)
        losses.append(float(loss))
        states.append(after)
    return states, losses


def descended(made, code, back_end):
    """The loop of a back end, where it takes the code: LLVM's own errors are faults of ours."""
    try:
        if back_end == "native":
            return native.descent(made, code, path=True)
        if back_end == "blocks":
            parts = blocks.blocked(code)
            assume(parts is not None)
            return block_functions.descent(made, parts, path=True)
        return array_functions.descent(made, code, path=True, fused=back_end == "segments")
    except Unsuited as error:
        note(str(error))
        assume(False)


def check_steps(plan, make, back_end):
    told(plan)
    made, code, start = loop_of(plan, make)
    states, losses = walked(made, code, start)
    begun = [np.array(array) for array in start]
    function = descended(made, code, back_end)

    found, path, after = function.call(rows(made), start)
    again, _, once_more = function.call(rows(made), start)

    assert_same_bits(start, begun, "the state given has changed")
    assert_same_bits([np.array(found), np.array(again)], [np.array(losses)] * 2)
    assert_same_bits(after, states[-1])
    assert_same_bits(once_more, states[-1], "the second run differs")
    for k, point in enumerate(path):
        told_state = states[k] if back_end == "native" else states[k][: made.parameters]
        flat = np.concatenate([np.ravel(array) for array in point]) if len(point) else point
        expected = [np.ravel(array) for array in told_state]
        np.testing.assert_array_equal(flat, np.concatenate(expected))


def check_adam(plan):
    """Each step from where the one before came to."""
    told(plan)
    made, code, start = loop_of(plan, lambda x: Adam(x, lr=RATE))
    function = descended(made, code, "native")

    losses, trail, after = function.call(rows(made), start)

    ends = np.cumsum([array.size for array in start])[:-1]
    states = [
        [
            part.reshape(array.shape).astype(array.dtype)
            for part, array in zip(np.split(row, ends), start, strict=True)
        ]
        for row in trail
    ]
    for step, (before, reached) in enumerate(zip(states, [*states[1:], after], strict=True)):
        numbers = [*before, *varying(made, step)]
        assume(is_told(code, numbers, but={"power"}))
        loss, *expected = evaluate(code, numbers)
        np.testing.assert_array_equal(losses[step], loss)
        for x, a, b in zip(before, reached, expected, strict=True):
            with np.errstate(all="ignore"):
                size = np.maximum(np.abs(x), np.abs(b))
                near = np.abs(a - b) <= 16 * np.spacing(size)
            same = near | (a == b) | (np.isnan(a) & np.isnan(b))
            assert same.all(), f"{a}, not {b}"


CHOSEN = st.sampled_from(list(OPTIMIZERS.values()))
EXACT = DTYPES.flatmap(lambda dtype: plans(dtype=dtype, most=8, **ROUND))
LONG = DTYPES.flatmap(
    lambda dtype: plans(
        dtype=dtype,
        most=8,
        shapes=[(37,), (20, 5), (5,), ()],
        **{**ROUND, "other": ["gt", "where"]},
    )
)


def in_small_blocks(patch):
    """Let a few elements be a large array."""
    for name, count in (("CACHE", 64), ("FEWEST", 4), ("LARGE", 64)):
        patch.setattr(blocks, name, count)


@quick(15)
@given(EXACT, CHOSEN)
def test_native_descents(plan, make):
    check_steps(plan, make, "native")


@quick(15)
@given(EXACT, CHOSEN)
def test_descents_with_native_segments(plan, make):
    check_steps(plan, make, "segments")


@quick(15)
@given(EXACT, CHOSEN)
def test_descents_on_arrays(plan, make):
    check_steps(plan, make, "arrays")


@quick(15)
@given(plan=LONG, make=CHOSEN)
def test_descents_in_blocks(plan, make):
    with pytest.MonkeyPatch.context() as patch:
        in_small_blocks(patch)
        check_steps(plan, make, "blocks")


@quick(15)
@given(EXACT)
def test_native_descents_by_adam(plan):
    check_adam(plan)
