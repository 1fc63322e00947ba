"""Cases of linear algebra and of special functions, in the form of `tests.engine.cases`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine import Tensor
from tests.engine.cases import Case

_rng = np.random.default_rng(5)


@dataclass(frozen=True)
class Symmetric(Case):
    """A call on the symmetric part of its matrix."""

    def call(self, tensors: list[Tensor]) -> Tensor:
        """The op applied to (x + xᵀ) / 2."""
        return super().call([(x + x.transpose(-2, -1)) * 0.5 for x in tensors])


def _matrix(*shape: int) -> np.ndarray:
    """Matrices far from singular, with distinct singular values."""
    rows, columns = shape[-2:]
    diagonal = np.eye(rows, columns) * np.arange(2.0, 2 + columns)
    return np.round(_rng.uniform(-0.9, 0.9, shape) + diagonal, 3)


UNARY = """
    trunc frac sinc erf erfc erfcx erfinv ndtr log_ndtr ndtri lgamma digamma i0 i0e i1 i1e entr
    logit
"""
BINARY = """
    fmod div_floor div_trunc copysign nextafter logaddexp2 hypot xlogy xlog1py
"""
_ONE = [((),), ((2, 3),), ((2, 0),)]
_TWO = [((), ()), ((2, 3), (3,)), ((2, 1), (1, 4)), ((), (3,)), ((2, 0), (0,))]
_SQUARE = [(_matrix(1, 1),), (_matrix(3, 3),), (_matrix(2, 3, 3),)]
_ANY = [(_matrix(3, 3),), (_matrix(2, 3, 2),), (_matrix(2, 4),)]
_LOWER = {"upper": False}

DIFFERENTIABLE = [
    *(Case(name, given) for name in UNARY.split() for given in _ONE),
    *(Case(name, given) for name in BINARY.split() for given in _TWO),
    *(Case("round_decimals", given, {"decimals": 1}) for given in _ONE),
    *(Case("polygamma", given, {"n": n}) for given in _ONE for n in (0, 1, 2)),
    Case("polygamma", (np.array([-0.4, -1.7, -2.2]),), {"n": 2}),
    Case("logit", ((2, 3),), {"eps": 0.3}),
    Case("lerp", ((2, 3), (3,), ())),
    Case("lerp", ((2, 3), (2, 1), (3,))),
    Case("frexp", ((2, 3),), {}, 0),
    Case("contract", ((2, 3), (3, 4)), {"labels": ((0, 1), (1, 2)), "result": (0, 2)}),
    Case("contract", ((2, 3),), {"labels": ((0, 1),), "result": (1,)}),
    Case("contract", ((3, 3),), {"labels": ((0, 0),), "result": ()}),
    Case("contract", ((3, 3), (3,)), {"labels": ((0, 0), (0,)), "result": (0,)}),
    Case("contract", ((2, 1), (3,)), {"labels": ((0, 1), (1,)), "result": (0, 1)}),
    Case("contract", ((2, 1), (3,)), {"labels": ((0, 1), (1,)), "result": ()}),
    Case(
        "contract",
        ((2, 3), (2, 3, 4), (4,)),
        {"labels": ((0, 1), (0, 1, 2), (2,)), "result": (0,)},
    ),
    *(Case("inv", given) for given in _SQUARE),
    *(Case("det", given) for given in _SQUARE),
    Case("det", (np.array([[1.0, 2.0, 0.5], [2.0, 4.0, 1.0], [0.0, 1.0, 3.0]]),)),
    *(Case("slogdet", given, {}, i) for given in _SQUARE for i in (0, 1)),
    *(Case("matrix_exp", given) for given in _SQUARE),
    Case("solve_matrices", (_matrix(3, 3), (3, 2))),
    Case("solve_matrices", (_matrix(2, 3, 3), (3, 2))),
    Case("solve_matrices", (_matrix(3, 3), (2, 3)), {"left": False}),
    Case("solve_triangular", (_matrix(3, 3), (3, 2)), _LOWER),
    Case("solve_triangular", (_matrix(2, 3, 3), (3, 2)), {"upper": True}),
    Case("solve_triangular", (_matrix(3, 3), (2, 3)), {"upper": True, "left": False}),
    Case("solve_triangular", (_matrix(3, 3), (3, 2)), {**_LOWER, "unitriangular": True}),
    *(Case("pinv_cut", given, {"atol": 0.0, "rtol": 1e-15, "hermitian": False}) for given in _ANY),
    *(Symmetric("cholesky_factor", given) for given in _SQUARE),
    *(Symmetric("eigh", given, {}, i) for given in _SQUARE for i in (0, 1)),
    *(Case("linalg_qr", given, {}, i) for given in _ANY for i in (0, 1)),
    *(Case("linalg_svd", given, {"full_matrices": False}, i) for given in _ANY for i in range(3)),
    *(Case("eigen", given, {}, i) for given in _SQUARE for i in (0, 1)),
    *(Case("eliminate", given, {}, 0) for given in _ANY),
]
FORWARD_ONLY = [
    Case("heaviside", ((3,), (3,))),
    *(Case(name, (np.array([4, -6, 0]), np.array([6, 9, 3]))) for name in ("gcd", "lcm")),
]
