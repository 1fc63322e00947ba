"""Cases of the ops of neural networks, in the form of `tests.engine.cases`."""

from __future__ import annotations

import numpy as np

from engine.ops.windows import Frame
from tests.engine.cases import Case

_LINE = Frame((5,), (2,), (3,), (2,), ((1, 1),), (2,))
_PLANE = Frame((4, 3), (2, 2), (3, 2), (1, 2), ((0, 0), (1, 0)), (1, 1))
_ONE = [((),), ((3,),), ((2, 3),), ((2, 0),)]
_INDEX = np.array([[0, 2, 2], [1, 1, 3]])


def _calls(name, shapes, *statics):
    return [Case(name, given, static) for given in shapes for static in statics]


def _trilinear(frame, channels, filters, groups):
    """The three forms of one convolution: which two of x, w and z are given."""
    x = (2, channels, *frame.sizes)
    w = (filters, channels // groups, *frame.kernel)
    z = (2, filters, *frame.out)
    static = {"frame": frame, "groups": groups}
    return [
        Case("correlate", (x, w), static),
        Case("correlate_input", (z, w), static),
        Case("correlate_weight", (x, z), static),
    ]


NEURAL = [
    *_trilinear(_LINE, 2, 2, 1),
    *_trilinear(_PLANE, 2, 4, 2),
    *_calls(
        "conv1d",
        [((2, 2, 5), (4, 2, 3), (4,)), ((2, 5), (4, 2, 3))],
        {},
        {"stride": 2, "padding": 1},
        {"padding": "same", "dilation": 2},
        {"padding": "valid"},
    ),
    *_calls("conv1d", [((1, 4, 4), (2, 2, 2), (2,))], {"groups": 2}),
    *_calls("conv2d", [((1, 2, 4, 3), (2, 2, 2, 2), (2,))], {}, {"stride": (2, 1), "padding": 1}),
    *_calls("conv2d", [((2, 4, 3), (2, 2, 2, 2))], {"padding": "same"}),
    *_calls("conv3d", [((1, 1, 3, 2, 2), (2, 1, 2, 2, 1))], {"padding": (0, 1, 0)}),
    *_calls(
        "conv_transpose1d",
        [((2, 2, 3), (2, 3, 2), (3,)), ((2, 3), (2, 3, 2))],
        {},
        {"stride": 3, "padding": 1, "output_padding": 2},
        {"dilation": 2, "output_padding": 1},
    ),
    *_calls("conv_transpose2d", [((1, 4, 2, 2), (4, 1, 2, 2))], {"groups": 2, "stride": 2}),
    *_calls("conv_transpose3d", [((1, 1, 2, 1, 2), (1, 2, 1, 2, 2), (2,))], {}),
    Case("binary_cross_entropy", (np.array([0.2, 0.7, 0.5]), np.array([0.0, 0.6, 1.0]))),
    *_calls("linear", [((2, 3), (4, 3), (4,)), ((3,), (2, 3)), ((2, 2, 3), (1, 3), (1,))], {}),
    Case("linear", ((0, 3), (2, 3), (2,))),
    Case("unfold_patches", ((2, 1, 4, 3),), {"frame": _PLANE}),
    Case("fold_patches", ((2, 4, 6),), {"frame": _PLANE}),
    Case("window_sum", ((2, 4, 3),), {"frame": _PLANE}),
    Case("window_spread", ((2, 3, 2),), {"frame": _PLANE}),
    *_calls(
        "max_pool1d",
        [((1, 2, 5),), ((2, 5),)],
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
        {"kernel_size": 2, "stride": 1, "dilation": 2},
    ),
    *_calls("max_pool2d", [((1, 2, 4, 3),)], {"kernel_size": 2}, {"kernel_size": (2, 3)}),
    *_calls("max_pool3d", [((1, 3, 2, 2),)], {"kernel_size": 2, "padding": (1, 0, 0)}),
    *_calls(
        "avg_pool1d",
        [((1, 2, 5),), ((2, 5),)],
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
        {"kernel_size": 3, "padding": 1, "count_include_pad": False},
    ),
    *_calls("avg_pool2d", [((2, 4, 3),)], {"kernel_size": 2, "divisor_override": 3}),
    *_calls("avg_pool3d", [((1, 3, 2, 2),)], {"kernel_size": 2}),
    Case("gather_last", ((2, 4),), {"index": _INDEX}),
    Case("scatter_last", ((2, 3),), {"index": _INDEX, "size": 4}),
    Case("place_last", ((2, 3),), {"index": np.array([[0, 2, 3], [3, 1, 0]]), "size": 4}),
    *_calls(
        "resample",
        [((2, 3, 2),)],
        *(
            {
                "dim": 1,
                "source": np.array([0, 1, 2, 1]),
                "target": np.array([3, 0, 0, 1]),
                "weight": weight,
                "size": 4,
            }
            for weight in (None, np.array([0.5, 2.0, -1.0, 3.0]))
        ),
    ),
    Case(
        "resample",
        ((2, 20),),
        {
            "dim": 1,
            "source": np.arange(20),
            "target": np.repeat([0, 2], [18, 2]),
            "weight": None,
            "size": 3,
        },
    ),
    *_calls("constant_pad_nd", [((2, 3),)], {"pad": (1, 2)}, {"pad": (-1, 0, 2, -1), "value": 3.0}),
    *_calls("standardize", [((3, 4),)], {"dim": (1,), "eps": 1e-3}, {"dim": (0, 1), "eps": 0.1}),
    *_calls("hardtanh", _ONE, {}, {"min_val": -0.5, "max_val": 1.5}),
    *_calls("hardsigmoid", _ONE, {}),
    *_calls("hardswish", _ONE, {}),
    *_calls("hardshrink", _ONE, {}, {"lambd": 1.0}),
    *_calls("softshrink", _ONE, {}, {"lambd": 1.0}),
    *_calls("threshold", _ONE, {"threshold": 0.3, "value": -1.0}),
    *_calls("mish", _ONE, {}),
    *_calls("celu", _ONE, {}, {"alpha": 0.7}),
    *_calls("selu", _ONE, {}),
    *_calls("embedding", [(np.array([[0, 2], [2, 1]]), (3, 2))], {}),
    *_calls(
        "nll_loss",
        [
            ((3,), np.array(1)),
            ((2, 3), np.array([2, 0])),
            ((2, 3, 2), np.array([[2, 0], [1, 1]]), np.array([1, 2, 3])),
        ],
        *({"reduction": reduction, "ignore_index": 0} for reduction in ("mean", "sum", "none")),
    ),
]
