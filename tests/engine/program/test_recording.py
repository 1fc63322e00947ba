"""What is known of a program's backwards: sections, their traces, and the numbers of all."""

from __future__ import annotations

import numpy as np
import pytest

from engine.plan import Place
from engine.program import run_program
from engine.run import run
from engine.tracing import Backward, Seed

LOOP = """
import torch
w = torch.tensor(0.5, requires_grad=True)
b = torch.tensor([0.1, 0.2], requires_grad=True)
x = torch.tensor([1.0, 2.0])
def model(x):
    return w * x + b
for epoch in range(COUNT):
    loss = ((model(x) - 1) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
    w.grad.zero_(); b.grad.zero_()
"""


def ran(text, **settings):
    result = run_program(text, write=len, **settings)
    assert result.error is None, result.error
    return result


def test_each_backward_is_a_section_with_its_line():
    result = ran(LOOP.replace("COUNT", "3"))

    assert [section.number for section in result.sections] == [0, 1, 2]
    assert {section.span.line for section in result.sections} == {10}


def test_a_trace_holds_the_values_and_gradients_of_its_round():
    result = ran(LOOP.replace("COUNT", "2"))

    first, second = (result.trace(section) for section in result.sections)
    slots = {label: slot for slot, label in second.plan.labels().items() if label}

    assert first.value(slots["w"]) == pytest.approx(0.5)
    assert second.value(slots["b"]).tolist() == pytest.approx([0.14, 0.18])
    before, gradient = first.value(slots["b"]), first.gradient(slots["b"])
    assert np.allclose(second.value(slots["b"]), before - 0.1 * gradient)


def test_a_plan_of_a_section_run_again_gives_the_same_trace():

    result = ran(LOOP.replace("COUNT", "1"))

    recorded = result.trace(result.sections[0])
    again = run(recorded.plan)

    assert len(again) == len(recorded)
    for slot in recorded.plan.labels():
        assert np.array_equal(recorded.value(slot), again.value(slot))
        one, other = recorded.gradient(slot), again.gradient(slot)
        assert (one is None and other is None) or np.array_equal(one, other)


def test_steps_know_their_line_their_round_and_their_call():
    result = ran(LOOP.replace("COUNT", "2"))

    steps = result.trace(result.sections[1]).plan.steps

    assert [(step.op, step.span.line) for step in steps] == [
        ("mul", 7), ("add", 7), ("sub", 9), ("pow", 9), ("mean", 9),
    ]  # fmt: skip
    loop, call = steps[0].scope
    assert (loop.round, loop.span.line) == (1, 8)
    assert (call.function, call.span.line) == ("model", 9)
    assert steps[-1].scope == (Place(loop.span, 1),)
    assert steps[-1].label == "loss"


def test_scalar_programs_are_recorded_alike():
    result = ran("import torch\nx = torch.tensor(2.0, requires_grad=True)\n"
                 "y = torch.sin(x) * x\ny.backward()\n")  # fmt: skip

    trace = result.trace(result.sections[0])

    x = next(leaf.slot for leaf in trace.plan.leaves if leaf.label == "x")
    assert trace.gradient(x) == pytest.approx(np.cos(2) * 2 + np.sin(2), rel=1e-6)
    assert isinstance(trace.events[2], Seed)
    assert [event.step for event in trace.events if isinstance(event, Backward)] == [1, 0]


def test_of_many_backwards_the_first_and_the_latest_are_kept_and_the_numbers_of_all():
    result = ran(LOOP.replace("COUNT", "500"))

    numbers = [section.number for section in result.sections]
    root = result.log.roots["root of line 10"]

    assert numbers[0] == 0
    assert numbers[-1] == 499
    assert len(numbers) < 100
    assert list(root.at) == list(range(500))
    assert root.values[-1] < root.values[0]
    assert set(result.log.leaves) == {"w", "b"}
    assert len(result.log.leaves["w"].gradients) == 500


