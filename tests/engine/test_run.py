"""run: the Trace of a Plan, its faults, and its notes."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Stopped
from engine.plan import Leaf, Plan, Root, Step
from engine.run import run
from engine.tracing import Backward, Forward, Seed


def leaf(slot, value, label="", requires_grad=True):
    return Leaf(slot, np.array(value, np.float64), requires_grad, label)


SQUARE = Plan((leaf(0, 3.0, "x"),), (Step("mul", (0, 0), 1, label="y"),), 1)


def test_x_times_x_gives_two_contributions():
    trace = run(SQUARE)

    forward, seed, backward = trace.events
    assert (forward, forward.value) == (Forward(0, forward.value), 9)
    assert (seed.slot, seed.gradient) == (1, 1)
    assert (backward.step, backward.upstream) == (0, 1)
    assert backward.contributions == (3, 3)
    assert backward.sums == (3, 6)
    assert trace.gradient(0) == 6
    assert trace.fault is None


def test_fan_out_shows_each_wires_contribution():
    plan = Plan(
        (leaf(0, -2.0, "a"), leaf(1, 3.0, "b")),
        (Step("mul", (0, 1), 2), Step("add", (0, 1), 3), Step("mul", (2, 3), 4)),
        4,
    )

    trace = run(plan)

    parts = {slot: sorted(float(a.contribution) for a in trace.arrivals[slot]) for slot in (0, 1)}
    assert parts == {0: [-6, 3], 1: [-6, -2]}
    assert (trace.gradient(0), trace.gradient(1)) == (-3, -8)


@st.composite
def plans(draw):
    leaves = tuple(
        leaf(i, draw(st.floats(-1, 1)), f"x{i}", draw(st.booleans()) or i == 0) for i in range(3)
    )
    steps = []
    for slot in range(3, 3 + draw(st.integers(1, 10))):
        places = st.integers(0, slot - 1)
        if draw(st.booleans()):
            steps.append(Step(draw(st.sampled_from(["sin", "tanh", "neg"])), (draw(places),), slot))
        else:
            name = draw(st.sampled_from(["add", "sub", "mul"]))
            steps.append(Step(name, (draw(places), draw(places)), slot))
    return Plan(leaves, tuple(steps), steps[-1].output)


@given(plans())
def test_the_contributions_of_a_slot_sum_to_its_gradient(plan):
    trace = run(plan)

    for slot, arrivals in trace.arrivals.items():
        total = sum(a.contribution for a in arrivals)
        np.testing.assert_allclose(trace.gradient(slot), total, rtol=1e-12, atol=1e-12)
    for event in trace.events:
        if isinstance(event, Backward):
            slot = plan.steps[event.step].output
            np.testing.assert_allclose(event.upstream, trace.gradient(slot), rtol=1e-12, atol=1e-12)


@given(plans())
def test_events_come_forward_then_the_seed_then_backward_in_reverse(plan):
    events = run(plan).events

    steps = [event.step for event in events if isinstance(event, Forward)]
    back = [event.step for event in events if isinstance(event, Backward)]
    assert steps == list(range(len(plan.steps)))
    assert back == sorted(back, reverse=True)
    assert [isinstance(e, Seed) for e in events].count(True) == bool(back)


def test_a_plan_without_root_runs_forward_only():
    trace = run(Plan(SQUARE.leaves, SQUARE.steps))

    assert len(trace) == trace.forward_count == 1
    assert not trace.seeds


def test_a_seed_is_the_head_gradient():
    plan = Plan((leaf(0, [1.0, 2.0]),), (Step("square", (0,), 1),), 1, np.array([1.0, 10.0]))

    assert run(plan).gradient(0).tolist() == [2, 40]


def test_static_arguments_reach_the_op():
    plan = Plan((leaf(0, [[1.0, 2.0]]),), (Step("sum", (0,), 1, {"dim": 1}),))

    assert run(plan).value(1).tolist() == [3]


def test_inputs_that_want_no_gradient_receive_none():
    plan = Plan((leaf(0, 3.0), leaf(1, 2.0, "", False)), (Step("mul", (0, 1), 2),), 2)

    event = run(plan).events[-1]

    assert event.contributions[1] is None
    assert event.sums[1] is None


def fault_of(steps, *leaves, root=None, seed=None):
    return run(Plan(leaves, steps, root, seed)).fault


def test_a_forward_fault_names_its_step_and_keeps_what_ran():
    steps = (Step("neg", (0,), 2), Step("add", (2, 1), 3), Step("neg", (3,), 4))

    trace = run(Plan((leaf(0, [1.0, 2]), leaf(1, [1.0, 2, 3])), steps, 4))

    assert trace.fault.step == 1
    assert "do not fit together" in trace.fault.message
    assert trace.fault.remedy
    assert len(trace.events) == 1


def test_a_backward_fault_names_the_step_without_derivative():
    steps = (Step("floor_divide", (0, 1), 2), Step("neg", (2,), 3))

    fault = fault_of(steps, leaf(0, 7.0), leaf(1, 2.0), root=3)

    assert fault.step == 0
    assert "floor_divide" in fault.message


def test_a_vector_root_is_told_to_be_reduced():
    fault = fault_of((Step("neg", (0,), 1, label="y"),), leaf(0, [1.0, 2]), root=1)

    assert fault.step == 0
    assert fault.message == "backward starts from one number, but y has shape (2,)"
    assert fault.remedy == "reduce it: sum(y) or mean(y), or give it a head gradient"


def test_a_head_gradient_of_another_shape_is_a_fault_of_the_root():
    fault = fault_of((Step("neg", (0,), 1),), leaf(0, [1.0, 2]), root=1, seed=np.ones(3))

    assert fault.step == 0
    assert "(3,)" in fault.message


def test_a_root_without_parameters_is_told_to_get_one():
    fault = fault_of((Step("neg", (0,), 1, label="y"),), leaf(0, 1.0, "x", False), root=1)

    assert fault.step is None
    assert fault.message == "y depends on nothing that requires a gradient"


def test_a_whole_number_parameter_is_a_fault_of_the_run():
    trace = run(Plan((Leaf(0, np.array(1), True, "n"),), (Step("neg", (0,), 1),), 1))

    assert trace.fault.step is None
    assert "only floating point" in trace.fault.message
    assert trace.events == ()


def test_a_wrong_static_argument_is_a_fault_and_no_crash():
    fault = fault_of((Step("sum", (0,), 1, {"axis": 0}),), leaf(0, [1.0]))

    assert fault.step == 0
    assert "axis" in fault.message


def test_memory_that_is_not_there_is_a_fault():
    sizes = {"size": (10**7, 10**8)}

    fault = fault_of((Step("expand", (0,), 1, sizes), Step("neg", (1,), 2)), leaf(0, 1.0))

    assert fault.step == 0
    assert "does not fit into memory" in fault.message


@pytest.mark.parametrize("after", [0, 3])
def test_a_run_can_be_stopped_in_either_pass(after):
    calls = []

    def stop():
        calls.append(1)
        return len(calls) > after

    plan = Plan((leaf(0, 1.0),), tuple(Step("sin", (i,), i + 1) for i in range(3)), 3)

    with pytest.raises(Stopped):
        run(plan, stop=stop)

    assert len(calls) == after + 1


def note_of(op, *values, **static):
    leaves = tuple(leaf(i, value) for i, value in enumerate(values))
    trace = run(Plan(leaves, (Step(op, tuple(range(len(values))), len(values), static),)))
    return [f"{note.message}; {note.remedy}" for note in trace.notes]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (lambda: note_of("log", [1.0, -2.0]), "log is NaN at -2: it is defined for x > 0"),
        (lambda: note_of("div", [0.0, 5], [1.0, 0]), "div is infinite at 0: .* for other ≠ 0"),
        (lambda: note_of("div", [0.0, 5], [0.0, 1]), "div is NaN at 0: .* for other ≠ 0"),
        (lambda: note_of("pow", -2.0, 0.5), "pow is NaN at -2: .* input > 0, or input < 0 with a"),
        (lambda: note_of("exp", 1000.0), "exp is infinite: inputs up to 1000 are too large"),
        (lambda: note_of("std", [1.0]), r"std is NaN: \(1,\) has too few elements"),
    ],
)
def test_a_nan_or_infinity_out_of_finite_inputs_gets_a_note(note, words):
    (found,) = note()

    assert re.search(words, found)


def test_a_nan_that_came_in_gets_no_second_note():
    assert note_of("exp", [np.nan]) == []
    assert note_of("log", [1.0]) == []


def test_a_matrix_product_that_overflows_gets_a_note_without_a_place():
    huge = [[1e300, 1e300, 1e300], [1e300, 1e300, 1e300]]

    (note,) = note_of("matmul", huge, [[1e300], [1e300], [1e300]])

    assert "matmul is infinite" in note


def test_a_backward_without_memory_is_a_fault(monkeypatch):
    def no_memory(*_):
        raise MemoryError

    monkeypatch.setattr("engine.run._backward", no_memory)

    trace = run(SQUARE)

    assert trace.fault.message == "backward: the gradients do not fit into memory"
    assert trace.value(1) == 9


def test_backward_starts_from_several_roots_at_once():
    steps = (Step("mul", (0, 1), 2), Step("square", (2,), 3))
    plan = Plan((leaf(0, 3.0), leaf(1, 2.0)), steps, 3, None, (Root(2, np.array(10.0)),))

    trace = run(plan.check())

    assert trace.gradient(0) == 2 * (2 * 6.0 + 10.0)  # torch.autograd.backward([u * u, u], …)
    assert trace.gradient(2) == 12.0 + 10.0
    assert trace.seeds == {3: (2, 1.0), 2: (3, 10.0)}
    assert trace.gradient_at(2, 3) is None
    assert trace.gradient_at(2, 4) == 10.0


def test_every_root_must_depend_on_a_parameter():
    steps = (Step("neg", (0,), 2, label="y"), Step("neg", (1,), 3, label="c"))
    plan = Plan((leaf(0, 3.0), leaf(1, 2.0, "", False)), steps, 2, None, (Root(3),))

    fault = run(plan).fault

    assert fault.message == "c depends on nothing that requires a gradient"


def test_a_nan_is_told_at_an_input_that_gave_it_and_not_at_an_infinity_beside_it():
    plan = Plan((leaf(0, [0.0, 1.0, -2.0]),), (Step("log", (0,), 1), Step("sum", (1,), 2)), 2)

    (note, *_) = run(plan).notes

    assert note.message == "log is NaN at -2: it is defined for x > 0"
