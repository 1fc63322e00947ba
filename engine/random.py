"""Random tensors: rand, randn, randint, randperm, normal, bernoulli, multinomial, poisson.

The numbers come from numpy's PCG64 (see engine/generator.py), so they are not torch's.
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from engine.conversion import AnyDtype, numpy_dtype
from engine.creation import floating, like, shape_of
from engine.device import Placement, check_placement
from engine.dtype import DTYPES, Array, int64
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError
from engine.function import function
from engine.generator import (
    Generator,
    default_generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    numbers_of,
    seed,
    set_rng_state,
)
from engine.op import family
from engine.tensor import Tensor, wrap

__all__ = [
    "Generator",
    "bernoulli",
    "default_generator",
    "get_rng_state",
    "initial_seed",
    "manual_seed",
    "multinomial",
    "normal",
    "poisson",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "randperm",
    "seed",
    "set_rng_state",
]

op = family("Random")
Shape = tuple[int, ...]


@function("torch")
def rand(
    *sizes: Any,
    size: Any = None,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Uniform random numbers in [0, 1). Source: torch.rand."""
    check_placement("rand", placement)
    shape, target = shape_of("rand", sizes, size), floating("rand", dtype)
    return wrap(uniform_numbers("rand", generator, shape, target), requires_grad)


@function("torch")
def rand_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Uniform random numbers in the shape and dtype of `input`. Source: torch.rand_like."""
    check_placement("rand_like", placement)
    shape, target = like("rand_like", input, dtype)
    return wrap(uniform_numbers("rand_like", generator, shape, target), requires_grad)


@function("torch")
def randn(
    *sizes: Any,
    size: Any = None,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Standard normal random numbers. Source: torch.randn."""
    check_placement("randn", placement)
    shape, target = shape_of("randn", sizes, size), floating("randn", dtype)
    return wrap(normal_numbers("randn", generator, shape, target), requires_grad)


@function("torch")
def randn_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Standard normal numbers in the shape and dtype of `input`. Source: torch.randn_like."""
    check_placement("randn_like", placement)
    shape, target = like("randn_like", input, dtype)
    return wrap(normal_numbers("randn_like", generator, shape, target), requires_grad)


@function("torch")
def randint(
    *bounds: Any,
    low: int = 0,
    high: int | None = None,
    size: Any = None,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Whole numbers from `low` to below `high`: randint(high, size) or randint(low, high, size).

    Errors: RangeError for an empty range; DtypeError where the dtype cannot hold it.
    Source: torch.randint.
    """
    check_placement("randint", placement)
    if size is None and bounds:
        *rest, size = bounds
        bounds = tuple(rest)
    low, high = _range("randint", bounds, low, high)
    if not isinstance(size, (list, tuple)):
        raise ArgumentError(f"randint(): the size {size!r} is no sequence", "write (2, 3)")
    target = numpy_dtype("randint", dtype, int64.numpy)
    shape = shape_of("randint", (size,))
    return wrap(whole_numbers("randint", generator, shape, target, low, high), requires_grad)


