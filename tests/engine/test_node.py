"""Nodes: torch's names of them, and what they lead to."""

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.node import Spec, fit
from engine.tensor import Tensor


def x(*shape):
    return engine.arange(float(np.prod(shape))).reshape(*shape).div(12).requires_grad_()


NAMES = {
    "SmoothL1LossBackward0": lambda: F.smooth_l1_loss(x(3), engine.ones(3)),
    "HuberLossBackward0": lambda: F.huber_loss(x(3), engine.ones(3)),
    "BinaryCrossEntropyBackward0": lambda: F.binary_cross_entropy(x(3), engine.ones(3)),
    "NativeLayerNormBackward0": lambda: F.layer_norm(x(3, 4), (4,), engine.ones(4)),
    "NativeGroupNormBackward0": lambda: F.group_norm(x(2, 4), 2, engine.ones(4)),
    "NativeBatchNormBackward0": lambda: F.batch_norm(x(3, 4), None, None, training=True),
    "GluBackward0": lambda: F.glu(x(3, 4)),
    "AddmmBackward0": lambda: engine.addmm(x(3, 2), x(3, 4), x(4, 2)),
    "MmBackward0": lambda: x(3, 4) @ x(4, 2),
    "BmmBackward0": lambda: x(2, 3, 4).bmm(x(2, 4, 2)),
    "SqueezeBackward4": lambda: x(3) @ x(3, 2),
    "MvBackward0": lambda: x(3, 4) @ x(4),
    "DotBackward0": lambda: x(4) @ x(4),
    "UnsafeViewBackward0": lambda: x(2, 3, 4) @ x(4, 2),
    "ViewBackward0": lambda: F.linear(x(2, 3, 4), x(5, 4), x(5)),
    "RsubBackward1": lambda: 1 - x(3),
    "SubBackward0": lambda: x(3) - 1,
    "ReflectionPad1DBackward0": lambda: F.pad(x(1, 3, 4), (1, 1), mode="reflect"),
    "AdaptiveAvgPool2DBackward0": lambda: F.adaptive_avg_pool2d(x(1, 3, 4), (1, 2)),
    "UpsampleNearest2DBackward0": lambda: F.interpolate(x(1, 1, 3, 4), scale_factor=2),
    "UpsampleBilinear2DBackward0": lambda: F.interpolate(x(1, 1, 3, 4), (6, 8), mode="bilinear"),
    "IndexSelectBackward0": lambda: x(3, 4).index_select(0, engine.tensor([0])),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_result_is_named_as_torch_names_it(name):
    z = NAMES[name]()

    z.sum().backward()

    assert z.grad_fn.name() == name
    assert f"grad_fn=<{name}>" in repr(z)


def test_one_number_minus_and_by_a_record_are_named_as_torch_names_them():
    a = engine.tensor(2.0, requires_grad=True)

    assert (1 - a).grad_fn.name() == "RsubBackward1"
    assert (1 / a).grad_fn.name() == "MulBackward0"
    assert (2**a).grad_fn.name() == "PowBackward2"


def test_a_node_shows_its_name_and_where_it_is():
    a = x(3)

    assert repr((a * 2).grad_fn).startswith("<MulBackward0 object at 0x")
    assert repr((a * 2).grad_fn.next_functions[0][0]).startswith("<AccumulateGrad object at 0x")


def test_a_recorded_part_that_is_an_array_becomes_a_tensor_of_the_inputs_dtype():
    found = fit(np.ones(2), Spec((), np.dtype(np.float32)), True)

    assert isinstance(found, Tensor)
    assert found.dtype == engine.float32
    assert found.item() == 2
