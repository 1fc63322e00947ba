"""Known numbers of tutorials, read from the traces of their backwards by the variables' names."""

from __future__ import annotations

import numpy as np
import pytest

from engine.program import run_program
from tests.engine.program.tutorials import FOLDER

TORCH = {  # program: number of a backward, the root's value there, gradients by name
    "autograd_square": (0, 120, {"x": 20}),
    "autograd_mean_of_squares": (0, 770, {"x": [5, 10, 15, 20]}),
    "autograd_two_inputs": (0, 700, {"x1": 40, "x2": 50}),
    "autograd_two_vectors": (0, 2050, {"x1": [25, 40], "x2": [35, 50]}),
    "autograd_vector_jacobian": (0, [1, 4, 9], {"x": [2, 0.4, 0.06]}),
    "autograd_chained": (0, 15625, {"x": 18750}),
    "autograd_data_loop": (0, 100, {"x": 20}),
    "autograd_sum_or_mean": (1, 91 / 6, {"x": [[1 / 3, 2 / 3, 1], [4 / 3, 5 / 3, 2]]}),
    "known_p01_scalar_expression": (0, 24.70408163, {"a": 138.8338192, "b": 645.5772595}),
    "known_p02_tanh_neuron": (
        0, 0.7071067812, {"x1": -1.5, "x2": 0.5, "w1": 1, "w2": 0, "b": 0.5},
    ),
    "known_p03_fan_out": (0, -6, {"a": -3, "b": -8}),
    "known_p04_relu_fan_out": (0, -20, {"x": 46}),
    "known_p06_staged": (0, 1.545644884, {"x": 2.059569796, "y": 1.592232751}),
    "known_p07_detach": (3, 36, {"x": [0, 1, 4, 9]}),
    "known_p08_control_flow": (0, -143360, {"a": 204800}),
    "known_p10_blitz_mean": (0, 27, {"x": [[4.5, 4.5], [4.5, 4.5]]}),
    "known_p11_doubling": (0, [256, -512, 1024], {"x": [51.2, 512, 0.0512]}),
    "known_p12_accumulated_jacobian": (0, None, {"inp": 2 + 2 * np.eye(4, 5)}),
    "known_p15_softmax_regression": (
        0, 0.4076059644, {"o": [0.09003057317, 0.2447284711, -0.3347590442]},
    ),
    "known_p17_two_layers": (
        0,
        10.98,
        {"W1": [[19.2, 0, 39.6], [-7.8, 0, -13.2]], "W2": [[8.82], [0], [6.27]]},
    ),
    "known_p18_cubic_descent": (0, 999.5, {}),
    "known_p20_rosenbrock": (0, 24.2, {"x": -215.6, "y": -88}),
}  # fmt: skip
MXNET = {
    "autograd_dot": (0, [[28]], {"x": [[0], [4], [8], [12]]}),
    "autograd_vector_head": (0, [[2, 8], [18, 32]], {"x": [[4, 8], [12, 16]]}),
    "autograd_head_gradient": (0, [[2, 8], [18, 32]], {"x": [[40, 8], [1.2, 0.16]]}),
}


def traced(source, number):
    """The trace of one backward of a program, its root's slot, and slots by name."""
    run = run_program(source, write=len, wanted=(number,))
    assert run.error is None, run.error
    (section,) = [section for section in run.sections if section.number == number]
    trace = run.trace(section)
    slots = {label: slot for slot, label in trace.plan.labels().items() if label}
    return trace, trace.plan.root, slots


@pytest.mark.parametrize(
    ("idiom", "name"),
    [*(("torch", name) for name in TORCH), *(("mxnet", name) for name in MXNET)],
)
def test_a_trace_holds_the_known_value_and_gradients(idiom, name):
    number, value, gradients = (TORCH if idiom == "torch" else MXNET)[name]
    source = (FOLDER / idiom / f"{name}.py").read_text("utf-8")

    trace, root, slots = traced(source, number)

    if value is not None:
        np.testing.assert_allclose(trace.value(root), value, rtol=2e-6, atol=1e-9)
    for label, gradient in gradients.items():
        np.testing.assert_allclose(trace.gradient(slots[label]), gradient, rtol=2e-6, atol=1e-9)


def test_only_weights_and_bias_have_a_gradient_in_the_cross_entropy_graph():
    source = (FOLDER / "torch" / "autograd_cross_entropy.py").read_text("utf-8")

    trace, _, slots = traced(source, 0)

    assert {label for label in "xywb" if trace.gradient(slots[label]) is not None} == {"w", "b"}
    assert [step.label for step in trace.plan.steps][-1] == "loss"


def test_a_device_that_is_not_here_is_said_once_and_the_program_runs():
    printed: list[str] = []

    run = run_program(
        "import torch\n"
        "x = torch.tensor(3.0, device='cuda', requires_grad=True)\n"
        "y = (x.cuda() ** 2).to('cuda:0')\n"
        "y.backward()\n"
        "print(x.grad.item())",
        write=printed.append,
    )

    assert run.error is None
    assert "".join(printed) == "6.0\n"
    assert len([words for words in run.warnings if "CPU" in words]) == 1