def test_a_section_that_was_not_kept_comes_with_another_run():
    text = LOOP.replace("COUNT", "300")
    kept = {section.number for section in ran(text).sections}
    wanted = next(number for number in range(1, 300) if number not in kept)

    again = ran(text, wanted=(wanted,))

    section = next(s for s in again.sections if s.number == wanted)
    root = again.trace(section)
    value = again.log.roots["root of line 10"].values[wanted]
    assert float(root.value(root.plan.root)) == pytest.approx(value)


def test_random_numbers_are_the_same_in_another_run_of_one_seed():
    text = (
        "import torch\nw = torch.rand(3, requires_grad=True)\n(w * torch.randn(3)).sum().backward()"
    )

    first, second = (ran(text, seed=7) for _ in range(2))

    one, other = (r.trace(r.sections[0]) for r in (first, second))
    assert all(np.array_equal(one.value(slot), other.value(slot)) for slot in one.plan.labels())


def test_a_second_derivative_is_a_section_over_the_first():
    result = ran(
        "import torch\nx = torch.tensor([2.0], requires_grad=True)\n"
        "g, = torch.autograd.grad((x**3).sum(), x, create_graph=True)\n"
        "h, = torch.autograd.grad(g.sum(), x)\nprint(h)"
    )

    assert [section.span.line for section in result.sections] == [3, 4]
    trace = result.trace(result.sections[1])
    x = next(leaf.slot for leaf in trace.plan.leaves if leaf.label == "x")
    assert trace.gradient(x) == pytest.approx([12.0])


def test_a_program_without_backward_shows_what_it_computed():
    result = ran("import torch\na = torch.ones(2, requires_grad=True)\nq = 3 * a\nr = q.sum()")

    trace = result.trace(result.sections[0])

    assert trace.plan.root is None
    assert [step.label for step in trace.plan.steps] == ["q", "r"]


def test_nothing_is_recorded_once_a_run_has_ended():
    from engine.history import HERE

    ran(LOOP.replace("COUNT", "1"))

    assert (HERE.span, HERE.scope, HERE.recorder) == (None, None, None)


def test_a_root_that_is_a_number_may_stand_on_a_vector():
    result = ran(
        "import torch\n"
        "w = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "loss = (w * w).sum() * 2 + 1\n"
        "loss.backward()"
    )

    trace = result.trace(result.sections[0])
    slots = {label: slot for slot, label in trace.plan.labels().items()}

    assert trace.value(slots["loss"]) == 11
    assert trace.gradient(slots["w"]).tolist() == [4, 8]


def test_a_function_of_ones_own_is_a_step_of_its_tensors_and_numbers():
    result = ran(
        "import torch\n"
        "class Scale(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, x, how, k):\n"
        "        ctx.k = k\n"
        "        return x * k\n"
        "    @staticmethod\n"
        "    def backward(ctx, g):\n"
        "        return g * ctx.k, None, None\n"
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "y = Scale.apply(x, 'linear', 3)\n"
        "y.sum().backward()"
    )

    trace = result.trace(result.sections[0])
    step = trace.plan.steps[0]

    assert (step.op, step.label, step.span.line, len(step.inputs)) == ("Scale", "y", 11, 2)
    assert trace.gradient(step.inputs[0]).tolist() == [3, 3]


def test_a_leaf_keeps_its_name_although_the_variable_gets_another():
    result = ran(
        "import torch\n"
        "for start in (1.0, 2.0):\n"
        "    x = torch.tensor(start, requires_grad=True)\n"
        "    (x * x).backward()\n"
    )

    labels = [result.trace(section).plan.labels().values() for section in result.sections]

    assert ["x" in found for found in labels] == [True, True]


def test_a_backward_of_a_leaf_itself_is_a_section():
    text = "import torch\nx = torch.ones(3, requires_grad=True)\nx.backward(torch.ones(3))\n"
    result = run_program(text, write=len)

    trace = result.trace(result.sections[-1])

    assert trace.plan.steps == ()
    assert trace.plan.root is not None
