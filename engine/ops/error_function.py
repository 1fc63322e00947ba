"""The error function and its kin: erf, erfc, erfcx, erfinv, and the normal distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import OPEN_UNIT, Interval, family
from engine.ops.exponential import exp
from engine.ops.precise import in_double, pieces, polynomial

op = family("Special functions")
_ROOT_PI, _ROOT_2 = math.sqrt(math.pi), math.sqrt(2)
_PROBABILITY = Interval("0 < x < 1", lambda x: (x > 0) & (x < 1), (0.05, 0.95))

# Rational approximations, highest power first. Source: Cephes ndtr.c (after Cody, 1969).
_SMALL = (
    (9.60497373987051638749, 90.0260197203842689217, 2232.00534594684319226,
     7003.32514112805075473, 55592.3013010394962768),
    (1.0, 33.5617141647503099647, 521.357949780152679795, 4594.32382970980127987,
     22629.0000613890934246, 49267.3942608635921086),
)  # fmt: skip
_MIDDLE = (
    (2.46196981473530512524e-10, 0.564189564831068821977, 7.46321056442269912687,
     48.6371970985681366614, 196.520832956077098242, 526.445194995477358631,
     934.528527171957607540, 1027.55188689515710272, 557.535335369399327526),
    (1.0, 13.2281951154744992508, 86.7072140885989742329, 354.937778887819891062,
     975.708501743205489753, 1823.90916687909736289, 2246.33760818710981792,
     1656.66309194161350182, 557.535340817727675546),
)  # fmt: skip
_LARGE = (
    (0.564189583547755073984, 1.27536670759978104416, 5.01905042251180477414,
     6.16021097993053585195, 7.40974269950448939160, 2.97886665372100240670),
    (1.0, 2.26052863220117276590, 9.39603524938001434673, 12.0489539808096656605,
     17.0814450747565897222, 9.60896809063285878198, 3.36907645100081516050),
)  # fmt: skip
# First guesses of erfinv about 0 and near 1, which Newton's steps refine. Source: torch erfinv.
_CENTRE = (
    (-0.140543331, 0.914624893, -1.645349621, 0.886226899),
    (0.012229801, -0.329097515, 1.442710462, -2.118377725, 1.0),
)
_TAIL = ((1.641345311, 3.429567803, -1.624906493, -1.970840454), (1.637067800, 3.543889200, 1.0))


def _ratio(table: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    return polynomial(table[0], x) / polynomial(table[1], x)


def _bell(x: Array) -> Array:
    """exp(−x²), exact to the last bits for large x too, where rounding x² would cost them."""
    x = np.clip(x, -40, 40)
    coarse = np.round(x * 32) / 32
    return np.exp(-coarse * coarse) * np.exp((coarse - x) * (coarse + x))


def _scaled(x: Array) -> Array:
    """exp(x²) erfc(x) for x ≥ 1."""
    return pieces(x, x < 8, lambda x: _ratio(_MIDDLE, x), _scaled_far)


def _scaled_far(x: Array) -> Array:
    return np.where(x > 1e8, 1 / (_ROOT_PI * x), _ratio(_LARGE, np.minimum(x, 1e8)))


def _erf_near(x: Array) -> Array:
    return x * _ratio(_SMALL, x * x)


def _erf_far(x: Array) -> Array:
    size = np.abs(x)
    return np.copysign(1 - _bell(size) * _scaled(size), x)


def _erfc_far(x: Array) -> Array:
    size = np.abs(x)
    tail = _bell(size) * _scaled(size)
    return np.where(x > 0, tail, 2 - tail)


def _erf(x: Array) -> Array:
    return pieces(x, np.abs(x) <= 1, _erf_near, _erf_far)


def _erfc(x: Array) -> Array:
    return pieces(x, np.abs(x) <= 1, lambda x: 1 - _erf_near(x), _erfc_far)


def _erfcx(x: Array) -> Array:
    return pieces(x, x > 1, _scaled, lambda x: _erfc(x) * np.exp(x * x))


def _erfinv(y: Array) -> Array:
    size = np.abs(y)
    x = np.copysign(pieces(size, size <= 0.7, _erfinv_near, _erfinv_far), y)
    return np.where(size < 1, x, np.where(size == 1, np.copysign(np.inf, y), np.nan))


def _erfinv_near(y: Array) -> Array:
    x = y * _ratio(_CENTRE, y * y)
    for _ in range(2):
        x = x - (_erf(x) - y) * (_ROOT_PI / 2) * np.exp(x * x)
    return x


def _erfinv_far(y: Array) -> Array:
    rest = np.maximum(1 - y, 1e-16)
    x = _ratio(_TAIL, np.sqrt(-np.log(rest / 2)))
    for _ in range(2):
        x = x - (rest - _erfc(x)) * (_ROOT_PI / 2) * np.exp(x * x)
    return x


def _ndtr(x: Array) -> Array:
    return 0.5 * _erfc(x / -_ROOT_2)


def _log_ndtr(x: Array) -> Array:
    return pieces(
        x,
        x < -1,
        lambda x: np.log(_erfcx(x / -_ROOT_2) / 2) - x * x / 2,
        lambda x: np.log1p(-0.5 * _erfc(x / _ROOT_2)),
    )


def _ndtri(p: Array) -> Array:
    middle = np.abs(p - 0.5) < 0.35
    x = pieces(p, middle, lambda p: _ROOT_2 * _erfinv(2 * p - 1), _ndtri_tail)
    edge = np.where(p == 0, -np.inf, np.where(p == 1, np.inf, np.nan))
    return np.where((p > 0) & (p < 1), x, edge)


def _ndtri_tail(p: Array) -> Array:
    """By Newton's steps on ln Φ in the lower tail, where probabilities are not rounded to 1."""
    tail = np.maximum(np.minimum(p, 1 - p), 5e-324)
    x = -_ROOT_2 * _ratio(_TAIL, np.sqrt(-np.log(tail)))
    for _ in range(3):
        slope = math.sqrt(2 / math.pi) / _erfcx(x / -_ROOT_2)
        x = x - (_log_ndtr(x) - np.log(tail)) / slope
    return np.where(p < 0.5, x, -x)


