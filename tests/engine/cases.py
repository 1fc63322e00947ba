"""Cases: for every op of the table the shapes and static arguments that it is tried with."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine import Tensor
from engine.dtype import Array
from engine.op import OPS

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One call of an op: per input a shape (drawn from its domain) or an array, and the rest.

    `result` tells which of several results is meant.
    """

    op: str
    inputs: tuple[Shape | Array, ...]
    static: Mapping[str, Any] = field(default_factory=dict)
    result: int | None = None

    def __str__(self) -> str:
        shown = [f"{i.tolist()}" if isinstance(i, np.ndarray) else str(i) for i in self.inputs]
        return f"{self.op}-{'-'.join(shown)}-{dict(self.static)}".replace(" ", "")

    def arrays(self, dtype: Any = np.float64) -> list[Array]:
        """The inputs: given arrays of numbers as they are, samples of the domain for shapes."""
        rng = np.random.default_rng(zlib.crc32(str(self).encode()))
        op = OPS[self.op]
        domains = op.domains * len(self.inputs) if op.variadic else op.domains
        return [
            (given.astype(dtype) if given.dtype.kind == "f" else given)
            if isinstance(given, np.ndarray)
            else rng.uniform(*domain.sample, size=given).astype(dtype)
            for given, domain in zip(self.inputs, domains, strict=False)
        ]

    def call(self, tensors: list[Tensor]) -> Tensor:
        """The op applied to these tensors."""
        op = OPS[self.op]
        z = op.record(tensors, {**op.static, **self.static})
        return z if self.result is None else z[self.result]


def _each(names: str, *shapes: tuple[Shape, ...]) -> list[Case]:
    return [Case(name, given) for name in names.split() for given in shapes]


def _with(name: str, shapes: list[tuple[Any, ...]], *statics: Mapping[str, Any]) -> list[Case]:
    return [Case(name, given, static) for given in shapes for static in statics]


def _several(name: str, *calls: tuple[tuple[Any, ...], Mapping[str, Any]]) -> list[Case]:
    return [Case(name, given, static) for given, static in calls]


UNARY = """
    neg reciprocal abs sign floor ceil round exp exp2 expm1 log log2 log10 log1p square sqrt rsqrt
    sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
    relu sigmoid logsigmoid silu normal_cdf clone
"""
BINARY = "add sub mul div remainder pow maximum minimum logaddexp atan2"
_ONE = [((),), ((3,),), ((2, 3),), ((0,),), ((2, 0),)]
_TWO = [
    ((), ()),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((2, 1), (1, 4)),
    ((), (3,)),
    ((2, 3), ()),
    ((3,), (1,)),
    ((1,), ()),
    ((0,), (1,)),
    ((2, 0), (0,)),
]
_REDUCED = [{"dim": 0}, {"dim": -1, "keepdim": True}, {"dim": (0, 2)}, {"dim": (), "keepdim": True}]
_MIXED = np.array([True, False, True])
_CUBE = [((2, 3, 2),)]

