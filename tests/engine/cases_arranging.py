"""Cases of the ops that arrange, pick, order, accumulate and judge elements."""

import numpy as np

from engine import float64
from tests.engine.cases import Case, Shape, _each, _several, _with

_MIXED = np.array([True, False, True])
_ROWS = np.array([[0, 2, 1], [1, 1, 0]])
_ZEROS = np.array([[0.0, 2, 3, -1], [2, 0, 3, 0], [1, -2, 3, 4]])
_APART = np.array([[3.0, -1, 2, 0.5], [-2, 4, 1, -3]])  # a step of the differences changes no order
_CUBE: list[tuple[Shape, ...]] = [((2, 3, 2),)]

_ARRANGED = [
    *_with("flip", [((2, 3),)], {"dims": (0,)}, {"dims": (0, -1)}, {"dims": ()}),
    *_with("roll", [((2, 3),)], {"shifts": 1}, {"shifts": (1, -2), "dims": (0, 1)}),
    *_with("roll", [((),)], {"shifts": 2}),
    *_with("repeat", [((2, 3),), ((2, 0),)], {"repeats": (1, 2)}, {"repeats": (2, 1, 3)}),
    *_with("repeat", [((),)], {"repeats": ()}, {"repeats": (3,)}),
    *_with("diagonal", _CUBE, {}, {"offset": 1, "dim1": 1, "dim2": -1}, {"offset": -1}),
    *_with("undiagonal", [((2,),)], {"shape": (2, 3)}, {"shape": (3, 3), "offset": -1}),
    *_with("diag_embed", [((3,),), ((2, 3),)], {}, {"offset": -1}),
    *_with("diag_embed", [((2, 3),)], {"offset": 1, "dim1": 0, "dim2": 2}),
    *_with(
        "as_strided",
        [((2, 3),)],
        {"size": (2, 2), "stride": (2, 1), "storage_offset": 1, "geometry": (6, 0, (3, 1))},
    ),
    *_each("contiguous", ((2, 3),), ((),)),
    *_each("t", ((2, 3),), ((3,),), ((),)),
    *_each("tril triu", ((2, 3),), ((2, 3, 3),)),
    *_with("tril", [((3, 3),)], {"diagonal": 1}, {"diagonal": -1}),
    *_several("cat", (((0,), (2, 3)), {"dim": 1})),
    *[Case("split_parts", ((5, 2),), {"split_sizes": 2}, i) for i in range(3)],
    *[Case("split_parts", ((2, 5),), {"split_sizes": (1, 4), "dim": -1}, i) for i in range(2)],
    *[Case("unbind", ((2, 3),), {"dim": 1}, i) for i in range(3)],
]
_PICKED = [
    *_with(
        "getitem",
        [((2, 3, 4),)],
        {"key": (0, slice(None), np.array([0, 0, 3]))},
        {"key": (slice(None), np.array([2, 0]), None, -1)},
        {"key": (..., np.array([True, False, True, False]))},
        {"key": (slice(None, None, 2), np.array([[0], [1]]), np.array([1, 3]))},
    ),
    *_several(
        "index_write",
        (((2, 3), (2, 2)), {"key": (slice(None), np.array([0, 2]))}),
        (((2, 3), (2,)), {"key": (1, np.array([0, 0])), "accumulate": True}),
    ),
    *_with("gather", [((3, 3), _ROWS)], {"dim": 0}, {"dim": 1}),
    *_with("gather", [((), np.array(0))], {"dim": 0}),
    *_with("scatter_add", [((3, 3), _ROWS, (2, 3))], {"dim": 0}, {"dim": -1}),
    *_with("scatter_write", [((3, 3), _ROWS[:1], (1, 3))], {"dim": 0}),
    *_with("scatter_write", [((2, 3), _ROWS[:, ::2], ())], {"dim": 1}),
    *_with(
        "scatter_extreme",
        [(_APART[:, :3], _ROWS, _APART[:, 1:] * 1.5)],
        {"dim": 1, "reduce": "amax"},
        {"dim": 1, "reduce": "amin"},
    ),
    *_with(
        "scatter_extreme",
        [(_APART[:, :3], _ROWS % 2, _APART[:, 1:] * 1.5)],
        {"dim": 0, "reduce": "amax", "include_self": False},
    ),
]
_ACCUMULATED = [
    *_several(
        "masked_fill",
        (((3,), _MIXED, ()), {}),
        (((2, 3), _MIXED, (1,)), {}),
    ),
    *_with("cumsum", [((3,),), ((2, 3),), ((),)], {"dim": 0}, {"dim": -1}),
    *_with("cumprod", [((3,),), ((2, 5),), ((),), (_ZEROS,)], {"dim": 0}, {"dim": -1}),
    *_with("prod", [(_ZEROS,), (np.array([0.0, 2, 0]),), (np.array([0.0]),)], {}, {"dim": -1}),
    *_with("nansum", [((3,),), *_CUBE], {}, {"dim": 0, "keepdim": True}),
    *_with("logcumsumexp", [((3,),), ((2, 3),), ((),)], {"dim": 0}, {"dim": -1}),
    *[Case(n, (_APART,), {"dim": d}, 0) for n in ("cummax", "cummin") for d in (0, 1)],
]
_ORDERED = [
    *[Case("sort", (_APART,), {"dim": d, "descending": d == 0}, 0) for d in (0, -1)],
    *[Case("topk", (_APART,), {"k": 2, "largest": up}, 0) for up in (True, False)],
    Case("topk", (np.array(2.0),), {"k": 1}, 0),
    *[
        Case(f"{name}_along", (_APART,), {"dim": dim, "keepdim": keepdim}, 0)
        for name in ("max", "min", "median", "nanmedian")
        for dim, keepdim in ((0, False), (-1, True))
    ],
    Case("mode", (_APART,), {"dim": 0}, 0),
    *[Case("kthvalue", (_APART,), {"k": k, "dim": 1}, 0) for k in (1, 3)],
    *[Case(f"{name}_of_all", (_APART,)) for name in ("median", "nanmedian")],
    *_each("clamp_min clamp_max fmax fmin", ((3,), (3,)), ((2, 3), ())),
    *_each("nan_to_num", ((2, 3),)),
]
DIFFERENTIABLE = [*_ARRANGED, *_PICKED, *_ACCUMULATED, *_ORDERED]
FORWARD_ONLY = [
    *_each("isnan isinf isfinite isposinf isneginf isreal signbit logical_not all any", ((2, 3),)),
    *_each("count_nonzero argwhere argmax argmin histc argsort", ((2, 3),)),
    *_each("logical_and logical_or logical_xor near isin", ((2, 3), (3,))),
    *[
        Case(f"bitwise_{name}", (_ROWS, np.array([1, 2, 3])))
        for name in ("and", "or", "xor", "left_shift", "right_shift")
    ],
    Case("bitwise_not", (_MIXED,)),
    Case("bincount", (np.array([0, 2, 2]), (3,))),
    Case("distinct", (_ROWS,), {}, 1),
    Case("searchsorted", (np.array([1.0, 2, 3]), (2, 2))),
    Case("view_dtype", (np.arange(3),), {"dtype": float64}),
]