@op(
    "erf",
    formula=r"\mathrm{erf}\,x",
    local=(r"\frac{2}{\sqrt{\pi}} e^{-x^2}",),
    promotes="float",
    places="torch tensor special",
)
def erf(input: Array) -> Array:
    """The error function, 2/√π times the integral of exp(−t²) from 0. Source: torch.erf."""
    return in_double(_erf, input)


@erf.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * (exp(-(x * x)) * (2 / _ROOT_PI))


@op("erfc", promotes="float", listed=False, places="torch tensor special")
def erfc(input: Array) -> Array:
    """1 − erf(x), accurate where that is small. Source: torch.erfc."""
    return in_double(_erfc, input)


@erfc.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * (exp(-(x * x)) * (-2 / _ROOT_PI))


@op("erfcx", promotes="float", listed=False, places="special", node="SpecialErfcx")
def erfcx(input: Array) -> Array:
    """exp(x²) erfc(x), which stays finite for large x. Source: torch.special.erfcx."""
    return in_double(_erfcx, input)


@erfcx.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    return z_bar * (x * z * 2 - 2 / _ROOT_PI)


@op(
    "erfinv",
    promotes="float",
    domains=(OPEN_UNIT,),
    listed=False,
    places="torch tensor special",
)
def erfinv(input: Array) -> Array:
    """The x whose erf it is; NaN outside [−1, 1]. Source: torch.erfinv."""
    return in_double(_erfinv, input)


@erfinv.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * (exp(z * z) * (_ROOT_PI / 2))


@op("ndtr", promotes="float", listed=False, places="special", node="SpecialNdtr")
def ndtr(input: Array) -> Array:
    """The standard normal distribution function, accurate in both tails.

    Source: torch.special.ndtr.
    """
    return in_double(_ndtr, input)


@ndtr.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * normal_density(x)


def normal_density(x: Any) -> Any:
    """φ(x), the slope of the normal distribution function."""
    return exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi))


@op("log_ndtr", promotes="float", listed=False, places="special", node="SpecialLogNdtr")
def log_ndtr(input: Array) -> Array:
    """ln of the normal distribution function, finite far left. Source: torch.special.log_ndtr."""
    return in_double(_log_ndtr, input)


@log_ndtr.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar / erfcx(x * (-1 / _ROOT_2)) * math.sqrt(2 / math.pi)


@op(
    "ndtri",
    promotes="float",
    domains=(_PROBABILITY,),
    listed=False,
    places="special",
    node="SpecialNdtri",
)
def ndtri(input: Array) -> Array:
    """The x below which a normal variable falls with this probability.

    Source: torch.special.ndtri.
    """
    return in_double(_ndtri, input)


@ndtri.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * (exp(z * z * 0.5) * math.sqrt(2 * math.pi))