DIFFERENTIABLE = [
    *_each(UNARY, *_ONE),
    *_each(BINARY, *_TWO),
    *_with("add", [((2, 3), (3,))], {"alpha": 2.5}),
    *_with("sub", [((3,), (2, 3))], {"alpha": -3}),
    *_with("leaky_relu", _ONE, {}, {"negative_slope": 0.3}),
    *_with("elu", _ONE, {}, {"alpha": 0.7}),
    *_with("softplus", _ONE, {}, {"beta": 2.0, "threshold": 1.5}),
    *_with("gelu", _ONE, {}, {"approximate": "tanh"}),
    *_with("clamp", _ONE, {"min": -1.0}, {"max": 0.5}, {"min": -1.0, "max": 0.5}),
    *_with("softmax", [((),), ((3,),), ((2, 3),), ((2, 0),)], {}, {"dim": 0}),
    *_with("log_softmax", [((),), ((3,),), ((2, 3),), ((2, 0),)], {}, {"dim": 0}),
    *_with("sum", [*_ONE, *_CUBE], {}, {"keepdim": True}),
    *_with("sum", _CUBE, *_REDUCED),
    *_with("mean", [((),), ((3,),), ((2, 3),), *_CUBE], {}, {"keepdim": True}),
    *_with("mean", _CUBE, *_REDUCED),
    *_with("prod", [*_ONE, *_CUBE], {}, {"keepdim": True}),
    *_with("prod", _CUBE, {"dim": 1}, {"dim": -1, "keepdim": True}),
    *_with("prod", [(np.array([[0.0, 2, 3], [0, 0, 3], [1, 2, 3]]),)], {}, {"dim": 1}, {"dim": 0}),
    *_with("amax", [((),), ((3,),), *_CUBE], {}, {"keepdim": True}),
    *_with("amax", _CUBE, *_REDUCED),
    *_with("amin", [((),), ((3,),), *_CUBE], {}, {"keepdim": True}),
    *_with("amin", _CUBE, *_REDUCED),
    *_with("var", [((3,),), *_CUBE], {}, {"correction": 0}, {"keepdim": True}),
    *_with("var", _CUBE, *_REDUCED),
    *_with("std", [((3,),), *_CUBE], {}, {"correction": 0}, {"keepdim": True}),
    *_with("std", _CUBE, *_REDUCED),
    *_with("norm", [((),), ((3,),), *_CUBE], *({"p": p} for p in (2, 1, 3, 2.5, math.inf))),
    *_with("norm", _CUBE, *_REDUCED, {"p": 3, "dim": 1, "keepdim": True}),
    *_with("logsumexp", [((),), ((3,),), ((2, 3),)], {}, {"keepdim": True}),
    *_with("logsumexp", _CUBE, *_REDUCED),
    *_several(
        "where",
        ((_MIXED, (3,), (3,)), {}),
        ((_MIXED, (2, 3), ()), {}),
        ((_MIXED, (2, 1), (3,)), {}),
        ((np.array(True), (), (3,)), {}),
        ((np.zeros((0,), bool), (1,), ()), {}),
    ),
    *_several(
        "reshape",
        (((2, 3),), {"shape": (3, 2)}),
        (((2, 3),), {"shape": (-1,)}),
        (((1,),), {"shape": ()}),
        (((2, 0),), {"shape": (0, 5)}),
    ),
    *_with("flatten", [((),), ((3,),), *_CUBE], {}),
    *_with("flatten", _CUBE, {"start_dim": 1}, {"start_dim": 0, "end_dim": -2}),
    *_with("transpose", [((3,),), ((2, 3),), *_CUBE], {}),
    *_with("transpose", _CUBE, {"dim0": 0, "dim1": 1}, {"dim0": -1, "dim1": 0}),
    *_with("permute", [((2, 3, 4),)], {"dims": (2, 0, 1)}, {"dims": (-2, -1, 0)}),
    *_with("permute", [((),)], {"dims": ()}),
    *_with("unsqueeze", [((),), ((2, 3),)], {"dim": 0}, {"dim": -1}),
    *_with("squeeze", [((),), ((1, 3, 1),)], {}, {"dim": 0}, {"dim": -1}),
    *_with("squeeze", [((1, 3, 1),)], {"dim": (0, 2)}, {"dim": 1}),
    *_with("expand", [((),), ((3,),), ((2, 1),)], {"size": (2, 3)}),
    *_with("expand", [((2, 1),)], {"size": (4, -1, 3)}),
    *_several(
        "cat",
        (((2, 3), (1, 3)), {}),
        (((2, 3), (2, 1), (2, 2)), {"dim": -1}),
        (((2,),), {}),
        (((0, 3), (2, 3)), {}),
    ),
    *_with("stack", [((2, 3), (2, 3)), ((2,), (2,), (2,))], {}, {"dim": 1}, {"dim": -1}),
    *_with("stack", [((), ())], {}),
    *_with(
        "getitem",
        [((3, 4),)],
        *(
            {"key": key}
            for key in (
                0,
                (slice(None), -1),
                slice(0, 2),
                (None, 1, ...),
                np.array([0, 0, 1]),
                (np.array([0, 0, 1]), np.array([1, 1, 2])),
                np.array([True, False, True]),
                slice(0, 0),
            )
        ),
    ),
    *_several(
        "unindex",
        (((3,),), {"shape": (4,), "key": slice(0, 3)}),
        (((3,),), {"shape": (4,), "key": np.array([0, 0, 2])}),
    ),
    *_several(
        "index_write",
        (((3,), ()), {"key": np.array([True, False, True]), "accumulate": False}),
        (((3, 2), (2,)), {"key": np.array([2, 0]), "accumulate": False}),
        (((3,), (3,)), {"key": np.array([0, 0, 2]), "accumulate": True}),
    ),
    *_several("draw", (((2, 3), (2, 3)), {})),
    *_several("copy", (((2, 3), (3,)), {})),
    *_several(
        "copy_slices",
        (((3, 2), (2,)), {"path": ((OPS["getitem"], {"key": 1}, None),)}),
        (
            ((3, 2), (3,)),
            {"path": ((OPS["transpose"], {}, None), (OPS["getitem"], {"key": 0}, None))},
        ),
    ),
    *_with("to", [((2, 3),)], {"dtype": np.dtype(np.float64)}),
    *_several(
        "matmul",
        (((3,), (3,)), {}),
        (((2, 3), (3,)), {}),
        (((3,), (3, 2)), {}),
        (((2, 3), (3, 4)), {}),
        (((2, 2, 3), (3, 2)), {}),
        (((2, 2, 3), (3,)), {}),
        (((3,), (2, 3, 2)), {}),
        (((2, 1, 2, 3), (3, 3, 2)), {}),
        (((2, 0), (0, 3)), {}),
        (((0, 3), (3, 2)), {}),
    ),
    *_several("dot", (((3,), (3,)), {}), (((0,), (0,)), {})),
    *_several("outer", (((3,), (2,)), {}), (((0,), (2,)), {})),
    *_with(
        "mse_loss",
        [((), ()), ((2, 3), (2, 3)), ((2, 1), (3,))],
        *({"reduction": r} for r in ("mean", "sum", "none")),
    ),
    *_with(
        "binary_cross_entropy_with_logits",
        [((), ()), ((2, 3), (2, 3))],
        *({"reduction": r} for r in ("mean", "sum", "none")),
    ),
    *_with(
        "cross_entropy",
        [((3,), np.array(1)), ((2, 3), np.array([2, 0]))],
        *({"reduction": r} for r in ("mean", "sum", "none")),
    ),
]
FORWARD_ONLY = [
    *_each("eq ne lt le gt ge detach floor_divide", ((3,), (2, 3))),
]