@function("torch")
def randint_like(
    input: Tensor,
    *bounds: int,
    low: int = 0,
    high: int | None = None,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Whole numbers from `low` to below `high` in the shape and dtype of `input`.

    Called with (input, high) or (input, low, high). Errors as `randint`.
    Source: torch.randint_like.
    """
    check_placement("randint_like", placement)
    low, high = _range("randint_like", bounds, low, high)
    shape, target = like("randint_like", input, dtype)
    found = whole_numbers("randint_like", generator, shape, target, low, high)
    return wrap(found, requires_grad)


@function("torch")
def randperm(
    n: int,
    *,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """The numbers from 0 to n − 1 in random order. Source: torch.randperm."""
    check_placement("randperm", placement)
    (count,) = shape_of("randperm", (n,))
    target = numpy_dtype("randperm", dtype, int64.numpy)
    _check_holds("randperm", target, 0, count)
    order = numbers_of("randperm", generator).permutation(count)
    return wrap(order.astype(target), requires_grad)


@function("torch")
def normal(
    mean: Any = 0.0,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Generator | None = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Normal random numbers; mean and std are tensors, or numbers together with a size.

    Errors: RangeError for a negative std, and for numbers without a size; DtypeError for
    integer tensors. Source: torch.normal.
    """
    check_placement("normal", placement)
    given = [value._array for value in (mean, std) if isinstance(value, Tensor)]
    if size is None and not given:
        raise ArgumentError("normal(): two numbers without a size", "pass size=(2, 3)")
    shape = (
        shape_of("normal", (size,))
        if size is not None
        else np.broadcast_shapes(*(array.shape for array in given))
    )
    target = given[0].dtype if given else floating("normal", dtype)
    centre, spread = (v._array if isinstance(v, Tensor) else v for v in (mean, std))
    if np.any(np.asarray(spread) < 0):
        raise RangeError("normal(): expects std of at least 0", "give its absolute value")
    found = wrap(normal_numbers("normal", generator, shape, target, centre, spread))
    found = _drawn_from([v for v in (mean, std) if isinstance(v, Tensor)], found)
    return found.requires_grad_(requires_grad or found.requires_grad)


@function("torch tensor")
def bernoulli(
    input: Tensor, p: float | None = None, *, generator: Generator | None = None, out: None = None
) -> Tensor:
    """Ones with the probabilities in `input`, or with probability `p` in its shape; else zeros.

    Errors: RangeError for probabilities outside [0, 1]; DtypeError for integer ones.
    Source: torch.bernoulli.
    """
    check_placement("bernoulli", {"out": out})
    chance = input._array if p is None else p
    if p is None:
        _check_floating("bernoulli", input._array.dtype)
    found = wrap(truths("bernoulli", generator, input.shape, input._array.dtype, chance))
    return _drawn_from([input], found)


@function("torch tensor")
def multinomial(
    input: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: Generator | None = None,
    out: None = None,
) -> Tensor:
    """Indices drawn with the weights in `input` (n,) or (rows, n): (num_samples,) or a row each.

    Errors: ShapeError for other shapes, and for more samples than weights without replacement;
    RangeError for weights that are negative, not finite or all zero. Source: torch.multinomial.
    """
    check_placement("multinomial", {"out": out})
    weights = input._array
    _check_floating("multinomial", weights.dtype)
    if weights.ndim not in (1, 2):
        raise ShapeError(f"multinomial: the weights have shape {input.shape}", "give 1 or 2 axes")
    if num_samples <= 0:
        raise RangeError(f"multinomial: {num_samples} samples", "ask for at least one")
    if not replacement and num_samples > weights.shape[-1]:
        raise ShapeError(
            f"multinomial: {num_samples} samples from {weights.shape[-1]} without replacement",
            "pass replacement=True",
        )
    if not np.all(np.isfinite(weights) & (weights >= 0)):
        raise RangeError("multinomial: a weight is inf, nan or below 0", "mend the weights")
    rows = np.atleast_2d(weights).astype(np.float64)
    if np.any(rows.sum(1) <= 0):
        raise RangeError("multinomial: the weights sum to 0", "let one be above 0")
    numbers = numbers_of("multinomial", generator)
    if replacement:
        ends = np.cumsum(rows, 1)
        draws = numbers.random((len(rows), num_samples)) * ends[:, -1:]
        pairs = zip(ends, draws, strict=True)
        chosen = np.array([np.searchsorted(end, draw, "right") for end, draw in pairs])
    else:  # the largest weights over exponential noise are a draw without replacement
        keys = rows / numbers.standard_exponential(rows.shape)
        chosen = np.argsort(-keys, axis=1)[:, :num_samples]
    return wrap(chosen.astype(np.int64).reshape(*weights.shape[:-1], num_samples))


@function("torch")
def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Poisson random numbers of the rates in `input`. Source: torch.poisson.

    Errors: RangeError for negative rates; DtypeError for integer ones.
    """
    rates = input._array
    _check_floating("poisson", rates.dtype)
    if not np.all(rates >= 0):
        raise RangeError("poisson: a rate is below 0", "give rates of at least 0")
    found = wrap(np.asarray(numbers_of("poisson", generator).poisson(rates), rates.dtype))
    return _drawn_from([input], found)


@op("draw", listed=False, places="", promotes="none", node="Bernoulli")
def draw(input: Array, sample: Array) -> Array:
    """`sample`, which was drawn with the parameters `input`: they get a gradient of zero."""
    return np.array(sample)


@draw.vjp
def _(z_bar: Any, _z: Any, _x: Any, _sample: Any) -> Any:
    return np.zeros(_x.shape, _x.dtype), z_bar


def _drawn_from(parameters: list[Tensor], sample: Tensor) -> Tensor:
    """The sample with the history that torch gives it."""
    for parameter in parameters:
        if parameter.requires_grad:
            sample = draw(parameter, sample)
    return sample


def uniform_numbers(
    name: str,
    generator: Generator | None,
    shape: Shape,
    dtype: np.dtype[Any],
    low: float = 0.0,
    high: float = 1.0,
) -> Array:
    """Uniform numbers in [low, high) of a floating dtype."""
    _check_floating(name, dtype)
    if low > high:
        raise RangeError(f"{name}: the range from {low} to {high} is empty", "swap its ends")
    bits = np.finfo(dtype).nmant + 1  # as many as rounding leaves alone
    steps = np.asarray(numbers_of(name, generator).integers(0, 2**bits, shape))
    return (steps * (2.0**-bits * (high - low)) + low).astype(dtype)


def normal_numbers(
    name: str,
    generator: Generator | None,
    shape: Shape,
    dtype: np.dtype[Any],
    mean: Any = 0.0,
    std: Any = 1.0,
) -> Array:
    """Normal numbers of a floating dtype."""
    _check_floating(name, dtype)
    standard = np.asarray(numbers_of(name, generator).standard_normal(shape))
    return np.asarray(standard * std + mean, dtype)


def whole_numbers(
    name: str,
    generator: Generator | None,
    shape: Shape,
    dtype: np.dtype[Any],
    low: int,
    high: int,
) -> Array:
    """Whole numbers in [low, high) of any dtype."""
    if low >= high:
        raise RangeError(f"{name}: the range from {low} to {high} is empty", "raise its end")
    _check_holds(name, dtype, low, high)
    return np.asarray(numbers_of(name, generator).integers(low, high, shape)).astype(dtype)


def truths(
    name: str, generator: Generator | None, shape: Shape, dtype: np.dtype[Any], chance: Any
) -> Array:
    """Ones with the given chances, else zeros, of any dtype."""
    if not np.all((np.asarray(chance) >= 0) & (np.asarray(chance) <= 1)):
        raise RangeError(f"{name}: a probability lies outside [0, 1]", "clamp it")
    return np.asarray(numbers_of(name, generator).random(shape) < chance).astype(dtype)


def _range(name: str, bounds: tuple[Any, ...], low: int, high: int | None) -> tuple[int, int]:
    """Both ends from positional bounds (high) or (low, high), or from keywords."""
    if len(bounds) == 2:
        low, high = bounds
    elif len(bounds) == 1:
        low, high = (low, bounds[0]) if high is None else (bounds[0], high)
    if len(bounds) > 2 or not all(isinstance(end, (int, np.integer)) for end in (low, high)):
        raise ArgumentError(f"{name}(): the bounds must be whole numbers", "write low, high")
    assert high is not None
    return int(low), int(high)


def _check_floating(name: str, dtype: np.dtype[Any]) -> None:
    if dtype.kind != "f":
        raise DtypeError(f"{name}: not for {DTYPES[dtype]!r}", "use a floating point dtype")


def _check_holds(name: str, dtype: np.dtype[Any], low: int, high: int) -> None:
    """Refuse a range of whole numbers that the dtype cannot hold."""
    if dtype.kind == "f":
        limit = 2 ** (np.finfo(dtype).nmant + 1)
        fits = -limit <= low and high - 1 <= limit
    elif dtype.kind == "b":
        fits = low >= 0 and high <= 2
    else:
        fits = np.iinfo(dtype).min <= low and high - 1 <= np.iinfo(dtype).max
    if not fits:
        raise DtypeError(f"{name}: {low} to {high} does not fit {DTYPES[dtype]!r}", "widen it")
